"""地方税関係情報: what a municipality has assessed a person to, for one fiscal year 相当年度.

The statute's term covers the tax amounts computed under local tax law and the matters they are
computed from (Individual Number Act 番号法, appended table 2 別表第二, row 1, as of 2015-09-09).

Three totals have names that are easily mistaken for one another: 合計所得金額 is taken before
losses are carried forward, 総所得金額等 after it, and 総所得金額 leaves out separately taxed
income. So have the levies of the municipality and of the prefecture. Each is an item of its own,
so that none can be answered in another's place.
"""

from types import MappingProxyType
from typing import Final

from renkei.layouts.checks import count, flag, listed, yen, yen_not_negative
from renkei.layouts.model import Item, Layout, Outcome

_TAXATION_CLASSES: Final = ("taxed", "per-capita-only", "non-taxed")
_SPOUSE_DEDUCTIONS: Final = ("none", "spouse", "elderly-spouse", "special")
_WIDOW_OR_SINGLE_PARENT: Final = ("none", "widow", "single-parent")

_ITEMS: Final = (
    Item("taxation-class", "課税区分", "taxation class", listed(*_TAXATION_CLASSES)),
    Item("dependant-of-taxed-person", "課税者の被扶養区分", "dependant of a taxed person", flag),
    Item("salary-revenue", "給与収入額", "salary before deduction", yen_not_negative),
    Item("salary-income", "給与所得額", "salary income", yen_not_negative),
    Item("pension-revenue", "公的年金等収入額", "public pensions received", yen_not_negative),
    Item("pension-income", "公的年金等雑所得", "income from public pensions", yen_not_negative),
    Item("business-income", "営業等所得", "business income", yen),
    Item("agricultural-income", "農業所得", "agricultural income", yen),
    Item("real-estate-income", "不動産所得", "real estate income", yen),
    Item("interest-income", "利子所得", "interest income", yen_not_negative),
    Item("dividend-income", "配当所得", "dividend income", yen),
    Item(
        "transfer-and-occasional-income",
        "総合譲渡・一時所得",
        "transfers taxed in the aggregate, and occasional income",
        yen,
    ),
    Item("separate-transfer-income", "分離譲渡所得", "transfers taxed separately", yen),
    Item("stock-income", "株式等所得", "income from shares", yen),
    Item("total-income", "合計所得金額", "total income before loss carry-forward", yen),
    Item(
        "total-income-after-losses",
        "総所得金額等",
        "total income after loss carry-forward",
        yen,
    ),
    Item("comprehensive-income", "総所得金額", "income without separately taxed income", yen),
    Item("deduction-total", "所得控除額計", "deductions, total", yen_not_negative),
    Item(
        "deduction-social-insurance",
        "社会保険料控除",
        "deduction for social insurance",
        yen_not_negative,
    ),
    Item("deduction-medical", "医療費控除", "deduction for medical expenses", yen_not_negative),
    Item("deduction-disability", "障害者控除", "deduction for disability", yen_not_negative),
    Item("dependants", "扶養親族数", "dependants", count),
    Item("dependants-elderly", "老人扶養親族数", "elderly dependants", count),
    Item("dependants-specified", "特定扶養親族数", "specified dependants", count),
    Item("dependants-minor", "年少扶養親族数", "dependants under 16", count),
    Item(
        "spouse-deduction",
        "配偶者控除区分",
        "class of spouse deduction",
        listed(*_SPOUSE_DEDUCTIONS),
    ),
    Item(
        "widow-or-single-parent",
        "寡婦・ひとり親区分",
        "widow or single parent",
        listed(*_WIDOW_OR_SINGLE_PARENT),
    ),
    Item("taxable-base", "課税標準額", "taxable base", yen_not_negative),
    Item(
        "municipal-income-levy",
        "市町村民税所得割額",
        "municipal income-based levy",
        yen_not_negative,
    ),
    Item(
        "municipal-per-capita-levy",
        "市町村民税均等割額",
        "municipal per-capita levy",
        yen_not_negative,
    ),
    Item(
        "prefectural-income-levy",
        "都道府県民税所得割額",
        "prefectural income-based levy",
        yen_not_negative,
    ),
    Item(
        "prefectural-per-capita-levy",
        "都道府県民税均等割額",
        "prefectural per-capita levy",
        yen_not_negative,
    ),
    Item("forest-environment-tax", "森林環境税", "forest environment tax", yen_not_negative),
    Item("levy-reduction", "減免額", "reduction of the levies", yen_not_negative),
)

LOCAL_TAX: Final = Layout(
    code="local-tax",
    version=1,
    items=MappingProxyType({item.code: item for item in _ITEMS}),
    outcomes=frozenset(Outcome),
    names_related_people=False,
)
