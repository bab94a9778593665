"""The packaged data: item codes, the items of single rules, words that are defined and used."""

from datetime import date

import pytest

from renkei.permits import Rule, load_statute

TABLE = load_statute()
RULES = {rule.id: rule for rule in TABLE.rules}

LOCAL_TAX = """
taxation-class dependant-of-taxed-person salary-revenue salary-income pension-revenue
pension-income business-income agricultural-income real-estate-income interest-income
dividend-income transfer-and-occasional-income separate-transfer-income stock-income
total-income total-income-after-losses comprehensive-income deduction-total
deduction-social-insurance deduction-medical deduction-disability dependants
dependants-elderly dependants-specified dependants-minor spouse-deduction
widow-or-single-parent taxable-base municipal-income-levy municipal-per-capita-levy
prefectural-income-levy prefectural-per-capita-levy forest-environment-tax levy-reduction
"""


def test_local_tax_has_its_items() -> None:
    assert TABLE.information_types["local-tax"].items == set(LOCAL_TAX.split())


def test_household_has_its_items() -> None:
    assert TABLE.information_types["household"].items == {"relationship", "members"}


def test_every_other_type_has_the_plain_items() -> None:
    others = TABLE.information_types.keys() - {"local-tax", "household"}

    assert {TABLE.information_types[code].items for code in others} == {
        frozenset({"status", "period", "amount"})
    }


@pytest.mark.parametrize(
    ("rule_id", "items"),
    [
        ("8.1.local-tax", {"taxation-class", "total-income", "municipal-income-levy"}),
        ("8.1.household", {"relationship", "members"}),
        ("74.1.local-tax", {"total-income", "dependants"}),
        (
            "94.2.local-tax",
            {
                "taxation-class",
                "total-income",
                "pension-revenue",
                "pension-income",
                "dependant-of-taxed-person",
            },
        ),
        ("94.2.household", {"relationship", "members"}),
        ("113.1.local-tax", {"municipal-income-levy", "prefectural-income-levy"}),
        ("116.2.local-tax", {"municipal-income-levy"}),
        ("71.1.local-tax", {"taxation-class", "total-income"}),  # no list in practice: default
        ("20.1.household", {"relationship"}),  # likewise
    ],
)
def test_a_rule_gives_the_items_its_procedure_needs(rule_id: str, items: set[str]) -> None:
    assert RULES[rule_id].items == items


def test_the_levy_of_the_prefecture_is_given_for_tuition_support_alone() -> None:
    given = [rule.row for rule in TABLE.rules if "prefectural-income-levy" in rule.items]

    assert given == ["113"]


def test_consent_is_required_for_the_tax_of_foster_parents_alone() -> None:
    assert [rule.id for rule in TABLE.rules if rule.consent_required] == ["8.1.local-tax"]


def test_the_statute_is_in_force_from_the_start_of_linkage_and_open_ended() -> None:
    assert {(rule.in_force_from, rule.in_force_until) for rule in TABLE.rules} == {
        (date(2017, 7, 18), None)
    }


def test_every_defined_word_is_used() -> None:
    def used(words: str) -> set[str]:
        return {word for rule in TABLE.rules for word in _as_set(rule, words)}

    assert used("requester_kinds") | used("provider_kinds") == set(TABLE.kinds)
    assert used("information") == set(TABLE.information_types)
    assert used("procedure") == set(TABLE.procedures)


def test_the_statute_is_read_once() -> None:
    assert load_statute() is load_statute()


def _as_set(rule: Rule, words: str) -> frozenset[str]:
    value = getattr(rule, words)
    return value if isinstance(value, frozenset) else frozenset({value})
