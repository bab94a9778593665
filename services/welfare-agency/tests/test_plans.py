"""The plans: what is asked, of whom, for which year, and which papers that replaces."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_agency.domain import plans
from welfare_agency.domain.errors import ApplicationMalformed, UnknownProcedure
from welfare_agency.domain.model import (
    Application,
    Fact,
    HouseholdMember,
    Information,
    Outcome,
    PersonRef,
    Serial,
)
from welfare_agency.domain.plans import FOSTER_PARENTS, PLANS, PREMIUM_REDUCTION, Paper, Source

YEAR = 2023
ONE, TWO = PersonRef("one"), PersonRef("two")
APPLICATION = Application(applicants=(ONE,), as_of=date(2024, 5, 20), fiscal_year=YEAR)
HOUSEHOLD = Fact(
    ONE,
    Information.HOUSEHOLD,
    Outcome.PROVIDED,
    {"relationship": "head", "members": (HouseholdMember(TWO, "wife"),)},
    Serial("h"),
)
STATUTE = Path(__file__).parents[4] / "shared" / "data" / "permit-table-2015.json"


def tax(person: PersonRef, outcome: Outcome = Outcome.PROVIDED) -> Fact:
    return Fact(person, Information.LOCAL_TAX, outcome, {}, Serial(f"t-{person}"), YEAR)


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2024, 1, 1), 2023),
        (date(2024, 4, 1), 2023),
        (date(2024, 5, 31), 2023),
        (date(2024, 6, 1), 2024),
        (date(2024, 12, 31), 2024),
    ],
)
def test_the_new_fiscal_year_counts_from_june(on, year):
    assert plans.fiscal_year(on) == year


@given(on=st.dates(min_value=date(2000, 1, 1)))
def test_the_fiscal_year_never_lies_ahead_and_never_more_than_a_year_behind(on):
    assert plans.fiscal_year(on) in {on.year, on.year - 1}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_household_is_asked_first_and_then_the_taxes_of_every_member(plan):
    first = plans.open_questions(plan, APPLICATION, [])
    then = plans.open_questions(plan, APPLICATION, [HOUSEHOLD])

    assert [(one.person, one.information) for one in first] == [(ONE, Information.HOUSEHOLD)]
    assert [(one.person, one.information) for one in then] == [
        (ONE, Information.LOCAL_TAX),
        (TWO, Information.LOCAL_TAX),
    ]
    assert plans.open_questions(plan, APPLICATION, [HOUSEHOLD, tax(ONE), tax(TWO)]) == ()


def test_the_tax_office_is_that_of_1_january_and_the_register_that_of_today():
    (household,) = plans.open_questions(PREMIUM_REDUCTION, APPLICATION, [])
    taxes = plans.open_questions(PREMIUM_REDUCTION, APPLICATION, [HOUSEHOLD])

    assert household.source is Source.REGISTER_OF_RESIDENCE
    assert (household.residence_on, household.fiscal_year) == (date(2024, 5, 20), None)
    assert {(one.source, one.residence_on, one.fiscal_year) for one in taxes} == {
        (Source.TAX_OFFICE_OF_1_JANUARY, date(2023, 1, 1), 2023)
    }


def test_an_answer_of_any_outcome_is_not_asked_for_again():
    for outcome in Outcome:
        questions = plans.open_questions(
            PREMIUM_REDUCTION, APPLICATION, [HOUSEHOLD, tax(ONE), tax(TWO, outcome)]
        )

        assert questions == ()


def test_nothing_is_left_to_attach_when_every_fact_came():
    before = plans.attachments(PREMIUM_REDUCTION, APPLICATION, [])
    midway = plans.attachments(PREMIUM_REDUCTION, APPLICATION, [HOUSEHOLD, tax(ONE)])
    after = plans.attachments(PREMIUM_REDUCTION, APPLICATION, [HOUSEHOLD, tax(ONE), tax(TWO)])

    assert before == {Paper.RESIDENT_RECORD_COPY: 1, Paper.TAX_CERTIFICATE: 1}
    assert midway == {Paper.RESIDENT_RECORD_COPY: 0, Paper.TAX_CERTIFICATE: 1}
    assert after == {Paper.RESIDENT_RECORD_COPY: 0, Paper.TAX_CERTIFICATE: 0}


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PROVIDED])
def test_an_answer_without_the_fact_replaces_no_paper(outcome):
    papers = plans.attachments(
        PREMIUM_REDUCTION, APPLICATION, [HOUSEHOLD, tax(ONE), tax(TWO, outcome)]
    )

    assert papers == {Paper.RESIDENT_RECORD_COPY: 0, Paper.TAX_CERTIFICATE: 1}


def test_relatives_of_the_child_are_asked_for_the_household_alone():
    relatives = replace(APPLICATION, is_relative_of_child=True)

    assert plans.open_questions(FOSTER_PARENTS, relatives, [HOUSEHOLD]) == ()
    assert plans.attachments(FOSTER_PARENTS, relatives, [HOUSEHOLD]) == {
        Paper.RESIDENT_RECORD_COPY: 0,
        Paper.TAX_CERTIFICATE: 0,
    }


def test_no_plan_asks_for_a_levy_of_another_government():
    for plan in PLANS.values():
        asked = {item for need in plan.needs for item in need.items}

        assert not {item for item in asked if "levy" in item}


def test_a_procedure_without_a_plan_is_refused_and_not_repeated():
    with pytest.raises(UnknownProcedure) as refusal:
        plans.plan_of("nursery-care-7734991")

    assert "7734991" not in str(refusal.value)
    assert plans.plan_of("long-term-care-insurance") is PREMIUM_REDUCTION


@pytest.mark.parametrize("applicants", [(), (ONE, ONE)])
def test_an_application_names_each_applicant_once(applicants):
    with pytest.raises(ApplicationMalformed):
        replace(APPLICATION, applicants=applicants)


def test_declared_receipts_are_not_negative():
    with pytest.raises(ApplicationMalformed):
        replace(APPLICATION, declared_receipts_yen=-1)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_statute_grants_what_the_plan_asks(plan):
    if not STATUTE.exists():
        if "CI" in os.environ:
            pytest.fail("the statute's table is absent")
        pytest.skip("the statute's table is absent")
    rows = {row["row"]: row for row in json.loads(STATUTE.read_text(encoding="utf-8"))}
    row = rows[str(plan.statute_row)]
    requester = {"municipal-mayor": "市町村長", "prefectural-governor": "都道府県知事"}
    terms = {Information.HOUSEHOLD: "住民票関係情報", Information.LOCAL_TAX: "地方税関係情報"}
    granted = "".join(
        grant["information"] for grant in row["grants"] if grant["provider"] == "市町村長"
    )

    assert row["requester"] == requester[plan.requester_kind]
    assert all(terms[need.information] in granted for need in plan.needs)
