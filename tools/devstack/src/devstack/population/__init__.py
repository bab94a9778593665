"""Synthetic people (架空の住民): a seeded town with households, moves and tax facts.

Nobody here exists. Names combine frequent surnames and given names by chance, the municipality is
made up, and no Individual Number (個人番号) is generated: identity assigns those.
"""

from devstack.population.generate import generate
from devstack.population.model import (
    AS_OF,
    FISCAL_YEARS,
    Household,
    Move,
    Person,
    Population,
    Sex,
    TaxFacts,
    TaxState,
)
from devstack.population.story import Case, Expected, Reason, Story, story

__all__ = [
    "AS_OF",
    "FISCAL_YEARS",
    "Case",
    "Expected",
    "Household",
    "Move",
    "Person",
    "Population",
    "Reason",
    "Sex",
    "Story",
    "TaxFacts",
    "TaxState",
    "generate",
    "story",
]
