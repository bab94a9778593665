"""What the tax agency refuses. No text repeats a value: only item codes and rules."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an assessment breaks, and the item it concerns.

    Attributes:
        item: Item code of the layout; None where a code was sent that the layout lacks.
        rule: Slug of the rule.
    """

    item: str | None
    rule: str


class TaxAgencyError(Exception):
    """A refusal of this service."""


class AssessmentRejected(TaxAgencyError):
    """An assessment breaks rules of its layout, or does not agree with itself."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        self.extensions = {
            "violations": [{"item": each.item, "rule": each.rule} for each in self.violations]
        }
        super().__init__("The assessment breaks the rules named.")
