"""介護保険料の減免: the sources' own figures, and the shape of the rule."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from welfare_agency.domain import premium
from welfare_agency.domain.errors import FactIncomplete, FactRepeated
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
from welfare_agency.domain.premium_figures import HEKINAN_2024

YEAR = 2024
APPLICANT = PersonRef("applicant")
APPLICATION = Application(applicants=(APPLICANT,), as_of=date(2024, 7, 1), fiscal_year=YEAR)
MISSING = [outcome for outcome in Outcome if outcome is not Outcome.PROVIDED]


def household(*others: str) -> Fact:
    members = tuple(HouseholdMember(PersonRef(name), "child") for name in others)
    return Fact(
        person=APPLICANT,
        information=Information.HOUSEHOLD,
        outcome=Outcome.PROVIDED,
        items={"relationship": "head", "members": members},
        serial=Serial("h"),
    )


def tax(person: str = APPLICANT, *, pension: int = 0, other: int = 0, **items: object) -> Fact:
    """Taxes of a person whose pension income is a third of the pension."""
    return Fact(
        person=PersonRef(person),
        information=Information.LOCAL_TAX,
        outcome=Outcome.PROVIDED,
        items={
            "taxation-class": "non-taxed",
            "dependant-of-taxed-person": False,
            "pension-revenue": pension,
            "pension-income": pension // 3,
            "total-income": pension // 3 + other,
            **{name.replace("_", "-"): value for name, value in items.items()},
        },
        serial=Serial(f"t-{person}"),
        fiscal_year=YEAR,
    )


def unanswered(fact: Fact, outcome: Outcome) -> Fact:
    return replace(fact, outcome=outcome, items={})


def decide(*facts: Fact) -> Decision:
    return premium.decide(APPLICATION, facts)


@pytest.mark.parametrize(
    ("stage", "monthly"),
    # The table of the city's page, month by month.
    list(enumerate([1120, 2240, 3640, 4760, 5600, 6720, 7280, 8400, 9520, 10640, 11760], start=1)),
)
def test_the_schedule_gives_the_premiums_that_the_city_prints(stage, monthly):
    groups = (
        *HEKINAN_2024.household_non_taxed,
        *HEKINAN_2024.self_non_taxed,
        *HEKINAN_2024.self_taxed,
    )

    assert groups[stage - 1].number == stage
    assert premium.annual_premium_yen(groups[stage - 1]) == monthly * 12


@pytest.mark.parametrize(
    ("is_self_taxed", "is_household_taxed", "yen", "stage"),
    [
        (False, False, 0, 1),
        (False, False, 800_000, 1),
        (False, False, 800_001, 2),
        (False, False, 1_200_000, 2),
        (False, False, 1_200_001, 3),
        (False, False, 10**9, 3),
        (False, True, 800_000, 4),
        (False, True, 800_001, 5),
        (True, True, -1, 6),
        (True, True, 1_199_999, 6),
        (True, True, 1_200_000, 7),
        (True, True, 2_100_000, 8),
        (True, True, 3_200_000, 9),
        (True, True, 4_200_000, 10),
        (True, True, 5_200_000, 11),
        (True, True, 6_199_999, 11),
        (True, True, 6_200_000, None),
    ],
)
def test_each_edge_falls_into_the_stage_of_the_source(
    is_self_taxed, is_household_taxed, yen, stage
):
    found = premium.stage_of(
        is_self_taxed=is_self_taxed,
        is_household_taxed=is_household_taxed,
        receipts=yen,
        total_income=yen,
    )

    assert (found and found.number) == stage


def test_the_reduction_gives_the_amount_that_the_town_prints():
    assert premium.reduced_yen(48_800) == 32_600


@pytest.mark.parametrize(("size", "limit"), [(1, 800_000), (2, 1_200_000), (3, 1_600_000)])
def test_the_limit_is_inclusive_and_grows_with_the_household(size, limit):
    others = [str(n) for n in range(1, size)]
    rest = [tax(name) for name in others]
    at_limit = decide(household(*others), tax(pension=limit), *rest)
    above = decide(household(*others), tax(pension=limit + 1), *rest)

    assert (at_limit.outcome, at_limit.reasons) == (
        Verdict.GRANTED,
        (Reason.RECEIPTS_WITHIN_LIMIT,),
    )
    assert (above.outcome, above.reasons) == (Verdict.REFUSED, (Reason.RECEIPTS_ABOVE_LIMIT,))


def test_a_granted_decision_states_its_figures_and_its_evidence():
    decision = decide(household("wife"), tax(pension=700_000, other=50_000), tax("wife"))

    assert decision.outcome is Verdict.GRANTED
    assert decision.figures == {
        "household-size": 2,
        "receipts-limit-yen": 1_200_000,
        "household-receipts-yen": 750_000,
        "stage": 1,
        "annual-premium-yen": 13_440,
        "reduced-annual-premium-yen": 9_000,
    }
    assert decision.evidence == ("h", "t-applicant", "t-wife")


def test_pension_income_is_not_counted_beside_the_pension():
    assert premium.receipts_yen(tax(pension=900_000, other=1)) == 900_001


def test_a_loss_does_not_reduce_a_pension():
    assert premium.receipts_yen(tax(pension=900_000, other=-5_000_000)) == 900_000


def test_zero_taxed_undeclared_missing_and_no_record_are_five_answers():
    answers = [tax("son"), tax("son", taxation_class="taxed")]
    answers += [unanswered(tax("son"), outcome) for outcome in MISSING]
    decisions = [decide(household("son"), tax(), answer) for answer in answers]

    assert [(one.outcome, one.reasons) for one in decisions] == [
        (Verdict.GRANTED, (Reason.RECEIPTS_ARE_ZERO, Reason.RECEIPTS_WITHIN_LIMIT)),
        (Verdict.REFUSED, (Reason.HOUSEHOLD_HAS_TAXED_MEMBER,)),
        (Verdict.UNDETERMINED, (Reason.TAX_NO_RECORD,)),
        (Verdict.UNDETERMINED, (Reason.TAX_REPLICA_NOT_REGISTERED,)),
        (Verdict.UNDETERMINED, (Reason.TAX_UNDECLARED,)),
    ]
    assert all(one.unresolved == {"son"} for one in decisions[2:])


def test_the_per_capita_levy_alone_is_a_tax():
    decision = decide(household("son"), tax(), tax("son", taxation_class="per-capita-only"))

    assert decision.reasons == (Reason.HOUSEHOLD_HAS_TAXED_MEMBER,)
    assert decision.figures["stage"] == 4


def test_a_dependant_of_a_taxed_person_is_refused():
    decision = decide(household(), tax(dependant_of_taxed_person=True))

    assert decision.reasons == (Reason.APPLICANT_IS_DEPENDANT_OF_TAXED_PERSON,)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.NO_RECORD, Reason.HOUSEHOLD_NO_RECORD),
        (Outcome.REPLICA_NOT_REGISTERED, Reason.HOUSEHOLD_REPLICA_NOT_REGISTERED),
        (Outcome.UNDECLARED, Reason.HOUSEHOLD_NOT_ANSWERED),
    ],
)
def test_without_a_household_nothing_is_granted(outcome, reason):
    decision = decide(unanswered(household(), outcome), tax())

    assert (decision.outcome, decision.reasons) == (Verdict.UNDETERMINED, (reason,))
    assert decision.figures == {}


def test_taxes_of_another_year_are_no_answer():
    decision = decide(household(), replace(tax(), fiscal_year=YEAR - 1))

    assert decision.reasons == (Reason.TAX_NOT_ANSWERED,)


def test_only_for_a_known_minor_no_record_means_no_income():
    facts = (household("son"), tax(), unanswered(tax("son"), Outcome.NO_RECORD))
    undeclared = (household("son"), tax(), unanswered(tax("son"), Outcome.UNDECLARED))
    with_minor = replace(APPLICATION, minors=frozenset({PersonRef("son")}))

    assert premium.decide(APPLICATION, facts).outcome is Verdict.UNDETERMINED
    assert premium.decide(with_minor, facts).outcome is Verdict.GRANTED
    assert premium.decide(with_minor, undeclared).outcome is Verdict.UNDETERMINED


def test_declared_receipts_count():
    declared = replace(APPLICATION, declared_receipts_yen=800_001)

    assert premium.decide(declared, (household(), tax())).outcome is Verdict.REFUSED


def test_a_fact_without_its_items_is_refused_by_item_and_without_a_value():
    with pytest.raises(FactIncomplete, match="pension-revenue") as refusal:
        decide(household(), tax(pension_revenue="7734991"))

    assert "7734991" not in str(refusal.value)


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(FactRepeated):
        decide(household(), tax(), tax(pension=1))


OTHERS = ("a", "b", "c")
amounts = st.integers(min_value=-2_000_000, max_value=3_000_000)
outcomes = st.none() | st.sampled_from(Outcome)


@st.composite
def cases(draw: st.DrawFn) -> list[Fact]:
    """A household of up to four and an answer, a gap or nothing for each question."""
    others = draw(st.sampled_from([OTHERS[:n] for n in range(len(OTHERS) + 1)]))
    facts = [household(*others)]
    facts += [
        tax(
            person,
            pension=abs(draw(amounts)),
            other=draw(amounts),
            taxation_class=draw(st.sampled_from(["taxed", "non-taxed", "non-taxed"])),
        )
        for person in (APPLICANT, *others)
    ]
    shapes = [draw(outcomes) for _ in facts]
    return [
        fact if shape is Outcome.PROVIDED else unanswered(fact, shape)
        for fact, shape in zip(facts, shapes, strict=True)
        if shape is not None
    ]


@given(facts=cases(), data=st.data())
def test_the_order_of_facts_and_members_is_irrelevant(facts, data):
    shuffled = [
        replace(fact, items=fact.items | {"members": fact.items["members"][::-1]})
        if "members" in fact.items
        else fact
        for fact in data.draw(st.permutations(facts))
    ]

    assert decide(*shuffled) == decide(*facts)


@given(facts=cases())
def test_nothing_is_granted_while_a_fact_is_missing(facts):
    decision = decide(*facts)
    people = {fact.person for fact in facts if fact.information is Information.LOCAL_TAX}
    homes = [fact for fact in facts if fact.information is Information.HOUSEHOLD]
    named = {m.person for home in homes for m in home.items.get("members", ())} | {APPLICANT}
    is_complete = (
        bool(homes) and people == named and all(fact.outcome is Outcome.PROVIDED for fact in facts)
    )

    assert is_complete or decision.outcome is not Verdict.GRANTED
    assert not is_complete or decision.outcome is not Verdict.UNDETERMINED
    assert decision.reasons
    assert (decision.outcome is Verdict.UNDETERMINED) == bool(decision.unresolved)


@given(facts=cases(), data=st.data())
def test_a_further_fact_never_overturns_a_settled_verdict(facts, data):
    kept = [fact for fact in facts if data.draw(st.booleans())]
    earlier, later = decide(*kept), decide(*facts)

    assert earlier.outcome in {Verdict.UNDETERMINED, later.outcome}


@given(pension=st.integers(0, 3_000_000), more=st.integers(0, 3_000_000), other=amounts)
def test_more_income_never_helps_and_never_lowers_the_premium(pension, more, other):
    less_income = decide(household("a"), tax(pension=pension, other=other), tax("a"))
    more_income = decide(household("a"), tax(pension=pension + more, other=other), tax("a"))

    assert less_income.outcome is Verdict.GRANTED or more_income.outcome is Verdict.REFUSED
    assert less_income.figures["annual-premium-yen"] <= more_income.figures["annual-premium-yen"]


@given(annual=st.integers(0, 200_000))
def test_a_reduction_never_raises_and_is_at_least_two_thirds(annual):
    reduced = premium.reduced_yen(annual)

    assert reduced <= annual
    assert 3 * reduced >= 2 * annual
    assert reduced == annual or reduced % 100 == 0
