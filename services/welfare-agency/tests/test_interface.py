"""Clients and cases at the interface: once per request, for staff alone, silent about people."""

import logging
from uuid import uuid4

import httpx2
import pytest
from welfare_world import BEFORE, CONFIRMED, FOSTER, HERE, OFFICE, PREMIUM, TAX, pension

from renkei.numbers import generate_individual_number
from renkei.service.logs import JsonLines
from renkei.testing.client import asgi_client
from welfare_agency.app import create_app


@pytest.fixture
def pensioner(network):
    network.household("hana")
    network.tax("hana", items=pension(500_000))


async def test_a_client_is_registered_once_per_request(office):
    body = office.client_body("hana")
    first = await office.post("/v1/clients", body)

    second = await office.post("/v1/clients", body)

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first.json()["code"] == "obtained"


async def test_the_same_request_again_obtains_a_code_that_was_pending(office, network):
    body = office.client_body("hana")
    network.identity_down = True
    pending = await office.post("/v1/clients", body)
    network.identity_down = False

    obtained = await office.post("/v1/clients", body)

    assert pending.json()["code"] == "pending"
    assert obtained.json() == pending.json() | {"code": "obtained"}


async def test_codes_that_are_pending_are_obtained_in_a_batch(office, network):
    network.identity_down = True
    for name in ("hana", "taro"):
        await office.post("/v1/clients", office.client_body(name))
    network.identity_down = False

    reply = await office.post("/v1/codes", {"limit": 10})

    assert reply.json() == {"obtained": 2, "refused": 0, "pending": 0}


async def test_a_number_that_identity_does_not_match_gets_no_code(office, network):
    number = generate_individual_number(lambda below: below // 3).reveal()

    reply = await office.post("/v1/clients", office.client_body("hana") | {"number": number})

    assert reply.status_code == 201
    assert reply.json()["code"] == "refused"


async def test_a_request_id_stands_for_one_client(office):
    body = office.client_body("hana")
    await office.post("/v1/clients", body)

    reply = await office.post("/v1/clients", body | {"name": "別の人"})

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/request-reused")
    assert "別の人" not in reply.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "123456789012"),
        ("number", "1234"),
        ("name", ""),
        ("address", "x" * 201),
        ("request_id", "hana"),
        ("code", "a-code"),
    ],
)
async def test_a_client_that_breaks_a_rule_is_refused_without_a_word_of_it(office, field, value):
    body = office.client_body("hana") | {field: value}

    reply = await office.post("/v1/clients", body)

    assert reply.status_code == 422
    for said in body.values():
        assert not said or said not in reply.text


async def test_a_case_is_opened_once_per_request(office, pensioner):
    body = await office.case_body(PREMIUM, "hana")
    first = await office.post("/v1/cases", body)

    second = await office.post("/v1/cases", body)

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()


async def test_the_order_of_a_set_is_no_difference(office, network, pensioner):
    body = await office.case_body(FOSTER, "hana", confirmations=CONFIRMED)
    first = await office.post("/v1/cases", body)

    second = await office.post("/v1/cases", body | {"confirmations": CONFIRMED[::-1]})

    assert first.json() == second.json()


async def test_a_request_id_stands_for_one_case(office, pensioner):
    body = await office.case_body(PREMIUM, "hana")
    await office.post("/v1/cases", body)

    reply = await office.post("/v1/cases", body | {"declared_receipts_yen": 123_456})

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/case-request-reused")
    assert "123456" not in reply.text


