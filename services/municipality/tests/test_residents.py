import json
from uuid import UUID, uuid4

import httpx2
import pytest
from provider_world import OTHER, REQUESTER, four_items

from municipality.clients import HttpNumbering
from renkei.agency.clients import FourItems, RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.people import NewPerson
from renkei.messages.access import Access
from renkei.messages.signing import verify
from renkei.numbers import IndividualNumber
from renkei.service.callers import Credentials


async def people(ctx):
    async with ctx.kit.db.read() as tx:
        return list(await ctx.people.without_number(tx, 10))


async def test_a_resident_is_numbered_and_the_code_is_obtained(office, ctx, world):
    resident = await office.resident()

    async with ctx.kit.db.read() as tx:
        kept = await ctx.people.person(tx, resident.person_ref)
        code = await ctx.kit.vault.code_of(tx, resident.person_ref)
    assert kept.number == resident.number
    assert code == world.code("municipality", resident.number)


async def test_the_same_request_again_gives_the_same_person_and_number(office, world):
    body = four_items()

    first, again = await office.register(body), await office.register(body)

    assert (first.status_code, first.json()["code"]) == (201, "obtained")
    assert first.json() == again.json()
    assert world.calls.count("assign") == 1


async def test_identity_down_is_a_503_after_which_the_same_request_continues(office, ctx, world):
    body = four_items(other_names=["白樺\u3000みさき"])
    world.down.add("assign")
    refused = await office.register(body)
    kept = await people(ctx)
    world.down.clear()

    done = await office.register(body)

    assert refused.status_code == 503
    assert refused.json()["type"].endswith("/number-not-assigned")
    assert "白樺" not in refused.text
    assert [person.other_names for person in kept] == [("白樺\u3000みさき",)]
    assert done.json()["person_ref"] == kept[0].person_ref
    assert done.json()["code"] == "obtained"


@pytest.mark.parametrize("down", ["request_grant", "present_grant"])
async def test_a_code_that_cannot_be_obtained_now_leaves_the_number(office, world, down):
    body = four_items()
    world.down.add(down)
    pending = await office.register(body)
    world.down.clear()

    again = await office.register(body)

    assert (pending.status_code, pending.json()["code"]) == (201, "pending")
    assert again.json() == pending.json() | {"code": "obtained"}


async def test_a_crash_after_numbering_gets_the_same_number_again(office, ctx, world):
    body = four_items()
    assigned = await world.assign(UUID(body["request_id"]), FourItems("", "", "", ""), ())

    done = await office.register(body)

    assert done.json()["number"] == assigned.reveal()


async def test_a_batch_numbers_and_obtains_what_is_missing(office, ctx, world):
    world.down.add("assign")
    for _ in range(2):
        await office.register()
    world.down = {"request_grant"}
    await office.register()
    world.down = set()

    first = await office.staff("POST", "/v1/codes", {"limit": 2})
    rest = await office.staff("POST", "/v1/codes", {})

    assert first.json() == {"obtained": 2, "refused": 0, "pending": 0}
    assert rest.json() == {"obtained": 1, "refused": 0, "pending": 0}


async def test_a_batch_ends_when_nobody_answers(office, world):
    world.down = {"request_grant"}
    for _ in range(3):
        await office.register()
    world.calls.clear()

    reply = await office.staff("POST", "/v1/codes", {})

    assert reply.json() == {"obtained": 0, "refused": 0, "pending": 3}
    assert world.calls == ["request_grant"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/residents"),
        ("PUT", "/v1/households"),
        ("POST", "/v1/codes"),
        ("PUT", "/v1/non-disclosures"),
        ("GET", "/v1/records"),
    ],
)
async def test_only_own_staff_gets_in(office, world, method, path):
    anonymous = await office.http.request(method, path, json={})
    stranger = await office.http.request(
        method, path, json={}, headers=world.bearer(OTHER, "municipality")
    )

    assert (anonymous.status_code, stranger.status_code) == (401, 401)


NEW = NewPerson(
    request_id=uuid4(),
    items=FourItems("白樺\u3000美咲", "1984-03-05", "female", "青葉県若草市"),
    other_names=("白樺\u3000みさき",),
)


def numbering(world, answer):
    http = httpx2.AsyncClient(
        transport=httpx2.MockTransport(answer), base_url="http://identity.test"
    )
    credentials = Credentials("municipality", world.keys["municipality"].signing, world.clock)
    return HttpNumbering(http, credentials, "identity")


async def ask(client):
    return await client.assign(NEW.request_id, NEW.items, NEW.other_names)


async def test_identity_is_asked_in_the_body_with_our_token(world):
    seen = []

    def answer(request):
        seen.append(request)
        return httpx2.Response(201, json={"number": "123456789018", "more": 1})

    number = await ask(numbering(world, answer))

    assert number == IndividualNumber("123456789018")
    assert seen[0].url.path == "/v1/people"
    assert seen[0].url.query == b""
    assert json.loads(seen[0].content) == {
        "request_id": str(NEW.request_id),
        "name": NEW.items.name,
        "birth_date": NEW.items.birth_date,
        "sex": NEW.items.sex,
        "address": NEW.items.address,
        "other_names": list(NEW.other_names),
    }
    access = verify(
        seen[0].headers["authorization"].removeprefix("Bearer "),
        Access,
        key_of=world.keys["municipality"].own_keys("municipality").get,
        audience="identity",
        now=world.clock(),
    )
    assert access.iss == "municipality"


@pytest.mark.parametrize(
    ("status", "content", "error"),
    [
        (409, b'{"type":"https://problems.renkei.example/already-registered"}', RemoteProblem),
        (500, b"<html>", RemoteProblem),
        (201, b'{"number":"123456789012"}', UnexpectedAnswer),
        (201, b"{}", UnexpectedAnswer),
    ],
)
async def test_what_identity_says_wrong_is_told_apart_and_not_repeated(
    world, status, content, error
):
    client = numbering(world, lambda _: httpx2.Response(status, content=content))

    with pytest.raises(error) as refused:
        await ask(client)

    assert "1234" not in str(refused.value)


async def test_identity_not_answering_is_unreachable(world):
    def answer(_):
        raise httpx2.ConnectError("no")

    with pytest.raises(Unreachable):
        await ask(numbering(world, answer))


async def test_a_protected_flag_wants_a_resident(office):
    reply = await office.staff(
        "PUT", "/v1/non-disclosures", {"person_ref": REQUESTER, "non_disclosable": True}
    )

    assert reply.status_code == 422
    assert reply.json()["type"].endswith("/person-unknown")
