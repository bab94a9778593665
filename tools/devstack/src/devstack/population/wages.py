"""Livelihoods by chance: round figures that give every class of taxation, not statistics."""

from random import Random  # noqa: TID251 - the caller's seeded generator of synthetic people

from devstack.population.livelihoods import Livelihood


def salary(rng: Random) -> Livelihood:
    """An employee; a few with dividends, shares, a house to let at a loss, or a disability."""
    amount = int(rng.triangular(2_200_000, 9_800_000, 4_000_000))
    side = rng.random()
    return Livelihood(
        salary=amount,
        salary_after_65=rng.choice((0, amount // 3)),
        pension=amount // 3,
        real_estate=-rng.randrange(1, 40) * 10_000 if side < 0.02 else 0,  # noqa: PLR2004 - shares here and below
        dividend=rng.randrange(1_000, 200_000) if 0.02 <= side < 0.05 else 0,  # noqa: PLR2004
        stock=rng.randrange(10_000, 900_000) if 0.03 <= side < 0.06 else 0,  # noqa: PLR2004
        medical=rng.randrange(5_000, 300_000) if rng.random() < 0.1 else 0,  # noqa: PLR2004
        disability=rng.choice((260_000, 300_000)) if rng.random() < 0.03 else 0,  # noqa: PLR2004
        raise_permille=rng.randint(-10, 30),
    )


def low_salary(rng: Random, *, works_from: int = 18) -> Livelihood:
    """An employee on low pay."""
    return Livelihood(
        salary=rng.randrange(1_100_000, 2_900_000),
        pension=rng.randrange(500_000, 900_000),
        raise_permille=rng.randint(0, 20),
        works_from=works_from,
    )


def second_income(rng: Random) -> Livelihood:
    """A spouse: none, a small job below the limit for dependants, above it, or full time."""
    amount = rng.choice(
        (0, rng.randrange(500_000, 1_030_000), rng.randrange(1_100_000, 1_600_000), 3_200_000)
    )
    return Livelihood(salary=amount, pension=rng.randrange(450_000, 800_000))


def pension(rng: Random, *, is_widow: bool = False) -> Livelihood:
    """A pensioner; some sell land, receive a lump sum, or have medical expenses."""
    return Livelihood(
        salary=3_600_000,
        pension=int(rng.triangular(600_000, 3_900_000, 1_600_000)),
        occasional=rng.randrange(50_000, 500_000) if rng.random() < 0.03 else 0,  # noqa: PLR2004 - shares
        separate_transfer=rng.randrange(200_000, 6_000_000) if rng.random() < 0.02 else 0,  # noqa: PLR2004
        interest=rng.randrange(1_000, 30_000) if rng.random() < 0.02 else 0,  # noqa: PLR2004
        medical=rng.randrange(5_000, 400_000) if rng.random() < 0.25 else 0,  # noqa: PLR2004
        disability=rng.choice((260_000, 300_000)) if rng.random() < 0.08 else 0,  # noqa: PLR2004
        is_widow=is_widow,
    )


def small_pension(rng: Random) -> Livelihood:
    """A pensioner who was never insured as an employee."""
    return Livelihood(salary=rng.choice((0, 900_000)), pension=rng.randrange(400_000, 880_000))


def farm(rng: Random) -> Livelihood:
    """A farmer with a small pension; in some years the farm has lost more than it gains."""
    return Livelihood(
        pension=rng.randrange(500_000, 820_000),
        agricultural=rng.randrange(200_000, 4_000_000),
        carried_loss=rng.choice((0, 0, 0, 300_000)),
    )


def business(rng: Random) -> Livelihood:
    """A shopkeeper; some carry a loss forward, let rooms, or had their levy reduced."""
    return Livelihood(
        business=rng.randrange(500_000, 9_000_000),
        pension=rng.randrange(500_000, 820_000),
        real_estate=rng.choice((0, 0, 600_000)),
        carried_loss=rng.choice((0, 0, 450_000)),
        levy_reduction=rng.choice((0, 0, 0, 20_000)),
        raise_permille=rng.randint(-30, 40),
    )
