"""What the welfare agency works with, made once when it starts."""

from dataclasses import dataclass, field

from renkei.agency.context import AgencyContext
from renkei.agency.people import People
from renkei.service.at_rest import FieldCipher
from renkei.service.clock import Clock
from renkei.service.database import Database


@dataclass(frozen=True, slots=True)
class Context:
    """The agency's kit, its people, and the office in whose name it asks."""

    kit: AgencyContext
    people: People = field(repr=False)
    office: str

    @property
    def db(self) -> Database:
        """The agency's own database."""
        return self.kit.db

    @property
    def clock(self) -> Clock:
        """Aware UTC."""
        return self.kit.clock

    @property
    def cipher(self) -> FieldCipher:
        """Encrypts what lies in the database."""
        return self.kit.keyring.at_rest
