"""Verifies signed webhooks (JSON on standard input) with PyPI's standardwebhooks, and v1a with cryptography.

The receiver that docs/webhooks.md prints (its path is the argument) gets them, too.

Prints one line for each thing that is wrong, and at the end how many checks were made.
"""

import base64
import json
import os
import re
import sys
from types import SimpleNamespace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

checks = 0


def check(what, expected, holds):
    global checks
    checks += 1
    if holds() != expected:
        print(f"{what}: should {'be accepted' if expected else 'be refused'}")


def v1(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def v1a(public_key, headers, body):
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_")))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    for signature in headers["webhook-signature"].split(" "):
        version, value = signature.split(",", 1)
        if version != "v1a":
            continue
        try:
            key.verify(base64.b64decode(value), text)
            return True
        except InvalidSignature:
            pass
    return False


class App:
    """As much of Flask as the printed receiver needs."""

    def post(self, path):
        return lambda function: function


with open(sys.argv[1], encoding="utf-8") as page:
    printed = re.search(r"```python\n(.*?)```", page.read(), re.S).group(1)


def receiver(secret, headers, body):
    os.environ["WEBHOOK_SECRET"] = secret
    names = {"os": os, "app": App(), "request": SimpleNamespace(data=body.encode(), headers=headers)}
    exec(printed, names)
    try:
        return names["hook"]() == ("", 204)
    except WebhookVerificationError:
        return False


for case in json.load(sys.stdin):
    name, headers, body = case["name"], case["headers"], case["body"]
    altered = body.replace('"', "'", 1)
    later = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}
    other = {**headers, "webhook-id": headers["webhook-id"][:-1] + "x"}
    for secret in case["secrets"]:
        check(f"{name} v1", True, lambda: v1(secret, headers, body))
        check(f"{name}, printed receiver", True, lambda: receiver(secret, headers, body))
        check(f"{name}, printed receiver, altered body", False, lambda: receiver(secret, headers, altered))
        check(f"{name} v1, altered body", False, lambda: v1(secret, headers, altered))
        check(f"{name} v1, altered time", False, lambda: v1(secret, later, body))
        check(f"{name} v1, altered id", False, lambda: v1(secret, other, body))
    for key in case["publicKeys"]:
        check(f"{name} v1a", True, lambda: v1a(key, headers, body))
        check(f"{name} v1a, altered body", False, lambda: v1a(key, headers, altered))
        check(f"{name} v1a, altered time", False, lambda: v1a(key, later, body))
        check(f"{name} v1a, altered id", False, lambda: v1a(key, other, body))

vector = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
}
public_key = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
check("the public vector", True, lambda: v1a(public_key, vector, '{"test": 2432232314}'))
check("the public vector, altered", False, lambda: v1a(public_key, vector, '{"test": 2432232315}'))
print(checks)
