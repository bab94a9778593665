"""What the tax office holds about one person for one fiscal year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How an assessment stands; a true zero is `REGISTERED` with zeros."""

    REGISTERED = "registered"
    """Assessed: every item has a value."""
    UNDECLARED = "undeclared"
    """未申告: the person declared nothing, so nothing was assessed; this is not zero."""
    NONE = "none"
    """該当なし: the person is not this office's to assess for that year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessment (賦課).

    Attributes:
        person_ref: The taxpayer.
        fiscal_year: 相当年度: 2024 is the income of 2023.
        state: How it stands.
        items: Every item of the layout by code when registered, else none.
    """

    person_ref: str
    fiscal_year: int
    state: State = field(repr=False)
    items: Mapping[str, int | bool | str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """The copy of an assessment that is answered from (副本).

    Attributes:
        assessment: What it says.
        revision: 履歴番号, from 1.
        valid_from: When it was registered, aware UTC.
    """

    assessment: Assessment
    revision: int
    valid_from: datetime
