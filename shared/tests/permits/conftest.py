"""Reads rows and grants out of the statute's Japanese text, independently of our data.

A test that takes `row` and `number` runs once for each grant, one that takes `row` and
`pairs` once for each row, with what its text says in our codes.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Final

import pytest

_TEXT: Final = Path(__file__).parents[4] / "shared" / "data" / "permit-table-2015.json"
_SEPARATORS = re.compile("、|又は|若しくは")
_RULED_BY_ORDINANCE: Final = "であって主務省令で定めるもの"

_KINDS: Final = {
    "厚生労働大臣": "health-minister",
    "文部科学大臣": "education-minister",
    "都道府県知事": "prefectural-governor",
    "都道府県知事等": "prefectural-governor-etc",
    "市町村長": "municipal-mayor",
    "広島市長": "mayor-of-hiroshima",
    "長崎市長": "mayor-of-nagasaki",
    "保健所を設置する市の長": "health-centre-city-mayor",
    "都道府県教育委員会": "prefectural-education-board",
    "市町村教育委員会": "municipal-education-board",
    "社会福祉協議会": "social-welfare-council",
    "日本年金機構": "pension-service",
    "共済組合等": "mutual-aid-associations-etc",
    "医療保険者": "medical-insurer",
    "全国健康保険協会": "health-insurance-association",
    "健康保険組合": "health-insurance-society",
    "国民健康保険組合": "nhi-society",
    "後期高齢者医療広域連合": "elderly-health-care-union",
    "日本私立学校振興・共済事業団": "private-school-mutual-aid",
    "国家公務員共済組合": "national-officials-mutual-aid",
    "国家公務員共済組合連合会": "national-officials-mutual-aid-federation",
    "地方公務員共済組合": "local-officials-mutual-aid",
    "全国市町村職員共済組合連合会": "municipal-officials-mutual-aid-federation",
    "農林漁業団体職員共済組合": "agriculture-mutual-aid",
    "平成八年法律第八十二号附則第三十二条第二項に規定する存続組合": "surviving-mutual-aid-1996",
    "平成八年法律第八十二号附則第四十八条第一項に規定する指定基金": "designated-fund-1996",
    "存続共済会": "surviving-assembly-mutual-aid-2011",
    "国民年金基金": "national-pension-fund",
    "国民年金基金連合会": "national-pension-fund-federation",
    "石炭鉱業年金基金": "coal-mining-pension-fund",
    "農業者年金基金": "farmers-pension-fund",
    "企業年金連合会": "pension-fund-association",
    "存続厚生年金基金": "surviving-employees-pension-fund",
    "存続連合会": "surviving-pension-fund-association",
    "確定給付企業年金法第二十九条第一項に規定する事業主等": "defined-benefit-pension-operator",
    "確定拠出年金法第三条第三項第一号に規定する事業主": "defined-contribution-employer",
    "地方公務員災害補償基金": "local-officials-accident-fund",
    "日本スポーツ振興センター": "sport-council",
    "医薬品医療機器総合機構": "medical-devices-agency",
    "日本学生支援機構": "student-services-organization",
}

# Facts whose wording enumerates articles: recognised whole, before the text is cut.
_WHOLE: Final = {
    "健康保険法第五十五条又は第百二十八条": "concurrent-health-insurance-day-labour",
    "健康保険法第五十五条に": "concurrent-health-insurance",
    "船員保険法第三十三条": "concurrent-seamens-insurance",
    "児童福祉法第十九条の七": "concurrent-child-chronic-illness",
    "児童福祉法第二十一条の五の三十": "concurrent-child-day-care-medical",
    "児童福祉法第二十四条の二十二": "concurrent-child-residential-medical",
    "精神障害者福祉に関する法律第三十条の二": "concurrent-mental-health",
    "私立学校教職員共済法第二十五条": "concurrent-private-school-mutual-aid",
    "国家公務員共済組合法第六十条第一項": "concurrent-national-officials-mutual-aid",
    "国民健康保険法第五十六条第一項": "concurrent-national-health-insurance",
    "地方公務員等共済組合法第六十二条第一項": "concurrent-local-officials-mutual-aid",
    "雇用保険法第三十七条第八項": "concurrent-employment-insurance",
    "医療の確保に関する法律第五十七条第一項": "concurrent-elderly-health-care",
    "附則第九十七条第二項": "concurrent-welfare-allowance",
    "援護に関する法律第十八条第一項ただし書": "concurrent-atomic-bomb-medical",
    "介護保険法第二十条": "concurrent-long-term-care",
    "医療に関する法律第三十九条第一項": "concurrent-infectious-disease",
    "支援するための法律第七条": "concurrent-disability-services",
    "医療等に関する法律第十二条": "concurrent-designated-illness",
    "国民健康保険法第七十六条の四": "nhi-special-collection-notice",
    "高齢者の医療の確保に関する法律第百十条": "elderly-special-collection-notice",
    "介護保険法第百三十六条": "ltc-special-collection-notice",
}

_PAYERS: Final = {
    "国民年金法その他の法令による年金である給付": "pension-payer",
    "国民年金法その他の法令による給付": "benefit-payer",
    "医療保険者その他の法令": "medical-benefit-payer",
    "その他の法令による障害を有する者": "disability-allowance-payer",
    "児童扶養手当法第三条第二項": "public-pension-payer",
}

_INFORMATION: Final = {
    "地方税関係情報": "local-tax",
    "住民票関係情報": "household",
    "介護保険給付等関係情報": "ltc-benefits",
    "医療保険給付関係情報": "medical-insurance",
    "年金給付関係情報": "pension-benefits",
    "生活保護関係情報": "public-assistance",
    "中国残留邦人等支援給付等関係情報": "returnee-support",
    "児童扶養手当関係情報": "child-rearing-allowance",
    "特別児童扶養手当関係情報": "special-child-rearing-allowance",
    "児童手当関係情報": "child-allowance",
    "障害者関係情報": "disability",
    "労働者災害補償関係情報": "workers-compensation",
    "失業等給付関係情報": "unemployment-benefits",
    "戦傷病者戦没者遺族等援護関係情報": "war-victims-relief",
    "石綿健康被害救済給付等関係情報": "asbestos-relief",
    "職業訓練受講給付金関係情報": "vocational-training-benefit",
    "地方公務員災害補償関係情報": "local-officials-accident-compensation",
    "障害児入所支援": "child-residential-support",
    "日常生活上の援助及び生活指導": "child-independence-support",
    "障害児通所支援": "child-day-support",
    "障害児入所給付費": "child-residential-benefit",
    "小児慢性特定疾病医療費": "child-chronic-illness-medical",
    "療育の給付": "child-tuberculosis-care",
    "母子生活支援施設": "mother-child-facility",
    "自立支援給付の": "self-reliance-benefits",
    "療養介護": "nursing-care-medical",
    "施設入所支援": "facility-residence-support",
    "入院措置": "involuntary-admission",
    "特定医療費": "designated-illness-medical",
    "災害救助法による救助": "disaster-relief",
    "扶助金": "disaster-relief-payment",
    "寡婦福祉法による資金の貸付け": "single-parent-loans",
    "寡婦福祉法による給付金": "single-parent-benefits",
    "障害児福祉手当": "disabled-child-welfare-allowance",
    "特別障害者手当": "special-disability-allowance",
    "附則第九十七条第一項の福祉手当": "transitional-welfare-allowance",
    "養育医療": "premature-infant-care",
    "妊娠の届出": "pregnancy-notification",
    "低利で資金を融通": "livelihood-loans",
    "廃止する等の法律による年金である給付": "agriculture-mutual-aid-pension",
    "特別障害給付金": "special-disability-benefit",
    "年金生活者支援給付金": "pensioner-support-benefit",
    "障害基礎年金": "disability-basic-pension",
    "国民年金法による年金である給付": "national-pension-payments",
    "遺族等援護法による年金である給付": "war-victims-pension",
    "船員保険法による保険給付": "seamens-insurance-benefits",
    "雇用保険法による基本手当": "basic-unemployment-allowance",
    "高年齢雇用継続基本給付金": "continued-employment-benefit",
    "教育訓練給付金": "education-training-benefit",
    "職業転換給付金": "career-change-benefit",
    "特別支援学校への就学のため": "special-needs-education-subsidy",
    "学校保健安全法": "school-medical-aid",
    "就学支援金": "high-school-support-fund",
    "永住帰国旅費": "returnee-travel",
    "自立支度金": "returnee-settlement",
    "一時金": "returnee-lump-sum",
    "一時帰国旅費": "returnee-visit-travel",
    "中国残留邦人等支援給付等の": "returnee-support",
    "中国残留邦人等支援給付の": "returnee-support-benefit",
    "一般疾病医療費": "atomic-bomb-illness-medical",
    "援護に関する法律による手当等": "atomic-bomb-allowances",
    "援護に関する法律による介護手当": "atomic-bomb-care-allowance",
    "国民年金基金の加入員": "national-pension-fund-membership",
    "第八十九条第一項第三号の施設": "contribution-exempt-residence",
    "農業者年金の被保険者": "farmers-pension-membership",
    "確保に関する法律による保険料の徴収": "elderly-health-care-premium",
    "国民年金法その他の法令による年金である給付": "pensions-under-any-law",
    "国民年金法その他の法令による給付": "benefits-under-any-law",
    "公的年金給付": "public-pensions",
    "その他の法令による医療に関する給付": "medical-benefits-under-any-law",
    "障害を有する者に対する手当": "disability-allowances-under-any-law",
}

_PLACEMENTS: Final = {
    "第二十七条第一項第三号": "child-placement",
    "第二項": "child-placement-medical",
    "第二十七条の二第一項": "child-placement-juvenile-court",
}

# Pieces that the separators cut off a fact recognised by another piece.
_PIECES: Final = re.compile(
    "に対して無利子|措置|身体障害者手帳|精神障害者保健福祉手帳|児童手当法による児童手当|"
    "公務上の災害|保護の実施|医療保険各法|医療に関する給付の支給|算定した税額|保険給付の支給|"
    "地域支援事業の実施|年金である給付の支給|国民年金法|私立学校教職員共済法|厚生年金保険法|"
    "国家公務員共済組合法"
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run statute tests over the text; without the text, skip where it is seen."""
    fields: tuple[str, ...]
    read: Callable[[], Iterator[tuple[object, ...]]]
    if "number" in metafunc.fixturenames:
        fields, read = ("row", "number", "requesters", "providers", "information"), _grants
    elif "pairs" in metafunc.fixturenames:
        fields, read = ("row", "requesters", "pairs"), _rows
    else:
        return
    if _TEXT.exists() or "CI" in os.environ:
        cases = list(read())
        metafunc.parametrize(fields, cases, ids=[_label(case) for case in cases])
    else:
        absent = pytest.mark.skip(reason="the statute's text is not beside the repository")
        metafunc.parametrize(fields, [pytest.param(*[None] * len(fields), marks=absent)])


