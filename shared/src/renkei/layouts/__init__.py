"""Linked information 特定個人情報: what one agency tells another about a person.

A provider picks what was asked with `select`, and writes it with `encode`; a requester reads it
with `decode`, naming what it asked. Both refuse whatever the layout does not say.
"""

from renkei.layouts.codec import MAX_BYTES, decode, encode, select
from renkei.layouts.household import HOUSEHOLD, Relationship
from renkei.layouts.local_tax import LOCAL_TAX
from renkei.layouts.model import (
    Content,
    Item,
    Layout,
    LayoutRejected,
    Member,
    Outcome,
    Rule,
    Value,
)
from renkei.layouts.registry import LAYOUTS

__all__ = [
    "HOUSEHOLD",
    "LAYOUTS",
    "LOCAL_TAX",
    "MAX_BYTES",
    "Content",
    "Item",
    "Layout",
    "LayoutRejected",
    "Member",
    "Outcome",
    "Relationship",
    "Rule",
    "Value",
    "decode",
    "encode",
    "select",
]
