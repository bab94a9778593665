"""The town: determinism, distinct people, right codes, and variety."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devstack.population import AS_OF, FISCAL_YEARS, Population, generate
from devstack.population.addresses import ELSEWHERE, HOME_CODE, STORY_TOWN
from devstack.population.eras import in_era
from devstack.population.names import SEPARATOR
from renkei.layouts import Relationship


@pytest.fixture(scope="module")
def town() -> Population:
    return generate(20261101, 600)


def _check_digit(code: str) -> str:
    total = sum(int(d) * w for d, w in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    return str(11 - total % 11)[-1]


@settings(max_examples=15, deadline=None)
@given(st.integers(min_value=0), st.integers(0, 40))
def test_the_same_seed_gives_the_same_town(seed, households):
    assert generate(seed, households) == generate(seed, households)


def test_another_seed_gives_another_town():
    assert generate(1, 20).people != generate(2, 20).people


def test_a_larger_town_begins_like_the_smaller_one():
    small, large = generate(7, 30), generate(7, 60)

    assert large.people[: len(small.people)] == small.people


@pytest.mark.parametrize("households", [-1, 10**9])
def test_an_impossible_number_of_households_is_refused(households):
    with pytest.raises(ValueError, match="out of range"):
        generate(1, households)


@pytest.mark.parametrize("code", ["131016", "271004"])
def test_the_check_digit_of_this_test_knows_real_codes(code):
    assert _check_digit(code) == code[5]


def test_every_municipality_code_passes_its_check_digit_and_belongs_to_no_prefecture(town):
    codes = {facts.municipality_code for facts in town.tax_facts}
    codes |= {person.municipality_code for person in town.people}
    codes |= {code for _, code in ELSEWHERE}

    assert all(len(code) == 6 and _check_digit(code) == code[5] for code in codes)
    assert all(int(code[:2]) > 47 for code in codes)
    assert len({HOME_CODE, *(code for _, code in ELSEWHERE)}) == 1 + len(ELSEWHERE)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_no_two_people_share_all_four_basic_items(seed):
    town = generate(seed, 150)

    four = Counter((p.name, p.birth_date, p.sex, p.address) for p in town.people)
    assert set(four.values()) == {1}


def test_some_people_share_name_birth_date_and_sex(town):
    three = Counter((p.name, p.kana, p.birth_date, p.sex) for p in town.people)

    assert max(three.values()) >= 2


def test_every_member_lives_where_the_household_lives_and_the_head_comes_first(town):
    for home in town.households:
        members = town.members(home.key)

        assert {(m.household, m.address, m.municipality_code) for m in members} == {
            (home.key, home.address, home.municipality_code)
        }
        assert [m.relationship for m in members].count(Relationship.HEAD) == 1
        assert members[0].relationship == Relationship.HEAD


def test_everybody_is_in_one_household_once(town):
    listed = Counter(key for home in town.households for key in home.members)

    assert listed == Counter(person.key for person in town.people)
    assert set(listed.values()) == {1}


def test_everybody_is_born_and_moved_before_the_day_of_the_register(town):
    assert all(person.birth_date < AS_OF for person in town.people)
    assert all(home.move is None or home.move.moved_on < AS_OF for home in town.households)


def test_parents_are_older_than_children(town):
    for home in town.households:
        members = town.members(home.key)
        by_role = {m.relationship: m for m in members}
        for child in members:
            if child.relationship == Relationship.CHILD:
                assert child.birth_date - members[0].birth_date > timedelta(days=20 * 365)
        if Relationship.FATHER in by_role:
            father = by_role[Relationship.FATHER]
            assert members[0].birth_date - father.birth_date > timedelta(days=20 * 365)


def test_the_town_has_the_variety_that_the_register_knows(town):
    roles = {person.relationship for person in town.people}
    names = "".join(person.name for person in town.people)

    assert roles >= {
        Relationship.WIFE,
        Relationship.HUSBAND,
        Relationship.UNREGISTERED_WIFE,
        Relationship.COHABITANT,
        Relationship.FATHER,
        Relationship.GRANDCHILD,
        Relationship.CHILDS_WIFE,
        Relationship.WIFES_CHILD,
    }
    assert all(variant in names for variant in "髙﨑邉𠮷\U000e0100")
    assert any(person.previous_names for person in town.people)
    assert any(person.alias for person in town.people)
    assert any(home.move and home.move.from_municipality_code for home in town.households)
    assert any(home.move and not home.move.from_municipality_code for home in town.households)


def test_names_have_two_parts_unless_they_are_foreign(town):
    for person in town.people:
        parts = person.name.split(" " if person.name.isascii() else SEPARATOR)

        assert len(parts) == 2 or person.name.isascii()
        assert all(parts)


def test_nobody_lives_in_the_part_of_town_kept_for_the_story(town):
    assert not any(STORY_TOWN in person.address for person in town.people)


def test_there_is_one_tax_record_for_every_person_and_fiscal_year(town):
    keys = Counter((facts.person, facts.fiscal_year) for facts in town.tax_facts)

    assert set(keys) == {(p.key, year) for p in town.people for year in FISCAL_YEARS}
    assert set(keys.values()) == {1}


def test_a_repr_shows_no_personal_data(town):
    for person in town.people[:50]:
        shown = repr(person) + repr(town) + repr(town.household(person.household))
        shown += repr(town.facts(person.key, 2026))

        secret = (person.name, person.kana, person.address, person.birth_date_as_written)
        assert not any(text in shown for text in secret)
        assert "salary" not in shown


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
    ],
)
def test_eras_change_on_their_day(day, written):
    assert in_era(day) == written


def test_a_date_before_the_eras_known_is_refused_without_repeating_it():
    with pytest.raises(ValueError, match="before the eras") as refused:
        in_era(date(1900, 1, 1))

    assert "1900" not in str(refused.value)


def test_birth_dates_are_written_in_both_ways_and_mean_the_same(town):
    forms = {
        person.birth_date_as_written in {in_era(person.birth_date), person.birth_date.isoformat()}
        for person in town.people
    }
    eras = Counter(p.birth_date_as_written[0].isdigit() for p in town.people)

    assert forms == {True}
    assert set(eras) == {True, False}


def test_keys_are_stable_and_in_order(town):
    numbers = [int(person.key[1:]) for person in town.people]

    assert numbers[0] == 1
    assert all(b - a == 1 for a, b in pairwise(numbers))
