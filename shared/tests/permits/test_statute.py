"""The packaged table against the statute's own text (see conftest.py for its reading)."""

from datetime import date
from itertools import product

import pytest

from renkei.permits import (
    InformationNotPermitted,
    ItemsNotPermitted,
    Question,
    RequesterNotEntitled,
    Rule,
    decide,
    load_statute,
)

TABLE = load_statute()
PROCEDURES = {procedure.row: procedure.code for procedure in TABLE.procedures.values()}
TODAY = date(2023, 4, 1)


def rules_of(row: str) -> list[Rule]:
    return [rule for rule in TABLE.rules if rule.row == row]


def ask(row: str, requester: str, provider: str, information: str, *items: str) -> Rule:
    question = Question(
        requester_kinds=frozenset({requester}),
        procedure=PROCEDURES[row],
        provider_kinds=frozenset({provider}),
        information=information,
        items=frozenset(items),
        consent=True,
    )
    return decide(TABLE, question, TODAY)


def any_item(information: str) -> str:
    return min(TABLE.information_types[information].items)


def test_the_table_has_every_row_of_the_text_but_the_deleted_one(
    rows_of_the_text: dict[str, str],
) -> None:
    standing = {row for row, requester in rows_of_the_text.items() if requester != "削除"}

    assert set(PROCEDURES) == standing
    assert set(rows_of_the_text) - standing == {"36"}
    assert len(TABLE.procedures) == len(standing)
    assert {rule.row for rule in TABLE.rules} == standing


def test_every_grant_of_the_text_is_permitted_whole(
    row: str, number: int, requesters: set[str], providers: set[str], information: set[str]
) -> None:
    rules = {rule.id: rule for rule in rules_of(row)}

    for requester, provider, type_ in product(requesters, providers, information):
        rule = rules[f"{row}.{number}.{type_}"]
        assert ask(row, requester, provider, type_, *rule.items).items >= rule.items
        assert rule.source.endswith(f"row {row}, grant {number}")


def test_no_grant_names_more_than_its_text(
    row: str, number: int, requesters: set[str], providers: set[str], information: set[str]
) -> None:
    rules = [rule for rule in rules_of(row) if rule.id.startswith(f"{row}.{number}.")]

    assert {rule.information for rule in rules} == information
    assert {rule.provider_kinds for rule in rules} == {frozenset(providers)}
    assert {rule.requester_kinds for rule in rules} == {frozenset(requesters)}


def test_a_row_is_closed_to_every_other_kind_of_requester(
    row: str, requesters: set[str], pairs: set[tuple[str, str]]
) -> None:
    provider, information = min(pairs)

    for kind in TABLE.kinds.keys() - requesters:
        with pytest.raises(RequesterNotEntitled):
            ask(row, kind, provider, information, any_item(information))


def test_a_row_gives_nothing_its_text_does_not_name(
    row: str, requesters: set[str], pairs: set[tuple[str, str]]
) -> None:
    asked = product({provider for provider, _ in pairs}, TABLE.information_types)

    for provider, information in set(asked) - pairs:
        with pytest.raises(InformationNotPermitted):
            ask(row, min(requesters), provider, information, any_item(information))


def test_a_row_gives_nothing_from_another_kind_of_provider(
    row: str, requesters: set[str], pairs: set[tuple[str, str]]
) -> None:
    information = min(pairs)[1]
    entitled = {provider for provider, given in pairs if given == information}

    for provider in TABLE.kinds.keys() - entitled:
        with pytest.raises(InformationNotPermitted):
            ask(row, min(requesters), provider, information, any_item(information))


def test_an_item_outside_the_grant_is_refused_with_those_inside(
    row: str, requesters: set[str], pairs: set[tuple[str, str]]
) -> None:
    for rule in rules_of(row):
        beyond = TABLE.information_types[rule.information].items - rule.items | {"no-such-item"}
        for item in beyond:
            with pytest.raises(ItemsNotPermitted) as refused:
                ask(
                    row,
                    min(requesters),
                    min(rule.provider_kinds),
                    rule.information,
                    item,
                    *rule.items,
                )
            assert refused.value.items == {item}


def test_child_allowance_gives_no_household() -> None:
    with pytest.raises(InformationNotPermitted):
        ask("74", "municipal-mayor", "municipal-mayor", "household", "relationship")


def test_nursery_care_gives_no_tax() -> None:
    with pytest.raises(InformationNotPermitted):
        ask("13", "municipal-mayor", "municipal-mayor", "local-tax", "taxation-class")


def test_the_career_change_benefit_gives_tax_alone() -> None:
    given = {rule.information for rule in rules_of("71")}

    assert given == {"local-tax"}


def test_a_governor_is_not_the_wider_group_of_welfare_offices() -> None:
    with pytest.raises(RequesterNotEntitled):
        ask("26", "prefectural-governor", "municipal-mayor", "local-tax", "salary-revenue")


def test_procedures_of_the_demonstrations_have_their_agreed_names() -> None:
    agreed = {
        "8": "foster-parent-certification",
        "13": "nursery-care",
        "74": "child-allowance",
        "94": "long-term-care-insurance",
    }

    assert {row: PROCEDURES[row] for row in agreed} == agreed
