"""What the hub works with, made once when it starts."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from linkage_hub.db import queries
from linkage_hub.settings import Settings
from renkei.codes.conversion import Factors
from renkei.directory import Directory, read_registration
from renkei.keyring import Keyring
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import sign
from renkei.permits import PermitTable
from renkei.service.clock import Clock
from renkei.service.database import Database

_SNAPSHOT_AGE = timedelta(seconds=1)
"""How late another hub process notices a suspension."""
_SIGNED_AGE = timedelta(seconds=10)


class Providers(Protocol):
    """How permits reach providers."""

    async def present(self, endpoint: str, permit: str) -> str:
        """Present a permit; return the provider's signed answer."""
        ...


class ParticipantBook:
    """The participants in the database, read anew at most every second."""

    def __init__(self, db: Database, *, keyring: Keyring, hub: str, clock: Clock) -> None:
        self._db = db
        self._keyring = keyring
        self._hub = hub
        self._clock = clock
        self._lock = asyncio.Lock()
        self._read_at: datetime | None = None
        self._rows: list[queries.KeptParticipant] = []
        self._directory = Directory([])
        self._epochs: dict[str, int] = {}
        self._signed_at: datetime | None = None
        self._signed = ""

    @property
    def known(self) -> Directory:
        """The directory as last read."""
        return self._directory

    def epoch(self, participant: str) -> int:
        """Return the epoch of a participant's factor, as last read."""
        return self._epochs[participant]

    async def current(self) -> Directory:
        """Return the directory, at most a second old."""
        if self._is_older(self._read_at, _SNAPSHOT_AGE):
            async with self._lock:
                if self._is_older(self._read_at, _SNAPSHOT_AGE):
                    await self._read()
        return self._directory

    async def signed(self) -> str:
        """Return the directory signed for others, signed anew every ten seconds or on a change."""
        await self.current()
        if self._is_older(self._signed_at, _SIGNED_AGE):
            now = self._clock()
            entries = tuple(
                DirectoryEntry.model_validate(
                    {"registration": row.registration, "status": row.status}
                )
                for row in self._rows
            )
            document = DirectoryDocument(
                iss=self._hub, iat=int(now.timestamp()), participants=entries
            )
            self._signed, self._signed_at = sign(document, self._keyring.signing), now
        return self._signed

    def forget(self) -> None:
        """Read anew at the next look."""
        self._read_at = None

    async def _read(self) -> None:
        async with self._db.read() as tx:
            rows = list(await queries.participants(tx))
        if rows != self._rows:
            self._directory = Directory(
                read_registration(row.registration, active=row.status == "active") for row in rows
            )
            self._epochs = {row.id: row.epoch for row in rows}
            self._rows, self._signed_at = rows, None
        self._read_at = self._clock()

    def _is_older(self, at: datetime | None, age: timedelta) -> bool:
        return at is None or self._clock() - at > age


@dataclass(frozen=True, slots=True)
class Context:
    """The hub's database, keys, factors, law and neighbours."""

    settings: Settings = field(repr=False)
    db: Database
    clock: Clock
    keyring: Keyring = field(repr=False)
    factors: Factors = field(repr=False)
    permits: PermitTable
    book: ParticipantBook
    providers: Providers

    @property
    def hub(self) -> str:
        """Our own participant id."""
        return self.settings.participant
