"""A car, written from docs/key-protocol.md alone: what it checks, does, keeps and says. Knows no network and no files."""

import hashlib
import secrets

import texts
from texts import Refused, Text, has_members, is_id, is_integer, is_text, must, time_text

COMMAND, GRANT = "roadstream-command+jws", "roadstream-grant+jws"
REQUEST, RESULT = "roadstream-request+jws", "roadstream-result+jws"
KEYS, REVOCATIONS = "roadstream-keys+jws", "roadstream-revocations+jws"
ENTITLEMENT, WITHDRAWAL = "roadstream-entitlement+jws", "roadstream-withdrawal+jws"
ENTITLE, FEATURES = "entitle", ["power-100"]

PARKED = {"moving": False, "engineOn": False, "doorsClosed": True, "locked": True, "startEnabled": False}
DEMANDS = {
    "unlock": ["VEHICLE_MOVING"],
    "lock": ["VEHICLE_MOVING", "NOT_PARKED", "DOOR_OPEN"],
    "start-enable": ["VEHICLE_MOVING"],
    "stop-enable": ["VEHICLE_MOVING", "NOT_PARKED"],
    "find": ["VEHICLE_MOVING"],
    "open-trunk": ["VEHICLE_MOVING"],
    "report": [],
}
OPENING, CLOSING = ["unlock", "start-enable", "open-trunk"], ["lock", "stop-enable"]
GRANTABLE = [action for action in DEMANDS if action != "report"]
MINUTE, HOUR, DAY, CHALLENGE = 60_000, 3_600_000, 86_400_000, 30_000
REMEMBERED, FLOODED = 64, 16
HIGHEST_LOG = 2**48


