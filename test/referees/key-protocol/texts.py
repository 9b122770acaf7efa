"""Signed texts: section 2 of docs/key-protocol.md, and the forms of what is in them."""

import base64
import binascii
import datetime
import hashlib
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

LONGEST_TEXT = 8192
ID = "[0123456789abcdefghjkmnpqrstvwxyz]{26}"
VIN = "[0-9A-HJ-NPR-Z]{17}"
TIME = r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?Z"


class Refused(Exception):
    """Something is not as it must be: args[0] is the fault."""

    @property
    def fault(self):
        return self.args[0]


def decode(text):
    """base64url without padding, and with nothing left over in the last character."""
    if not re.fullmatch("[A-Za-z0-9_-]*", text):
        raise Refused("MALFORMED")
    try:
        value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Refused("MALFORMED") from error
    if encode(value) != text:
        raise Refused("MALFORMED")
    return value


def encode(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def no_constants(name):
    raise ValueError(name)


def parse(value):
    """JSON in UTF-8; MALFORMED when it is none. JSON has no NaN."""
    try:
        return json.loads(value.decode("utf-8"), parse_constant=no_constants)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Refused("MALFORMED") from error


def must(right):
    if not right:
        raise Refused("MALFORMED")


def is_integer(value, least):
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return whole and not isinstance(value, bool) and value >= least


def is_text(value, pattern=None):
    return isinstance(value, str) and (pattern is None or re.fullmatch(pattern, value, re.ASCII) is not None)


def is_id(value, prefix):
    return is_text(value, f"{prefix}_{ID}")


def has_members(value, required, optional=()):
    """An object with these members and no other."""
    return isinstance(value, dict) and set(required) <= set(value) <= set(required) | set(optional)


def instant(text):
    """Milliseconds since 1970. MALFORMED when no calendar has the time."""
    must(is_text(text, TIME))
    seconds, fraction = re.fullmatch(TIME, text, re.ASCII).groups()
    try:
        moment = datetime.datetime.strptime(seconds, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.UTC)
    except ValueError as error:
        raise Refused("MALFORMED") from error
    return int(moment.timestamp()) * 1000 + int(float(fraction or "0") * 1000 + 1e-6)


def time_text(milliseconds):
    moment = datetime.datetime.fromtimestamp(milliseconds // 1000, datetime.UTC)
    return f"{moment.strftime('%Y-%m-%dT%H:%M:%S')}.{milliseconds % 1000:03d}Z"


def public_key(x, y):
    """A point on P-256. MALFORMED when it is none."""
    must(is_text(x) and is_text(y))
    must(len(decode(x)) == 32 and len(decode(y)) == 32)
    numbers = (int.from_bytes(decode(x), "big"), int.from_bytes(decode(y), "big"))
    try:
        return ec.EllipticCurvePublicNumbers(*numbers, ec.SECP256R1()).public_key()
    except ValueError as error:
        raise Refused("MALFORMED") from error


def thumbprint(jwk):
    text = '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' % (jwk["x"], jwk["y"])
    return encode(hashlib.sha256(text.encode()).digest())


class Text:
    """A signed text of one of these types, of which nothing is known to be true. MALFORMED when it is none."""

    def __init__(self, raw, types):
        must(len(raw) <= LONGEST_TEXT)
        try:
            parts = raw.decode("ascii").split(".")
        except UnicodeDecodeError as error:
            raise Refused("MALFORMED") from error
        must(len(parts) == 3 and all(parts))
        head, self._payload, signature = (decode(part) for part in parts)
        self.header = parse(head)
        must(isinstance(self.header, dict))
        self.type = self.header.get("typ")
        kid = self.header.get("kid")
        must(self.header.get("alg") == "ES256" and self.type in types and "crit" not in self.header)
        must(isinstance(kid, str) and 1 <= len(kid) <= 256)
        self.kid = kid
        self._signed = ".".join(parts[:2]).encode()
        self._signature = signature

    def check(self, key):
        """BAD_SIGNATURE unless it is signed by this key."""
        if len(self._signature) != 64:
            raise Refused("BAD_SIGNATURE")
        r, s = (int.from_bytes(half, "big") for half in (self._signature[:32], self._signature[32:]))
        try:
            key.verify(encode_dss_signature(r, s), self._signed, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise Refused("BAD_SIGNATURE") from error

    @property
    def payload(self):
        """Only to be looked at after `check`."""
        return parse(self._payload)


def sign(private_key, header, payload):
    parts = [encode(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload)]
    signed = ".".join(parts).encode()
    r, s = decode_dss_signature(private_key.sign(signed, ec.ECDSA(hashes.SHA256())))
    return f"{signed.decode()}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
