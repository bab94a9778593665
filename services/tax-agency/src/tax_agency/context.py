"""What the tax agency works with, made once when it starts."""

from dataclasses import dataclass

from renkei.agency.context import AgencyContext
from renkei.agency.people import People
from tax_agency.db import tables
from tax_agency.db.queries import Assessments


@dataclass(frozen=True, slots=True)
class Context:
    """The agency's kit, its taxpayers and their assessments."""

    kit: AgencyContext
    people: People
    assessments: Assessments

    @classmethod
    def of(cls, kit: AgencyContext) -> "Context":
        """Put the agency together around its kit."""
        cipher = kit.keyring.at_rest
        people = People(tables.person, tables.kit.code_vault, cipher)
        return cls(kit, people, Assessments(cipher))
