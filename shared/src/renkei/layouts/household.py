# ruff: noqa: RUF003 - the register itself writes full-width brackets
"""住民票関係情報: who lives in one household, and how each is related to its head.

On the network this means the matters of Art. 7(iv) of the Basic Resident Registration Act
住民基本台帳法 alone: no name, address, birth date or sex. Source: Individual Number Act 番号法,
appended table 2 別表第二, row 1, as of 2015-09-09. The members are named by codes, sealed
beside the content; here each has the slot of its code in that list.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from renkei.layouts.checks import listed
from renkei.layouts.model import Content, Item, Layout, Outcome, Rule

MAX_MEMBERS: Final = 31
"""Members beside the person asked about; a larger household is answered by hand."""


class Relationship(StrEnum):
    """続柄 to the head of the household. The register's word stands beside each code."""

    HEAD = "head"  # 世帯主
    WIFE = "wife"  # 妻
    HUSBAND = "husband"  # 夫
    UNREGISTERED_WIFE = "unregistered-wife"  # 妻（未届）
    UNREGISTERED_HUSBAND = "unregistered-husband"  # 夫（未届）
    CHILD = "child"  # 子
    WIFES_CHILD = "wifes-child"  # 妻の子
    HUSBANDS_CHILD = "husbands-child"  # 夫の子
    CHILDS_WIFE = "childs-wife"  # 子の妻
    CHILDS_HUSBAND = "childs-husband"  # 子の夫
    GRANDCHILD = "grandchild"  # 子の子（孫）
    FATHER = "father"  # 父
    MOTHER = "mother"  # 母
    WIFES_FATHER = "wifes-father"  # 妻の父
    WIFES_MOTHER = "wifes-mother"  # 妻の母
    HUSBANDS_FATHER = "husbands-father"  # 夫の父
    HUSBANDS_MOTHER = "husbands-mother"  # 夫の母
    GRANDFATHER = "grandfather"  # 祖父
    GRANDMOTHER = "grandmother"  # 祖母
    ELDER_BROTHER = "elder-brother"  # 兄
    YOUNGER_BROTHER = "younger-brother"  # 弟
    ELDER_SISTER = "elder-sister"  # 姉
    YOUNGER_SISTER = "younger-sister"  # 妹
    RELATION_BY_TIES = "relation-by-ties"  # 縁故者
    COHABITANT = "cohabitant"  # 同居人
    OTHER = "other"  # その他


_relationship = listed(*Relationship)


def _member(value: object) -> Rule | None:
    if not isinstance(value, dict) or value.keys() != {"slot", "relationship"}:
        return "not-members"
    slot = value["slot"]
    if type(slot) is not int:
        return "not-an-integer"
    if not 0 <= slot < MAX_MEMBERS:
        return "out-of-range"
    return _relationship(value["relationship"])


def _members(value: object) -> Rule | None:
    if not isinstance(value, list):
        return "not-members"
    if len(value) > MAX_MEMBERS:
        return "too-many-members"
    for rule in map(_member, value):
        if rule is not None:
            return rule
    if len({member["slot"] for member in value}) != len(value):
        return "slot-repeated"
    heads = sum(member["relationship"] == Relationship.HEAD for member in value)
    return "several-heads" if heads > 1 else None


_ITEMS: Final = (
    Item("relationship", "続柄", "relationship of the person to the head", _relationship),
    Item("members", "世帯員", "the other members of the household", _members),
)

HOUSEHOLD: Final = Layout(
    code="household",
    version=1,
    items=MappingProxyType({item.code: item for item in _ITEMS}),
    outcomes=frozenset({Outcome.PROVIDED, Outcome.NO_RECORD, Outcome.REPLICA_NOT_REGISTERED}),
    names_related_people=True,
)


def slots(content: Content) -> frozenset[int]:
    """Which sealed related people the content speaks of.

    The reader compares this with the list that came beside it: a person sealed but not spoken of,
    or the reverse, is a fault of the provider.
    """
    members = content.items.get("members", [])
    if not isinstance(members, list):
        return frozenset()
    return frozenset(member["slot"] for member in members)
