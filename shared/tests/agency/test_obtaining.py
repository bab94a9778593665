import asyncio

import pytest
from kit_world import (
    ASKER,
    FOUR,
    NUMBER,
    OTHER,
    PERSON,
    PORTAL,
    PROVIDER,
    SPOUSE,
    World,
    asking,
    person_of,
    rows,
)

from renkei.agency.asking import ask
from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.obtaining import CodeBelongsToAnother, obtain_code
from renkei.codes.subjects import Ciphertext, seal_nobody
from renkei.messages.fields import ConvertedClaim
from renkei.numbers import IndividualNumber

UNKNOWN = IndividualNumber("000000000019")


@pytest.fixture
async def world(tmp_path, clock):
    """Two agencies that know nobody yet."""
    opened = await World(tmp_path, clock).open()
    yield opened
    await opened.close()


async def obtained(world, ref="resident-1", number=NUMBER):
    await obtain_code(world.asker, person_ref=ref, number=number, items=FOUR)


async def vault(world):
    return await rows(world.asker, world.asker.tables.code_vault)


async def refusal(world, kind, **person):
    """The refusal, which shows nothing of the person; nothing is kept."""
    with pytest.raises(kind) as refused:
        await obtained(world, **person)
    said = f"{refused.value!r} {refused.value}"
    for value in (NUMBER.reveal(), UNKNOWN.reveal(), FOUR.name, FOUR.birth_date, FOUR.address):
        assert value not in said
    return refused.value


async def test_a_code_is_obtained_kept_and_of_use(world):
    await obtained(world)
    await world.know(PROVIDER, "taxpayer-1", PERSON)
    told = await ask(world.asker, asking())

    assert await person_of(world.asker, world.code(ASKER, PERSON)) == "resident-1"
    assert told.state == "answered"
    assert world.replica.asked[0].person_ref == "taxpayer-1"


async def test_what_is_kept_shows_no_code_and_no_number(world):
    await obtained(world)
    (row,) = await vault(world)
    shown = repr(dict(row))

    assert world.code(ASKER, PERSON).point not in row["code_sealed"]
    assert repr(world.code(ASKER, PERSON).point)[2:-1] not in shown
    assert NUMBER.reveal() not in shown


async def test_a_code_that_is_kept_is_not_obtained_again(world):
    await obtained(world)
    await obtained(world)

    assert world.asker.identity.requests == 1


async def test_two_attempts_for_one_person_at_once_end_well(world):
    await asyncio.gather(*(obtained(world) for _ in range(5)))

    assert len(await vault(world)) == 1


async def test_one_person_under_two_references_is_a_mix_up(world):
    await obtained(world)
    refused = await refusal(world, CodeBelongsToAnother, ref="resident-2")

    assert "resident" not in str(refused)
    assert [row["person_ref"] for row in await vault(world)] == ["resident-1"]


async def test_of_two_references_for_one_person_at_once_one_is_a_mix_up(world):
    ended = await asyncio.gather(
        *(obtained(world, ref=f"resident-{n}") for n in (1, 2)), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in ended) == ["CodeBelongsToAnother", "NoneType"]
    assert len(await vault(world)) == 1


async def test_who_was_only_named_by_an_answer_can_register_later(world):
    """An answer names a member before that person applies: one person, and no mix-up."""
    code = world.code(ASKER, PERSON)
    vault_of = world.asker.vault
    async with world.asker.db.transaction() as tx:
        await vault_of.keep(tx, person_ref="named", code=code, at=world.clock(), is_named_only=True)
    await obtained(world)

    assert await person_of(world.asker, code) == "resident-1"
    async with world.asker.db.read() as tx:
        assert await vault_of.code_of(tx, "named") == code
        assert await vault_of.code_of(tx, "resident-1") == code
    await refusal(world, CodeBelongsToAnother, ref="resident-2")


async def test_identitys_refusal_is_passed_on(world):
    refused = await refusal(world, RemoteProblem, number=UNKNOWN)

    assert (refused.status, refused.slug) == (422, "not-matched")
    assert await vault(world) == []


async def test_the_hubs_refusal_is_passed_on(world):
    world.suspended.add("grant")
    refused = await refusal(world, RemoteProblem)

    assert refused.slug == "grant-used"
    assert await vault(world) == []


@pytest.mark.parametrize("down", ["identity", "codes"])
async def test_an_attempt_that_found_nobody_can_be_repeated(world, down):
    world.down.add(down)
    await refusal(world, Unreachable)
    world.down.clear()
    await obtained(world)

    assert len(await vault(world)) == 1


def under_another_key(world, reply):
    code = reply.code.model_copy(update={"key": world.keys[OTHER].code_kid})
    return reply.model_copy(update={"code": code})


def of_nobody(world, reply):
    ours = world.keys[ASKER].code.public
    sealed = seal_nobody(1, to=ours, portal=world.keys[PORTAL].code.public, binding=bytes(64))
    pair = Ciphertext(sealed.r, sealed.to)
    code = ConvertedClaim.of(pair, epoch=1, key=world.keys[ASKER].code_kid)
    return reply.model_copy(update={"code": code})


@pytest.mark.parametrize("altered", [under_another_key, of_nobody])
async def test_a_code_that_does_not_open_for_us_is_refused(world, altered):
    world.alter = altered
    await refusal(world, UnexpectedAnswer)

    assert await vault(world) == []


async def test_a_code_moved_to_another_row_does_not_open(world):
    world.numbers[UNKNOWN] = SPOUSE
    await obtained(world)
    await obtained(world, ref="resident-2", number=UNKNOWN)
    first, _ = await vault(world)
    table = world.asker.tables.code_vault
    async with world.asker.db.transaction() as tx:
        await tx.execute(
            table.update()
            .where(table.c.person_ref != first["person_ref"])
            .values(code_sealed=first["code_sealed"])
        )

    with pytest.raises(Exception, match="sealed for another"):
        async with world.asker.db.read() as tx:
            await world.asker.vault.code_of(tx, "resident-2")


def test_four_items_show_nothing():
    assert repr(FOUR) == "FourItems()"
