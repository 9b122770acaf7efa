"""The car of car.py on a running platform: MQTT by Eclipse Paho, a store in a file, and a socket for phones.

Takes on its standard input, a line of JSON each: first
  host, port, caPath, vin, certificatePath, keyPath, telemetryRule, trust (the list of the day), store (a file),
  ahead (milliseconds by which the platform's time is ahead of this computer's: its satellites say so)
and then what is done to it, answered by a line of JSON each:
  { "do": "state" | "online" | "offline" | "reboot" }
  { "do": "body", "body": {…} }       people do something to it
  { "do": "sample", "sample": {…} }   its sensors say something
  { "do": "lose", "events": 2 }       so many of its next events are lost on the way
Ends when its standard input does.
"""

import json
import os
import pathlib
import secrets
import socket
import struct
import sys
import threading
import time

import paho.mqtt.client as mqtt
from cryptography.hazmat.primitives import serialization

import texts
from car import RESULT, Car

RESEND_SECONDS = 10
SILENCE_SECONDS = 60
LONGEST_FRAME = 20_480
# Only what never comes takes so long: what takes a second takes minutes on a busy machine.
PATIENCE_SECONDS = 240


task = json.loads(sys.stdin.readline())


def now():
    return time.time_ns() // 1_000_000 + task["ahead"]