REFUSED = {
    "no plan": ({"procedure": "child-allowance"}, "unknown-procedure"),
    "a stranger": ({"applicants": ["0" * 32]}, "person-unknown"),
    "a strange minor": ({"minors": ["0" * 32]}, "person-unknown"),
    "a day to come": ({"applied_on": "2026-04-02"}, "application-malformed"),
    "before there were numbers": ({"applied_on": "2015-12-31"}, "invalid-request"),
    "no applicant": ({"applicants": []}, "invalid-request"),
    "a municipality's check digit": ({"residence_municipality": "131015"}, "invalid-request"),
    "a negative amount": ({"declared_receipts_yen": -77_001}, "invalid-request"),
    "an unknown confirmation": ({"confirmations": ["kindness-77001"]}, "invalid-request"),
    "a number in place of a reference": ({"applicants": ["123456789018"]}, "invalid-request"),
    "a field that no case has": ({"number": "123456789018"}, "invalid-request"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_case_that_breaks_a_rule_is_refused_without_a_word_of_it(office, case):
    changes, slug = REFUSED[case]
    body = await office.case_body(PREMIUM, "hana")

    reply = await office.post("/v1/cases", body | changes)

    assert reply.status_code == 422
    assert reply.json()["type"].endswith(f"/{slug}")
    for said in ("0" * 32, "131015", "77001", "123456789018", office.refs["hana"]):
        assert said not in reply.text


async def test_an_applicant_named_twice_is_refused(office):
    body = await office.case_body(PREMIUM, "hana")

    reply = await office.post("/v1/cases", body | {"applicants": body["applicants"] * 2})

    assert reply.status_code == 422
    assert office.refs["hana"] not in reply.text


@pytest.mark.parametrize("case_id", ["0" * 32, "123456789018", "hana"])
async def test_there_is_no_such_case(office, case_id):
    looked = await office.get(f"/v1/cases/{case_id}")
    decided = await office.decide(case_id)

    assert looked.status_code == decided.status_code in {404, 422}
    assert case_id not in looked.text + decided.text


async def test_a_case_shows_how_it_stands(office, pensioner):
    case_id = await office.open(PREMIUM, "hana")
    before = (await office.get(f"/v1/cases/{case_id}")).json()
    decided = (await office.decide(case_id)).json()

    after = (await office.get(f"/v1/cases/{case_id}")).json()

    assert before["decision"] is None
    assert before["inquiries"] == []
    assert before["applicants"] == [office.refs["hana"]]
    assert after["decision"] == decided
    assert after["inquiries"] == decided["inquiries"]


async def test_cases_are_read_page_by_page(office, pensioner):
    opened = [await office.open(PREMIUM, "hana") for _ in range(5)]
    await office.decide(opened[1])
    seen, after = [], 0
    while after is not None:
        page = (await office.get("/v1/cases", after=after, limit=2)).json()
        seen, after = seen + page["cases"], page["next"]

    assert [line["case_id"] for line in seen] == opened
    assert [line["decision"] for line in seen] == [None, "granted", None, None, None]


async def test_each_exchange_is_in_the_agency_s_own_record(office, pensioner):
    body = await office.decided(PREMIUM, "hana")

    records = (await office.get("/v1/records")).json()["records"]

    assert [r["serial"] for r in records] == [i["serial"] for i in body["inquiries"]]
    assert {r["role"] for r in records} == {"requester"}


ROUTES = [
    ("POST", "/v1/clients"),
    ("POST", "/v1/codes"),
    ("POST", "/v1/cases"),
    ("GET", "/v1/cases"),
    ("GET", f"/v1/cases/{'0' * 32}"),
    ("POST", f"/v1/cases/{'0' * 32}/decision"),
    ("GET", "/v1/records"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("bearer", ["nobody", "another agency", "another audience"])
async def test_only_the_agency_s_own_staff_comes_in(office, network, method, path, bearer):
    headers = {
        "nobody": {},
        "another agency": network.bearer(issuer=TAX),
        "another audience": network.bearer(issuer=OFFICE, audience=TAX),
    }[bearer]
    body = {"/v1/clients": office.client_body("hana"), "/v1/codes": {}}.get(path)
    if path == "/v1/cases" and method == "POST":
        body = await office.case_body(PREMIUM, "hana")

    reply = await office.client.request(method, path, json=body, headers=headers)

    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == "Bearer"


async def test_no_route_answers_permits(office):
    reply = await office.post("/v1/permits", {"permit": "x"})

    assert reply.status_code == 404


async def test_no_path_takes_a_person(ctx):
    paths = create_app(ctx).openapi()["paths"]
    parameters = {
        parameter["name"]
        for path in paths.values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
    }

    assert parameters <= {"case_id", "again", "after", "limit", "authorization"}


async def test_nothing_personal_reaches_a_log(office, network, pensioner, caplog):
    caplog.set_level(logging.DEBUG)
    body = office.client_body("hana")
    office.refs["hana"] = (await office.post("/v1/clients", body)).json()["person_ref"]
    case_id = await office.open(PREMIUM, "hana", declared_receipts_yen=76_543)
    await office.decide(case_id)
    lines = JsonLines(service="welfare-agency")

    logged = "\n".join(map(lines.format, caplog.records))

    assert '"case decided"' in logged
    for said in (body["number"], body["name"], body["address"], office.refs["hana"], "76543"):
        assert said not in logged
    assert "500000" not in logged


async def test_the_description_of_the_interface_can_be_made(ctx):
    async with asgi_client(create_app(ctx)) as client:
        reply = await client.get("/openapi.json")

    assert isinstance(reply, httpx2.Response)
    assert "/v1/cases/{case_id}/decision" in reply.json()["paths"]


async def test_each_case_has_an_id_that_says_nothing(office, pensioner):
    body = await office.case_body(PREMIUM, "hana")
    ids = set()
    for _ in range(3):
        reply = await office.post("/v1/cases", body | {"request_id": str(uuid4())})
        ids.add(reply.json()["case_id"])

    assert len(ids) == 3
    assert all(len(case_id) == 32 for case_id in ids)
    assert HERE != BEFORE
