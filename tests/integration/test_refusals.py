"""What the hub and the providers refuse of a running stack, over HTTP."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from live import Live, outcome_of
from refusal import refused

from devstack.topology import HUB, TAX, WELFARE, Service
from renkei.messages.fields import from_base64url, to_base64url
from renkei.messages.permit import Permit
from renkei.messages.signing import SigningKey, digest_of, sign

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("stack"),
    pytest.mark.asyncio(loop_scope="session"),
]

FOLLOWS_WITHIN_S = 2.0


def altered(token: str, **claims: object) -> str:
    """Change claims and keep the signature."""
    head, payload, signature = token.split(".")
    stated = json.loads(from_base64url(payload)) | claims
    return ".".join((head, to_base64url(json.dumps(stated).encode()), signature))


def signed_by_a_stranger(stack: Live) -> str:
    key = SigningKey(stack.key(WELFARE).kid, SigningKey.generate().private)
    return sign(stack.inquiry(), key)


def signed_by_another_participant(stack: Live) -> str:
    return sign(stack.inquiry(), stack.key(TAX))


def altered_after_signing(stack: Live) -> str:
    return altered(stack.signed(stack.inquiry()), case_ref="case-2")


@pytest.mark.parametrize(
    "forge", [signed_by_a_stranger, signed_by_another_participant, altered_after_signing]
)
async def test_a_forged_inquiry_is_refused_and_leaves_no_trace(stack: Live, forge: Any) -> None:
    before = stack.count(HUB, "entry"), stack.count(HUB, "inquiry")
    reply = await stack.ask(forge(stack))

    refused(stack, reply, 401, "message-refused")
    assert (stack.count(HUB, "entry"), stack.count(HUB, "inquiry")) == before


async def test_a_subject_taken_from_another_inquiry_is_refused_on_record(stack: Live) -> None:
    other = stack.inquiry().subject
    token = stack.signed(stack.inquiry().model_copy(update={"subject": other}))
    before = stack.count(HUB, "entry")
    document = refused(stack, await stack.ask(token), 422, "proof-invalid")

    assert document["errors"] == [{"at": "subject", "rule": "proof-invalid"}]
    assert stack.count(HUB, "entry") == before + 1


async def test_an_inquiry_sent_again_gets_the_same_answer_and_one_record(stack: Live) -> None:
    token = stack.signed(stack.inquiry())
    before = [stack.count(*place) for place in RECORDS]
    replies = [await stack.ask(token) for _ in range(3)]
    replies += await asyncio.gather(*(stack.ask(token) for _ in range(4)))
    outcomes = [outcome_of(reply) for reply in replies]

    assert {reply.status_code for reply in replies} == {200}
    assert len({outcome.serial for outcome in outcomes}) == 1
    assert len({outcome.answer for outcome in outcomes}) == 1
    assert outcomes[0].state == "answered"
    # Accepted and answered; one inquiry; one answer on the provider's record.
    assert [stack.count(*place) for place in RECORDS] == [
        before[0] + 2,
        before[1] + 1,
        before[2] + 1,
    ]


RECORDS: list[tuple[Service, str]] = [
    (HUB, "entry"),
    (HUB, "inquiry"),
    (TAX, "provision_record"),
]


async def test_an_inquiry_id_with_another_body_is_a_conflict(stack: Live) -> None:
    first = stack.inquiry()
    await stack.ask(stack.signed(first))
    before = [stack.count(*place) for place in RECORDS]
    reply = await stack.ask(stack.signed(stack.inquiry(jti=first.jti, case_ref="case-2")))

    refused(stack, reply, 409, "inquiry-id-reused")
    assert [stack.count(*place) for place in RECORDS] == before


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"procedure": "nursery-care"}, 403, "information-not-permitted"),
        ({"procedure": "no-such-procedure"}, 422, "unknown-procedure"),
        ({"provider": "no-such-agency"}, 422, "unknown-provider"),
        ({"items": ("total-income", "no-such-item")}, 403, "items-not-permitted"),
        ({"iat": 1, "exp": 2}, 422, "inquiry-expired"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_the_law_or_the_clock_does_not_carry_is_refused_on_record(
    stack: Live, changes: dict[str, Any], status: int, slug: str
) -> None:
    asked = stack.count(TAX, "provision_record")
    before = stack.count(HUB, "entry")
    reply = await stack.ask(stack.signed(stack.inquiry(**changes)))
    document = refused(stack, reply, status, slug)

    assert set(document) == {"type", "title", "status", "detail", "serial", "errors", "outcome"}
    assert stack.count(HUB, "entry") == before + 1
    assert stack.count(TAX, "provision_record") == asked


async def test_a_suspended_requester_is_shut_out_at_once_and_may_come_back(stack: Live) -> None:
    kept = stack.signed(stack.inquiry())
    assert (await stack.ask(kept)).status_code == 200

    assert await stack.operate("suspend", WELFARE.name) == 0
    try:
        out = await until(stack, kept, status=401)
        refused(stack, out, 401, "message-refused")
        headers = stack.as_(WELFARE, to=HUB)
        serial = uuid4()
        looked = await stack.send(HUB, "GET", f"/v1/inquiries/{serial}", headers=headers)
        refused(stack, looked, 401, "not-authenticated")
    finally:
        assert await stack.operate("reinstate", WELFARE.name) == 0
    assert (await until(stack, kept, status=200)).status_code == 200


async def test_nobody_is_sent_to_a_suspended_provider(stack: Live) -> None:
    kept = stack.signed(stack.inquiry())
    await stack.ask(kept)
    asked = stack.count(TAX, "provision_record")

    assert await stack.operate("suspend", TAX.name) == 0
    try:
        await asyncio.sleep(FOLLOWS_WITHIN_S)
        reply = await stack.ask(stack.signed(stack.inquiry()))
        refused(stack, reply, 422, "unknown-provider")
    finally:
        assert await stack.operate("reinstate", TAX.name) == 0
    assert stack.count(TAX, "provision_record") == asked
    deadline = time.monotonic() + FOLLOWS_WITHIN_S
    while (await stack.ask(stack.signed(stack.inquiry()))).status_code != 200:
        assert time.monotonic() < deadline


async def until(stack: Live, token: str, *, status: int) -> httpx2.Response:
    """Ask until the answer has a status, for as long as a suspension may take to be followed."""
    deadline = time.monotonic() + FOLLOWS_WITHIN_S
    while (reply := await stack.ask(token)).status_code != status:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    return reply


async def test_nobody_can_suspend_who_takes_no_part(stack: Live) -> None:
    assert await stack.operate("suspend", "no-such-agency") == 2


def _permit(stack: Live, *, receipt: str) -> Permit:
    inquiry = stack.inquiry()
    keyring, tax = stack.stack.keyring(WELFARE.name), stack.stack.keyring(TAX.name)
    return Permit(
        iss=HUB.name,
        aud=TAX.name,
        iat=inquiry.iat,
        exp=inquiry.exp,
        serial=inquiry.jti,
        rule="94.1.local-tax",
        table="0" * 64,
        requester=WELFARE.name,
        sealing_key=keyring.opening_kid,
        code_key=keyring.code_kid,
        portal_key=inquiry.subject.portal_key,
        procedure=inquiry.procedure,
        information=inquiry.information,
        items=inquiry.items,
        fiscal_year=inquiry.fiscal_year,
        inquiry_digest=digest_of("x"),
        subject={
            "epoch": 1,
            "key": tax.code_kid,
            "r": to_base64url(inquiry.subject.r),
            "c": to_base64url(inquiry.subject.to),
        },
        receipt=receipt,
    )


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("the requester", "unknown-key"),
        ("the requester in its own name", "unknown-key"),
        ("a stranger", "bad-signature"),
        ("nobody", "malformed"),
    ],
)
async def test_a_provider_answers_no_permit_that_is_not_the_hubs(
    stack: Live, who: str, reason: str
) -> None:
    receipt = outcome_of(await stack.ask(stack.signed(stack.inquiry()))).receipt
    permit, key = _permit(stack, receipt=receipt), stack.key(WELFARE)
    token = {
        "the requester": sign(permit, key),
        "the requester in its own name": sign(permit.model_copy(update={"iss": WELFARE.name}), key),
        "a stranger": sign(permit, SigningKey(stack.key(HUB).kid, SigningKey.generate().private)),
        "nobody": "no.permit.at-all",
    }[who]
    answered = stack.count(TAX, "provision_record")
    reply = await stack.send(TAX, "POST", "/v1/permits", json={"permit": token})

    document = refused(stack, reply, 403, "permit-rejected")
    assert document["detail"] == f"The permit is refused: {reason}."
    assert stack.count(TAX, "provision_record") == answered


async def test_a_provider_answers_not_even_the_hub_without_a_receipt(stack: Live) -> None:
    hub = stack.key(HUB)
    receipt_of_another = outcome_of(await stack.ask(stack.signed(stack.inquiry()))).receipt
    token = sign(_permit(stack, receipt=receipt_of_another), hub)
    answered = stack.count(TAX, "provision_record")
    reply = await stack.send(TAX, "POST", "/v1/permits", json={"permit": token})

    document = refused(stack, reply, 403, "permit-rejected")
    assert document["detail"] == "The permit is refused: receipt-of-another."
    assert stack.count(TAX, "provision_record") == answered


async def test_an_inquiry_of_another_requester_looks_like_one_that_does_not_exist(
    stack: Live,
) -> None:
    serial = outcome_of(await stack.ask(stack.signed(stack.inquiry()))).serial
    headers = stack.as_(TAX, to=HUB)
    theirs = await stack.send(HUB, "GET", f"/v1/inquiries/{serial}", headers=headers)
    nobodys = await stack.send(HUB, "GET", f"/v1/inquiries/{uuid4()}", headers=headers)

    assert refused(stack, theirs, 404, "unknown-inquiry") == refused(
        stack, nobodys, 404, "unknown-inquiry"
    )
