"""The people of the demo: six households, the same for every seed, each with an expected outcome.

They live in a part of the town where the generator puts nobody, so they can be added to any
population. Their figures give the same outcome in every fiscal year covered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from devstack.population.addresses import HOME_CODE, HOME_NAME, STORY_TOWN
from devstack.population.drafts import Draft
from devstack.population.generate import resident, tax_facts
from devstack.population.livelihoods import Livelihood
from devstack.population.model import (
    FISCAL_YEARS,
    Household,
    Person,
    Population,
    Sex,
    TaxFacts,
)
from devstack.population.names import SEPARATOR, Name
from renkei.layouts import Relationship as R  # noqa: N817 - a vocabulary used on every line

Procedure = Literal["long-term-care-insurance", "foster-parent-certification"]
"""Statute rows 94 and 8."""

Expected = Literal["granted", "refused", "undetermined", "certified"]

Reason = Literal[
    "all-non-taxed-within-limit", "taxed-member", "undeclared-member", "replica-missing",
    "true-zero", "taxed-applicants",
]  # fmt: skip
"""What, in the facts, leads to the outcome."""


@dataclass(frozen=True, slots=True)
class Case:
    """One application of the demo.

    Attributes:
        name: Such as `elderly-couple`.
        procedure: The procedure applied for.
        household: Key of the household.
        applicants: Keys of those who apply; the first one files.
        fiscal_year: The fiscal year to ask the tax office about.
        expected: The outcome when everything works.
        reason: Why.
    """

    name: str
    procedure: Procedure
    household: str
    applicants: tuple[str, ...]
    fiscal_year: int
    expected: Expected
    reason: Reason


@dataclass(frozen=True, slots=True)
class Story:
    """A population that contains the demo's people, and the cases they play.

    Attributes:
        population: The one given, with six households more at its end.
        cases: By name, in the order of the demo.
    """

    population: Population = field(repr=False)
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class _Scene:
    name: str
    procedure: Procedure
    lot: str
    applicants: tuple[int, ...]
    expected: Expected
    reason: Reason
    cast: tuple[Draft, ...]


def story(population: Population) -> Story:
    """Return a population with the demo's people added, and the cases they play.

    Raises:
        ValueError: The population contains them already.
    """
    if any(household.key.startswith("s") for household in population.households):
        raise ValueError("The population contains the demo's people already.")
    households: list[Household] = []
    people: list[Person] = []
    facts: list[TaxFacts] = []
    cases: dict[str, Case] = {}
    for number, scene in enumerate(_SCENES, start=1):
        home = _home(number, scene)
        residents = tuple(
            resident(draft, key=key, household=home, written_in_era=draft.birth_date.year < _ERA_TO)
            for key, draft in zip(home.members, scene.cast, strict=True)
        )
        households.append(home)
        people.extend(r.person for r in residents)
        facts.extend(tax_facts(home, residents))
        cases[scene.name] = _case(home, scene)
    return Story(
        replace(
            population,
            households=(*population.households, *households),
            people=(*population.people, *people),
            tax_facts=(*population.tax_facts, *facts),
        ),
        cases,
    )


_ERA_TO: Final = 1960
"""Who was born before writes the birth date in an era."""


def _home(number: int, scene: _Scene) -> Household:
    return Household(
        key=f"s{number}",
        address=f"{HOME_NAME}{STORY_TOWN}{scene.lot}",
        municipality_code=HOME_CODE,
        members=tuple(f"s{number}p{n}" for n in range(1, len(scene.cast) + 1)),
    )


def _case(home: Household, scene: _Scene) -> Case:
    return Case(
        name=scene.name,
        procedure=scene.procedure,
        household=home.key,
        applicants=tuple(home.members[index] for index in scene.applicants),
        fiscal_year=FISCAL_YEARS[-1],
        expected=scene.expected,
        reason=scene.reason,
    )


def _cast(
    relationship: R,
    sex: Sex,
    born: date,
    name: Name,
    livelihood: Livelihood,
) -> Draft:
    characters, reading = (part.replace(" ", SEPARATOR) for part in name)
    return Draft(relationship, sex, born, (characters, reading), livelihood)


_CARE: Final = "long-term-care-insurance"

_SCENES: Final = (
    _Scene(
        name="elderly-couple",
        procedure=_CARE,
        lot="一丁目2番3号",
        applicants=(1,),
        expected="granted",
        reason="all-non-taxed-within-limit",
        cast=(
            _cast(
                R.HEAD, "male", date(1942, 5, 9), ("髙橋 茂", "タカハシ シゲル"),
                Livelihood(pension=640_000),
            ),
            # 82 years old from 2026-02-14 to 2027-02-13.
            _cast(
                R.WIFE, "female", date(1944, 2, 14), ("髙橋 節子", "タカハシ セツコ"),
                Livelihood(pension=480_000),
            ),
        ),
    ),
    _Scene(
        name="foster-parents",
        procedure="foster-parent-certification",
        lot="二丁目8番1号",
        applicants=(0, 1),
        expected="certified",
        reason="taxed-applicants",
        cast=(
            _cast(
                R.HEAD, "male", date(1981, 9, 30), ("渡邉 直樹", "ワタナベ ナオキ"),
                Livelihood(salary=5_200_000),
            ),
            _cast(
                R.WIFE, "female", date(1983, 3, 21), ("渡邉 香織", "ワタナベ カオリ"),
                Livelihood(salary=3_400_000),
            ),
            _cast(
                R.CHILD, "female", date(2015, 11, 3), ("渡邉 紬", "ワタナベ ツムギ"),
                Livelihood(),
            ),
        ),
    ),
    _Scene(
        name="taxed-child",
        procedure=_CARE,
        lot="一丁目2番4号",
        applicants=(0,),
        expected="refused",
        reason="taxed-member",
        cast=(
            _cast(
                R.HEAD, "female", date(1946, 7, 1), ("𠮷田 和子", "ヨシダ カズコ"),
                Livelihood(pension=560_000),
            ),
            _cast(
                R.CHILD, "male", date(1974, 12, 25), ("𠮷田 誠", "ヨシダ マコト"),
                Livelihood(salary=4_200_000),
            ),
        ),
    ),
    _Scene(
        name="undeclared-member",
        procedure=_CARE,
        lot="一丁目5番12号",
        applicants=(0,),
        expected="undetermined",
        reason="undeclared-member",
        cast=(
            _cast(
                R.HEAD, "female", date(1948, 1, 19), ("山﨑 文子", "ヤマザキ フミコ"),
                Livelihood(pension=610_000),
            ),
            _cast(
                R.CHILD, "male", date(1979, 4, 2), ("山﨑 剛", "ヤマザキ ツヨシ"),
                Livelihood(salary=1_900_000, undeclared_from=FISCAL_YEARS[0]),
            ),
        ),
    ),
    _Scene(
        name="missing-replica",
        procedure=_CARE,
        lot="三丁目1番7号",
        applicants=(0,),
        expected="undetermined",
        reason="replica-missing",
        cast=(
            _cast(
                R.HEAD, "male", date(1945, 10, 10), ("小林 武", "コバヤシ タケシ"),
                Livelihood(pension=590_000),
            ),
            _cast(
                R.WIFE, "female", date(1949, 6, 6), ("小林 悦子", "コバヤシ エツコ"),
                Livelihood(pension=450_000, no_replica_from=FISCAL_YEARS[0]),
            ),
        ),
    ),
    _Scene(
        name="true-zero",
        procedure=_CARE,
        lot="三丁目6番2号",
        applicants=(0,),
        expected="granted",
        reason="true-zero",
        cast=(
            _cast(
                R.HEAD, "male", date(1954, 8, 15), ("斎藤 弘", "サイトウ ヒロシ"),
                Livelihood(),
            ),
        ),
    ),
)  # fmt: skip