def _label(case: tuple[object, ...]) -> str:
    return ".".join(str(part) for part in case if isinstance(part, str | int))


def _grants() -> Iterator[tuple[str, int, set[str], set[str], set[str]]]:
    for row in json.loads(_TEXT.read_text(encoding="utf-8")):
        if row["requester"] == "削除":
            continue
        for number, grant in enumerate(row["grants"], start=1):
            yield (
                row["row"],
                number,
                requester_kinds(row["requester"]),
                provider_kinds(grant["provider"]),
                information_types(grant["information"]),
            )


def _rows() -> Iterator[tuple[str, set[str], set[tuple[str, str]]]]:
    """Each row with its pairs of provider kind and information."""
    requesters: dict[str, set[str]] = {}
    pairs: dict[str, set[tuple[str, str]]] = {}
    for row, _, asking, providers, information in _grants():
        requesters[row] = asking
        pairs.setdefault(row, set()).update(product(providers, information))
    for row, asking in requesters.items():
        yield row, asking, pairs[row]


@pytest.fixture(scope="session")
def rows_of_the_text() -> dict[str, str]:
    """Row number -> requester, of every row of the statute's text, deleted ones included."""
    if not _TEXT.exists() and "CI" not in os.environ:
        pytest.skip("the statute's text is not beside the repository")
    rows = json.loads(_TEXT.read_text(encoding="utf-8"))
    assert sum(len(row["grants"]) for row in rows) == 260
    return {row["row"]: row["requester"] for row in rows}


