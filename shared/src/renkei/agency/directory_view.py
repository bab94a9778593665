"""Who takes part, as the hub last said, checked against the registration we are set up with."""

import asyncio
from datetime import datetime, timedelta

from renkei.agency.clients import Hub
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
    """The directory, fetched anew when it is older than half a minute."""

    def __init__(self, hub: Hub, *, anchor: Participant, participant: str, clock: Clock) -> None:
        self.anchor = anchor
        self._hub = hub
        self._participant = participant
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: Directory | None = None
        self._token = ""
        self._fetched_at: datetime | None = None

    async def current(self) -> Directory:
        """Return the directory.

        Raises:
            Unreachable: it was never fetched and the hub does not answer.
            DirectoryRefused: what the hub sent is not its own.
        """
        async with self._lock:
            if self._known is None or self._is_old():
                await self._fetch()
            if self._known is None:
                raise DirectoryRefused("no directory")
            return self._known

    def _is_old(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > _MAX_AGE

    async def _fetch(self) -> None:
        token = await self._hub.directory()
        if token != self._token:
            self._known = read_directory(
                token, anchor=self.anchor, audience=self._participant, now=self._clock()
            )
            self._token = token
        self._fetched_at = self._clock()


def read_directory(token: str, *, anchor: Participant, audience: str, now: datetime) -> Directory:
    """Check a signed directory and read it.

    Args:
        token: the hub's `renkei-directory+jwt`.
        anchor: the hub, as the agency was set up with.
        audience: our own id.
        now: for freshness.

    Raises:
        DirectoryRefused: not signed by the anchor, or a registration in it does not hold.
    """
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
    if now.timestamp() - document.iat > _STALE.total_seconds():
        raise DirectoryRefused("the directory is too old")
    return Directory(participants)
