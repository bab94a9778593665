import secrets

import pytest
from provider_world import REQUESTER, four_items

from renkei.numbers import generate_individual_number


async def test_a_taxpayer_is_registered_and_the_code_is_obtained(office, ctx, world):
    number, person_ref = await office.taxpayer()

    async with ctx.kit.db.read() as tx:
        assert await ctx.kit.vault.code_of(tx, person_ref) == world.code("tax-agency", number)


async def test_the_same_request_again_gives_the_same_person(office, world):
    body = four_items(number=world.born().reveal())

    first = await office.staff("POST", "/v1/taxpayers", body)
    again = await office.staff("POST", "/v1/taxpayers", body)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert first.json()["code"] == "obtained"


async def test_the_same_number_and_items_in_another_request_are_the_same_person(office, world):
    number = world.born()

    first, second = await office.register(number), await office.register(number)

    assert first.json()["person_ref"] == second.json()["person_ref"]


async def test_a_number_registered_with_other_items_is_a_conflict_that_repeats_nothing(
    office, world
):
    number = world.born()
    await office.register(number)

    reply = await office.register(number, name="白樺\u3000翔")

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/number-taken")
    assert number.reveal() not in reply.text
    assert "白樺" not in reply.text


async def test_a_request_id_used_for_somebody_else_is_a_conflict(office, world):
    body = four_items(number=world.born().reveal())
    await office.staff("POST", "/v1/taxpayers", body)

    reply = await office.staff("POST", "/v1/taxpayers", body | {"number": world.born().reveal()})

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/request-reused")


@pytest.mark.parametrize("down", ["request_grant", "present_grant"])
async def test_a_silent_neighbour_leaves_the_taxpayer_registered_and_the_code_pending(
    office, world, down
):
    body = four_items(number=world.born().reveal())
    world.down.add(down)
    pending = await office.staff("POST", "/v1/taxpayers", body)
    world.down.clear()

    again = await office.staff("POST", "/v1/taxpayers", body)

    assert (pending.status_code, pending.json()["code"]) == (201, "pending")
    assert again.json() == pending.json() | {"code": "obtained"}


async def test_number_and_items_that_identity_does_not_match_get_no_code(office):
    unknown = generate_individual_number(secrets.randbelow)

    reply = await office.register(unknown)

    assert (reply.status_code, reply.json()["code"]) == (201, "refused")


async def test_missing_codes_are_obtained_in_bounded_batches(office, world):
    world.down.add("request_grant")
    for _ in range(3):
        await office.register()
    world.down.clear()
    await office.register(generate_individual_number(secrets.randbelow))

    first = await office.staff("POST", "/v1/codes", {"limit": 2})
    rest = await office.staff("POST", "/v1/codes", {"limit": 10})

    assert first.json() == {"obtained": 2, "refused": 0, "pending": 0}
    assert rest.json() == {"obtained": 1, "refused": 1, "pending": 0}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/taxpayers"),
        ("PUT", "/v1/assessments"),
        ("POST", "/v1/codes"),
        ("PUT", "/v1/non-disclosures"),
        ("GET", "/v1/records"),
    ],
)
async def test_only_own_staff_gets_in(office, world, method, path):
    anonymous = await office.http.request(method, path, json={})
    stranger = await office.http.request(
        method, path, json={}, headers=world.bearer(REQUESTER, "tax-agency")
    )

    assert (anonymous.status_code, stranger.status_code) == (401, 401)


@pytest.mark.parametrize("number", ["123456789012", "12345678901", "12345678901X", 5])
async def test_a_number_with_a_fault_is_refused_unrepeated(office, number):
    reply = await office.staff("POST", "/v1/taxpayers", four_items(number=number))

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["at"] == "body/number"
    assert "1234567890" not in reply.text
