"""People of an agency: registered once, encrypted, and given codes in batches."""

import asyncio
import secrets
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from pydantic_settings import SettingsConfigDict

sys.path.insert(0, str(Path(__file__).parent))

from provider_world import World

from renkei.agency.clients import FourItems, RemoteProblem
from renkei.agency.context import build_context
from renkei.agency.people import (
    NewPerson,
    NumberTaken,
    People,
    PersonUnknown,
    RequestReused,
    person_table,
)
from renkei.agency.people_codes import CodeCounts, CodeOutcome, obtain, obtain_missing
from renkei.agency.settings import AgencySettings
from renkei.agency.tables import kit_tables
from renkei.numbers import generate_individual_number
from renkei.service.at_rest import CannotOpen
from renkei.service.database import new_metadata
from renkei.service.http import service_client
from renkei.testing.plugin import clock, database, database_url, sqlite_url

__all__ = ["clock", "database", "database_url", "sqlite_url"]

METADATA = new_metadata()
KIT = kit_tables(METADATA)
PERSON = person_table(METADATA)
ITEMS = FourItems("白樺\u3000美咲", "1984-03-05", "female", "青葉県若草市花見一丁目2番3号")


class Settings(AgencySettings):
    model_config = SettingsConfigDict(env_prefix="AGENCY_")


@pytest.fixture
def world(tmp_path, clock):
    return World(tmp_path / "keys", clock, provider="agency")


@pytest_asyncio.fixture
async def kit(world, database, database_url):
    async with database.transaction() as tx:
        await tx.run_sync(METADATA.create_all)
    http = service_client("http://nowhere.test", timeout_s=1)
    environment = world.environment("AGENCY_", database_url) | {"AGENCY_PORT": "8009"}
    kit = build_context(
        Settings.load(environment),
        db=database,
        tables=KIT,
        clock=world.clock,
        hub_http=http,
        identity_http=http,
        identity="identity",
    )
    yield world.surround(kit)
    await http.aclose()


@pytest.fixture
def people(kit):
    return People(PERSON, KIT.code_vault, kit.keyring.at_rest)


def somebody(world, **changes):
    return NewPerson(**{"request_id": uuid4(), "number": world.born(), "items": ITEMS} | changes)


async def registered(kit, people, new):
    async with kit.db.transaction() as tx:
        return await people.register(tx, new, at=kit.clock())


async def read(kit, people, person_ref):
    async with kit.db.read() as tx:
        return await people.person(tx, person_ref)


async def test_a_person_reads_back_as_registered(kit, people, world):
    new = somebody(world, other_names=("白樺\u3000ミサキ",))

    person = await read(kit, people, await registered(kit, people, new))

    assert (person.number, person.items, person.other_names) == (
        new.number,
        ITEMS,
        new.other_names,
    )
    assert person.registered_at == kit.clock()
    assert person.person_ref not in {str(new.request_id), new.request_id.hex}


async def test_no_text_form_shows_anything_of_a_person(kit, people, world):
    new = somebody(world, other_names=("別名",))
    person = await read(kit, people, await registered(kit, people, new))

    shown = repr((new, person, people))

    assert new.number.reveal() not in shown
    assert not any(text in shown for text in ("白樺", "1984", "若草市", "別名"))


async def test_one_request_is_one_person_even_at_the_same_moment(kit, people, world):
    new = somebody(world)

    references = await asyncio.gather(*(registered(kit, people, new) for _ in range(4)))

    assert len(set(references)) == 1


async def test_one_number_is_one_person_even_at_the_same_moment(kit, people, world):
    number = world.born()

    references = await asyncio.gather(
        *(registered(kit, people, somebody(world, number=number)) for _ in range(4))
    )

    assert len(set(references)) == 1


@pytest.mark.parametrize(
    "change",
    [{"items": FourItems("別人", "1984-03-05", "female", "x")}, {"other_names": ("別名",)}],
)
async def test_a_request_id_cannot_change_its_meaning(kit, people, world, change):
    new = somebody(world)
    await registered(kit, people, new)
    other = NewPerson(
        **{"request_id": new.request_id, "number": new.number, "items": ITEMS} | change
    )

    with pytest.raises(RequestReused) as refused:
        await registered(kit, people, other)

    assert "別" not in str(refused.value)


@pytest.mark.parametrize("position", range(4))
async def test_a_number_with_one_other_item_is_refused(kit, people, world, position):
    new = somebody(world)
    await registered(kit, people, new)
    items = [ITEMS.name, ITEMS.birth_date, ITEMS.sex, ITEMS.address]
    items[position] = "other"

    with pytest.raises(NumberTaken) as refused:
        await registered(kit, people, somebody(world, number=new.number, items=FourItems(*items)))

    assert new.number.reveal() not in str(refused.value)


