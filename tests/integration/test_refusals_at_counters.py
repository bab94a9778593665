"""What counters and edges of a running stack refuse, over HTTP, and keep to themselves."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from live import NEIGHBOUR, PERSON, Live
from refusal import SPECIMEN, refused

from devstack.topology import HUB, IDENTITY, MUNICIPALITY, SERVICES, TAX, WELFARE, Service
from renkei.numbers import individual_number_check_digit
from renkei.service.http import service_client

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("stack"),
    pytest.mark.asyncio(loop_scope="session"),
]


def _specimen(stack: Live) -> dict[str, Any]:
    return stack.claim(PERSON, number=SPECIMEN)


def _specimen_requested(stack: Live) -> dict[str, Any]:
    return _specimen(stack) | {"request_id": str(uuid4())}


@pytest.mark.parametrize(
    ("service", "path", "caller", "body"),
    [
        (IDENTITY, "/v1/code-grants", WELFARE, _specimen),
        (IDENTITY, "/v1/number-changes", MUNICIPALITY, _specimen_requested),
        (TAX, "/v1/taxpayers", TAX, _specimen_requested),
        (WELFARE, "/v1/clients", WELFARE, _specimen_requested),
        (MUNICIPALITY, "/v1/residents", MUNICIPALITY, _specimen_requested),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
async def test_the_specimen_number_is_refused_at_every_counter_and_not_repeated(
    stack: Live, service: Service, path: str, caller: Service, body: Any
) -> None:
    before = stack.count(service, "person")
    headers = stack.as_(caller, to=service)
    reply = await stack.send(service, "POST", path, json=body(stack), headers=headers)
    document = refused(stack, reply, 422, "invalid-request")

    assert [error["at"] for error in document["errors"]] == ["body/number"]
    assert stack.count(service, "person") == before


async def test_a_number_with_somebody_elses_items_is_refused_like_one_that_nobody_has(
    stack: Live,
) -> None:
    theirs = stack.claim(NEIGHBOUR, number=stack.seeded.numbers[PERSON])
    nobodys = stack.claim(NEIGHBOUR, number=_assigned_to_nobody(stack))
    headers = stack.as_(WELFARE, to=IDENTITY)
    held = stack.count(IDENTITY, "quarantine")
    replies = [
        await stack.send(IDENTITY, "POST", "/v1/code-grants", json=claim, headers=headers)
        for claim in (theirs, nobodys)
    ]
    documents = [refused(stack, reply, 403, "not-matched") for reply in replies]

    assert documents[0] == documents[1]
    assert stack.count(IDENTITY, "quarantine") > held


def _assigned_to_nobody(stack: Live) -> str:
    bases = (f"{n:011}" for n in range(10**10, 10**11))
    numbers = (f"{base}{individual_number_check_digit(base)}" for base in bases)
    return next(number for number in numbers if number not in stack.seeded.numbers.values())


async def test_a_code_grant_serves_the_agency_it_was_made_out_to_and_once(stack: Live) -> None:
    granted = await stack.send(
        IDENTITY,
        "POST",
        "/v1/code-grants",
        json=stack.claim(PERSON),
        headers=stack.as_(WELFARE, to=IDENTITY),
    )
    body = {"grant": granted.json()["grant"]}
    stolen = await _take(stack, TAX, body)
    first = await _take(stack, WELFARE, body)
    again = await _take(stack, WELFARE, body)

    refused(stack, stolen, 403, "grant-refused")
    assert first.status_code == 201
    refused(stack, again, 409, "grant-used")


async def _take(stack: Live, agency: Service, body: dict[str, str]) -> httpx2.Response:
    headers = stack.as_(agency, to=HUB)
    return await stack.send(HUB, "POST", "/v1/codes", json=body, headers=headers)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_an_unknown_path_is_a_problem_that_does_not_repeat_it(
    stack: Live, service: Service
) -> None:
    reply = await stack.send(service, "GET", f"/v1/people/{SPECIMEN}?number={SPECIMEN}")

    refused(stack, reply, 404, "not-found")


WRITES = {
    HUB: "/v1/inquiries",
    IDENTITY: "/v1/people",
    TAX: "/v1/permits",
    WELFARE: "/v1/clients",
    MUNICIPALITY: "/v1/permits",
}


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_an_oversized_body_is_a_problem(
    stack: Live, service: Service, *, announced: bool
) -> None:
    number = stack.seeded.numbers[PERSON]
    body = json.dumps({"number": number, "filler": "x" * (2 << 20)}).encode()

    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 1 << 18):
            yield body[at : at + (1 << 18)]

    # The transport of the services announces every body; this one need not.
    async with httpx2.AsyncClient(base_url=stack.stack.url(service), trust_env=False) as http:
        content: Any = body if announced else chunks()
        reply = await http.post(
            WRITES[service], content=content, headers={"content-type": "application/json"}
        )

    refused(stack, reply, 413, "content-too-large")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_a_wrong_method_is_a_problem(stack: Live, service: Service) -> None:
    reply = await stack.send(service, "DELETE", WRITES[service])

    refused(stack, reply, 405, "method-not-allowed")
    assert "POST" in reply.headers["allow"]


@pytest.mark.parametrize("service", [TAX, WELFARE, MUNICIPALITY], ids=lambda service: service.name)
async def test_a_counter_serves_its_own_staff_alone(stack: Live, service: Service) -> None:
    other = WELFARE if service is not WELFARE else TAX
    async with service_client(stack.stack.url(service), timeout_s=30) as http:
        without = await http.get("/v1/records")
        as_another = await http.get("/v1/records", headers=stack.as_(other, to=service))
        elsewhere = await http.get("/v1/records", headers=stack.as_(service, to=HUB))
        own = await http.get("/v1/records", headers=stack.as_staff(service))

    for reply in (without, as_another, elsewhere):
        refused(stack, reply, 401, "not-authenticated")
        assert reply.headers["www-authenticate"] == "Bearer"
    assert own.status_code == 200
