"""Messages that are no genuine inquiry: refused, and nothing is written anywhere."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hub_asking import (
    ask,
    claims_of,
    inquiry,
    permit_in,
    put_together,
    signed,
    signed_claims,
    stranger,
    with_subject,
)
from hub_world import HUB, World

from linkage_hub.usecases.participants import set_status
from renkei.codes.group import IDENTITY, ORDER
from renkei.messages.fields import from_base64url, to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.permit import Permit
from renkei.messages.signing import MAX_MESSAGE_BYTES, sign

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


def _welfare(world: World) -> Any:
    return world.rings["welfare-agency"].signing


def _altered_after_signing(world: World) -> str:
    header, _, signature = ask(world).split(".")
    claims = claims_of(inquiry(world)) | {"case_ref": "case-9"}
    return ".".join((header, to_base64url(json.dumps(claims).encode()), signature))


def _unsigned(world: World, alg: str) -> str:
    payload = json.dumps(claims_of(inquiry(world))).encode()
    return put_together({"alg": alg, "typ": Inquiry.typ, "kid": _welfare(world).kid}, payload, b"")


def _keyed_by_the_public_key(world: World) -> str:
    key = _welfare(world)
    payload = json.dumps(claims_of(inquiry(world))).encode()
    header = json.dumps({"alg": "HS256", "typ": Inquiry.typ, "kid": key.kid}).encode()
    text = f"{to_base64url(header)}.{to_base64url(payload)}".encode()
    mac = hmac.digest(key.public, text, hashlib.sha256)
    return put_together(header, payload, mac)


def _with_header(**extra: Any) -> Callable[[World], str]:
    return lambda w: signed_claims(_welfare(w), claims_of(inquiry(w)), **extra)


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
        stranger(), claims_of(inquiry(w)), kid=_welfare(w).kid
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


@pytest.mark.parametrize("make", NOT_GENUINE.values(), ids=NOT_GENUINE.keys())
async def test_what_is_not_genuine_is_refused_and_leaves_nothing(
    world: World, make: Callable[[World], str]
) -> None:
    before = await world.tables()

    reply = await world.send(make(world))

    assert reply.status_code == 401
    assert reply.json()["type"].endswith("/message-refused")
    assert reply.json().keys() == {"type", "title", "status", "detail"}
    assert await world.tables() == before
    assert world.providers.presented == []


async def test_a_permit_is_no_inquiry(world: World) -> None:
    await world.send(ask(world))
    before, permit = await world.tables(), world.providers.presented[0]

    reply = await world.send(permit)

    assert permit_in(world, permit).aud == "tax-agency"
    assert reply.status_code == 401
    assert await world.tables() == before


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


@pytest.mark.parametrize(("place", "make"), BROKEN.values(), ids=BROKEN.keys())
async def test_a_broken_claim_is_named_and_leaves_nothing(
    world: World, place: str, make: Callable[[World], object]
) -> None:
    before = await world.tables()

    reply = await world.send(signed_claims(_welfare(world), make(world)))

    problem = reply.json()
    assert (reply.status_code, problem["type"].rsplit("/", 1)[1]) == (422, "message-invalid")
    assert {error["at"] for error in problem["errors"]} == {place}
    assert all(error.keys() == {"at", "rule"} and error["rule"] for error in problem["errors"])
    assert "canary" not in reply.text
    assert await world.tables() == before


async def test_a_broken_claim_repeats_no_byte_of_the_subject(world: World) -> None:
    message = inquiry(world, case_ref="canary-1")
    claims = claims_of(with_subject(message)) | {"consent": "canary"}

    reply = await world.send(signed_claims(_welfare(world), claims))

    sent = [value for value in claims["subject"].values() if isinstance(value, str)]
    assert reply.status_code == 422
    assert all(value not in reply.text for value in (*sent, "canary"))


PAYLOADS = [b"", b"null", b"[]", b"7", b"{", b"\xff", b'{"a":NaN}', b"[" * 10_000]


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_signed_payload_that_is_no_claims_is_refused(world: World, payload: bytes) -> None:
    before = await world.tables()

    reply = await world.send(signed_claims(_welfare(world), payload))

    assert reply.status_code in {401, 422}
    assert await world.tables() == before


async def test_suspension_takes_effect_between_two_inquiries(world: World) -> None:
    first = await world.send(ask(world))
    await set_status(world.hub, "welfare-agency", "suspended")
    before = await world.tables()

    second = await world.send(ask(world))

    assert (first.status_code, second.status_code) == (200, 401)
    assert second.json()["type"].endswith("/message-refused")
    assert await world.tables() == before


async def test_a_suspended_participant_is_like_a_stranger(world: World) -> None:
    await set_status(world.hub, "welfare-agency", "suspended")

    suspended = await world.send(ask(world))
    unknown = await world.send(sign(inquiry(world), stranger()))

    assert suspended.json() == unknown.json()


async def test_a_suspended_participant_is_not_told_how_its_inquiries_stand(world: World) -> None:
    token = ask(world)
    await world.send(token)
    await set_status(world.hub, "welfare-agency", "suspended")

    again = await world.send(token)

    assert again.status_code == 401


async def test_suspension_by_another_process_takes_effect_within_a_second(world: World) -> None:
    from hub_world import hub_context

    await world.send(ask(world))
    elsewhere = hub_context(world.hub.db, world.clock, world.rings)
    await set_status(elsewhere, "welfare-agency", "suspended")
    world.clock.advance(timedelta(seconds=1.1))

    reply = await world.send(ask(world))

    assert reply.status_code == 401


async def test_a_reinstated_participant_asks_again(world: World) -> None:
    await set_status(world.hub, "welfare-agency", "suspended")
    await set_status(world.hub, "welfare-agency", "active")

    reply = await world.send(ask(world))

    assert reply.status_code == 200


async def test_an_oversized_body_is_refused_unread(world: World) -> None:
    before = await world.tables()

    reply = await world.send("A" * (1 << 20))

    assert reply.status_code == 413
    assert reply.json()["type"].endswith("/content-too-large")
    assert await world.tables() == before


async def test_a_message_beyond_the_longest_is_refused_unverified(world: World) -> None:
    reply = await world.send("A" * (MAX_MESSAGE_BYTES + 1))

    assert reply.status_code == 422
    assert reply.json()["errors"] == [{"at": "body/inquiry", "rule": "string_too_long"}]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"inquiry": 7}', b"[" * 100_000, b"\xff"])
async def test_a_body_that_is_no_inquiry_is_a_problem_document(world: World, body: bytes) -> None:
    reply = await world.client.post(
        "/v1/inquiries", content=body, headers={"content-type": "application/json"}
    )

    assert reply.status_code in {400, 422}
    assert reply.headers["content-type"] == "application/problem+json"


async def test_an_unknown_member_beside_the_inquiry_is_refused_and_not_repeated(
    world: World,
) -> None:
    body = {"inquiry": signed(world, inquiry(world)), "canary": "canary"}

    reply = await world.client.post("/v1/inquiries", json=body)

    assert reply.status_code == 422
    assert "canary" not in reply.text
    assert await world.rows("inquiry") == []
