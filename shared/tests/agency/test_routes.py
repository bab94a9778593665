import pytest
from kit_world import ASKER, HUB, OTHER, PROVIDER, asking

from renkei.agency.asking import ask
from renkei.agency.problems import AGENCY_PROBLEMS
from renkei.agency.routes import provider_router, records_router, staff_gate
from renkei.service.app import create_app
from renkei.service.callers import Credentials
from renkei.testing.client import asgi_client

CANARY = "123456789018"


@pytest.fixture
async def client(world):
    routers = [provider_router(world.provider, world.replica), records_router(world.provider)]
    app = create_app(title="T", version="1", routers=routers, problems=AGENCY_PROBLEMS, checks={})
    app.state.staff_gate = staff_gate(world.provider)
    async with asgi_client(app) as client:
        yield client


def staff(world, participant=PROVIDER, audience=PROVIDER):
    key = world.keys[participant].signing
    return Credentials(participant, key, world.clock).header(audience)


async def test_a_permit_is_its_own_credential(world, client):
    reply = await client.post("/v1/permits", json={"permit": world.permit()})

    assert reply.status_code == 200
    assert world._read(reply.json()["answer"]).status == "provided"


@pytest.mark.parametrize("signer", [OTHER, PROVIDER, ASKER])
async def test_a_permit_of_anybody_else_is_a_problem_that_names_the_rule(world, client, signer):
    reply = await client.post("/v1/permits", json={"permit": world.permit(signer=signer)})

    assert reply.status_code == 403
    assert reply.json()["type"].endswith("/permit-rejected")
    assert reply.json()["detail"] == "The permit is refused: unknown-key."


@pytest.mark.parametrize(
    "body", [{}, {"permit": 1}, {"permit": "a", CANARY: CANARY}, {"permit": "a" * 600_000}]
)
async def test_a_body_that_is_none_is_refused_unrepeated(client, body):
    reply = await client.post("/v1/permits", json=body)

    assert reply.status_code == 422
    assert CANARY not in reply.text


async def test_staff_reads_records_page_by_page_and_no_person_in_them(world, client):
    for attempt in (1, 2, 3):
        await ask(world.asker, asking(attempt=attempt))
    first = (await client.get("/v1/records?limit=2", headers=staff(world))).json()
    rest = (await client.get(f"/v1/records?after={first['next']}", headers=staff(world))).json()
    found = first["records"] + rest["records"]

    assert [len(first["records"]), len(rest["records"]), rest["next"]] == [2, 1, None]
    assert len({record["serial"] for record in found}) == 3
    assert {record["counterpart"] for record in found} == {ASKER}
    assert "taxpayer-1" not in f"{found}"
    assert "person_ref" not in found[0]


@pytest.mark.parametrize("who", [None, HUB, ASKER])
async def test_only_own_staff_reads_records(world, client, who):
    headers = staff(world, who) if who else {}
    reply = await client.get("/v1/records", headers=headers)

    assert reply.status_code == 401
    assert reply.json()["type"].endswith("/not-authenticated")


async def test_our_token_for_the_hub_is_no_token_for_our_staffs_routes(world, client):
    reply = await client.get("/v1/records", headers=staff(world, audience=HUB))

    assert reply.status_code == 401


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "after=-1", f"after={CANARY}x"])
async def test_a_page_outside_its_bounds_is_refused(world, client, query):
    reply = await client.get(f"/v1/records?{query}", headers=staff(world))

    assert reply.status_code == 422
    assert CANARY not in reply.text
