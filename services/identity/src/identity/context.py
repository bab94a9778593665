"""What identity works with, made once when it starts."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from identity.settings import Settings
from renkei.agency.directory_view import DirectoryView
from renkei.keyring import Keyring
from renkei.service.clock import Clock
from renkei.service.database import Database


@dataclass(frozen=True, slots=True)
class Context:
    """Identity's database, keys and view of who takes part.

    `point_key` (32 bytes) turns a person's id into the person's point; whoever has it and the
    database can name everybody to the hub.
    """

    settings: Settings = field(repr=False)
    db: Database
    clock: Clock
    keyring: Keyring = field(repr=False)
    point_key: bytes = field(repr=False)
    directory: DirectoryView
    randbelow: Callable[[int], int] = secrets.randbelow

    @property
    def participant(self) -> str:
        """Our own participant id."""
        return self.settings.participant
