"""Counts the points of members again, from what the topics of billing and loyalty say, and compares with the room.

Input: JSON, a list of exports, each with `billing` and `loyalty`, the events of the topics in their order, and `members`,
what the room answers.
Output: a line for each difference, and at the end how many things were compared. It knows the rules of docs/loyalty.md and nothing of the code.
"""

import json
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CODES = ("EARNED", "SPENT", "EXPIRED", "REVERSED")
NEVER = "9999-12-31T23:59:59.999Z"
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def parse(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def show(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (moment.microsecond // 1000)


class Programme:
    def __init__(self, data):
        self.data = data
        self.zone = ZoneInfo(data["timeZone"])

    def wall(self, time):
        return parse(time).astimezone(self.zone)

    def month_begins(self, time, months):
        wall = self.wall(time)
        count = wall.year * 12 + wall.month - 1 + months
        return show(datetime(count // 12, count % 12 + 1, 1, tzinfo=self.zone))

    def expiry(self, time):
        rule = self.data.get("expiry")
        return NEVER if rule is None else self.month_begins(time, rule["months"] + 1)

    def grace(self, time):
        return self.month_begins(time, 2)

    def active_at(self, time):
        return show(parse(time) + timedelta(days=self.data["pendingDays"]))

    def points_for(self, amount):
        """The fewest points that pay so much."""
        value = self.data["value"]
        return -(-amount * value["points"] // value["amount"])

    def worth(self, points):
        value = self.data["value"]
        whole = abs(points) * value["amount"] // value["points"]
        return whole if points >= 0 else -whole

    def period(self, time, per):
        return self.wall(time).strftime("%Y-%m-%d")[: {"day": 10, "month": 7, "year": 4, "ever": 0}[per]]

    def holds(self, when, start, usage):
        for name, wanted in (when or {}).items():
            wall = self.wall(start)
            clock = wall.strftime("%H:%M")
            if name == "timesOfDay":
                if not any(
                    one["from"] <= clock < one["to"]
                    if one["from"] < one["to"]
                    else clock >= one["from"] or clock < one["to"]
                    for one in wanted
                ):
                    return False
            elif name == "weekdays":
                if WEEKDAYS[wall.weekday()] not in wanted:
                    return False
            elif name in ("startZones", "endZones"):
                if not set(wanted) & set(usage.get(name, [])):
                    return False
            else:
                raise ValueError("this recount does not know the condition " + name)
        return True


class Member:
    def __init__(self, rider, report):
        self.rider = rider
        self.report = report
        self.pending = {}
        self.lots = {}
        self.reserved = {}
        self.owed = 0
        self.earned = {}
        self.reversed = set()
        self.spent = {}
        self.counted = defaultdict(int)
        self.first = None
        self.tier = None
        self.transfers = {}
        self.worth = 0
        self.totals = {"EARNED": 0, "SPENT": 0, "EXPIRED": 0, "REVERSED": 0}

    # Lots, those that expire first at the start.

    def put(self, lots, expires, points):
        lots[expires] = lots.get(expires, 0) + points
        if lots[expires] == 0:
            del lots[expires]

    def give(self, shares):
        """What is owed is filled first, from what expires first."""
        for expires in sorted(shares):
            points = shares[expires]
            filled = min(self.owed, points)
            self.owed -= filled
            self.put(self.lots, expires, points - filled)

    def take(self, points, first=None):
        """Resolves to the shares that were there; the rest is the caller's."""
        shares = {}
        order = sorted(self.lots, key=lambda expires: (expires != first, expires))
        for expires in order:
            part = min(points, self.lots[expires])
            if part > 0:
                self.put(self.lots, expires, -part)
                shares[expires] = part
                points -= part
        return shares

    def still_valid(self, shares, now, programme):
        valid = {}
        for expires, points in shares.items():
            self.put(valid, expires if now < expires else programme.grace(now), points)
        return valid

    def balance(self):
        return {
            "pending": sum(points for points, *_ in self.pending.values()),
            "active": sum(self.lots.values()),
            "reserved": sum(sum(shares.values()) for shares in self.reserved.values()),
            "owed": self.owed,
        }

    def differ(self, about, detail):
        self.report(f"{self.rider} {about}: {detail}")


def earning(member, programme, charge, given, short):
    """What the rules give for a charge: (rule, points), from the charge of billing alone."""
    usage = charge["usage"]
    driven = [period for period in usage["periods"] if period["kind"] != "RESERVED"]
    if not driven:
        return []
    start = driven[0]["startedAt"]
    metres = sum(period["distanceMetres"] for period in usage["periods"])
    found = []
    for rule in programme.data["earning"]:
        what = rule["for"]
        if what["kind"] == "charge":
            total = charge["charge"]["total"]
            fits = what["currency"] == charge["charge"]["currency"] and total > 0
            steps = total // what["each"] if fits else 0
        elif what["kind"] == "distance":
            steps = metres // what["eachMetres"]
        elif what["kind"] == "rental":
            steps = 1
        else:
            steps = 1 if member.first in (None, charge["rentalId"]) else 0
        if steps == 0 or not programme.holds(rule.get("when"), start, usage):
            continue
        factors = [100]
        for one in programme.data["multipliers"]:
            for_tier = "tiers" not in one or member.tier in one["tiers"]
            if for_tier and programme.holds(one.get("when"), start, usage):
                whole, _, part = one["factor"].partition(".")
                factors.append(int(whole) * 100 + int((part + "00")[:2]))
        points = steps * rule["points"] * max(factors) // 100
        if "most" in rule:
            key = (rule["ruleId"], programme.period(start, rule["most"]["per"]))
            points = min(points, rule["most"]["points"] - member.counted[key])
        if "mostInTotal" in rule:
            # In which order members got them is not known here: less is right only when the limit was reached.
            total = rule["mostInTotal"]
            if given.get(rule["ruleId"], 0) < points:
                points = given.get(rule["ruleId"], 0)
                short.append((rule["ruleId"], total["per"], programme.period(start, total["per"])))
        if points > 0:
            found.append((rule["ruleId"], points))
    return found


def count(member, programme, charge, rules, sign):
    driven = [period for period in charge["usage"]["periods"] if period["kind"] != "RESERVED"]
    limits = {rule["ruleId"]: rule["most"]["per"] for rule in programme.data["earning"] if "most" in rule}
    for rule, points in rules:
        if rule in limits:
            member.counted[(rule, programme.period(driven[0]["startedAt"], limits[rule]))] += sign * points


def move(member, programme, data, charges, credits, short):
    reason, now = data["reason"], data["time"]
    code, about = reason["code"], data["movementId"]
    key = (reason.get("rentalId"), reason.get("revision"))
    net = data["active"] - data["owed"]
    if code == "EARNED":
        charge = charges.get(key)
        if charge is None:
            return member.differ(about, "billing has made no such charge")
        if key in member.earned:
            return member.differ(about, "this charge has earned already")
        given = {rule["ruleId"]: rule["points"] for rule in reason["rules"]}
        rules = earning(member, programme, charge, given, short)
        if rules != list(given.items()):
            member.differ(about, f"the rules give {rules}, and not {list(given.items())}")
        count(member, programme, charge, rules, 1)
        points = sum(points for _, points in rules)
        if rules and member.first is None:
            member.first = key[0]
        at = charge["usage"]["periods"][-1]["endedAt"] if charge["usage"]["periods"] else charge["time"]
        member.earned[key] = (points, programme.expiry(at), rules, programme)
        member.pending[key] = (points, programme.active_at(at), programme.expiry(at))
        member.totals["EARNED"] += points
    elif code == "ACTIVATED":
        points, active_at, expires = member.pending.pop(key)
        if now < active_at:
            member.differ(about, f"active at {now}, and not before {active_at}")
        member.give({expires: points})
    elif code == "REVERSED":
        if key not in credits or key in member.reversed:
            member.differ(about, "billing has credited no such charge, or it was reversed before")
        member.reversed.add(key)
        points, expires, rules, of = member.earned[key]
        count(member, of, charges[key], rules, -1)
        member.totals["REVERSED"] += points
        if key in member.pending:
            del member.pending[key]
        elif now < expires:
            member.owed += points - sum(member.take(points, expires).values())
    elif code == "RESERVED":
        rental = reason["rentalId"]
        member.give(member.still_valid(member.reserved.pop(rental, {}), now, programme))
        wanted = sum(share["points"] for share in data["reservation"]["shares"])
        member.reserved[rental] = member.take(wanted)
    elif code == "SPENT":
        lines = charges[key]["charge"]["lines"]
        paid = sum(line["reason"]["amount"] for line in lines if line["reason"]["code"] == "POINTS")
        needed = programme.points_for(paid)
        if needed != reason["points"]:
            member.differ(about, f"the charge lists {paid}, which {needed} points pay, and not {reason['points']}")
        member.totals["SPENT"] += needed
        held = member.reserved.pop(key[0], {})
        used = {}
        for expires in sorted(held):
            part = min(needed - sum(used.values()), held[expires])
            if part > 0:
                member.put(used, expires, part)
                member.put(held, expires, -part)
        missing = needed - sum(used.values())
        member.give(member.still_valid(held, now, programme))
        more = member.take(missing)
        for expires, points in more.items():
            member.put(used, expires, points)
        missing -= sum(more.values())
        member.owed += missing
        if missing:
            member.put(used, programme.grace(now), missing)
        member.spent[key] = used
    elif code == "RETURNED":
        member.reserved[key[0]] = dict(member.spent[key])
        member.totals["SPENT"] -= sum(member.spent[key].values())
    elif code == "EXPIRED":
        expires = min(member.lots)
        if now < expires:
            member.differ(about, f"nothing expires before {expires}")
        member.totals["EXPIRED"] += member.lots.pop(expires)
    elif code in ("ADJUSTED", "GRANTED"):
        if net >= 0:
            member.give({programme.expiry(now): net})
        else:
            member.take(-net)
    elif code == "TRANSFER_REQUESTED":
        member.reserved[reason["transferId"]] = member.take(data["reserved"])
    elif code == "TRANSFERRED":
        del member.reserved[reason["transferId"]]
    elif code == "TRANSFER_REFUSED":
        member.give(member.still_valid(member.reserved.pop(reason["transferId"]), now, programme))
    elif code == "RECEIVED":
        member.give({programme.expiry(now): net})
    elif code == "FORFEITED":
        member.pending, member.lots, member.reserved, member.owed = {}, {}, {}, 0
    else:
        member.differ(about, f"this recount does not know {code}")


def recount(exported, differences):
    members, compared = {}, 0
    charges = {
        (event["data"]["rentalId"], event["data"]["revision"]): event["data"]
        for event in exported["billing"]
        if event["type"] == "billing.charged.v1"
    }
    credits = {
        (event["data"]["rentalId"], event["data"]["revision"])
        for event in exported["billing"]
        if event["type"] == "billing.credited.v1"
    }
    versions = sorted(
        (
            (event["data"]["time"], Programme(event["data"]["programme"]))
            for event in exported["loyalty"]
            if event["type"] == "loyalty.programme-published.v1"
        ),
        key=lambda version: version[0],
    )
    seen, short, given, peak, most = set(), [], defaultdict(int), defaultdict(int), {}
    for event in exported["loyalty"]:
        data = event["data"]
        if event["type"] == "loyalty.tier-reviewed.v1":
            members.setdefault(data["riderId"], Member(data["riderId"], differences.append)).tier = data.get("tier")
        if event["type"] != "loyalty.points-moved.v1":
            continue
        # A topic is written at least once.
        if (data["riderId"], data["sequence"]) in seen:
            continue
        seen.add((data["riderId"], data["sequence"]))
        member = members.setdefault(data["riderId"], Member(data["riderId"], differences.append))
        # Reference data may be some seconds old: the movement holds by the version whose rules it names.
        in_force = [programme for time, programme in versions if time <= data["time"]]
        if not in_force:
            member.differ(data["movementId"], f"there was no programme at {data['time']}")
            continue
        programme = in_force[-1]
        before = member.balance()
        try:
            move(member, programme, data, charges, credits, short)
        except (KeyError, ValueError) as error:
            member.differ(data["movementId"], f"cannot be counted after what was said before: {error!r}")
        for one in data.get("countedInTotal", []):
            key = (one["ruleId"], one["per"], one["period"])
            given[key] += one["points"]
            peak[key] = max(peak[key], given[key])
            most[key] = one.get("most", most.get(key))
        now = member.balance()
        moved = {part: now[part] - before[part] for part in now}
        said = {part: data[part] for part in now}
        if moved != said:
            member.differ(data["movementId"], f"recounted {moved}, and the movement says {said}")
        if now != data["balance"]:
            member.differ(data["movementId"], f"recounted {now}, and the room has {data['balance']}")
        total = now["pending"] + now["active"] + now["reserved"] - now["owed"]
        member.worth += data["worth"]["amount"]
        if member.worth != programme.worth(total):
            member.differ(data["movementId"], f"{total} points are worth {programme.worth(total)}, not {member.worth}")
        compared += 3
    for key in most:
        # Of several members the order is known for each alone.
        reached = peak[key] if len(members) == 1 else given[key]
        if reached > most[key]:
            differences.append(f"{key}: {reached} points were given, and {most[key]} is the most")
    for key in set(short):
        if peak[key] < most.get(key, 0):
            differences.append(f"{key}: members got less, though only {peak[key]} of {most[key]} were given")
    for rider, told in exported["members"].items():
        member = members.get(rider, Member(rider, differences.append))
        if member.balance() != told["balance"]:
            member.differ("balance", f"recounted {member.balance()}, and the room says {told['balance']}")
        lots = {one["expiresAt"]: one["points"] for one in told["expiries"]}
        own = {expires: points for expires, points in member.lots.items() if expires != NEVER}
        if lots != own:
            member.differ("lots", f"recounted {own}, and the room says {lots}")
        compared += 2
    return compared, {code: sum(member.totals[code] for member in members.values()) for code in CODES}


def main():
    differences, compared = [], 0
    totals = dict.fromkeys(CODES, 0)
    for exported in json.load(sys.stdin):
        more, counted = recount(exported, differences)
        compared += more
        for code in CODES:
            totals[code] += counted[code]
    print("\n".join([*differences, json.dumps({"compared": compared, "totals": totals})]))


main()
