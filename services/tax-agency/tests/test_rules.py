import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tax_agency.domain import rules
from tax_agency.domain.errors import Violation


def found(sheet, **changes):
    items = sheet | {code.replace("_", "-"): value for code, value in changes.items()}
    amounts = {code: value for code, value in items.items() if isinstance(value, int)}
    return set(rules.violations(taxation_class=items["taxation-class"], amounts=amounts))


def without_levies(sheet):
    return sheet | dict.fromkeys((*rules.INCOME_LEVIES, *rules.PER_CAPITA_LEVIES), 0)


def test_a_consistent_sheet_breaks_no_rule(sheet):
    assert found(sheet) == set()
    assert found(without_levies(sheet), taxation_class="non-taxed") == set()


@pytest.mark.parametrize("levy", [*rules.INCOME_LEVIES, *rules.PER_CAPITA_LEVIES])
def test_whoever_is_not_taxed_has_no_levy(sheet, levy):
    items = without_levies(sheet) | {levy: 100, "taxation-class": "non-taxed"}

    assert Violation(levy, "non-taxed-has-no-such-levy") in found(items)


@pytest.mark.parametrize("levy", rules.INCOME_LEVIES)
def test_whoever_pays_per_head_only_has_no_income_levy(sheet, levy):
    items = sheet | dict.fromkeys(rules.INCOME_LEVIES, 0) | {"taxation-class": "per-capita-only"}

    assert found(items) == set()
    assert Violation(levy, "per-capita-only-has-no-such-levy") in found(items | {levy: 100})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(-(10**9), 10**9), min_size=10, max_size=10), slip=st.integers())
def test_the_total_is_the_sum_of_its_parts_and_never_negative(sheet, parts, slip):
    items = sheet | dict(zip(rules.PARTS_OF_TOTAL_INCOME, parts, strict=True))
    violation = Violation("total-income", "not-the-sum-of-its-parts")
    total = max(0, sum(parts))

    assert violation not in found(items | {"total-income": total})
    assert (violation in found(items | {"total-income": total + slip})) == (slip != 0)


@pytest.mark.parametrize(
    ("changes", "violation"),
    [
        ({"salary_revenue": 2_019_999}, Violation("salary-income", "income-exceeds-revenue")),
        ({"pension_revenue": 299_999}, Violation("pension-income", "income-exceeds-revenue")),
        (
            {"total_income_after_losses": 2_600_001, "comprehensive_income": 2_200_001},
            Violation("total-income-after-losses", "losses-add-income"),
        ),
        (
            {"comprehensive_income": 2_500_000},
            Violation("comprehensive-income", "not-without-separately-taxed-income"),
        ),
        (
            {"municipal_per_capita_levy": 1_000, "prefectural_per_capita_levy": 3_000},
            Violation("prefectural-per-capita-levy", "exceeds-the-municipal-levy"),
        ),
        ({"levy_reduction": 155_001}, Violation("levy-reduction", "exceeds-the-levies")),
        ({"deduction_total": 399_999}, Violation("deduction-total", "less-than-its-parts")),
        ({"dependants": 0}, Violation("dependants", "less-than-its-parts")),
    ],
)
def test_each_disagreement_is_named_alone(sheet, changes, violation):
    assert found(sheet, **changes) == {violation}