async def test_a_number_is_given_once_and_the_same_again_is_no_matter(kit, people, world):
    person_ref = await registered(kit, people, somebody(world, number=None))
    number = world.born()

    for _ in range(2):
        async with kit.db.transaction() as tx:
            await people.give_number(tx, person_ref, number)

    assert (await read(kit, people, person_ref)).number == number


async def test_a_number_is_not_given_to_two_nor_changed(kit, people, world):
    first = await registered(kit, people, somebody(world, number=None))
    second = await registered(kit, people, somebody(world, number=None))
    number = world.born()
    async with kit.db.transaction() as tx:
        await people.give_number(tx, first, number)

    for person_ref, given in ((second, number), (first, world.born())):
        with pytest.raises(NumberTaken):
            async with kit.db.transaction() as tx:
                await people.give_number(tx, person_ref, given)

    assert (await read(kit, people, first)).number == number
    assert (await read(kit, people, second)).number is None


async def test_a_row_moved_to_another_person_does_not_open(kit, people, world):
    one = await registered(kit, people, somebody(world))
    two = await registered(kit, people, somebody(world))
    async with kit.db.transaction() as tx:
        row = (await tx.execute(PERSON.select().where(PERSON.c.person_ref == one))).one()
        await tx.execute(
            PERSON.update().where(PERSON.c.person_ref == two).values(items_sealed=row.items_sealed)
        )

    with pytest.raises(CannotOpen):
        await read(kit, people, two)


async def test_nobody_unknown_is_read_locked_or_flagged(kit, people):
    with pytest.raises(PersonUnknown):
        await read(kit, people, "0" * 32)
    with pytest.raises(PersonUnknown):
        async with kit.db.transaction() as tx:
            await people.lock(tx, ["0" * 32])
    with pytest.raises(PersonUnknown):
        async with kit.db.transaction() as tx:
            await people.set_non_disclosable(tx, "0" * 32, value=True)


async def test_a_code_that_is_kept_is_not_asked_for_again(kit, people, world):
    person_ref = await registered(kit, people, somebody(world))

    outcomes = [await obtain(kit, people, person_ref) for _ in range(2)]

    assert outcomes == [CodeOutcome.OBTAINED] * 2
    assert world.calls == ["request_grant", "present_grant"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (403, CodeOutcome.REFUSED),
        (404, CodeOutcome.REFUSED),
        (429, CodeOutcome.PENDING),
        (500, CodeOutcome.PENDING),
        (503, CodeOutcome.PENDING),
    ],
)
async def test_a_refusal_is_final_and_a_failure_is_not(kit, people, world, status, outcome):
    async def refuse(*_):
        raise RemoteProblem(status, "some-reason", {})

    world.request_grant = refuse
    person_ref = await registered(kit, people, somebody(world))

    assert await obtain(kit, people, person_ref) is outcome


async def test_a_code_that_is_somebody_elses_is_refused(kit, people, world):
    first, second = somebody(world), somebody(world)
    world.people[second.number] = world.people[first.number]
    references = [await registered(kit, people, new) for new in (first, second)]

    outcomes = [await obtain(kit, people, person_ref) for person_ref in references]

    assert outcomes == [CodeOutcome.OBTAINED, CodeOutcome.REFUSED]


async def test_people_who_were_refused_do_not_block_the_batch(kit, people, world, clock):
    for _ in range(2):
        unknown = generate_individual_number(secrets.randbelow)
        await registered(kit, people, somebody(world, number=unknown))
    await registered(kit, people, somebody(world, number=None))
    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        await registered(kit, people, somebody(world))

    counts = []
    for _ in range(3):
        counts.append(await obtain_missing(kit, people, limit=3))
        clock.advance(timedelta(minutes=1))

    assert counts == [
        CodeCounts(obtained=0, refused=2, pending=1),
        CodeCounts(obtained=2, refused=1, pending=0),
        CodeCounts(obtained=0, refused=2, pending=1),
    ]


async def test_silence_ends_the_batch_and_costs_nobody_the_turn(kit, people, world):
    for _ in range(3):
        await registered(kit, people, somebody(world))
    world.down.add("present_grant")

    silent = await obtain_missing(kit, people, limit=10)
    calls = list(world.calls)
    world.down.clear()
    after = await obtain_missing(kit, people, limit=10)

    assert silent == CodeCounts(obtained=0, refused=0, pending=3)
    assert calls == ["request_grant", "present_grant"]
    assert after == CodeCounts(obtained=3, refused=0, pending=0)


async def test_one_flagged_person_flags_the_company(kit, people, world):
    one, two = [await registered(kit, people, somebody(world)) for _ in range(2)]
    async with kit.db.transaction() as tx:
        await people.set_non_disclosable(tx, two, value=True)

    async with kit.db.read() as tx:
        flags = [await people.is_non_disclosable(tx, refs) for refs in ([one], [one, two], [])]

    assert flags == [False, True, False]
