"""Who takes part: registrations, the signed directory, suspension."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hub_asking import ask, inquiry, outcome_in, stranger
from hub_world import HUB, KINDS, World, hub_context, make_rings, registration

from linkage_hub.usecases.participants import NoSuchParticipant, admit, admit_folder, set_status
from renkei.agency.directory_view import DirectoryRefused, read_directory
from renkei.directory import Directory, RegistrationRejected, UnknownParticipant, read_registration
from renkei.keyring import Keyring
from renkei.messages.registration import RegisteredKey, Registration
from renkei.messages.signing import key_id, sign, unverified
from renkei.service.database import Database
from renkei.service.migrations import migrate
from renkei.testing.clock import FixedClock


async def _directory(world: World) -> str:
    reply = await world.client.get("/v1/directory")
    assert reply.status_code == 200
    token: str = reply.json()["directory"]
    return token


def _read(world: World, token: str, *, anchor: str = HUB) -> Directory:
    hub = read_registration(registration(world.rings, anchor))
    return read_directory(token, anchor=hub, audience="tax-agency", now=world.clock())


async def test_the_directory_is_signed_and_an_agency_reads_it(world: World) -> None:
    directory = _read(world, await _directory(world))

    assert len(directory) == len(KINDS)
    for name, kinds in KINDS.items():
        assert directory.active(name).kinds == set(kinds)
    assert directory.provider_of("local-tax", municipality="131016").id == "tax-agency"
    assert directory.of_kind("disclosure-system").id == "portal"


async def test_a_directory_of_another_anchor_is_refused(world: World) -> None:
    with pytest.raises(DirectoryRefused):
        _read(world, await _directory(world), anchor="portal")


async def test_the_directory_shows_a_suspension_at_once(world: World) -> None:
    await _directory(world)
    await set_status(world.hub, "tax-agency", "suspended")

    directory = _read(world, await _directory(world))

    assert directory.active("municipality").active
    with pytest.raises(UnknownParticipant):
        directory.active("tax-agency")


async def test_the_directory_is_signed_anew_as_time_passes(world: World) -> None:
    first = await _directory(world)
    world.clock.advance(timedelta(seconds=5))
    soon = await _directory(world)
    world.clock.advance(timedelta(seconds=6))

    later = await _directory(world)

    assert first == soon
    assert later != first
    assert len(_read(world, later)) == len(KINDS)


async def test_a_directory_kept_for_hours_is_refused(world: World) -> None:
    old = await _directory(world)
    world.clock.advance(timedelta(hours=2))

    with pytest.raises(DirectoryRefused):
        _read(world, old)


async def test_nobody_can_suspend_whom_the_hub_does_not_know(world: World) -> None:
    with pytest.raises(NoSuchParticipant):
        await set_status(world.hub, "nobody", "suspended")


async def test_admitting_again_keeps_a_suspension(world: World) -> None:
    await set_status(world.hub, "tax-agency", "suspended")

    await admit(world.hub, [registration(world.rings, "tax-agency", name="Tax Office")])

    entries = {row["id"]: row["status"] for row in await world.rows("participant")}
    assert entries == dict.fromkeys(KINDS, "active") | {"tax-agency": "suspended"}


async def test_a_new_registration_takes_effect_at_once(world: World) -> None:
    changed = registration(world.rings, "tax-agency", provides=())

    await admit(world.hub, [changed])
    reply = await world.send(ask(world))

    assert outcome_in(world, reply).reason == "unknown-provider"


async def test_one_registration_that_does_not_hold_keeps_all_out(world: World) -> None:
    good = registration(world.rings, "tax-agency", name="New name")
    before = await world.rows("participant")

    with pytest.raises(RegistrationRejected):
        await admit(world.hub, [good, good[:-8] + "AAAAAAAA"])

    assert await world.rows("participant") == before


async def test_a_registration_cannot_take_over_anothers_signing_key(world: World) -> None:
    """Who lists a key without holding it would make its owner a stranger."""
    own = world.rings["tax-agency"]
    victim = world.rings["welfare-agency"].signing.public
    stated = unverified(registration(world.rings, "tax-agency"), Registration)
    taken = RegisteredKey(use="sign", kid=key_id("sign", victim), public=victim)
    greedy = sign(
        stated.model_copy(update={"iss": "zealous", "keys": (*stated.keys[:1], taken)}), own.signing
    )
    try:
        await admit(world.hub, [greedy])
    except RegistrationRejected:
        return

    reply = await world.send(ask(world))

    assert reply.status_code == 200


async def test_a_requester_without_keys_to_seal_to_is_no_failure_of_the_hub(world: World) -> None:
    stated = unverified(registration(world.rings, "welfare-agency"), Registration)
    bare = stated.model_copy(update={"keys": stated.keys[:1]})
    await admit(world.hub, [sign(bare, world.rings["welfare-agency"].signing)])

    reply = await world.send(ask(world))

    assert reply.status_code == 422
    assert reply.json()["type"].endswith("/requester-without-keys")
    assert [entry["kind"] for entry in await world.rows("entry")] == ["refused"]


async def test_an_inquiry_while_the_portal_is_suspended_is_refused_and_recorded(
    world: World,
) -> None:
    await set_status(world.hub, "portal", "suspended")

    reply = await world.send(ask(world))

    assert reply.status_code == 422
    assert [entry["kind"] for entry in await world.rows("entry")] == ["refused"]


async def test_the_next_keys_of_a_participant_replace_its_last(
    world: World, tmp_path: Path
) -> None:
    renewed = make_rings(tmp_path / "renewed")
    await admit(world.hub, [registration(renewed, "welfare-agency")])

    with_old_keys = await world.send(ask(world))

    assert with_old_keys.status_code == 401


# The folder of registrations.


def _fill(folder: Path, rings: Mapping[str, Keyring]) -> None:
    folder.mkdir()
    for name in KINDS:
        (folder / f"{name}.jwt").write_text(registration(rings, name) + "\n", "ascii")


async def test_a_folder_admits_everybody_in_it_and_may_be_read_again(
    database: Database,
    database_url: str,
    clock: FixedClock,
    rings: Mapping[str, Keyring],
    tmp_path: Path,
) -> None:
    await migrate(database_url, "linkage_hub")
    hub = hub_context(database, clock, rings)
    _fill(tmp_path / "registrations", rings)
    (tmp_path / "registrations" / "README.txt").write_text("not a registration")

    for _ in range(2):
        await admit_folder(hub, tmp_path / "registrations")

    assert len(await hub.book.current()) == len(KINDS)


def _bad_files(rings: Mapping[str, Keyring]) -> dict[str, bytes]:
    whole = registration(rings, "tax-agency")
    other = sign(unverified(whole, Registration), stranger())
    renamed = unverified(whole, Registration).model_copy(update={"iss": "municipality"})
    return {
        "empty": b"",
        "garbage": b"garbage",
        "not ASCII": "花子".encode(),
        "not text": b"\xff\xfe\x00",
        "cut off": whole[:-20].encode(),
        "signed by another": other.encode(),
        "keys of another": sign(renamed, rings["tax-agency"].signing).encode(),
        "nested deeply": b"W" * 100_000 + b".e30.AA",
    }


BAD_FILES = ("empty", "garbage", "not ASCII", "not text", "cut off", "signed by another")


@pytest.mark.parametrize("kind", [*BAD_FILES, "keys of another", "nested deeply"])
async def test_a_file_that_does_not_hold_stops_the_start_and_is_named(
    world: World, rings: Mapping[str, Keyring], tmp_path: Path, kind: str
) -> None:
    _fill(tmp_path / "registrations", rings)
    (tmp_path / "registrations" / "office-7.jwt").write_bytes(_bad_files(rings)[kind])
    before = await world.rows("participant")

    with pytest.raises(RegistrationRejected, match=r"office-7\.jwt"):
        await admit_folder(world.hub, tmp_path / "registrations")

    assert await world.rows("participant") == before


async def test_the_directory_holds_nothing_but_registrations_and_status(world: World) -> None:
    payload = (await _directory(world)).split(".")[1]

    from renkei.messages.fields import from_base64url

    document = json.loads(from_base64url(payload))
    assert document.keys() == {"iss", "iat", "participants"}
    assert all(entry.keys() == {"registration", "status"} for entry in document["participants"])


async def test_the_kinds_of_the_latest_registration_decide(world: World) -> None:
    await admit(
        world.hub, [registration(world.rings, "welfare-agency", kinds=("health-minister",))]
    )

    reply = await world.send(ask(world))

    assert reply.json()["type"].endswith("/requester-not-entitled")
    assert inquiry(world).iss == "welfare-agency"
