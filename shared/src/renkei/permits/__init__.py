"""Who may ask whom for what, and until when: the legal gate of every inquiry (番号法19条8号).

The hub and the provider each put a question to their own copy of the table; the digest of the
table stands in every permit. Use `decide(load_statute(), question, on)`; it returns the one
rule that carries the question, or raises.
"""

from renkei.permits.decision import decide
from renkei.permits.errors import (
    ConsentRequired,
    InformationNotPermitted,
    ItemsNotPermitted,
    NoItems,
    NotInForce,
    NotPermitted,
    RequesterNotEntitled,
    UnknownInformation,
    UnknownProcedure,
)
from renkei.permits.model import InformationType, Kind, Procedure, Question, Rule
from renkei.permits.table import PermitTable, load_statute

__all__ = [
    "ConsentRequired",
    "InformationNotPermitted",
    "InformationType",
    "ItemsNotPermitted",
    "Kind",
    "NoItems",
    "NotInForce",
    "NotPermitted",
    "PermitTable",
    "Procedure",
    "Question",
    "RequesterNotEntitled",
    "Rule",
    "UnknownInformation",
    "UnknownProcedure",
    "decide",
    "load_statute",
]
