from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.domain import rules
from identity.domain.eras import BirthDate
from identity.domain.errors import ItemMissing, NotMatched
from identity.domain.four_items import FourItems, Item, Sex, compare
from identity.domain.model import Claim, Person, PersonId, Purpose
from identity.domain.rules import check_linking, look_alike_keys, quarantine

NOW = datetime(2026, 4, 1, tzinfo=UTC)
HOME = "愛知県碧南市松本町28番地"
MOTHER = FourItems("渡邉 花子", BirthDate(1958, 3, 1), Sex.FEMALE, HOME)
SON = FourItems("渡邉 一郎", BirthDate(1985, 7, 9), Sex.MALE, HOME)
SECRETS = ("花子", "一郎", "碧南", "1958", "1985", "渡邉", "渡辺")

CHANGES = {
    Item.NAME: {"name": "渡邉 花江"},
    Item.BIRTH_DATE: {"birth_date": BirthDate(1958, 3, 2)},
    Item.SEX: {"sex": Sex.MALE},
    Item.ADDRESS: {"address": "愛知県碧南市松本町28番地2"},
}


def person(items=MOTHER, **more):
    return Person(PersonId(b"p" * 16), items, **more)


def claim(claimed):
    return Claim(Purpose.CODE_GRANT, "tax-agency", claimed, NOW)


items = st.builds(
    FourItems,
    name=st.text("渡邉辺花子江ハナコ", min_size=1),
    birth_date=st.dates(date(1900, 1, 1)).map(lambda d: BirthDate(d.year, d.month, d.day)),
    sex=st.sampled_from(Sex),
    address=st.text("愛知県碧南市一二12", min_size=1),
)


@given(items)
def test_everybody_agrees_with_themself(one):
    assert compare(one, one) == frozenset()


@given(items, items)
def test_the_difference_is_the_same_from_both_sides(one, other):
    assert compare(one, other) == compare(other, one)


@given(st.sets(st.sampled_from(Item)))
def test_exactly_the_items_that_differ_are_named_and_any_one_refuses(differing):
    change = {key: value for item in differing for key, value in CHANGES[item].items()}
    claimed = replace(MOTHER, **change)

    assert compare(MOTHER, claimed) == differing
    if differing:
        with pytest.raises(NotMatched):
            check_linking(person(), claimed)
    else:
        check_linking(person(), claimed)


@given(items, items, st.text("渡邉辺花子江ハナコ", min_size=1))
def test_look_alikes_are_those_in_whom_nothing_differs(one, other, alias):
    differing = compare(one, other, other_names=[alias])

    assert (look_alike_keys(other) <= look_alike_keys(one, [alias])) is (not differing)


@given(st.sets(st.sampled_from(Item)))
def test_a_look_alike_differs_in_no_item(differing):
    change = {key: value for item in differing for key, value in CHANGES[item].items()}
    keys = look_alike_keys(replace(MOTHER, **change))

    assert (keys == look_alike_keys(MOTHER)) is (not differing)


def test_other_spellings_of_the_same_items_are_linked():
    check_linking(
        person(),
        FourItems(
            "渡辺　花子",
            MOTHER.birth_date,
            Sex.FEMALE,
            "愛知県碧南市松本町２８",
        ),
    )


def test_a_relatives_valid_number_is_not_linked():
    with pytest.raises(NotMatched):
        check_linking(person(SON), MOTHER)

    assert compare(SON, MOTHER) == {Item.NAME, Item.BIRTH_DATE, Item.SEX}


@pytest.mark.parametrize(
    ("namesake", "differing"),
    [
        (replace(MOTHER, birth_date=BirthDate(1958, 3, 11)), {Item.BIRTH_DATE}),
        (replace(MOTHER, address="東京都府中市宮西町2-24"), {Item.ADDRESS}),
        (
            replace(MOTHER, birth_date=BirthDate(1990, 1, 1), address="東京都府中市宮西町2-24"),
            {Item.BIRTH_DATE, Item.ADDRESS},
        ),
    ],
)
def test_a_person_of_the_same_name_is_not_linked(namesake, differing):
    with pytest.raises(NotMatched):
        check_linking(person(namesake), MOTHER)

    assert compare(namesake, MOTHER) == differing


def test_twins_are_told_apart_by_name_alone():
    twin = replace(MOTHER, name="渡邉 陽子")

    with pytest.raises(NotMatched):
        check_linking(person(twin), MOTHER)

    assert compare(twin, MOTHER) == {Item.NAME}


def test_a_registered_alias_is_linked_and_an_unregistered_one_is_not():
    claimed = replace(MOTHER, name="鈴木 花子")

    check_linking(person(other_names=frozenset({"鈴木 花子"})), claimed)
    with pytest.raises(NotMatched):
        check_linking(person(), claimed)


def test_a_day_supplied_where_the_register_has_none_is_not_linked():
    register = replace(MOTHER, birth_date=BirthDate(1958))

    check_linking(person(register), replace(MOTHER, birth_date=BirthDate(1958)))
    with pytest.raises(NotMatched):
        check_linking(person(register), MOTHER)


def test_a_refusal_does_not_say_whether_the_number_exists_or_what_differs():
    refusals = []
    for known, claimed in [
        (None, MOTHER),
        (person(SON), MOTHER),
        *((person(), replace(MOTHER, **change)) for change in CHANGES.values()),
    ]:
        with pytest.raises(NotMatched) as refusal:
            check_linking(known, claimed)
        refusals.append(refusal.value)

    assert len({(str(r), r.args, repr(r), str(vars(r)), r.__cause__) for r in refusals}) == 1
    assert not any(secret in str(refusals[0]) for secret in SECRETS)


def test_an_unknown_number_costs_a_comparison_too(monkeypatch):
    compared = []
    monkeypatch.setattr(
        "identity.domain.rules.compare",
        lambda *sides, **more: compared.append(sides) or compare(*sides, **more),
    )
    for known in (None, person()):
        with pytest.raises(NotMatched):
            check_linking(known, SON)
        quarantine(claim(SON), known)

    assert len(compared) == 4


def test_nobody_cannot_be_claimed():
    with pytest.raises(NotMatched):
        check_linking(None, rules._NOBODY)


def test_quarantine_names_the_items_and_holds_none():
    entry = quarantine(claim(MOTHER), person(SON))

    assert entry.items == {Item.NAME, Item.BIRTH_DATE, Item.SEX}
    assert (entry.agency, entry.purpose, entry.claimed_at) == ("tax-agency", "code-grant", NOW)
    assert not any(secret in repr(entry) for secret in SECRETS)


def test_quarantine_of_an_unknown_number_names_nobody():
    entry = quarantine(claim(MOTHER), None)

    assert (entry.items, entry.person_id) == (frozenset(), None)


@pytest.mark.parametrize(
    ("change", "item"),
    [
        ({"name": ""}, "name"),
        ({"name": "　 ・"}, "name"),
        ({"name": "ー"}, "name"),
        ({"name": "\U000e0100"}, "name"),
        ({"address": " "}, "address"),
        ({"address": "-"}, "address"),
    ],
)
def test_a_blank_item_proves_nothing_and_is_refused(change, item):
    with pytest.raises(ItemMissing) as refusal:
        replace(MOTHER, **change)

    assert refusal.value.item == item
    assert not any(secret in str(refusal.value) for secret in SECRETS)


@pytest.mark.parametrize("thing", [MOTHER, person(), claim(MOTHER)], ids=type)
def test_personal_data_stays_out_of_text(thing):
    shown = repr(thing) + str(thing) + f"{thing}"

    assert not any(secret in shown for secret in (*SECRETS, "pppp"))
