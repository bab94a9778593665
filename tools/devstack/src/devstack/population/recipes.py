"""Kinds of households, each a recipe from chance to drafts, the head first."""

from collections.abc import Callable
from random import Random  # noqa: TID251 - the caller's seeded generator of synthetic people
from typing import Final

from devstack.population import wages
from devstack.population.drafts import Draft, draft, foreign, surname, with_maiden_name
from devstack.population.livelihoods import Livelihood
from devstack.population.model import Sex
from devstack.population.names import SEPARATOR
from renkei.layouts import Relationship as R  # noqa: N817 - a vocabulary used on every line

Recipe = Callable[[Random], tuple[Draft, ...]]

_SEXES: Final[tuple[Sex, Sex]] = ("female", "male")


def elderly_alone(rng: Random) -> tuple[Draft, ...]:
    """One pensioner."""
    sex = rng.choice(_SEXES)
    living = wages.pension(rng, is_widow=sex == "female" and rng.random() < 0.6)  # noqa: PLR2004 - a share
    return (draft(rng, R.HEAD, sex, family=surname(rng), born=(1928, 1956), livelihood=living),)


def worker_alone(rng: Random) -> tuple[Draft, ...]:
    """One employee."""
    sex, living = rng.choice(_SEXES), wages.salary(rng)
    return (draft(rng, R.HEAD, sex, family=surname(rng), born=(1965, 2002), livelihood=living),)


def no_income_alone(rng: Random) -> tuple[Draft, ...]:
    """One adult who has declared no income at all: a true zero."""
    sex = rng.choice(_SEXES)
    return (
        draft(rng, R.HEAD, sex, family=surname(rng), born=(1962, 1999), livelihood=Livelihood()),
    )


def foreign_alone(rng: Random) -> tuple[Draft, ...]:
    """One foreign employee."""
    return (foreign(rng, rng.choice(_SEXES), born=(1980, 2001), livelihood=wages.salary(rng)),)


def elderly_couple(rng: Random) -> tuple[Draft, ...]:
    """Two pensioners."""
    family = surname(rng)
    husband = draft(
        rng, R.HEAD, "male", family=family, born=(1932, 1955), livelihood=wages.pension(rng)
    )
    return husband, _wife(rng, husband, wages.small_pension(rng))


def working_couple(rng: Random) -> tuple[Draft, ...]:
    """Two employees; in a third of the couples the woman is the head."""
    family, born = surname(rng), (1970, 1997)
    if rng.random() < 0.33:  # noqa: PLR2004 - a third
        head = draft(rng, R.HEAD, "female", family=family, born=born, livelihood=wages.salary(rng))
        return head, draft(
            rng, R.HUSBAND, "male", family=family, born=born, livelihood=wages.salary(rng)
        )
    head = draft(rng, R.HEAD, "male", family=family, born=born, livelihood=wages.salary(rng))
    return head, _wife(rng, head, wages.salary(rng))


def family(rng: Random) -> tuple[Draft, ...]:
    """A couple with one to three children, some of them students."""
    head = draft(
        rng, R.HEAD, "male", family=surname(rng), born=(1972, 1992), livelihood=wages.salary(rng)
    )
    return (head, _wife(rng, head, wages.second_income(rng)), *_children(rng, head))


def single_parent(rng: Random) -> tuple[Draft, ...]:
    """One parent with one or two children."""
    sex: Sex = "female" if rng.random() < 0.85 else "male"  # noqa: PLR2004 - a share
    living = wages.low_salary(rng)
    head = draft(rng, R.HEAD, sex, family=surname(rng), born=(1976, 1994), livelihood=living)
    return (head, *_children(rng, head)[:2])


def three_generations(rng: Random) -> tuple[Draft, ...]:
    """A couple with children and the parents of the head."""
    head = draft(
        rng, R.HEAD, "male", family=surname(rng), born=(1972, 1985), livelihood=wages.salary(rng)
    )
    father = _relative(rng, head, (R.FATHER, "male"), (-30, -24), wages.pension(rng))
    mother = _relative(rng, head, (R.MOTHER, "female"), (-28, -22), wages.small_pension(rng))
    wife = _wife(rng, head, wages.second_income(rng))
    return head, wife, *_children(rng, head), father, mother


def grandparents_head(rng: Random) -> tuple[Draft, ...]:
    """Farmers with their son, his wife and a grandchild."""
    head = draft(
        rng, R.HEAD, "male", family=surname(rng), born=(1948, 1956), livelihood=wages.farm(rng)
    )
    wife = _wife(rng, head, wages.small_pension(rng))
    son = _relative(rng, head, (R.CHILD, "male"), (26, 32), wages.salary(rng))
    sons_wife = _relative(rng, son, (R.CHILDS_WIFE, "female"), (-2, 4), wages.second_income(rng))
    grandchild = _relative(rng, son, (R.GRANDCHILD, rng.choice(_SEXES)), (27, 33), _student(rng))
    return head, wife, son, sons_wife, grandchild


