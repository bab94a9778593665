"""How the items of one assessment must agree with each other.

Rates and exemptions are not computed anew: an ordinance may set its own. What holds under any of
them is checked, so that a figure in the wrong place is noticed before it is answered from.

Sources: 地方税法 (Local Tax Act, Act No. 226 of 1950) Art. 23, 24-5, 35, 38, 292, 295, 310, 314-3.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from tax_agency.domain.errors import Violation

PARTS_OF_TOTAL_INCOME: Final = (
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
SEPARATELY_TAXED: Final = ("separate-transfer-income", "stock-income")
INCOME_LEVIES: Final = ("municipal-income-levy", "prefectural-income-levy")
PER_CAPITA_LEVIES: Final = (
    "municipal-per-capita-levy",
    "prefectural-per-capita-levy",
    "forest-environment-tax",
)
_LEVIES_LEFT: Final = {
    "non-taxed": (*INCOME_LEVIES, *PER_CAPITA_LEVIES),
    "per-capita-only": INCOME_LEVIES,
}
_PAIRS: Final = (
    ("municipal-income-levy", "prefectural-income-levy"),
    ("municipal-per-capita-levy", "prefectural-per-capita-levy"),
)
_AT_MOST: Final = (
    ("salary-income", "salary-revenue", "income-exceeds-revenue"),
    ("pension-income", "pension-revenue", "income-exceeds-revenue"),
    ("total-income-after-losses", "total-income", "losses-add-income"),
)
_NAMED_DEDUCTIONS: Final = (
    "deduction-social-insurance",
    "deduction-medical",
    "deduction-disability",
)
_NAMED_DEPENDANTS: Final = ("dependants-elderly", "dependants-specified", "dependants-minor")


def violations(*, taxation_class: str, amounts: Mapping[str, int]) -> tuple[Violation, ...]:
    """Return every rule that the items break, by item; empty if they agree.

    Args:
        taxation_class: 課税区分: `taxed`, `per-capita-only` or `non-taxed`.
        amounts: every item of the layout that is a whole number (yen, or people).
    """
    return (
        *_totals(amounts),
        *_limits(amounts),
        *_levies(taxation_class, amounts),
        *_parts(amounts),
    )


def _totals(amounts: Mapping[str, int]) -> Iterator[Violation]:
    # 合計所得金額 is never negative: a loss is carried forward instead.
    if amounts["total-income"] != max(0, sum(amounts[code] for code in PARTS_OF_TOTAL_INCOME)):
        yield Violation("total-income", "not-the-sum-of-its-parts")
    separate = sum(amounts[code] for code in SEPARATELY_TAXED)
    if amounts["comprehensive-income"] + separate != amounts["total-income-after-losses"]:
        yield Violation("comprehensive-income", "not-without-separately-taxed-income")


def _limits(amounts: Mapping[str, int]) -> Iterator[Violation]:
    for code, limit, rule in _AT_MOST:
        if amounts[code] > amounts[limit]:
            yield Violation(code, rule)


def _levies(taxation_class: str, amounts: Mapping[str, int]) -> Iterator[Violation]:
    for code in _LEVIES_LEFT.get(taxation_class, ()):
        if amounts[code] != 0:
            yield Violation(code, f"{taxation_class}-has-no-such-levy")
    # The municipality's share is the larger: 6 to 4 (8 to 2 in designated cities), 3,000 to 1,000
    # yen. The other way round, one was written in the other's place.
    for municipal, prefectural in _PAIRS:
        if amounts[prefectural] > amounts[municipal]:
            yield Violation(prefectural, "exceeds-the-municipal-levy")
    if amounts["levy-reduction"] > sum(amounts[c] for c in (*INCOME_LEVIES, *PER_CAPITA_LEVIES)):
        yield Violation("levy-reduction", "exceeds-the-levies")


def _parts(amounts: Mapping[str, int]) -> Iterator[Violation]:
    for total, parts in (("deduction-total", _NAMED_DEDUCTIONS), ("dependants", _NAMED_DEPENDANTS)):
        if sum(amounts[code] for code in parts) > amounts[total]:
            yield Violation(total, "less-than-its-parts")
