"""A car by a client that others wrote: Eclipse Paho. Does to the platform's MQTT port what a car may and may not.

Takes a JSON object on its standard input:
  host, port, caPath        where to connect
  telemetryRule             the rule of Basic Ingest
  own, other                registered cars, and `inactive`, one whose certificate is: vin, certificatePath, keyPath
  stranger                  certificatePath and keyPath, by an authority that the platform does not know
  time                      what its messages say, RFC 3339
Writes a line of JSON for each check: check, right, seen.
"""

import json
import ssl
import sys
import threading
import time

import paho.mqtt.client as mqtt

# Generous: whoever waits as long as this waits for what does not happen, also on a busy machine.
PATIENCE_SECONDS = 240
LARGEST_PAYLOAD = 128 * 1024

task = json.load(sys.stdin)
own, other = task["own"], task["other"]


class Connection:
    """What has happened on a connection, for whoever waits for it."""

    def __init__(self, client_id, identity, protocol=mqtt.MQTTv311):
        self.answer = None  # the CONNACK's reason
        self.failure = None  # of the TLS handshake
        self.closed = False  # by the other side
        self.acknowledged = set()
        self.granted = None
        self.messages = []
        self._changed = threading.Condition()
        client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=protocol,
            reconnect_on_failure=False,
        )
        files = {} if identity is None else {"certfile": identity["certificatePath"], "keyfile": identity["keyPath"]}
        client.tls_set(ca_certs=task["caPath"], **files)
        client.on_connect = lambda c, u, flags, reason, p: self._note("answer", str(reason))
        client.on_disconnect = lambda *_: self._note("closed", True)
        client.on_publish = lambda c, u, mid, reason, p: self._note("acknowledged", self.acknowledged | {mid})
        client.on_subscribe = lambda c, u, mid, reasons, p: self._note("granted", [str(r) for r in reasons])
        client.on_message = lambda c, u, message: self._note("messages", [*self.messages, message])
        client.connect_timeout = PATIENCE_SECONDS
        self._client = client
        try:
            client.connect(task["host"], task["port"], keepalive=60)
        except (ssl.SSLError, OSError) as error:
            self.failure = str(error)
            return
        client.loop_start()
        self.wait(lambda: self.answer is not None or self.closed)

    def _note(self, name, value):
        with self._changed:
            setattr(self, name, value)
            self._changed.notify_all()

    def wait(self, happened):
        with self._changed:
            return self._changed.wait_for(happened, PATIENCE_SECONDS)

    @property
    def is_open(self):
        return self.answer == "Success" and not self.closed

    def publish(self, topic, payload, qos=1):
        return self._client.publish(topic, payload, qos).mid

    def subscribe(self, topic, qos=1):
        self._client.subscribe(topic, qos)

    def is_taken(self, topic, payload):
        """Whether a publish of QoS 1 has its PUBACK."""
        mid = self.publish(topic, payload)
        self.wait(lambda: mid in self.acknowledged or self.closed)
        return mid in self.acknowledged

    def is_cut_off(self):
        self.wait(lambda: self.closed)
        return self.closed

    def end(self):
        self._client.disconnect()
        self._client.loop_stop()

    def seen(self):
        return f"answer {self.answer}, failure {self.failure}, closed {self.closed}, granted {self.granted}"


def check(name, right, seen):
    print(json.dumps({"check": name, "right": bool(right), "seen": seen}), flush=True)


def topic(car, name):
    return f"cars/{car['vin']}/{name}"


def telemetry_of(car):
    return f"$aws/rules/{task['telemetryRule']}/{topic(car, 'telemetry')}"


def sample(**fields):
    return json.dumps({"time": task["time"], **fields})


def connects_and_publishes():
    car = Connection(own["vin"], own)
    check("connects with the certificate of its registration", car.is_open, car.seen())
    check("publishes a sample by Basic Ingest", car.is_taken(telemetry_of(own), sample(speedKmh=43.2, chargePercent=71.5)), car.seen())
    padded = sample(odometerKm=18230.4).ljust(LARGEST_PAYLOAD)
    check("publishes 128 KB", car.is_taken(telemetry_of(own), padded), car.seen())
    car.subscribe(topic(own, "receipts"))
    car.wait(lambda: car.granted is not None or car.closed)
    check("subscribes to its receipts", car.granted == ["Granted QoS 1"], car.seen())
    event = {"log": 1, "seq": 1, "type": "parked", "time": task["time"], "data": {"status": {"locked": True}}}
    check("publishes an event", car.is_taken(topic(own, "events"), json.dumps(event)), car.seen())
    car.wait(lambda: car.messages or car.closed)
    receipts = [json.loads(message.payload) for message in car.messages]
    check("gets its receipt", receipts == [{"log": 1, "lane": "normal", "next": 2}], str(receipts))
    car.end()


def is_cut_off_when(name, act):
    """Each on a connection of its own, which must be open before and closed after."""
    car = Connection(own["vin"], own)
    was_open = car.is_open
    act(car)
    check(f"is cut off when it {name}", was_open and car.is_cut_off() and not car.acknowledged and car.granted is None, car.seen())
    car.end()


def may_not():
    is_cut_off_when("publishes to another car's topic", lambda car: car.publish(topic(other, "events"), "{}"))
    is_cut_off_when("publishes another car's telemetry", lambda car: car.publish(telemetry_of(other), sample(speedKmh=1)))
    is_cut_off_when("publishes a command to itself", lambda car: car.publish(topic(own, "commands"), "open"))
    is_cut_off_when("subscribes to another car's commands", lambda car: car.subscribe(topic(other, "commands")))
    is_cut_off_when("subscribes to every car's topics", lambda car: car.subscribe("cars/#"))
    is_cut_off_when("publishes with QoS 2", lambda car: car.publish(telemetry_of(own), sample(speedKmh=2), qos=2))
    is_cut_off_when("subscribes with QoS 2", lambda car: car.subscribe(topic(own, "receipts"), qos=2))
    is_cut_off_when("publishes more than 128 KB", lambda car: car.publish(telemetry_of(own), sample().ljust(LARGEST_PAYLOAD + 1)))


def is_not_let_in(name, *how, **more):
    stranger = Connection(*how, **more)
    check(f"is not let in {name}", not stranger.is_open and (stranger.failure or stranger.is_cut_off()), stranger.seen())
    stranger.end()


def strangers():
    is_not_let_in("as another car", other["vin"], own)
    is_not_let_in("under a name that no car has", "somebody", own)
    is_not_let_in("without a certificate", own["vin"], None)
    is_not_let_in("with a certificate of another authority", own["vin"], task["stranger"])
    is_not_let_in("with a certificate that is not active", task["inactive"]["vin"], task["inactive"])
    # AWS IoT Core speaks MQTT 5 too; the local broker does not yet.
    is_not_let_in("with MQTT 5", own["vin"], own, protocol=mqtt.MQTTv5)


def twice():
    first = Connection(own["vin"], own)
    was_open = first.is_open
    second = Connection(own["vin"], own)
    check("is cut off by a second connection under its name", was_open and first.is_cut_off(), first.seen())
    check("goes on as the second", second.is_taken(telemetry_of(own), sample(coolantTemperatureC=88)), second.seen())
    second.end()


connects_and_publishes()
may_not()
strangers()
twice()