class OnTheRoad:
    """Everything that happens to the car happens under one lock, and is in its store before anybody hears of it."""

    def __init__(self, task):
        self.task = task
        self.lock = threading.Condition()
        self.store = pathlib.Path(task["store"])
        self.car = Car(task["vin"], task["trust"], now(), log=1 + secrets.randbelow(2**31))
        self.client = None
        self.is_connected = False
        self.sent_at = 0.0
        self.lost = 0
        self.heard = []  # the texts of commands, as they came
        self.answered = []  # the events that answered them
        with open(task["keyPath"], "rb") as file:
            self.key = serialization.load_pem_private_key(file.read(), None)
        numbers = self.key.public_key().public_numbers()
        x, y = (texts.encode(part.to_bytes(32, "big")) for part in (numbers.x, numbers.y))
        self.jwk = {"kty": "EC", "crv": "P-256", "x": x, "y": y}
        self.phones = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve_phones, daemon=True).start()
        threading.Thread(target=self.resend, daemon=True).start()

    def topic(self, name):
        return f"cars/{self.car.vin}/{name}"

    def keep(self):
        new = self.store.with_suffix(".new")
        with open(new, "w", encoding="utf-8") as file:
            json.dump(self.car.kept, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.store)

    # The platform

    def connect(self):
        client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, self.car.vin, clean_session=True, protocol=mqtt.MQTTv311
        )
        client.tls_set(self.task["caPath"], self.task["certificatePath"], self.task["keyPath"])
        client.on_connect = lambda c, *_: c.subscribe([(self.topic(t), 1) for t in ("commands", "trust", "receipts")])
        client.on_subscribe = lambda *_: self.greet()
        client.on_message = lambda c, u, message: self.hear(message.topic, message.payload)
        client.on_disconnect = lambda *_: self.note(is_connected=False)
        client.connect_timeout = PATIENCE_SECONDS
        self.client = client
        client.connect(self.task["host"], self.task["port"], keepalive=60)
        client.loop_start()
        with self.lock:
            self.lock.wait_for(lambda: self.is_connected, PATIENCE_SECONDS)

    def note(self, **changes):
        with self.lock:
            for name, value in changes.items():
                setattr(self, name, value)
            self.lock.notify_all()

    def greet(self):
        with self.lock:
            self.is_connected = True
            self.car.connected(now())
            self.keep()
            self.send_from(0)
            self.lock.notify_all()

    def hear(self, topic, payload):
        with self.lock:
            if topic == self.topic("receipts"):
                following = self.car.take_receipt(json.loads(payload))
                self.keep()
                if following is not None:
                    self.send_from(following)
                return
            self.end_overdue()
            take = self.car.take_command if topic == self.topic("commands") else self.car.take_list
            event = take(payload, now())
            self.keep()
            self.heard.append(payload.decode("latin-1"))
            self.answered.append(event)
            if event is not None:
                self.send(event)
            self.lock.notify_all()

    def send_from(self, number):
        """Once for each number: a receipt for what is there already asks for nothing new."""
        pending = [event for event in self.car.kept["pending"] if event["seq"] >= number]
        if number == 0 or (pending and pending[0]["seq"] == number and time.monotonic() - self.sent_at > 1):
            for event in pending:
                self.send(event)

    def send(self, event):
        self.sent_at = time.monotonic()
        if self.lost > 0:
            self.lost -= 1
        elif self.is_connected:
            self.client.publish(self.topic("events"), json.dumps(event | {"sent": texts.time_text(now())}), qos=1)

    def end_overdue(self):
        events = self.car.end_overdue(now())
        if events:
            self.keep()
        for event in events:
            self.send(event)

    def resend(self):
        while True:
            time.sleep(1)
            with self.lock:
                self.end_overdue()
                if self.is_connected and time.monotonic() - self.sent_at > RESEND_SECONDS:
                    self.send_from(0)

    # Phones

    def serve_phones(self):
        while True:
            stream, _ = self.phones.accept()
            threading.Thread(target=self.serve_phone, args=(stream,), daemon=True).start()

    def serve_phone(self, stream):
        with stream:
            stream.settimeout(SILENCE_SECONDS)
            try:
                hello = texts.parse(read_frame(stream))
                if not self.understands(hello):
                    return
                challenge, drawn = secrets.token_bytes(32), now()
                said = {"vin": self.car.vin, "clock": texts.time_text(drawn), "challenge": texts.encode(challenge)}
                write_frame(stream, {"type": "challenge", "version": 1} | said)
                while True:
                    reply = self.answer(read_frame(stream), texts.encode(challenge), drawn)
                    challenge, drawn = secrets.token_bytes(32), now()
                    write_frame(stream, reply | {"challenge": texts.encode(challenge)})
            except (OSError, EOFError, texts.Refused):
                return

    @staticmethod
    def understands(hello):
        if not texts.has_members(hello, ["type", "versions"]) or hello["type"] != "hello":
            return False
        return isinstance(hello["versions"], list) and 1 in hello["versions"]

    def answer(self, body, challenge, drawn):
        try:
            frame = texts.parse(body)
        except texts.Refused as refused:
            return {"type": "refused", "fault": refused.fault}
        with self.lock:
            reply, event = self.car.take_request(frame, challenge, drawn, now())
            self.keep()
            if event is not None:
                self.send(event)
        if reply["type"] == "refused":
            return reply
        header = {"alg": "ES256", "kid": texts.thumbprint(self.jwk), "typ": RESULT, "jwk": self.jwk}
        return {"type": "result", "result": texts.sign(self.key, header, reply["payload"])}

    # What is done to it

    def do(self, order):
        what = order["do"]
        if what == "online":
            self.connect()
        elif what == "offline":
            self.client.disconnect()
            self.client.loop_stop()
            self.note(is_connected=False)
        elif what == "sample":
            topic = f"$aws/rules/{self.task['telemetryRule']}/{self.topic('telemetry')}"
            self.client.publish(topic, json.dumps(order["sample"]), qos=1).wait_for_publish(PATIENCE_SECONDS)
        with self.lock:
            if what == "body":
                self.car.body |= order["body"]
            elif what == "lose":
                self.lost = order["events"]
            elif what == "reboot":
                kept, body = json.loads(self.store.read_text("utf-8")), self.car.body
                self.car = Car(self.task["vin"], self.task["trust"], now())
                self.car.kept, self.car.body = kept, body
            return {
                "body": self.car.body,
                "executed": self.car.executed,
                "heard": self.heard,
                "answered": self.answered,
                "pending": len(self.car.kept["pending"]),
                "trust": self.car.trust(),
                "features": [one["feature"] for one in self.car.kept["entitlements"]["active"]],
                "session": self.car.session,
                "phonePort": self.phones.getsockname()[1],
            }


def read_frame(stream):
    (length,) = struct.unpack(">I", read_bytes(stream, 4))
    if length > LONGEST_FRAME:
        raise EOFError
    return read_bytes(stream, length)


def read_bytes(stream, length):
    got = b""
    while len(got) < length:
        chunk = stream.recv(length - len(got))
        if not chunk:
            raise EOFError
        got += chunk
    return got


def write_frame(stream, value):
    body = json.dumps(value).encode()
    stream.sendall(struct.pack(">I", len(body)) + body)


road = OnTheRoad(task)
for line in sys.stdin:
    print(json.dumps(road.do(json.loads(line))), flush=True)
