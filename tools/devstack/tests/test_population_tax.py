"""Tax facts: the totals add up, and one person's sheet agrees with the others'."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devstack.population import FISCAL_YEARS, Move, Population, TaxFacts, generate
from devstack.population.addresses import HOME_CODE
from devstack.population.assessment import Resident, assess
from devstack.population.livelihoods import Livelihood
from devstack.population.tax_rules import (
    dependant_deduction,
    income_levies,
    non_taxed_limit,
    pension_income,
    per_capita_levies,
    salary_income,
)
from renkei.layouts import LOCAL_TAX, Relationship

INCOMES = (
    "salary-income",
    "pension-income",
    "business-income",
    "agricultural-income",
    "real-estate-income",
    "interest-income",
    "dividend-income",
    "transfer-and-occasional-income",
    "separate-transfer-income",
    "stock-income",
)
LEVIES = (
    "municipal-income-levy",
    "municipal-per-capita-levy",
    "prefectural-income-levy",
    "prefectural-per-capita-levy",
    "forest-environment-tax",
)


@pytest.fixture(scope="module")
def town() -> Population:
    return generate(4, 1500)


@pytest.fixture(scope="module")
def assessed(town) -> list[TaxFacts]:
    return [facts for facts in town.tax_facts if facts.state == "registered"]


def test_an_assessed_person_has_every_item_of_the_layout_with_a_value_it_allows(assessed):
    for facts in assessed:
        assert facts.items.keys() == LOCAL_TAX.items.keys()
        broken = {c for c, v in facts.items.items() if LOCAL_TAX.items[c].check(v) is not None}
        assert broken == set()


def test_whoever_is_not_assessed_has_no_items_that_could_pass_for_zero(town):
    rest = [facts for facts in town.tax_facts if facts.state != "registered"]

    assert {facts.state for facts in rest} == {"undeclared", "none", "no-replica"}
    assert all(facts.items == {} and facts.claimed_by is None for facts in rest)


def test_only_a_replica_has_a_time_of_update(town):
    for facts in town.tax_facts:
        assert (facts.updated_at is None) == (facts.state in {"none", "no-replica"})
        if facts.updated_at is not None:
            assert facts.updated_at.utcoffset() is not None
            assert facts.updated_at.year == facts.fiscal_year


def test_items_cannot_be_changed(assessed):
    with pytest.raises(TypeError):
        assessed[0].items["total-income"] = 1


def test_incomes_add_up_to_the_three_totals(assessed):
    for facts in assessed:
        items = facts.items
        separate = items["separate-transfer-income"] + items["stock-income"]

        assert items["total-income"] == max(0, sum(items[code] for code in INCOMES))
        assert items["total-income-after-losses"] == items["comprehensive-income"] + separate
        assert items["total-income-after-losses"] <= items["total-income"]


def test_the_three_totals_are_told_apart_by_some_people(assessed):
    assert any(f.items["total-income"] != f.items["total-income-after-losses"] for f in assessed)
    assert any(
        f.items["comprehensive-income"] != f.items["total-income-after-losses"] for f in assessed
    )


def test_deductions_are_within_their_total_and_lead_to_the_taxable_base(assessed):
    for facts in assessed:
        items = facts.items
        named = sum(
            items[f"deduction-{kind}"] for kind in ("social-insurance", "medical", "disability")
        )
        left = max(0, items["total-income-after-losses"] - items["deduction-total"])

        assert named <= items["deduction-total"]
        assert items["taxable-base"] == left // 1000 * 1000


def test_a_non_taxed_person_has_no_levy_and_a_taxed_one_has_per_capita_levies(assessed):
    for facts in assessed:
        levies = {code: facts.items[code] for code in LEVIES}
        kind = facts.items["taxation-class"]

        assert (kind == "non-taxed") == (sum(levies.values()) == 0)
        assert (kind == "taxed") == (levies["municipal-income-levy"] > 0)
        if kind != "non-taxed":
            assert levies["forest-environment-tax"] == (1000 if facts.fiscal_year >= 2024 else 0)


def test_the_prefectural_levies_differ_from_the_municipal_ones(assessed):
    for facts in assessed:
        items = facts.items
        # Cut to whole hundreds, 6 and 4 percent of 3,000 yen are the same.
        if items["municipal-income-levy"] and items["taxable-base"] > 3_000:
            assert items["prefectural-income-levy"] < items["municipal-income-levy"]
        if items["municipal-per-capita-levy"]:
            assert items["prefectural-per-capita-levy"] < items["municipal-per-capita-levy"]


def test_the_limit_decides_who_is_taxed(assessed):
    claimed = Counter((facts.claimed_by, facts.fiscal_year) for facts in assessed)
    for facts in assessed:
        limit = non_taxed_limit(claimed[facts.person, facts.fiscal_year])

        assert (facts.items["taxation-class"] != "non-taxed") == (
            facts.items["total-income"] > limit
        )


def test_minors_have_zeros(town, assessed):
    for facts in assessed:
        born = town.person(facts.person).birth_date
        if born.year + 18 > facts.fiscal_year - 1:
            amounts = [v for v in facts.items.values() if type(v) is int]
            assert not any(amounts)


def test_who_is_claimed_agrees_with_who_claims(town, assessed):
    claimants = {(f.person, f.fiscal_year): f for f in assessed}
    claims = Counter()
    for facts in assessed:
        claimant = claimants.get((facts.claimed_by, facts.fiscal_year))
        taxed = claimant is not None and claimant.items["taxation-class"] != "non-taxed"
        assert facts.items["dependant-of-taxed-person"] is taxed
        if claimant is not None:
            here, there = town.person(facts.person), town.person(claimant.person)
            assert here.household == there.household
            assert facts.items["total-income"] <= 480_000
            claims[claimant.person, facts.fiscal_year] += 1

    for facts in assessed:
        spouse = facts.items["spouse-deduction"] in {"spouse", "elderly-spouse"}
        made = claims[facts.person, facts.fiscal_year]
        assert made - facts.items["dependants"] in {int(spouse), 1}
        assert made == 0 or facts.claimed_by is None


def test_ages_of_dependants_are_parts_of_their_number(assessed):
    for facts in assessed:
        parts = sum(facts.items[f"dependants-{kind}"] for kind in ("elderly", "specified", "minor"))

        assert parts <= facts.items["dependants"]


def test_people_without_a_registered_tie_claim_nobody(town, assessed):
    apart = {
        Relationship.UNREGISTERED_WIFE,
        Relationship.UNREGISTERED_HUSBAND,
        Relationship.COHABITANT,
    }
    for facts in assessed:
        if town.person(facts.person).relationship in apart:
            assert facts.claimed_by is None
            assert facts.items["dependants"] == 0


def test_the_office_is_that_of_the_residence_on_1_january(town):
    for facts in town.tax_facts:
        move = town.household(town.person(facts.person).household).move
        if move is None or move.moved_on <= date(facts.fiscal_year, 1, 1):
            assert facts.municipality_code == HOME_CODE
        elif move.from_municipality_code is None:
            assert facts.state == "none"
        else:
            assert facts.municipality_code == move.from_municipality_code


@pytest.mark.parametrize(
    ("moved_on", "office"), [(date(2025, 1, 1), HOME_CODE), (date(2025, 1, 2), "992020")]
)
def test_who_moves_in_on_1_january_is_taxed_by_the_new_town(town, moved_on, office):
    home = replace(town.households[0], move=Move(moved_on, "", "992020"))
    resident = Resident(town.person(home.members[0]), Livelihood())

    (facts,) = assess(home, [resident], 2025)

    assert facts.municipality_code == office


def test_who_was_born_after_1_january_has_no_record(town):
    for facts in town.tax_facts:
        if town.person(facts.person).birth_date > date(facts.fiscal_year, 1, 1):
            assert facts.state == "none"


def test_an_office_holds_the_facts_of_its_own_taxpayers_alone(town):
    register = town.tax_register(HOME_CODE)

    assert {facts.municipality_code for facts in register} == {HOME_CODE}
    assert 0 < len(register) < len(town.tax_facts)


def test_the_town_has_every_state_and_class_and_a_true_zero(town, assessed):
    for year in FISCAL_YEARS[-1:]:
        states = {f.state for f in town.tax_facts if f.fiscal_year == year}
        classes = {f.items["taxation-class"] for f in assessed if f.fiscal_year == year}
        parents = {f.items["widow-or-single-parent"] for f in assessed}
        spouses = {f.items["spouse-deduction"] for f in assessed}

        assert states == {"registered", "undeclared", "none", "no-replica"}
        assert classes == {"taxed", "per-capita-only", "non-taxed"}
        assert parents == {"none", "widow", "single-parent"}
        assert spouses == {"none", "spouse", "elderly-spouse", "special"}
    adults = [f for f in assessed if town.person(f.person).birth_date.year < 2000]
    assert any(all(f.items[code] == 0 for code in INCOMES) for f in adults)
    assert any(f.items["levy-reduction"] for f in assessed)
    assert any(f.items["real-estate-income"] < 0 for f in assessed)


@pytest.mark.parametrize(
    ("revenue", "age", "income"),
    [
        (1_100_000, 65, 0),
        (1_100_001, 65, 1),
        (3_300_000, 65, 2_200_000),
        (600_000, 64, 0),
        (1_300_000, 64, 700_000),
        (4_100_000, 65, 2_800_000),
        (4_100_000, 64, 2_800_000),
    ],
)
def test_pension_income_follows_the_table(revenue, age, income):
    assert pension_income(revenue, age=age) == income


@pytest.mark.parametrize(
    ("revenue", "income"),
    [(550_000, 0), (1_030_000, 480_000), (3_600_000, 2_440_000), (8_500_000, 6_550_000)],
)
def test_salary_income_follows_the_table(revenue, income):
    assert salary_income(revenue) == income


@given(st.integers(0, 20_000_000), st.integers(0, 1_000_000), st.integers(18, 100))
def test_more_revenue_is_never_less_income_nor_more_than_the_revenue(revenue, more, age):
    assert salary_income(revenue) <= salary_income(revenue + more) <= revenue + more
    assert pension_income(revenue, age=age) <= pension_income(revenue + more, age=age)
    assert 0 <= pension_income(revenue, age=age) <= revenue


@given(st.integers(0, 10**8))
def test_income_levies_are_whole_hundreds_within_six_and_four_percent(base):
    municipal, prefectural = income_levies(base)

    assert municipal % 100 == prefectural % 100 == 0
    assert 0 <= base * 6 - municipal * 100 < 10_000
    assert 0 <= base * 4 - prefectural * 100 < 10_000


@pytest.mark.parametrize(("people", "limit"), [(0, 450_000), (1, 1_010_000), (3, 1_710_000)])
def test_the_non_taxed_limit_grows_with_the_people_to_support(people, limit):
    assert non_taxed_limit(people) == limit


@pytest.mark.parametrize(("year", "levies"), [(2023, (3_500, 1_500)), (2024, (3_000, 1_000))])
def test_the_forest_tax_took_the_place_of_the_surcharge_for_reconstruction(year, levies):
    assert per_capita_levies(year) == levies


@pytest.mark.parametrize(
    ("age", "amount"),
    [(15, 0), (16, 330_000), (19, 450_000), (22, 450_000), (23, 330_000), (70, 380_000)],
)
def test_the_dependant_deduction_follows_the_age(age, amount):
    assert dependant_deduction(age) == amount
