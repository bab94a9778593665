# ruff: noqa: PLR0917 - pytest passes fixtures by name
import pytest

from identity.domain.four_items import Item


async def hold(client, number, items, times=1):
    for _ in range(times):
        answer = await client.post("/v1/code-grants", json={"number": number, **items})
        assert answer.status_code == 403


async def test_a_held_claim_names_agency_time_and_items(
    registered, welfare, staff, mother, clock, canaries
):
    number = await registered(mother)
    await hold(welfare, number, mother | {"address": "愛知県碧南市松本町29番地"})
    page = await staff.get("/v1/quarantine")

    assert page.json() == {
        "claims": [
            {
                "id": 1,
                "purpose": "code-grant",
                "agency": "welfare-agency",
                "claimed_at": clock().isoformat().replace("+00:00", "Z"),
                "items": [Item.ADDRESS],
            }
        ],
        "next": None,
    }
    assert not any(canary in page.text for canary in (*canaries, number))


async def test_an_unknown_number_is_held_without_items(welfare, staff, mother):
    await hold(welfare, "123456789018", mother)
    page = (await staff.get("/v1/quarantine")).json()

    assert [claim["items"] for claim in page["claims"]] == [[]]


async def test_pages_follow_each_other_without_gap_or_overlap(welfare, staff, mother):
    await hold(welfare, "123456789018", mother, times=5)
    seen, after = [], 0
    while after is not None:
        page = await staff.get("/v1/quarantine", params={"after": after, "limit": 2})
        seen += [claim["id"] for claim in page.json()["claims"]]
        after = page.json()["next"]

    assert seen == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("participant", ["welfare-agency", "municipality", "linkage-hub"])
async def test_only_identitys_own_staff_reads_it(
    registered, welfare, speak_as, mother, participant
):
    await hold(welfare, "123456789018", mother)
    client = await speak_as(participant)
    refused = await client.get("/v1/quarantine")

    assert refused.status_code == 401
    assert "welfare-agency" not in refused.text


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 201}, {"after": -1}])
async def test_a_page_has_bounds(staff, params):
    assert (await staff.get("/v1/quarantine", params=params)).status_code == 422
