"""The demo's people: each household's facts lead to the outcome that its case names."""

from collections import Counter
from datetime import date

import pytest

from devstack.population import AS_OF, FISCAL_YEARS, Story, generate, story
from devstack.population.addresses import HOME_CODE, HOME_NAME
from renkei.layouts import Relationship

CARE_LIMIT_OF_TWO = 1_200_000


@pytest.fixture(scope="module")
def played() -> Story:
    return story(generate(3, 40))


def _facts(played, name, year):
    members = played.population.members(played.cases[name].household)
    return [played.population.facts(member.key, year) for member in members]


def _age(born, day=AS_OF):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_the_cases_and_their_outcomes_are_these(played):
    outcomes = {name: (case.expected, case.reason) for name, case in played.cases.items()}

    assert outcomes == {
        "elderly-couple": ("granted", "all-non-taxed-within-limit"),
        "foster-parents": ("certified", "taxed-applicants"),
        "taxed-child": ("refused", "taxed-member"),
        "undeclared-member": ("undetermined", "undeclared-member"),
        "missing-replica": ("undetermined", "replica-missing"),
        "true-zero": ("granted", "true-zero"),
    }


def test_the_story_adds_its_people_and_changes_nobody(played):
    before = generate(3, 40)

    assert played.population.people[: len(before.people)] == before.people
    assert played.population.tax_facts[: len(before.tax_facts)] == before.tax_facts
    assert len(played.population.households) == len(before.households) + len(played.cases)


def test_the_storys_people_are_the_same_in_every_town(played):
    other = story(generate(99, 0))

    assert other.cases == played.cases
    assert played.population.people[-len(other.population.people) :] == other.population.people


def test_the_story_is_added_once(played):
    with pytest.raises(ValueError, match="already"):
        story(played.population)


def test_the_storys_people_live_in_the_town_and_are_taxed_there(played):
    for case in played.cases.values():
        for member in played.population.members(case.household):
            assert member.address.startswith(HOME_NAME)
            assert member.municipality_code == HOME_CODE
            offices = {
                played.population.facts(member.key, year).municipality_code for year in FISCAL_YEARS
            }
            assert offices == {HOME_CODE}


def test_no_two_people_of_town_and_story_share_all_four_basic_items(played):
    people = played.population.people
    four = Counter((p.name, p.birth_date, p.sex, p.address) for p in people)

    assert set(four.values()) == {1}


def test_applicants_belong_to_their_household(played):
    for case in played.cases.values():
        assert set(case.applicants) <= set(played.population.household(case.household).members)


@pytest.mark.parametrize("day", [AS_OF, date(2026, 12, 31)])
def test_the_first_applicant_is_a_woman_of_82_who_lives_with_her_husband(played, day):
    case = played.cases["elderly-couple"]
    woman = played.population.person(case.applicants[0])
    members = played.population.members(case.household)

    assert (woman.sex, _age(woman.birth_date, day)) == ("female", 82)
    assert [m.relationship for m in members] == [Relationship.HEAD, Relationship.WIFE]


@pytest.mark.parametrize("year", FISCAL_YEARS)
def test_the_elderly_couple_is_non_taxed_with_receipts_under_the_limit(played, year):
    facts = _facts(played, "elderly-couple", year)

    assert [f.items["taxation-class"] for f in facts] == ["non-taxed"] * 2
    assert not any(f.items["dependant-of-taxed-person"] for f in facts)
    pensions = [f.items["pension-revenue"] for f in facts]
    assert min(pensions) > 0
    assert sum(pensions) <= CARE_LIMIT_OF_TWO
    assert sum(f.items["total-income"] for f in facts) == 0


@pytest.mark.parametrize("year", FISCAL_YEARS)
def test_the_foster_parents_are_a_taxed_couple_in_their_forties_with_a_child(played, year):
    case = played.cases["foster-parents"]
    parents = [played.population.person(key) for key in case.applicants]
    first, second, child = _facts(played, "foster-parents", year)

    assert case.procedure == "foster-parent-certification"
    assert all(40 <= _age(p.birth_date) <= 49 for p in parents)
    assert {first.items["taxation-class"], second.items["taxation-class"]} == {"taxed"}
    assert child.items["dependant-of-taxed-person"] is True
    assert child.items["taxation-class"] == "non-taxed"


@pytest.mark.parametrize("year", FISCAL_YEARS)
def test_the_neighbour_is_non_taxed_and_her_child_is_taxed(played, year):
    facts = _facts(played, "taxed-child", year)

    assert [f.items["taxation-class"] for f in facts] == ["non-taxed", "taxed"]


@pytest.mark.parametrize("year", FISCAL_YEARS)
@pytest.mark.parametrize(
    ("name", "state"), [("undeclared-member", "undeclared"), ("missing-replica", "no-replica")]
)
def test_one_member_is_unknown_and_the_rest_would_be_granted(played, name, state, year):
    first, second = _facts(played, name, year)

    assert (first.state, second.state) == ("registered", state)
    assert first.items["taxation-class"] == "non-taxed"
    assert first.items["dependant-of-taxed-person"] is False


@pytest.mark.parametrize("year", FISCAL_YEARS)
def test_the_true_zero_is_registered_with_zeros(played, year):
    (facts,) = _facts(played, "true-zero", year)

    assert facts.state == "registered"
    assert facts.items["total-income"] == 0
    assert facts.items["pension-revenue"] == facts.items["salary-revenue"] == 0
    assert facts.items["taxation-class"] == "non-taxed"


def test_premium_applicants_are_insured_at_65_or_older(played):
    applicants = [
        played.population.person(key)
        for case in played.cases.values()
        if case.procedure == "long-term-care-insurance"
        for key in case.applicants
    ]

    assert all(_age(person.birth_date) >= 65 for person in applicants)
