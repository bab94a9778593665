import asyncio

import pytest
from kit_world import HUB, OTHER, PROVIDER, later

from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.directory_view import DirectoryRefused, DirectoryView
from renkei.directory import UnknownParticipant, read_registration
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import SigningKey, sign


class Wire:
    """The hub's directory as it comes, or does not."""

    def __init__(self, world):
        self.world, self.token, self.down, self.calls = world, None, False, 0

    async def directory(self):
        self.calls += 1
        if self.down:
            raise Unreachable("the hub does not answer")
        return self.token or self.world.directory_token()


@pytest.fixture
def wire(world):
    return Wire(world)


@pytest.fixture
def view(world, wire):
    anchor = read_registration(world.registration(HUB))
    return DirectoryView(wire, anchor=anchor, participant="welfare-agency", clock=world.clock)


async def test_the_directory_is_fetched_once_in_half_a_minute(world, wire, view):
    await asyncio.gather(*(view.current() for _ in range(5)))
    later(world.clock, seconds=30)
    await view.current()
    within = wire.calls
    later(world.clock, seconds=1)
    await view.current()

    assert (within, wire.calls) == (1, 2)


async def test_a_suspension_arrives_within_half_a_minute(world, view):
    before = (await view.current()).active(PROVIDER).id
    world.suspended.add(PROVIDER)
    later(world.clock, seconds=31)
    after = await view.current()

    assert before == PROVIDER
    with pytest.raises(UnknownParticipant):
        after.active(PROVIDER)


async def test_a_directory_that_another_signed_is_refused(world, wire, view):
    posing = SigningKey(world.keys[HUB].signing.kid, world.keys[OTHER].signing.private)
    document = DirectoryDocument(iss=HUB, iat=world.seconds(), participants=())
    for token in (
        world.directory_token(signer=OTHER),
        sign(document, posing),
        sign(document, world.keys[OTHER].signing),
        "no message",
        world.registration(HUB),
    ):
        wire.token = token
        with pytest.raises(DirectoryRefused):
            await view.current()


async def test_a_directory_with_one_false_registration_is_refused_whole(world, wire, view):
    header, payload, _ = world.registration(PROVIDER).split(".")
    forged = ".".join([header, payload, world.registration(OTHER).split(".")[2]])
    entries = tuple(
        DirectoryEntry(registration=token, status="active")
        for token in (world.registration(HUB), forged)
    )
    document = DirectoryDocument(iss=HUB, iat=world.seconds(), participants=entries)
    wire.token = sign(document, world.keys[HUB].signing)

    with pytest.raises(DirectoryRefused):
        await view.current()


@pytest.mark.parametrize(("age", "accepted"), [(3600, True), (3601, False), (86400, False)])
async def test_a_directory_older_than_an_hour_is_refused(world, wire, view, age, accepted):
    wire.token = world.directory_token(iat=world.seconds() - age)
    if accepted:
        assert len(await view.current()) == 6
        return

    with pytest.raises(DirectoryRefused, match="old"):
        await view.current()


async def test_a_directory_from_the_future_is_refused(world, wire, view):
    wire.token = world.directory_token(iat=world.seconds() + 61)

    with pytest.raises(DirectoryRefused):
        await view.current()


async def test_the_same_directory_sent_for_ever_grows_too_old(world, wire, view):
    """A replay from before a suspension is the same bytes that were good once."""
    wire.token = world.directory_token()
    await view.current()
    later(world.clock, seconds=3601)

    with pytest.raises(DirectoryRefused, match="old"):
        await view.current()


async def test_a_refused_directory_does_not_replace_a_good_one_unseen(world, wire, view):
    await view.current()
    wire.token = world.directory_token(signer=OTHER)
    later(world.clock, seconds=31)
    for _ in range(2):
        with pytest.raises(DirectoryRefused):
            await view.current()

    wire.token = None
    assert len(await view.current()) == 6


async def test_a_hub_that_never_answered_is_unreachable(wire, view):
    wire.down = True

    with pytest.raises(Unreachable):
        await view.current()


async def test_a_known_directory_serves_while_the_hub_is_briefly_down(world, wire, view):
    known = await view.current()
    wire.down = True
    later(world.clock, minutes=10)

    assert await view.current() is known


async def test_a_known_directory_serves_no_longer_than_an_hour(world, wire, view):
    await view.current()
    wire.down = True
    later(world.clock, seconds=3601)

    with pytest.raises((Unreachable, DirectoryRefused)):
        await view.current()


async def test_a_hub_that_is_back_is_asked_again(world, wire, view):
    wire.down = True
    with pytest.raises(Unreachable):
        await view.current()
    wire.down = False

    assert (await view.current()).active(PROVIDER).id == PROVIDER


async def test_an_older_directory_does_not_undo_a_suspension(world, wire, view):
    before = world.directory_token()
    world.suspended.add(PROVIDER)
    later(world.clock, seconds=31)
    await view.current()
    wire.token = before
    later(world.clock, seconds=31)

    with pytest.raises(UnknownParticipant):
        (await view.current()).active(PROVIDER)


@pytest.mark.parametrize("failure", [RemoteProblem(503, "none", {}), UnexpectedAnswer()])
async def test_a_known_directory_serves_while_the_hub_answers_nonsense(world, wire, view, failure):
    known = await view.current()

    async def failing():
        wire.calls += 1
        raise failure

    wire.directory = failing
    later(world.clock, minutes=10)
    served = [await view.current() for _ in range(3)]

    assert served == [known] * 3
    assert wire.calls == 2