class Car:
    """`kept` is what survives a boot; the rest is since the last one."""

    def __init__(self, vin, trusted_keys, now, log=1, features=tuple(FEATURES)):
        self.vin = vin
        self.features = features  # what the model can have
        self.body = dict(PARKED)
        self.executed = []  # what it really did
        self.kept = {
            "log": log,
            "next": 1,
            "pending": [],
            "answers": [],
            "keys": trusted_keys,
            "revocations": None,
            "entitlements": {"version": 0, "active": []},
        }
        self.boot(now)

    def boot(self, now, session=None):
        self.session = session or secrets.token_hex(16)
        self.highest, self.used, self.closed = 0, set(), 0

    # Events

    def record(self, kind, now, data, more=None):
        event = {"log": self.kept["log"], "seq": self.kept["next"], "type": kind, "time": time_text(now)}
        event |= {"data": data} | (more or {})
        self.kept["next"] += 1
        self.kept["pending"].append(event)
        return event

    def take_receipt(self, receipt):
        """Says from which number on it is to send, or None."""
        pending = self.kept["pending"]
        if self.kept["log"] < receipt["log"] < HIGHEST_LOG:
            return self.begin_log_after(receipt["log"])
        first = pending[0]["seq"] if pending else self.kept["next"]
        if receipt["log"] != self.kept["log"] or not first <= receipt["next"] <= self.kept["next"]:
            return None
        self.kept["pending"] = [event for event in pending if event["seq"] >= receipt["next"]]
        return receipt["next"]

    def begin_log_after(self, log):
        """The store was lost, and the log that the platform knows is higher: the events get new numbers."""
        pending = [event | {"log": log + 1, "seq": n} for n, event in enumerate(self.kept["pending"], 1)]
        self.kept |= {"log": log + 1, "next": len(pending) + 1, "pending": pending}
        return 1

    @property
    def is_flooded(self):
        return len(self.kept["pending"]) >= FLOODED

    def status(self):
        return {name: value for name, value in self.body.items() if name != "moving"}

    def step(self, now):
        return {"session": self.session, "counter": self.highest, "clock": time_text(now)}

    def trust(self):
        revocations = self.kept["revocations"]
        return {"keys": self.kept["keys"]["version"], "revocations": revocations["version"] if revocations else 0}

    def connected(self, now):
        data = self.step(now) | {"firmware": "python", "trust": self.trust(), "status": self.status()}
        return self.record("connected", now, data)

    # Signed by the platform

    def _from_platform(self, raw, types):
        """The text and the trusted key that has signed it."""
        text = Text(raw, types)
        key = next((key for key in self.kept["keys"]["keys"] if key["kid"] == text.kid), None)
        if key is None:
            raise Refused("UNKNOWN_KEY")
        text.check(texts.public_key(key["x"], key["y"]))
        return text, key

    # Commands (5)

    def take_command(self, raw, now):
        """The event that answers it, or None."""
        try:
            text, key = self._from_platform(raw, [COMMAND])
            command = self._command(text.payload)
        except Refused as refused:
            if self.is_flooded:
                return None
            data = self.step(now) | {"result": "refused", "fault": refused.fault, "status": self.status()}
            return self.record("command-result", now, data)
        digest = hashlib.sha256(raw).hexdigest()
        before = next((answer for answer in self.kept["answers"] if self._answers(answer, digest, command)), None)
        if before is not None:
            return None if self.is_flooded else self._say(before, now)
        answer = {"digest": digest, "commandId": command["id"], "result": "executed"}
        if "traceparent" in command:
            answer["traceparent"] = command["traceparent"]
        try:
            self._check_command(command, key, now)
            self._execute(command["action"], "booking" in command)
        except Refused as refused:
            answer |= {"result": "refused", "fault": refused.fault}
        answer["status"] = self.status()
        self.kept["answers"] = [*self.kept["answers"], answer][-REMEMBERED:]
        return self._say(answer, now)

    @staticmethod
    def _command(payload):
        required = ["id", "vin", "action", "session", "counter", "issued", "expires"]
        must(has_members(payload, required, ["booking", "traceparent"]))
        must(is_id(payload["id"], "cmd") and is_text(payload["vin"], texts.VIN) and is_text(payload["action"]))
        must(is_text(payload["session"], "[0-9a-f]{32}") and is_integer(payload["counter"], 1))
        must(is_text(payload.get("booking", "")) and is_text(payload.get("traceparent", "")))
        return payload | {name: texts.instant(payload[name]) for name in ("issued", "expires")}

    def _answers(self, answer, digest, command):
        executed = answer["commandId"] == command["id"] and answer["result"] == "executed"
        return answer["digest"] == digest or (executed and command["vin"] == self.vin)

    def _say(self, answer, now):
        names = ("commandId", "result", "fault", "status")
        data = self.step(now) | {name: answer[name] for name in names if name in answer}
        more = {"traceparent": answer["traceparent"]} if "traceparent" in answer else {}
        return self.record("command-result", now, data, more)

    def _check_command(self, command, key, now):
        action = command["action"]
        issued, expires, counter = command["issued"], command["expires"], command["counter"]
        if command["vin"] != self.vin:
            raise Refused("WRONG_VIN")
        if action not in DEMANDS:
            raise Refused("UNKNOWN_ACTION")
        if command["session"] != self.session:
            raise Refused("WRONG_SESSION")
        if expires - issued > MINUTE or expires - now > MINUTE:
            raise Refused("LIFETIME_TOO_LONG")
        if expires <= now:
            raise Refused("EXPIRED")
        if counter in self.used or counter < self.highest - 31:
            raise Refused("COUNTER_USED")
        self.highest = max(self.highest, counter)
        self.used = {one for one in self.used | {counter} if one >= self.highest - 31}
        if action in CLOSING:
            self.closed = max(self.closed, counter)
        if action in OPENING and counter < self.closed:
            raise Refused("OVERTAKEN")
        if action not in key["actions"]:
            raise Refused("NOT_AUTHORISED")
        self._check_body(action)

    def _check_body(self, action):
        holds = {
            "VEHICLE_MOVING": not self.body["moving"],
            "NOT_PARKED": not self.body["engineOn"],
            "DOOR_OPEN": self.body["doorsClosed"],
        }
        for demand in DEMANDS[action]:
            if not holds[demand]:
                raise Refused(demand)

    def _execute(self, action, enables_start):
        self.executed.append(action)
        if action == "unlock":
            self.body["locked"] = False
            self.body["startEnabled"] = enables_start or self.body["startEnabled"]
        elif action == "lock":
            self.body |= {"locked": True, "startEnabled": False}
        elif action in ("start-enable", "stop-enable"):
            self.body["startEnabled"] = action == "start-enable"

    # Lists (8, 9)

    def take_list(self, raw, now):
        """The event that answers it, or None."""
        fault = {}
        try:
            text, key = self._from_platform(raw, [KEYS, REVOCATIONS, ENTITLEMENT, WITHDRAWAL])
            if text.type == ENTITLEMENT:
                return self._take_entitlement(self._entitlement(text.payload), key, now)
            if text.type == WITHDRAWAL:
                return self._take_withdrawal(self._withdrawal(text.payload), key, now)
            take = self._take_keys if text.type == KEYS else self._take_revocations
            take(text.payload)
        except Refused as refused:
            if self.is_flooded:
                return None
            fault = {"fault": refused.fault}
        return self.record("trust-updated", now, {"trust": self.trust()} | fault)

    def _take_keys(self, payload):
        must(has_members(payload, ["version", "keys"]) and is_integer(payload["version"], 1))
        keys = payload["keys"]
        must(isinstance(keys, list) and 1 <= len(keys) <= 8)
        for key in keys:
            must(has_members(key, ["kid", "x", "y", "actions"]))
            must(isinstance(key["kid"], str) and 1 <= len(key["kid"]) <= 256)
            must(isinstance(key["actions"], list) and all(isinstance(action, str) for action in key["actions"]))
            texts.public_key(key["x"], key["y"])
        must(len({key["kid"] for key in keys}) == len(keys))
        if payload["version"] <= self.kept["keys"]["version"]:
            raise Refused("OLD_VERSION")
        self.kept["keys"] = payload

    def _take_revocations(self, payload):
        must(has_members(payload, ["vin", "version", "grants"]) and is_text(payload["vin"], texts.VIN))
        must(is_integer(payload["version"], 1))
        grants = payload["grants"]
        must(isinstance(grants, list) and len(grants) <= 64)
        for grant in grants:
            must(has_members(grant, ["id", "expires"]) and is_id(grant["id"], "grt"))
            texts.instant(grant["expires"])
        if payload["vin"] != self.vin:
            raise Refused("WRONG_VIN")
        if payload["version"] <= self.trust()["revocations"]:
            raise Refused("OLD_VERSION")
        self.kept["revocations"] = payload

    # Bought features (10)

    @staticmethod
    def _entitlement(payload):
        must(has_members(payload, ["id", "vin", "booking", "feature", "version", "expires", "begins", "ends"]))
        must(is_id(payload["id"], "ent") and is_text(payload["vin"], texts.VIN))
        must(isinstance(payload["booking"], str) and 1 <= len(payload["booking"]) <= 100)
        must(is_text(payload["feature"], "[a-z0-9][a-z0-9-]{0,39}") and is_integer(payload["version"], 1))
        times = {name: texts.instant(payload[name]) for name in ("expires", "begins", "ends")}
        must(times["begins"] < times["ends"])
        return payload | times

    @staticmethod
    def _withdrawal(payload):
        must(has_members(payload, ["id", "vin", "version"]) and is_id(payload["id"], "ent"))
        must(is_text(payload["vin"], texts.VIN) and is_integer(payload["version"], 1))
        return payload

    def _take_entitlement(self, entitlement, key, now):
        kept = self.kept["entitlements"]
        try:
            self._check_entitles(entitlement, key)
            if entitlement["version"] <= kept["version"]:
                raise Refused("OLD_VERSION")
            kept["version"] = entitlement["version"]
            self._check_entitlement(entitlement, now)
        except Refused as refused:
            return self._refuse_entitlement(entitlement, refused.fault, now)
        others = [one for one in kept["active"] if one["feature"] != entitlement["feature"]]
        kept["active"] = [*others, {name: entitlement[name] for name in ("id", "feature", "ends")}]
        return self.record("entitlement-result", now, self._about(entitlement["id"]) | {"result": "executed"})

    def _check_entitles(self, asked, key):
        if asked["vin"] != self.vin:
            raise Refused("WRONG_VIN")
        if ENTITLE not in key["actions"]:
            raise Refused("NOT_AUTHORISED")

    def _check_entitlement(self, entitlement, now):
        expires, begins, ends = (entitlement[name] for name in ("expires", "begins", "ends"))
        if expires - now > HOUR or ends - begins > 31 * DAY:
            raise Refused("LIFETIME_TOO_LONG")
        if expires <= now or ends <= now:
            raise Refused("EXPIRED")
        if begins > now:
            raise Refused("NOT_YET_VALID")
        if entitlement["feature"] not in self.features:
            raise Refused("UNKNOWN_FEATURE")
        if self.body["moving"]:
            raise Refused("VEHICLE_MOVING")
        if self.body["engineOn"]:
            raise Refused("NOT_PARKED")

    def _refuse_entitlement(self, asked, fault, now):
        if self.is_flooded:
            return None
        data = self._about(asked["id"]) | {"result": "refused", "fault": fault}
        return self.record("entitlement-result", now, data)

    def _about(self, entitlement_id):
        version = self.kept["entitlements"]["version"]
        return {"entitlementId": entitlement_id, "version": version, "status": self.status()}

    def _take_withdrawal(self, withdrawal, key, now):
        kept = self.kept["entitlements"]
        try:
            self._check_entitles(withdrawal, key)
        except Refused as refused:
            return self._refuse_entitlement(withdrawal, refused.fault, now)
        is_new = withdrawal["version"] > kept["version"] or withdrawal["id"] in [one["id"] for one in kept["active"]]
        if self.is_flooded and not is_new:
            return None
        kept["version"] = max(kept["version"], withdrawal["version"])
        return self._end(withdrawal["id"], "withdrawn", now)

    def _end(self, entitlement_id, why, now):
        kept = self.kept["entitlements"]
        kept["active"] = [one for one in kept["active"] if one["id"] != entitlement_id]
        return self.record("entitlement-ended", now, self._about(entitlement_id) | {"why": why})

    def end_overdue(self, now):
        """The events of what is over: to be called before anything else is done at a time, and as time passes."""
        over = [one for one in self.kept["entitlements"]["active"] if one["ends"] <= now]
        return [self._end(one["id"], "expired", now) for one in over]

    # Phones (7)

    def take_request(self, frame, challenge, drawn, now):
        """The reply without the next challenge, its payload not yet signed; and the event, or None."""
        try:
            grant, key, asked = self._who_asks(frame)
        except Refused as refused:
            return {"type": "refused", "fault": refused.fault}, None
        fault = {}
        try:
            self._may_have(grant, key, asked, challenge, drawn, now)
            self._execute(asked["action"], True)
        except Refused as refused:
            fault = {"fault": refused.fault}
        told = {"action": asked["action"], "result": "refused" if fault else "executed"} | fault
        told["status"] = self.status()
        event = None
        if not (fault and self.is_flooded):
            data = {"grantId": grant["id"], "booking": grant["booking"]} | told
            event = self.record("grant-used", now, data)
        named = {"vin": self.vin, "grant": grant["id"], "challenge": asked["challenge"], "clock": time_text(now)}
        return {"type": "result", "payload": named | told}, event

    def _who_asks(self, frame):
        """Checks 1 to 7."""
        must(has_members(frame, ["type", "grant", "request"]) and frame["type"] == "request")
        must(is_text(frame["grant"]) and is_text(frame["request"]))
        # Both must be texts of their kind before anything of either is believed.
        request = Text(self._bytes(frame["request"]), [REQUEST])
        jwk = request.header.get("jwk")
        must(has_members(jwk, ["kty", "crv", "x", "y"]) and jwk["kty"] == "EC" and jwk["crv"] == "P-256")
        must(is_text(jwk["x"]) and len(texts.decode(jwk["x"])) == 32)
        must(is_text(jwk["y"]) and len(texts.decode(jwk["y"])) == 32)
        must(request.kid == texts.thumbprint(jwk))
        text, key = self._from_platform(self._bytes(frame["grant"]), [GRANT])
        grant = self._grant(text.payload)
        if texts.thumbprint(jwk) != grant["phone"]:
            raise Refused("WRONG_PHONE")
        try:
            phone = texts.public_key(jwk["x"], jwk["y"])
        except Refused as refused:
            raise Refused("BAD_SIGNATURE") from refused
        request.check(phone)
        asked = request.payload
        must(has_members(asked, ["vin", "grant", "challenge", "action"]) and is_text(asked["vin"], texts.VIN))
        must(is_text(asked["challenge"]) and len(texts.decode(asked["challenge"])) == 32)
        must(asked["action"] in GRANTABLE and asked["grant"] == grant["id"])
        return grant, key, asked

    @staticmethod
    def _bytes(text):
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError as error:
            raise Refused("MALFORMED") from error

    @staticmethod
    def _grant(payload):
        names = ["id", "vin", "booking", "phone", "car", "notBefore", "expires", "actions"]
        must(has_members(payload, names) and is_id(payload["id"], "grt") and is_text(payload["vin"], texts.VIN))
        must(isinstance(payload["booking"], str) and 1 <= len(payload["booking"]) <= 100)
        must(all(is_text(payload[name], "[A-Za-z0-9_-]{43}") for name in ("phone", "car")))
        actions = payload["actions"]
        must(isinstance(actions, list) and all(action in GRANTABLE for action in actions))
        must(1 <= len(actions) == len(set(actions)))
        begins, ends = texts.instant(payload["notBefore"]), texts.instant(payload["expires"])
        must(0 < ends - begins <= DAY)
        return payload | {"notBefore": begins, "expires": ends}

    def _may_have(self, grant, key, asked, challenge, drawn, now):
        """Checks 8 to 14."""
        if asked["challenge"] != challenge or now >= drawn + CHALLENGE:
            raise Refused("WRONG_CHALLENGE")
        if grant["vin"] != self.vin or asked["vin"] != self.vin:
            raise Refused("WRONG_VIN")
        if now < grant["notBefore"]:
            raise Refused("GRANT_NOT_YET_VALID")
        if now >= grant["expires"]:
            raise Refused("EXPIRED")
        revocations = self.kept["revocations"]
        if revocations and any(one["id"] == grant["id"] for one in revocations["grants"]):
            raise Refused("GRANT_REVOKED")
        if asked["action"] not in grant["actions"] or asked["action"] not in key["actions"]:
            raise Refused("NOT_AUTHORISED")
        self._check_body(asked["action"])

