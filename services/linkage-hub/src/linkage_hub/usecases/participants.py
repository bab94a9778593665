"""Admitting participants by the registrations that they signed, and suspending them."""

from collections.abc import Iterable
from pathlib import Path

from linkage_hub.context import Context
from linkage_hub.db import queries
from renkei.directory import RegistrationRejected, read_registration


class NoSuchParticipant(LookupError):  # noqa: N818 - states the fact
    """The id is not in the directory."""


async def admit(ctx: Context, registrations: Iterable[str]) -> None:
    """Admit participants; a known one's registration is replaced and its status kept.

    Raises:
        RegistrationRejected: one of them does not hold; none is admitted.
    """
    read = [(read_registration(token), token) for token in registrations]
    async with ctx.db.transaction() as tx:
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


def _read_folder(folder: Path) -> list[str]:
    tokens = []
    for path in sorted(folder.glob("*.jwt")):
        token = path.read_text("ascii").strip()
        try:
            read_registration(token)
        except RegistrationRejected as refused:
            raise RegistrationRejected(f"{path.name}: {refused}") from None
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
