"""Messages that are no genuine inquiry, and genuine ones whose claims break a rule."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from hub_asking import ask, claims_of, inquiry, put_together, signed_claims, stranger
from hub_world import HUB, World

from renkei.codes.group import IDENTITY, ORDER
from renkei.messages.fields import from_base64url, to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.permit import Permit
from renkei.messages.signing import SigningKey, sign

P = 2**255 - 19
NON_CANONICAL = {
    "identity": bytes(IDENTITY),
    "zero plus the prime": P.to_bytes(32, "little"),
    "one plus the prime": (P + 1).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
    "negative": (1).to_bytes(32, "little"),
    "not on the group": (2).to_bytes(31, "little") + b"\x80",
    "short": b"\x02" * 31,
    "long": b"\x02" * 33,
    "empty": b"",
}


def welfare_key(world: World) -> SigningKey:
    return world.rings["welfare-agency"].signing


def _altered_after_signing(world: World) -> str:
    header, _, signature = ask(world).split(".")
    claims = claims_of(inquiry(world)) | {"case_ref": "case-9"}
    return ".".join((header, to_base64url(json.dumps(claims).encode()), signature))


def _unsigned(world: World, alg: str) -> str:
    payload = json.dumps(claims_of(inquiry(world))).encode()
    return put_together(
        {"alg": alg, "typ": Inquiry.typ, "kid": welfare_key(world).kid}, payload, b""
    )


def _keyed_by_the_public_key(world: World) -> str:
    key = welfare_key(world)
    payload = json.dumps(claims_of(inquiry(world))).encode()
    header = json.dumps({"alg": "HS256", "typ": Inquiry.typ, "kid": key.kid}).encode()
    text = f"{to_base64url(header)}.{to_base64url(payload)}".encode()
    mac = hmac.digest(key.public, text, hashlib.sha256)
    return put_together(header, payload, mac)


def _with_header(**extra: Any) -> Callable[[World], str]:
    return lambda w: signed_claims(welfare_key(w), claims_of(inquiry(w)), **extra)


def _with_stray_bits(world: World) -> str:
    """The same bytes in another spelling: the last of 86 characters carries four unused bits."""
    token = ask(world)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


def _access(world: World) -> str:
    return world.bearer("welfare-agency")["Authorization"].removeprefix("Bearer ")


def _signed_by(name: str) -> Callable[[World], str]:
    return lambda w: sign(inquiry(w), w.rings[name].signing)


NOT_GENUINE: dict[str, Callable[[World], str]] = {
    "signed by another": _signed_by("tax-agency"),
    "signed by the hub": _signed_by(HUB),
    "signed by a stranger": lambda w: sign(inquiry(w), stranger()),
    "signed by a stranger under a known kid": lambda w: signed_claims(
        stranger(), claims_of(inquiry(w)), kid=welfare_key(w).kid
    ),
    "altered after signing": _altered_after_signing,
    "for another audience": lambda w: ask(w, aud="other-hub"),
    "an access token": _access,
    "inquiry under another type": _with_header(typ=Permit.typ),
    "inquiry under no type": _with_header(typ="JWT"),
    "unsigned": lambda w: _unsigned(w, "none"),
    "unsigned, spelled otherwise": lambda w: _unsigned(w, "nOnE"),
    "said to be Ed25519, unsigned": lambda w: _unsigned(w, "EdDSA"),
    "keyed by the public key": _keyed_by_the_public_key,
    "brings its own key": _with_header(jwk={"kty": "OKP"}),
    "names a key by address": _with_header(jku="https://keys.example/"),
    "critical extension": _with_header(crit=["exp"], exp=1),
    "unencoded payload": _with_header(b64=True),
    "kid that is a number": lambda w: put_together(
        {"alg": "EdDSA", "typ": Inquiry.typ, "kid": 7}, b"{}", bytes(64)
    ),
    "kid that is a list": lambda w: put_together(
        {"alg": "EdDSA", "typ": Inquiry.typ, "kid": [7]}, b"{}", bytes(64)
    ),
    "typ that is a list": lambda w: put_together(
        {"alg": "EdDSA", "typ": [], "kid": "A" * 16}, b"{}", bytes(64)
    ),
    "header that is a list": lambda w: put_together([], b"{}", b""),
    "header that is no JSON": lambda w: put_together(b"{", b"{}", b""),
    "header that is no text": lambda w: put_together(b"\xff\xfe", b"{}", b""),
    "header nested deeply": lambda w: put_together(b"[" * 200_000, b"{}", b""),
    "header with a number of many digits": lambda w: put_together(
        b'{"alg":' + b"9" * 20_000 + b"}", b"{}", b""
    ),
    "empty": lambda w: "",
    "no dots": lambda w: "abc",
    "two parts": lambda w: ask(w).rsplit(".", 1)[0],
    "four parts": lambda w: ask(w) + ".AAAA",
    "padded": lambda w: ask(w) + "==",
    "stray bits after the signature": _with_stray_bits,
    "surrounded by space": lambda w: f" {ask(w)} ",
    "not ASCII": lambda w: ask(w) + "\u00e9",
    "a NUL": lambda w: ask(w) + "\0",
}


def _claims(**changes: Any) -> Callable[[World], object]:
    return lambda w: claims_of(inquiry(w)) | changes


def _without(name: str) -> Callable[[World], object]:
    return lambda w: {k: v for k, v in claims_of(inquiry(w)).items() if k != name}


def _subject(**changes: Any) -> Callable[[World], object]:
    def make(world: World) -> object:
        claims = claims_of(inquiry(world))
        return claims | {"subject": claims["subject"] | changes}

    return make


def _proof(change: Callable[[bytes], bytes]) -> Callable[[World], object]:
    def make(world: World) -> object:
        claims = claims_of(inquiry(world))
        proof = to_base64url(change(from_base64url(claims["subject"]["proof"])))
        return claims | {"subject": claims["subject"] | {"proof": proof}}

    return make


BROKEN: dict[str, tuple[str, Callable[[World], object]]] = {
    **{
        f"{part} is {name}": ("subject", _subject(**{part: to_base64url(point)}))
        for part in ("r", "to", "portal")
        for name, point in NON_CANONICAL.items()
    },
    "point with padding": ("subject", _subject(r="A" * 43 + "=")),
    "proof with zero challenge": ("subject", _proof(lambda p: bytes(32) + p[32:])),
    "proof not reduced": ("subject", _proof(lambda p: p[:32] + ORDER.to_bytes(32, "little"))),
    "short proof": ("subject", _proof(lambda p: p[:63])),
    "epoch zero": ("subject", _subject(epoch=0)),
    "epoch as text": ("subject", _subject(epoch="1")),
    "unknown claim in the subject": ("subject", _subject(name="canary")),
    "unknown claim": ("?", _claims(canary="canary")),
    "no subject": ("subject", _without("subject")),
    "no expiry": ("exp", _without("exp")),
    "an item twice": ("items", _claims(items=["total-income", "total-income"])),
    "no item": ("items", _claims(items=[])),
    "too many items": ("items", _claims(items=[f"i{n}" for n in range(65)])),
    "an item that is a sentence": ("items", _claims(items=["canary of it"])),
    "year and day": ("?", _claims(as_of="2026-01-01")),
    "neither year nor day": ("?", _without("fiscal_year")),
    "year as text": ("fiscal_year", _claims(fiscal_year="2026")),
    "year as fraction": ("fiscal_year", _claims(fiscal_year=2026.5)),
    "no day of the calendar": ("as_of", _claims(as_of="2026-02-30")),
    "id that is none": ("jti", _claims(jti="canary")),
    "id in capitals": ("jti", _claims(jti="018F0000-0000-7000-8000-00000000ABCD")),
    "case with a name in it": ("case_ref", _claims(case_ref="canary 花子")),
    "consent as text": ("consent", _claims(consent="yes")),
    "expiry as text": ("exp", _claims(exp="1")),
    "expiry without end": ("exp", _claims(exp=float("inf"))),
}
