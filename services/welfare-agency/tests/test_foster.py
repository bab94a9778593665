"""里親の認定: the stated criteria, their edges, and what is left to people."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_agency.domain import foster
from welfare_agency.domain.foster import Confirmation
from welfare_agency.domain.model import (
    Application,
    Decision,
    Fact,
    HouseholdMember,
    Information,
    Outcome,
    PersonRef,
    Reason,
    Serial,
    Verdict,
)

YEAR = 2024
HE, SHE = PersonRef("he"), PersonRef("she")
APPLICATION = Application(applicants=(HE, SHE), as_of=date(2024, 7, 1), fiscal_year=YEAR)
ALL = frozenset(Confirmation)


def household(*others: str) -> Fact:
    members = tuple(HouseholdMember(PersonRef(name), "wife") for name in others)
    return Fact(HE, Information.HOUSEHOLD, Outcome.PROVIDED, {"members": members}, Serial("h"))


def tax(person: str, income: int = 0, taxation_class: str = "taxed") -> Fact:
    items = {"taxation-class": taxation_class, "total-income": income}
    return Fact(
        PersonRef(person),
        Information.LOCAL_TAX,
        Outcome.PROVIDED,
        items,
        Serial(f"t-{person}"),
        YEAR,
    )


def unanswered(fact: Fact, outcome: Outcome) -> Fact:
    return replace(fact, outcome=outcome, items={})


def decide(*facts: Fact, application: Application = APPLICATION) -> Decision:
    return foster.decide(application, facts, confirmed=ALL)


@pytest.mark.parametrize(
    ("others", "threshold"), [(("she",), 1_500_000), (("she", "child", "mother"), 2_300_000)]
)
def test_the_threshold_is_inclusive_and_grows_with_the_household(others, threshold):
    rest = [tax(name, taxation_class="non-taxed") for name in others]
    at_threshold = decide(household(*others), tax(HE, threshold), *rest)
    below = decide(household(*others), tax(HE, threshold - 1), *rest)

    assert at_threshold.outcome is Verdict.GRANTED
    assert at_threshold.reasons == (Reason.ECONOMIC_CRITERION_MET,)
    assert at_threshold.figures == {
        "household-size": len(others) + 1,
        "income-threshold-yen": threshold,
        "household-income-yen": threshold,
    }
    assert below.outcome is Verdict.REFUSED
    assert below.reasons == (Reason.INCOME_BELOW_THRESHOLD,)


def test_a_household_in_which_nobody_is_taxed_is_refused():
    decision = decide(household("she"), tax(HE, 9_000_000, "non-taxed"), tax(SHE, 0, "non-taxed"))

    assert decision.reasons == (Reason.HOUSEHOLD_IS_NON_TAXED,)


def test_applicants_of_two_households_are_refused():
    decision = decide(household(), tax(HE, 9_000_000))

    assert decision.reasons == (Reason.APPLICANTS_NOT_IN_ONE_HOUSEHOLD,)


def test_zero_undeclared_missing_and_no_record_are_four_answers():
    answers = [tax(SHE)]
    answers += [unanswered(tax(SHE), one) for one in Outcome if one is not Outcome.PROVIDED]
    decisions = [decide(household("she"), tax(HE, 9_000_000), answer) for answer in answers]

    assert [(one.outcome, one.reasons) for one in decisions] == [
        (Verdict.GRANTED, (Reason.ECONOMIC_CRITERION_MET,)),
        (Verdict.UNDETERMINED, (Reason.TAX_NO_RECORD,)),
        (Verdict.UNDETERMINED, (Reason.TAX_REPLICA_NOT_REGISTERED,)),
        (Verdict.UNDETERMINED, (Reason.TAX_UNDECLARED,)),
    ]
    assert all(one.unresolved == {SHE} for one in decisions[1:])


def test_a_child_without_a_record_leaves_the_couple_their_certification():
    facts = (
        household("she", "child"),
        tax(HE, 9_000_000),
        tax(SHE),
        unanswered(tax("child"), Outcome.NO_RECORD),
    )
    with_minor = replace(APPLICATION, minors=frozenset({PersonRef("child")}))

    assert decide(*facts).outcome is Verdict.UNDETERMINED
    assert decide(*facts, application=with_minor).outcome is Verdict.GRANTED


def test_a_loss_of_one_member_takes_nothing_from_another():
    decision = decide(household("she"), tax(HE, 1_500_000), tax(SHE, -8_000_000))

    assert decision.figures["household-income-yen"] == 1_500_000


@pytest.mark.parametrize("left_out", sorted(Confirmation))
def test_nothing_is_granted_before_the_caseworker_has_confirmed_the_rest(left_out):
    facts = (household("she"), tax(HE, 9_000_000), tax(SHE))
    decision = foster.decide(APPLICATION, facts, confirmed=ALL - {left_out})

    assert (decision.outcome, decision.reasons) == (
        Verdict.UNDETERMINED,
        (Reason.CONFIRMATION_OPEN,),
    )
    assert not decision.unresolved


def test_relatives_of_the_child_are_not_asked_for_their_means():
    relatives = replace(APPLICATION, is_relative_of_child=True)
    decision = decide(household("she"), application=relatives)
    apart = decide(household(), application=relatives)
    unknown = decide(application=relatives)

    assert decision.reasons == (Reason.ECONOMIC_CRITERION_WAIVED,)
    assert decision.outcome is Verdict.GRANTED
    assert apart.outcome is Verdict.REFUSED
    assert unknown.outcome is Verdict.UNDETERMINED


amounts = st.integers(min_value=-2_000_000, max_value=3_000_000)


@given(his=amounts, hers=amounts, more=st.integers(0, 3_000_000))
def test_more_income_never_hurts(his, hers, more):
    less_income = decide(household("she"), tax(HE, his), tax(SHE, hers))
    more_income = decide(household("she"), tax(HE, his + more), tax(SHE, hers))

    assert less_income.outcome is Verdict.REFUSED or more_income.outcome is Verdict.GRANTED


@given(
    his=st.sampled_from([None, *Outcome]),
    hers=st.sampled_from([None, *Outcome]),
    home=st.sampled_from([None, *Outcome]),
    income=amounts,
    confirmed=st.sets(st.sampled_from(Confirmation)),
)
def test_nothing_is_granted_while_anything_is_missing(his, hers, home, income, confirmed):
    given_facts = [(household("she"), home), (tax(HE, income), his), (tax(SHE, income), hers)]
    facts = [
        fact if outcome is Outcome.PROVIDED else unanswered(fact, outcome)
        for fact, outcome in given_facts
        if outcome is not None
    ]
    decision = foster.decide(APPLICATION, facts, confirmed=confirmed)
    backwards = foster.decide(APPLICATION, facts[::-1], confirmed=confirmed)
    is_complete = {his, hers, home} == {Outcome.PROVIDED} and confirmed == ALL

    assert is_complete or decision.outcome is not Verdict.GRANTED
    assert not is_complete or decision.outcome is not Verdict.UNDETERMINED
    assert backwards == decision


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.PROVIDED])
def test_low_income_is_not_refused_while_somebodys_income_is_missing(outcome):
    missing = unanswered(tax(SHE), outcome)
    open_case = decide(household("she"), tax(HE, 0, "non-taxed"), missing)
    settled = decide(household("she"), tax(HE, 0, "non-taxed"), tax(SHE, 9_000_000))

    assert open_case.outcome is Verdict.UNDETERMINED
    assert settled.outcome is Verdict.GRANTED
