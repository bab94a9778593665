"""Codes (符号取得): identity's grant becomes the agency's code, once, and shows nobody anything."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from hub_asking import ask, receipt_in, signed_claims, stranger
from hub_world import HUB, World

from linkage_hub.usecases.participants import set_status
from renkei.codes.grants import encrypt_point
from renkei.codes.subjects import open_code
from renkei.ledger.entries import leaf_of
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.fields import ConvertedClaim
from renkei.messages.signing import sign
from renkei.service.ids import uuid7

AGENCY = "welfare-agency"


def grant(world: World, person: str = "hanako", **changes: Any) -> CodeGrant:
    """Make a grant as identity does, with changes."""
    now, agency = int(world.clock().timestamp()), changes.pop("agency", AGENCY)
    ring, jti = world.rings[agency], uuid7(world.clock)
    sealed_to = world.rings[changes.pop("sealed_to", HUB)]
    encrypted_to = world.rings[changes.pop("encrypted_to", agency)]
    content = encrypt_point(world.points[person], to=encrypted_to.code.public).encode()
    content = changes.pop("content", content)
    named = changes.pop("made_out_to", agency)
    info = grant_info(grant_id=changes.pop("bound_to", jti), agency=named, code_key=ring.code_kid)
    hub_key = _sealing_key(world, sealed_to.opening.public)
    stated = {
        "iss": "identity",
        "aud": HUB,
        "iat": now,
        "exp": now + 300,
        "jti": jti,
        "agency": named,
        "code_key": ring.code_kid,
        "sealed": hub_key.seal(content, info=info),
    }
    return CodeGrant(**(stated | changes))


def _sealing_key(world: World, public: bytes) -> Any:
    from renkei.sealing import SealingKey

    return SealingKey.decode(public)


def _signed(world: World, by: str = "identity", **changes: Any) -> str:
    return sign(grant(world, **changes), world.rings[by].signing)


async def _present(world: World, token: str, *, by: str = AGENCY) -> httpx2.Response:
    return await world.client.post("/v1/codes", json={"grant": token}, headers=world.bearer(by))


async def test_a_grant_becomes_the_agencys_own_code_of_the_person(world: World) -> None:
    reply = await _present(world, _signed(world, person="taro"))

    claim = ConvertedClaim.model_validate_json(json.dumps(reply.json()["code"]))
    ring = world.rings[AGENCY]
    assert (reply.status_code, claim.key) == (201, ring.code_kid)
    assert open_code(claim.ciphertext(), ring.code, epoch=claim.epoch) == world.code(AGENCY, "taro")


async def test_two_agencies_get_unlike_codes_of_one_person(world: World) -> None:
    codes = []
    for agency in (AGENCY, "tax-agency"):
        reply = await _present(world, _signed(world, agency=agency), by=agency)
        claim = ConvertedClaim.model_validate_json(json.dumps(reply.json()["code"]))
        codes.append(open_code(claim.ciphertext(), world.rings[agency].code, epoch=1).point)

    assert codes[0] != codes[1]


async def test_issuance_is_recorded_with_a_receipt_and_without_the_code(world: World) -> None:
    token = _signed(world)
    reply = await _present(world, token)

    [entry] = await world.rows("entry")
    receipt = receipt_in(world, reply.json()["receipt"])
    stated = json.loads(entry["body"])
    assert stated.keys() == {"version", "serial", "kind", "at", "agency", "epoch"}
    assert (stated["kind"], stated["agency"], stated["epoch"]) == ("code-issued", AGENCY, 1)
    assert (receipt.kind, receipt.leaf) == ("code-issued", entry["leaf"])
    assert entry["leaf"] == leaf_of(entry["body"], salt=entry["salt"])


async def test_the_code_opens_an_inquiry_at_the_provider(world: World) -> None:
    reply = await _present(world, _signed(world, person="jiro"))
    claim = ConvertedClaim.model_validate_json(json.dumps(reply.json()["code"]))
    code = open_code(claim.ciphertext(), world.rings[AGENCY].code, epoch=claim.epoch)

    answered = await world.send(ask(world, "jiro"))

    source = world.providers.agencies["http://tax-agency.test"][1]
    assert code == world.code(AGENCY, "jiro")
    assert answered.status_code == 200
    assert source.asked[0].person_ref == "jiro"


async def test_a_grant_serves_once(world: World) -> None:
    token = _signed(world)
    await _present(world, token)
    before = await world.tables()

    again = await _present(world, token)

    assert again.status_code == 409
    assert again.json()["type"].endswith("/grant-used")
    assert await world.tables() == before


async def test_a_grant_presented_many_times_at_once_serves_once(world: World) -> None:
    token = _signed(world)

    replies = await asyncio.gather(*(_present(world, token) for _ in range(6)))

    assert sorted(reply.status_code for reply in replies) == [201, *[409] * 5]
    assert len(await world.rows("entry")) == 1


async def test_a_used_grant_is_forgotten_only_when_it_could_not_be_used(world: World) -> None:
    token = _signed(world)
    await _present(world, token)
    world.clock.advance(timedelta(seconds=359))
    in_time = await _present(world, token)
    world.clock.advance(timedelta(days=3))

    late = await _present(world, token)
    await _present(world, _signed(world))

    assert (in_time.status_code, late.status_code) == (409, 403)
    assert len(await world.rows("used_grant")) == 1


REFUSED: dict[str, Callable[[World], str]] = {
    "another agency's": lambda w: _signed(w, agency="tax-agency"),
    "another agency's, for our key": lambda w: _signed(w, made_out_to="tax-agency"),
    "expired": lambda w: _signed(w, exp=int(w.clock().timestamp()) - 60),
    "from the future": lambda w: _signed(w, iat=int(w.clock().timestamp()) + 61),
    "for another audience": lambda w: _signed(w, aud="identity"),
    "signed by the agency itself": lambda w: _signed(w, by=AGENCY, iss=AGENCY),
    "signed by another in identity's name": lambda w: _signed(w, by="tax-agency"),
    "signed by the hub": lambda w: _signed(w, by=HUB, iss=HUB),
    "signed by the portal": lambda w: _signed(w, by="portal", iss="portal"),
    "signed by a stranger": lambda w: sign(grant(w), stranger()),
    "sealed to another": lambda w: _signed(w, sealed_to=AGENCY),
    "sealed for another grant": lambda w: _signed(w, bound_to=uuid7(w.clock)),
    "for a key that the agency has not": lambda w: _signed(w, code_key="A" * 16),
    "not sealed": lambda w: _signed(w, sealed=b"plain"),
    "sealed nothing": lambda w: _signed(w, sealed=b""),
    "the identity element inside": lambda w: _signed(w, content=bytes(64)),
    "half a point inside": lambda w: _signed(w, content=b"\x02" * 40),
    "nothing inside": lambda w: _signed(w, content=b""),
    "an inquiry": ask,
    "garbage": lambda w: "garbage",
    "other alphabets": lambda w: "花子",
    "unknown claim": lambda w: signed_claims(
        w.rings["identity"].signing,
        json.loads(grant(w).model_dump_json()) | {"canary": "canary"},
        typ=CodeGrant.typ,
    ),
}


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
async def test_a_grant_that_does_not_serve_reveals_and_leaves_nothing(
    world: World, make: Callable[[World], str]
) -> None:
    before, token = await world.tables(), make(world)

    reply = await _present(world, token)

    assert reply.status_code == 403
    assert reply.json().keys() == {"type", "title", "status", "detail"}
    assert reply.json()["type"].endswith("/grant-refused")
    assert "canary" not in reply.text
    assert await world.tables() == before


async def test_all_grants_that_do_not_serve_are_refused_alike(world: World) -> None:
    replies = {(await _present(world, make(world))).text for make in REFUSED.values()}

    assert len(replies) == 1


async def test_a_grant_of_suspended_identity_does_not_serve(world: World) -> None:
    token = _signed(world)
    await set_status(world.hub, "identity", "suspended")

    reply = await _present(world, token)

    assert reply.status_code == 403


async def test_a_grant_that_lives_beyond_the_calendar_is_no_failure_of_the_hub(
    world: World,
) -> None:
    reply = await _present(world, _signed(world, exp=10**15))

    assert reply.status_code < 500


async def test_the_hub_keeps_neither_point_nor_code_of_an_issuance(world: World) -> None:
    reply = await _present(world, _signed(world))

    kept = repr(await world.tables()).encode()
    kept += b"".join(entry["body"] for entry in await world.rows("entry"))
    code = reply.json()["code"]
    for secret in (world.points["hanako"], world.code(AGENCY, "hanako").point):
        assert bytes(secret) not in kept
        assert secret.hex().encode() not in kept
        assert repr(secret)[2:-1].encode() not in kept
    assert code["r"].encode() not in kept
    assert code["c"].encode() not in kept
