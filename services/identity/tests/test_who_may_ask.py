"""Who may ask identity for what: a kind of the permit table makes nobody a register."""

from uuid import uuid4

import pytest


@pytest.mark.parametrize("asker", ["linkage-hub", "identity"])
async def test_neither_hub_nor_identity_obtains_a_grant(registered, speak_as, mother, asker):
    """The hub could open both layers of its own grant, and compute every agency's code from it."""
    number = await registered(mother)
    refused = await (await speak_as(asker)).post(
        "/v1/code-grants", json={"number": number, **mother}
    )

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/not-allowed")


@pytest.mark.parametrize("desk", ["tax-agency", "welfare-agency", "linkage-hub"])
async def test_no_other_desk_of_a_mayor_numbers_people_or_changes_them(
    registered, speak_as, mother, son, desk
):
    number, asker = await registered(mother), await speak_as(desk)
    request_id = str(uuid4())
    asked = {
        "/v1/people": {"request_id": request_id, **son},
        "/v1/number-changes": {"request_id": request_id, "number": number, **mother},
        "/v1/item-changes": {"number": number, "old": mother, "new": son},
    }
    refused = [await asker.post(path, json=body) for path, body in asked.items()]

    assert [reply.status_code for reply in refused] == [403, 403, 403]
    assert (await registered(son)) != number


async def test_a_position_beyond_any_row_is_no_failure(staff):
    reply = await staff.get("/v1/quarantine?after=100000000000000000000")

    assert reply.status_code == 422
