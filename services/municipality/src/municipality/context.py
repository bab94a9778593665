"""What the municipality works with, made once when it starts."""

from dataclasses import dataclass

from municipality.clients import Numbering
from municipality.db import tables
from renkei.agency.context import AgencyContext
from renkei.agency.people import People


@dataclass(frozen=True, slots=True)
class Context:
    """The agency's kit, its residents, and who numbers them."""

    kit: AgencyContext
    people: People
    numbering: Numbering

    @classmethod
    def of(cls, kit: AgencyContext, numbering: Numbering) -> "Context":
        """Put the municipality together around its kit."""
        people = People(tables.person, tables.kit.code_vault, kit.keyring.at_rest)
        return cls(kit, people, numbering)