def requester_kinds(text: str) -> set[str]:
    """Kinds named by the first column."""
    if "事業主体である" in text:
        return {"public-housing-operator"}
    if "施行者である" in text:
        return {"housing-improvement-operator"}
    others = {"child-allowance-public-employer"} if "児童手当法第十七条" in text else set()
    return others | _enumerated(text)


def provider_kinds(text: str) -> set[str]:
    """Kinds named by the third column."""
    if "こととされている者" in text:
        whole = _first(_WHOLE, text)
        return {f"{whole}-payer"} if whole else {_PAYERS[_longest(_PAYERS, text)]}
    return _enumerated(text)


def information_types(text: str) -> set[str]:
    """Kinds of information named by the fourth column."""
    body = text.removesuffix(_RULED_BY_ORDINANCE)
    if whole := _first(_WHOLE, body):
        return {whole}
    found: set[str] = set()
    for cited in re.findall("（同法([^）]*)の措置をいう。）", body):
        found |= {_PLACEMENTS[article] for article in _SEPARATORS.split(cited)}
    body = re.sub("（以下「([^」]*)」という。）", r"\1", re.sub("（同法[^）]*）", "", body))
    for segment in _SEPARATORS.split(body):
        if phrase := _longest(_INFORMATION, segment):
            found.add(_INFORMATION[phrase])
        elif not _PIECES.search(segment):
            raise AssertionError(f"unread: {segment}")
    return found


def _enumerated(text: str) -> set[str]:
    bare = text
    while "（" in bare:
        bare = re.sub("（[^（）]*）", "", bare)
    kinds = set()
    for segment in _SEPARATORS.split(bare):
        ends = [phrase for phrase in _KINDS if segment.endswith(phrase)]
        kinds.add(_KINDS[max(ends, key=len)])
    return kinds


def _first(phrases: dict[str, str], text: str) -> str | None:
    return next((code for phrase, code in phrases.items() if phrase in text), None)


def _longest(phrases: dict[str, str], text: str) -> str:
    return max((phrase for phrase in phrases if phrase in text), key=len, default="")
