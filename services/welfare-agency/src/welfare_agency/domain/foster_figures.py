"""Figures for the certification of foster parents 里親の認定.

The ministry's order says only that applicants must not be in economic distress, and leaves it to
each prefecture to say when that is so. The figures here are those of the ordinance of a prefecture
of ours: made up, openly, and taken from no source.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class EconomicCriterion:
    """When a household counts as not in economic distress.

    Attributes:
        source: whose ordinance.
        as_of: since when.
        one_person_yen: total income of a year that a person alone must reach.
        further_person_yen: added for each further member.
    """

    source: str
    as_of: date
    one_person_yen: int
    further_person_yen: int


OWN_ORDINANCE: Final = EconomicCriterion(
    source="our own ordinance; the amounts are made up",
    as_of=date(2024, 4, 1),
    one_person_yen=1_100_000,
    further_person_yen=400_000,
)
