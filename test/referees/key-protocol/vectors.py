"""Holds the car against docs/key-protocol/vectors.json. Writes a line of JSON for each vector: check, right, seen."""

import json
import sys

from car import Car
from texts import instant


def boot(start):
    features = start.get("features", [])
    car = Car(start["vin"], start["trustedKeys"], instant(start["clock"]), features=features)
    car.session = start["session"]
    car.body = dict(start["body"])
    return car


def same(said, wanted):
    """All members as they are, and no other; of a status there may be more."""
    status, least = said.get("status", {}), wanted.get("status", {})
    rest = {name: value for name, value in said.items() if name != "status"}
    return (
        rest == {name: value for name, value in wanted.items() if name != "status"}
        and ("status" in said) == ("status" in wanted)
        and all(status.get(name) == value for name, value in least.items())
    )


def same_event(event, wanted):
    if event is None or wanted is None:
        return event is wanted
    trace = event.get("traceparent") == wanted.get("traceparent")
    return event["type"] == wanted["type"] and same(event["data"], wanted["data"]) and trace


def take(car, step, now):
    """What is wrong with what the car makes of a step; None when nothing is."""
    if "frame" in step:
        stream = step["stream"]
        reply, event = car.take_request(step["frame"], stream["challenge"], instant(stream["drawn"]), now)
        wanted = step["reply"]
        is_right = reply["type"] == wanted["type"] and reply.get("fault") == wanted.get("fault")
        if not is_right or not same(reply.get("payload", {}), wanted.get("payload", {})):
            return f"replied {json.dumps(reply)}"
    else:
        answer = car.take_command if step["topic"] == "commands" else car.take_list
        event = answer(step["message"].encode("latin-1"), now)
    return None if same_event(event, step.get("answer")) else f"recorded {json.dumps(event)}"


def play(vector):
    car = boot(vector["car"])
    now = instant(vector["car"]["clock"])
    for number, step in enumerate(vector["steps"]):
        now = instant(step["clock"]) if "clock" in step else now
        if "reboot" in step:
            car.boot(now, step["reboot"])
        car.body |= step.get("body", {})
        before, done = dict(car.body), len(car.executed)
        wrong = take(car, step, now)
        if wrong is not None:
            return f"step {number + 1}: {wrong}"
        executed = car.executed[done:]
        if executed != ([step["executes"]] if "executes" in step else []):
            return f"step {number + 1}: executed {executed}"
        if not executed and car.body != before:
            return f"step {number + 1}: the body changed"
    return None


def play_feature(vector):
    car = boot(vector["car"])
    now = instant(vector["car"]["clock"])
    for number, step in enumerate(vector["steps"]):
        now = instant(step["clock"]) if "clock" in step else now
        if "reboot" in step:
            car.boot(now, step["reboot"])
        car.body |= step.get("body", {})
        events = car.end_overdue(now)
        if "message" in step:
            event = car.take_list(step["message"].encode("latin-1"), now)
            events += [] if event is None else [event]
        wanted = step["answers"]
        if len(events) != len(wanted) or not all(map(same_event, events, wanted)):
            return f"step {number + 1}: recorded {json.dumps(events)}"
        active = [one["feature"] for one in car.kept["entitlements"]["active"]]
        if active != step["active"]:
            return f"step {number + 1}: has {active}"
    return None


with open(sys.argv[1], encoding="utf-8") as file:
    content = json.load(file)
plays = [(play, "vectors"), (play, "phoneVectors"), (play_feature, "featureVectors")]
for take_vector, vector in [(how, vector) for how, name in plays for vector in content[name]]:
    wrong = take_vector(vector)
    check = f"answers as the vector says: {vector['name']}"
    print(json.dumps({"check": check, "right": wrong is None, "seen": wrong or "as it says"}), flush=True)
