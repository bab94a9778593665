"""What lies in the database, and what the process is told."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from welfare_world import OFFICE, PREMIUM, REGISTER, pension

from renkei.service.at_rest import CannotOpen, FieldCipher
from renkei.service.database import Database
from renkei.service.migrations import differences, migrate
from renkei.service.settings import SettingsRefused
from welfare_agency.app import build
from welfare_agency.db import tables
from welfare_agency.db.sealed import CaseSeal, request_digest
from welfare_agency.domain.filing import Filing, rule
from welfare_agency.domain.foster import Confirmation
from welfare_agency.domain.model import (
    Application,
    CaseId,
    Fact,
    HouseholdMember,
    Information,
    Outcome,
    PersonRef,
    Serial,
)
from welfare_agency.settings import Settings

CASE, OTHER = CaseId("a" * 32), CaseId("b" * 32)
CIPHER = FieldCipher(bytes(32))
HANA, TARO = PersonRef("hana"), PersonRef("taro")
FILING = Filing(
    procedure=PREMIUM,
    application=Application(
        applicants=(HANA,),
        as_of=date(2026, 4, 1),
        fiscal_year=2025,
        minors=frozenset({TARO, PersonRef("jiro")}),
        declared_receipts_yen=76_543,
    ),
    residence_municipality="131016",
    january_municipality="271004",
    confirmed=frozenset(Confirmation),
)


@pytest.mark.slow
async def test_the_database_holds_no_number_name_code_or_amount(
    office, network, tmp_path, database
):
    if database.dialect != "sqlite":
        pytest.skip("reads the database's own files")
    network.household("hana", "taro")
    network.tax("hana", items=pension(654_321))
    network.tax("taro", items=pension(0) | {"taxation-class": "per-capita-only"})
    body = office.client_body("hana")
    await office.register("hana")
    case_id = await office.open(PREMIUM, "hana", declared_receipts_yen=76_543)
    decided = (await office.decide(case_id)).json()
    codes = [network.code(name, who) for name in ("hana", "taro") for who in (OFFICE, REGISTER)]
    await database.close()

    written = b"".join(path.read_bytes() for path in tmp_path.glob("service.db*"))

    assert case_id.encode() in written
    assert decided["reasons"] == ["household-has-taxed-member"]
    texts = [
        network.person("hana").reveal(),
        network.person("taro").reveal(),
        *(body[name] for name in ("name", "birth_date", "address")),
        "654321",
        "76543",
        "per-capita-only",
        "household-has-taxed-member",
        "131016",
        "refused",
    ]
    # A constraint in the schema names the state "refused", once for each of its two tables.
    schema_says = {"refused": 2}
    for text in texts:
        assert written.count(text.encode()) <= schema_says.get(text, 0) * 2, text
    for code in codes:
        assert bytes(code.point) not in written
        assert bytes(code.point).hex().encode() not in written


async def test_a_fact_moved_to_another_person_s_question_does_not_open(office, network, database):
    network.household("hana", "taro")
    network.tax("hana", items=pension(0))
    network.tax("taro", items=pension(10**7))
    case_id = await office.open(PREMIUM, "hana")
    await office.decide(case_id)
    table = tables.case_inquiry
    view = (await office.get(f"/v1/cases/{case_id}")).json()
    assert view["decision"]["decision"] == "refused"
    async with database.transaction() as tx:
        sealed = CaseSeal(office.ctx.cipher, case_id).filing(FILING)
        await tx.execute(
            update(table).where(table.c.fiscal_year == 2025).values(fact_sealed=sealed)
        )

    reply = await office.get(f"/v1/cases/{case_id}")

    assert reply.status_code == 500
    assert "fact" not in reply.text


def fact(**changes):
    items = {"members": (HouseholdMember(TARO, "child"),), "relationship": "head"}
    return Fact(HANA, Information.HOUSEHOLD, Outcome.PROVIDED, items | changes, Serial("s"))


def test_what_was_sealed_opens_as_it_was():
    seal, ruling = CaseSeal(CIPHER, CASE), rule(FILING, (fact(),))

    assert seal.open_filing(seal.filing(FILING)) == FILING
    assert seal.open_ruling(seal.ruling(ruling)) == ruling


@given(
    st.dictionaries(
        st.sampled_from(["total-income", "dependant", "class"]),
        st.one_of(st.integers(-(10**12), 10**12), st.booleans(), st.text(max_size=9)),
    )
)
def test_every_value_of_a_fact_keeps_its_type(items):
    seal, sealed_fact = CaseSeal(CIPHER, CASE), fact(**items)

    sealed = seal.fact(sealed_fact, attempt=1)
    opened = seal.open_fact(sealed, attempt=1, information="household", person="hana")

    assert opened == sealed_fact
    assert {code: type(value) for code, value in opened.items.items()} == {
        code: type(value) for code, value in sealed_fact.items.items()
    }


def test_what_belongs_to_one_case_opens_in_no_other():
    sealed = CaseSeal(CIPHER, CASE).filing(FILING)

    with pytest.raises(CannotOpen):
        CaseSeal(CIPHER, OTHER).open_filing(sealed)


@pytest.mark.parametrize(
    "changed", [{"attempt": 2}, {"information": "local-tax"}, {"person": "taro"}]
)
def test_a_fact_opens_at_its_own_question_alone(changed):
    seal = CaseSeal(CIPHER, CASE)
    sealed = seal.fact(fact(), attempt=1)
    place = {"attempt": 1, "information": "household", "person": "hana"} | changed

    with pytest.raises(CannotOpen):
        seal.open_fact(sealed, **place)


def test_filings_that_differ_have_different_digests():
    other = replace(FILING, consent=True)

    assert request_digest(CIPHER, FILING) == request_digest(CIPHER, replace(FILING))
    assert request_digest(CIPHER, FILING) != request_digest(CIPHER, other)
    assert request_digest(FieldCipher(bytes(31) + b"1"), FILING) != request_digest(CIPHER, FILING)


def test_a_filing_and_a_case_show_nothing_of_what_was_filed():
    shown = repr(FILING) + repr(fact())

    for said in ("hana'", "76543", "131016", "271004"):
        assert said not in shown.replace("person='hana'", "")


async def test_migrations_build_exactly_the_tables(database_url):
    await migrate(database_url, "welfare_agency")

    assert await differences(database_url, tables.metadata) == []


async def test_migrations_state_every_constraint_of_the_tables(sqlite_url, tmp_path):
    other = f"sqlite:///{tmp_path / 'created.db'}"
    await migrate(sqlite_url, "welfare_agency")
    created = Database(other)
    async with created.transaction() as tx:
        await tx.run_sync(tables.metadata.create_all)

    assert await _constraints(created) == await _constraints(Database(sqlite_url))


async def _constraints(database):
    names = {}
    async with database.read() as tx:
        for table in tables.metadata.tables:
            rows = await tx.exec_driver_sql(
                "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
            )
            (statement,) = rows.one()
            found = sorted(
                word for word in statement.split() if word.startswith(("ck_", "uq_", "fk_"))
            )
            names[table] = found
    await database.close()
    return names


def test_settings_have_the_agency_s_own_defaults(environment):
    settings = Settings.load(environment)

    assert settings.participant == "welfare-agency"
    assert settings.port == 8004
    assert settings.office == "welfare-office"


@pytest.mark.parametrize("missing", ["DATABASE_URL", "KEYS_DIR", "HUB_URL", "IDENTITY_URL"])
def test_settings_that_are_missing_are_named(environment, missing):
    del environment[f"WELFARE_AGENCY_{missing}"]

    with pytest.raises(SettingsRefused, match=missing):
        Settings.load(environment)


def test_settings_that_are_unknown_are_refused_without_their_value(environment):
    with pytest.raises(SettingsRefused, match="WELFARE_AGENCY_OFICE") as refused:
        Settings.load(environment | {"WELFARE_AGENCY_OFICE": "a-secret"})

    assert "a-secret" not in str(refused.value)


def test_an_office_is_a_slug(environment):
    with pytest.raises(SettingsRefused, match="OFFICE"):
        Settings.load(environment | {"WELFARE_AGENCY_OFFICE": "The Office"})


async def test_the_service_is_built_from_its_settings(environment):
    app = build(Settings.load(environment))

    assert json.dumps(app.openapi())
    assert app.state.context.office == "welfare-office"
    async with app.router.lifespan_context(app):
        pass
