"""Admitting participants by the registrations that they signed, and suspending them."""

from collections.abc import Iterable
from pathlib import Path

from linkage_hub.context import Context
from linkage_hub.db import queries
from renkei.directory import Participant, RegistrationRejected, read_registration


class NoSuchParticipant(LookupError):  # noqa: N818 - states the fact
    """The id is not in the directory."""


async def admit(ctx: Context, registrations: Iterable[str]) -> None:
    """Admit participants; a known one's registration is replaced and its status kept.

    Raises:
        RegistrationRejected: one of them does not hold, or lists a signing key of another
            participant; none is admitted.
    """
    read = [(read_registration(token), token) for token in registrations]
    async with ctx.db.transaction() as tx:
        known = [read_registration(row.registration) for row in await queries.participants(tx)]
        replaced = {participant.id for participant, _ in read}
        staying = [participant for participant in known if participant.id not in replaced]
        _check_keys_apart([*staying, *(participant for participant, _ in read)])
        for participant, token in read:
            await queries.admit_participant(
                tx, participant_id=participant.id, registration=token, at=ctx.clock()
            )
    ctx.book.forget()


async def admit_folder(ctx: Context, folder: Path) -> None:
    """Admit every `*.jwt` of a folder: placing a file there is the operator's approval.

    Raises:
        RegistrationRejected: a file does not hold; the message names the file.
    """
    await admit(ctx, _read_folder(folder))


def _check_keys_apart(participants: Iterable[Participant]) -> None:
    """Refuse a signing key that two participants list: its statements would be nobody's."""
    owners: dict[str, str] = {}
    for participant in participants:
        for kid in participant.signing_keys:
            if owners.setdefault(kid, participant.id) != participant.id:
                raise RegistrationRejected("a signing key is listed by two participants")


def _read_folder(folder: Path) -> list[str]:
    tokens = []
    for path in sorted(folder.glob("*.jwt")):
        try:
            token = path.read_text("ascii").strip()
            read_registration(token)
        except RegistrationRejected as refused:
            raise RegistrationRejected(f"{path.name}: {refused}") from None
        except UnicodeDecodeError:
            raise RegistrationRejected(f"{path.name} is no registration") from None
        tokens.append(token)
    return tokens


async def set_status(ctx: Context, participant: str, status: str) -> None:
    """Suspend or reinstate a participant; every hub process follows within a second.

    Raises:
        NoSuchParticipant: the id is not in the directory.
    """
    async with ctx.db.transaction() as tx:
        known = await queries.set_participant_status(
            tx, participant_id=participant, status=status, at=ctx.clock()
        )
    if not known:
        raise NoSuchParticipant(participant)
    ctx.book.forget()
