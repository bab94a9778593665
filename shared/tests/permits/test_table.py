"""The table itself: what it is made of, and the digest that names it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.permits import PermitTable, Rule, load_statute

STATUTE = load_statute()
RULE = Rule(
    id="1.1",
    row="93",
    procedure="long-term-care-insurance-benefits",
    requester_kinds=frozenset({"municipal-mayor", "prefectural-governor"}),
    provider_kinds=frozenset({"municipal-mayor"}),
    information="ltc-benefits",
    items=frozenset({"status", "period"}),
    in_force_from=date(2020, 4, 1),
    in_force_until=None,
    consent_required=False,
    source="synthetic",
)


def table_of(*rules: Rule) -> PermitTable:
    return PermitTable(
        rules,
        procedures=STATUTE.procedures.values(),
        kinds=STATUTE.kinds.values(),
        information_types=STATUTE.information_types.values(),
    )


@given(st.permutations(range(6)))
def test_the_digest_does_not_depend_on_the_order_of_the_rules(order: list[int]) -> None:
    rules = [replace(RULE, id=f"1.{n}") for n in range(6)]
    shuffled = [rules[n] for n in order]

    assert table_of(*shuffled).digest == table_of(*rules).digest


@pytest.mark.parametrize(
    "change",
    [
        {"id": "1.2"},
        {"row": "2"},
        {"procedure": "nursery-care"},
        {"requester_kinds": frozenset({"municipal-mayor"})},
        {"provider_kinds": frozenset({"prefectural-governor"})},
        {"information": "child-allowance"},
        {"items": frozenset({"status"})},
        {"in_force_from": date(2020, 4, 2)},
        {"in_force_until": date(2030, 1, 1)},
        {"consent_required": True},
        {"source": "another"},
    ],
)
def test_the_digest_changes_with_every_field_of_a_rule(change: dict[str, Any]) -> None:
    assert table_of(replace(RULE, **change)).digest != table_of(RULE).digest


def test_the_digest_is_lower_case_hex_of_sha256() -> None:
    assert len(STATUTE.digest) == 64
    assert set(STATUTE.digest) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "rules",
    [
        [RULE, RULE],
        [replace(RULE, procedure="fishing")],
        [replace(RULE, information="gossip")],
        [replace(RULE, requester_kinds=frozenset({"unheard-of"}))],
        [replace(RULE, items=frozenset({"unheard-of"}))],
        [replace(RULE, items=frozenset())],
        [replace(RULE, requester_kinds=frozenset())],
        [replace(RULE, provider_kinds=frozenset())],
        [replace(RULE, in_force_until=date(2019, 1, 1))],
    ],
)
def test_a_table_with_an_unsound_rule_is_not_made(rules: list[Rule]) -> None:
    with pytest.raises(ValueError, match="ule"):
        table_of(*rules)


def test_a_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        STATUTE.procedures["fishing"] = next(iter(STATUTE.procedures.values()))  # type: ignore[index] # what is tested
    with pytest.raises(AttributeError):
        STATUTE.digest = ""  # type: ignore[misc] # what is tested
