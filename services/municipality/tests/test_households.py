import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from municipality.db import queries, tables
from municipality.domain.errors import HouseholdRejected
from municipality.domain.model import Member
from municipality.domain.rules import MAX_MEMBERS, check_household, others
from renkei.layouts import HOUSEHOLD, Relationship
from renkei.layouts.household import MAX_MEMBERS as MOST_OTHERS
from renkei.messages.fields import MAX_RELATED


async def replica(ctx, resident):
    async with ctx.kit.db.read() as tx:
        return await queries.replica(tx, str(resident))


async def households(ctx):
    async with ctx.kit.db.read() as tx:
        return await tx.scalar(select(func.count()).select_from(tables.household))


async def test_every_member_gets_a_replica_that_names_the_others(office, ctx, clock):
    head, wife, child = [await office.resident() for _ in range(3)]

    reply = await office.household((head, "head"), (wife, "wife"), (child, "child"))

    assert reply.status_code == 200
    stated = await replica(ctx, child)
    assert stated.relationship == "child"
    assert stated.others == (Member(str(head), "head"), Member(str(wife), "wife"))
    assert stated.resident_since == clock().date()
    assert (await replica(ctx, head)).others == (
        Member(str(wife), "wife"),
        Member(str(child), "child"),
    )


async def test_a_move_changes_both_households_in_one_go(office, ctx):
    father, daughter, husband = [await office.resident() for _ in range(3)]
    await office.household((father, "head"), (daughter, "child"))
    await office.household((husband, "head"))

    await office.household((husband, "head"), (daughter, "wife"))

    assert (await replica(ctx, father)).others == ()
    assert (await replica(ctx, husband)).others == (Member(str(daughter), "wife"),)
    assert (await replica(ctx, daughter)).others == (Member(str(husband), "head"),)


async def test_a_household_that_everybody_left_is_gone(office, ctx):
    one, two = await office.resident(), await office.resident()
    await office.household((one, "head"))
    await office.household((two, "head"))

    await office.household((one, "head"), (two, "cohabitant"))

    assert await households(ctx) == 1


async def test_nobody_leaves_a_household_without_its_head(office, ctx):
    head, wife, other = [await office.resident() for _ in range(3)]
    await office.household((head, "head"), (wife, "wife"))
    before = await replica(ctx, wife)

    reply = await office.household((other, "head"), (head, "cohabitant"))

    assert reply.status_code == 409
    assert reply.json()["type"].endswith("/household-without-head")
    assert str(head) not in reply.text
    assert await replica(ctx, wife) == before
    assert await replica(ctx, other) is None


async def test_whoever_is_no_longer_named_has_no_replica(office, ctx):
    head, wife = await office.resident(), await office.resident()
    kept = await office.household((head, "head"), (wife, "wife"))

    await office.household((head, "head"), household_id=kept.json()["household_id"])

    assert (await replica(ctx, head)).others == ()
    assert await replica(ctx, wife) is None


async def test_the_same_household_again_stays_one(office, ctx):
    head = await office.resident()

    first = await office.household((head, "head"), household_id="h-1")
    again = await office.household((head, "head"), household_id="h-1")

    assert first.json() == again.json() == {"household_id": "h-1"}
    assert await households(ctx) == 1


@pytest.mark.parametrize(
    ("relationships", "rule"),
    [
        ([], "no-members"),
        (["wife", "child"], "no-head"),
        (["head", "head"], "several-heads"),
        (["head"] + ["cohabitant"] * 32, "too-many-members"),
    ],
)
async def test_a_household_has_exactly_one_head(office, ctx, relationships, rule):
    reply = await office.household(*((f"{n:032x}", r) for n, r in enumerate(relationships)))

    assert reply.status_code == 422
    assert reply.json()["rule"] == rule
    assert await households(ctx) == 0


async def test_nobody_is_in_a_household_twice(office):
    head = await office.resident()

    reply = await office.household((head, "head"), (head, "child"))

    assert reply.json()["rule"] == "member-repeated"
    assert str(head) not in reply.text


async def test_nobody_unknown_joins_and_nothing_is_kept(office, ctx):
    head = await office.resident()

    reply = await office.household((head, "head"), ("f" * 32, "child"))

    assert reply.json()["type"].endswith("/person-unknown")
    assert await households(ctx) == 0
    assert await replica(ctx, head) is None


async def test_a_relationship_is_one_of_the_list(office):
    head = await office.resident()

    reply = await office.household((head, "chief of all"))

    assert reply.status_code == 422
    assert "chief" not in reply.text


def test_the_rules_words_are_the_layouts():
    assert Relationship.HEAD == "head"
    assert MAX_MEMBERS == MOST_OTHERS + 1 <= MAX_RELATED
    assert HOUSEHOLD.items.keys() == {"relationship", "members"}


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["head", "child", "wife"]))))
def test_a_household_passes_only_with_one_head_and_nobody_twice(drawn):
    members = [Member(str(ref), relationship) for ref, relationship in drawn]
    sound = (
        len({ref for ref, _ in drawn}) == len(drawn)
        and [relationship for _, relationship in drawn].count("head") == 1
    )

    if sound:
        check_household(members)
        assert all(len(others(members, m.person_ref)) == len(members) - 1 for m in members)
    else:
        with pytest.raises(HouseholdRejected):
            check_household(members)
