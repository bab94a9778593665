import pytest
from sqlalchemy import select

from tax_agency.db import tables


async def history(ctx, fiscal_year):
    table = tables.replica
    async with ctx.kit.db.read() as tx:
        rows = await tx.execute(
            select(table.c.revision, table.c.state, table.c.superseded_at.is_(None))
            .where(table.c.fiscal_year == fiscal_year)
            .order_by(table.c.revision)
        )
        return [tuple(row) for row in rows]


async def test_an_assessment_supersedes_its_replica_and_history_stays(office, ctx, sheet):
    _, person_ref = await office.taxpayer()

    first = await office.assess(person_ref, state="undeclared")
    second = await office.assess(person_ref, sheet)

    assert (first.json()["revision"], second.json()["revision"]) == (1, 2)
    assert await history(ctx, 2026) == [(1, "undeclared", False), (2, "registered", True)]


async def test_the_same_assessment_again_changes_nothing(office, ctx, sheet):
    _, person_ref = await office.taxpayer()

    first, again = await office.assess(person_ref, sheet), await office.assess(person_ref, sheet)

    assert first.json() == again.json()
    assert await history(ctx, 2026) == [(1, "registered", True)]


async def test_years_are_kept_apart(office, ctx, sheet):
    _, person_ref = await office.taxpayer()

    await office.assess(person_ref, sheet, fiscal_year=2025)
    await office.assess(person_ref, state="none", fiscal_year=2026)

    assert await history(ctx, 2025) == [(1, "registered", True)]
    assert await history(ctx, 2026) == [(1, "none", True)]


@pytest.mark.parametrize(
    ("change", "violations"),
    [
        pytest.param(
            {"total-income": 2_599_999},
            [
                {"item": "total-income", "rule": "not-the-sum-of-its-parts"},
            ],
            id="sum",
        ),
        pytest.param(
            {"municipal-income-levy": 60_000, "prefectural-income-levy": 90_000},
            [{"item": "prefectural-income-levy", "rule": "exceeds-the-municipal-levy"}],
            id="levies interchanged",
        ),
        pytest.param(
            {"salary-revenue": -1},
            [{"item": "salary-revenue", "rule": "out-of-range"}],
            id="range",
        ),
        pytest.param(
            {"taxable-base": True},
            [{"item": "taxable-base", "rule": "not-an-integer"}],
            id="integer",
        ),
        pytest.param(
            {"visits-to-the-office": 3}, [{"item": None, "rule": "unknown-item"}], id="unknown"
        ),
    ],
)
async def test_a_violation_names_item_and_rule_and_repeats_no_value(
    office, ctx, sheet, change, violations
):
    _, person_ref = await office.taxpayer()

    reply = await office.assess(person_ref, sheet | change)

    assert reply.status_code == 422
    assert reply.json()["violations"] == violations
    assert person_ref not in reply.text
    assert "visits" not in reply.text
    assert all(str(abs(value)) not in reply.text for value in change.values() if value > 999)
    assert await history(ctx, 2026) == []


@pytest.mark.parametrize("item", ["prefectural-income-levy", "taxation-class", "levy-reduction"])
async def test_a_registered_assessment_lacks_no_item(office, sheet, item):
    _, person_ref = await office.taxpayer()
    del sheet[item]

    reply = await office.assess(person_ref, sheet)

    assert reply.json()["violations"] == [{"item": item, "rule": "item-missing"}]


@pytest.mark.parametrize("state", ["undeclared", "none"])
async def test_nothing_assessed_has_no_items(office, sheet, state):
    _, person_ref = await office.taxpayer()

    reply = await office.assess(person_ref, sheet, state=state)

    assert reply.json()["violations"] == [{"item": None, "rule": "items-without-assessment"}]


@pytest.mark.parametrize("value", [1.0, 1.5, None, [1], {"yen": 1}])
async def test_an_amount_is_no_fraction_and_no_structure(office, sheet, value):
    _, person_ref = await office.taxpayer()

    reply = await office.assess(person_ref, sheet | {"taxable-base": value})

    assert reply.status_code == 422


async def test_nobody_unknown_is_assessed(office, sheet):
    reply = await office.assess("0" * 32, sheet)

    assert reply.status_code == 422
    assert reply.json()["type"].endswith("/person-unknown")
    assert "0" * 32 not in reply.text