def unregistered_couple(rng: Random) -> tuple[Draft, ...]:
    """A couple who have not registered a marriage: 妻（未届） or 夫（未届）."""  # noqa: RUF002 - brackets as the register writes them
    born, sex = (1970, 1998), rng.choice(_SEXES)
    partner: tuple[R, Sex] = (
        (R.UNREGISTERED_HUSBAND, "male") if sex == "female" else (R.UNREGISTERED_WIFE, "female")
    )
    return (
        draft(rng, R.HEAD, sex, family=surname(rng), born=born, livelihood=wages.salary(rng)),
        draft(rng, *partner, family=surname(rng), born=born, livelihood=wages.low_salary(rng)),
    )


def cohabitants(rng: Random) -> tuple[Draft, ...]:
    """Two people who share a household without being related: 同居人."""
    sex, born = rng.choice(_SEXES), (1985, 2003)
    return tuple(
        draft(rng, role, sex, family=surname(rng), born=born, livelihood=wages.salary(rng))
        for role in (R.HEAD, R.COHABITANT)
    )


def elderly_with_adult_child(rng: Random) -> tuple[Draft, ...]:
    """A pensioner with a grown-up child who works."""
    sex = rng.choice(_SEXES)
    living = wages.small_pension(rng)
    head = draft(rng, R.HEAD, sex, family=surname(rng), born=(1940, 1952), livelihood=living)
    return head, _relative(rng, head, (R.CHILD, rng.choice(_SEXES)), (25, 34), wages.salary(rng))


def shopkeepers(rng: Random) -> tuple[Draft, ...]:
    """A couple with a business of their own, and its losses and side incomes."""
    head = draft(
        rng, R.HEAD, "male", family=surname(rng), born=(1960, 1985), livelihood=wages.business(rng)
    )
    return head, _wife(rng, head, wages.second_income(rng))


def stepfamily(rng: Random) -> tuple[Draft, ...]:
    """A couple with a child of the wife."""
    head = draft(
        rng, R.HEAD, "male", family=surname(rng), born=(1975, 1988), livelihood=wages.salary(rng)
    )
    wife = _wife(rng, head, wages.second_income(rng))
    child = _relative(rng, wife, (R.WIFES_CHILD, rng.choice(_SEXES)), (24, 33), _student(rng))
    return head, wife, child


RECIPES: Final[tuple[tuple[Recipe, int], ...]] = (
    (elderly_alone, 17),
    (worker_alone, 18),
    (elderly_couple, 14),
    (working_couple, 8),
    (family, 18),
    (single_parent, 5),
    (three_generations, 4),
    (grandparents_head, 2),
    (elderly_with_adult_child, 5),
    (shopkeepers, 3),
    (unregistered_couple, 2),
    (cohabitants, 1),
    (stepfamily, 1),
    (foreign_alone, 2),
    (no_income_alone, 2),
)
"""Recipes with their weights: rough shares of a Japanese town, not a statistic."""


def _student(rng: Random) -> Livelihood:
    # Earns from 18, 20 or 22 on: until then at school.
    living = wages.low_salary(rng, works_from=rng.choice((19, 21, 23)))
    return living if rng.random() < 0.9 else Livelihood()  # noqa: PLR2004 - a share


def _wife(rng: Random, head: Draft, livelihood: Livelihood) -> Draft:
    wife = _relative(rng, head, (R.WIFE, "female"), (-3, 5), livelihood)
    return with_maiden_name(rng, wife) if rng.random() < 0.25 else wife  # noqa: PLR2004 - a share


def _children(rng: Random, parent: Draft) -> tuple[Draft, ...]:
    years = rng.sample(range(24, 34), rng.choice((1, 1, 2, 2, 3)))
    return tuple(
        _relative(rng, parent, (R.CHILD, rng.choice(_SEXES)), (age, age), _student(rng))
        for age in sorted(years)
    )


def _relative(
    rng: Random,
    other: Draft,
    who: tuple[R, Sex],
    years: tuple[int, int],
    livelihood: Livelihood,
) -> Draft:
    """Return someone of the same surname, born so many years after `other`."""
    name, _, _ = other.name[0].partition(SEPARATOR)
    kana, _, _ = other.name[1].partition(SEPARATOR)
    born = other.birth_date.year + years[0], other.birth_date.year + years[1]
    return draft(rng, *who, family=(name, kana), born=born, livelihood=livelihood)
