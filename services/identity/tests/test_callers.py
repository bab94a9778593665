from datetime import timedelta

import pytest

from renkei.testing.client import asgi_client

ROUTES = ["/v1/people", "/v1/code-grants", "/v1/number-changes", "/v1/item-changes"]


@pytest.fixture
def bodies(mother, request_ids):
    number = {"number": "123456789018"}
    return {
        "/v1/people": {"request_id": request_ids(), **mother},
        "/v1/code-grants": number | mother,
        "/v1/number-changes": {"request_id": request_ids(), **number, **mother},
        "/v1/item-changes": number | {"old": mother, "new": mother},
    }


@pytest.mark.parametrize("path", ROUTES)
async def test_nobody_passes_without_a_token(app, bodies, path, canaries):
    async with asgi_client(app) as client:
        refused = await client.post(path, json=bodies[path])

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert not any(canary in refused.text for canary in (*canaries, "123456789018"))


@pytest.mark.parametrize("path", ROUTES)
async def test_a_token_for_somebody_else_does_not_pass(speak_as, bodies, path):
    client = await speak_as("municipality", audience="linkage-hub")
    refused = await client.post(path, json=bodies[path])

    assert refused.status_code == 401


@pytest.mark.parametrize("path", ROUTES)
async def test_a_suspended_participant_is_out_within_half_a_minute(
    speak_as, hub, clock, bodies, path
):
    client = await speak_as("municipality")
    before = await client.post(path, json=bodies[path])
    hub.suspended = {"municipality"}
    clock.advance(timedelta(seconds=31))
    after = await client.post(path, json=bodies[path])

    assert before.status_code != 401
    assert after.status_code == 401


@pytest.mark.parametrize("path", [path for path in ROUTES if path != "/v1/code-grants"])
async def test_only_mayors_number_people(welfare, bodies, path, canaries):
    refused = await welfare.post(path, json=bodies[path])

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/not-allowed")
    assert not any(canary in refused.text for canary in (*canaries, "123456789018"))


async def test_identitys_staff_is_no_agency_beyond_its_kind(staff, bodies):
    refused = await staff.post("/v1/people", json=bodies["/v1/people"])

    assert refused.status_code == 403


async def test_the_caller_is_known_before_the_body_is_judged(app, mother):
    async with asgi_client(app) as client:
        refused = await client.post("/v1/code-grants", json={"number": "123456789012", **mother})

    assert refused.status_code == 401


async def test_without_a_directory_nobody_passes(speak_as, hub, bodies):
    hub.answers = False
    client = await speak_as("welfare-agency")
    refused = await client.post("/v1/code-grants", json=bodies["/v1/code-grants"])

    assert refused.status_code == 503
    assert refused.json()["type"].endswith("/unreachable")


async def test_a_directory_that_the_hub_did_not_sign_is_refused(speak_as, hub, rings, bodies):
    hub.signs_with = rings["welfare-agency"]
    client = await speak_as("welfare-agency")
    refused = await client.post("/v1/code-grants", json=bodies["/v1/code-grants"])

    assert refused.status_code == 502
    assert refused.json()["type"].endswith("/directory-refused")
