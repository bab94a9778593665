"""Who takes part, as the hub last said, checked against the registration we are set up with."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from renkei.agency.clients import Hub, RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.directory import Directory, Participant, RegistrationRejected, read_registration
from renkei.messages.registration import DirectoryDocument
from renkei.messages.signing import MessageRejected, verify
from renkei.service.clock import Clock

_MAX_AGE = timedelta(seconds=30)
_STALE = timedelta(hours=1)
"""An older signature may be a replay from before a suspension."""


class DirectoryRefused(Exception):  # noqa: N818 - states the fact
    """What was sent as the directory is not the hub's, is old, or has a false registration."""


class DirectoryView:
    """The directory, fetched anew when it is older than half a minute.

    While the hub does not answer, what is known serves on, until it is an hour old.
    """

    def __init__(self, hub: Hub, *, anchor: Participant, participant: str, clock: Clock) -> None:
        self.anchor = anchor
        self._hub = hub
        self._participant = participant
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: _Known | None = None
        self._asked_at: datetime | None = None

    async def current(self) -> Directory:
        """Return the directory.

        Raises:
            Unreachable: none is known and the hub does not answer.
            DirectoryRefused: what the hub sent is not its own, or what is known is too old.
        """
        async with self._lock:
            if self._known is None or self._is_due():
                await self._fetch()
            if self._known is None:
                raise DirectoryRefused("no directory")
            _check_age(self._known.issued_at, self._clock())
            return self._known.directory

    def _is_due(self) -> bool:
        return self._asked_at is None or self._clock() - self._asked_at > _MAX_AGE

    async def _fetch(self) -> None:
        try:
            token = await self._hub.directory()
        except (Unreachable, RemoteProblem, UnexpectedAnswer):
            if self._known is None:
                raise
            token = self._known.token
        if self._known is None or token != self._known.token:
            read = _read(token, anchor=self.anchor, audience=self._participant, now=self._clock())
            # An older one is a replay, which could undo a suspension.
            if self._known is None or read.issued_at >= self._known.issued_at:
                self._known = read
        self._asked_at = self._clock()


@dataclass(frozen=True, slots=True)
class _Known:
    token: str
    issued_at: int
    directory: Directory


def read_directory(token: str, *, anchor: Participant, audience: str, now: datetime) -> Directory:
    """Check a signed directory and read it.

    Args:
        token: the hub's `renkei-directory+jwt`.
        anchor: the hub, as the agency was set up with.
        audience: our own id.
        now: for freshness.

    Raises:
        DirectoryRefused: not signed by the anchor, too old, or a registration in it does not hold.
    """
    return _read(token, anchor=anchor, audience=audience, now=now).directory


def _read(token: str, *, anchor: Participant, audience: str, now: datetime) -> _Known:
    try:
        document = verify(
            token, DirectoryDocument, key_of=anchor.signing_keys.get, audience=audience, now=now
        )
        participants = [
            read_registration(entry.registration, active=entry.status == "active")
            for entry in document.participants
        ]
    except (MessageRejected, RegistrationRejected):
        raise DirectoryRefused("the directory is not the hub's, or does not hold") from None
    _check_age(document.iat, now)
    return _Known(token, document.iat, Directory(participants))


def _check_age(issued_at: int, now: datetime) -> None:
    if now.timestamp() - issued_at > _STALE.total_seconds():
        raise DirectoryRefused("the directory is too old")
