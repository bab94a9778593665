"""Cases as they are kept, read back and opened."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.service.at_rest import FieldCipher
from welfare_agency.context import Context
from welfare_agency.db import queries
from welfare_agency.db.sealed import CaseSeal
from welfare_agency.domain.errors import UnknownCase
from welfare_agency.domain.filing import Filing, Ruling
from welfare_agency.domain.model import CaseId, Fact, Information, PersonRef, Verdict
from welfare_agency.domain.rounds import Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInquiry:
    """One inquiry of a case; `serial` and `provider` are None where there is none."""

    asked: Asked
    provider: str | None
    state: str
    reason: str | None
    serial: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A ruling, and when it was made; None while inquiries are under way."""

    ruling: Ruling
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCase:
    """One case with everything that belongs to it; shows nothing of what was filed."""

    case_id: CaseId
    attempt: int
    filing: Filing = field(repr=False)
    opened_at: datetime
    inquiries: tuple[CaseInquiry, ...]
    decided: Decided | None
    deemed: dict[UUID, str]

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every question put so far, in all attempts."""
        return tuple(inquiry.asked for inquiry in self.inquiries)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """One line of the list of cases."""

    position: int
    case_id: CaseId
    procedure: str
    opened_at: datetime
    verdict: Verdict | None


async def read_case(ctx: Context, case_id: CaseId) -> KeptCase:
    """Return one case.

    Raises:
        UnknownCase: there is none of this id.
    """
    async with ctx.db.read() as tx:
        return await kept_case(tx, ctx.cipher, case_id)


async def list_cases(ctx: Context, *, after: int, limit: int) -> list[CaseSummary]:
    """Return up to `limit` cases after a position, oldest first."""
    async with ctx.db.read() as tx:
        rows = await queries.cases(tx, after=after, limit=limit)
    return [_summary(ctx.cipher, row) for row in rows]


async def kept_case(tx: AsyncConnection, cipher: FieldCipher, case_id: CaseId) -> KeptCase:
    """Return one case as the transaction sees it.

    Raises:
        UnknownCase: there is none of this id.
    """
    row = await queries.case(tx, case_id)
    if row is None:
        raise UnknownCase
    seal = CaseSeal(cipher, case_id)
    decision = await queries.decision(tx, case_id, attempt=row["attempt"])
    decided = None
    if decision is not None:
        ruling = seal.open_ruling(decision["ruling_sealed"])
        decided = Decided(ruling=ruling, at=decision["decided_at"])
    deemed = await queries.deemed_submissions(tx, case_id)
    return KeptCase(
        case_id=case_id,
        attempt=row["attempt"],
        filing=seal.open_filing(row["filing_sealed"]),
        opened_at=row["opened_at"],
        inquiries=tuple(_inquiry(seal, found) for found in await queries.inquiries(tx, case_id)),
        decided=decided,
        deemed={one["serial"]: one["paper"] for one in deemed},
    )


def _inquiry(seal: CaseSeal, row: RowMapping) -> CaseInquiry:
    asked = Asked(
        attempt=row["attempt"],
        person=PersonRef(row["person_ref"]),
        information=Information(row["information"]),
        is_ended=row["state"] not in queries.OPEN_STATES,
        fact=_fact(seal, row),
    )
    return CaseInquiry(
        asked=asked,
        provider=row["provider"],
        state=row["state"],
        reason=row["reason"],
        serial=row["serial"],
    )


def _fact(seal: CaseSeal, row: RowMapping) -> Fact | None:
    if row["fact_sealed"] is None:
        return None
    return seal.open_fact(
        row["fact_sealed"],
        attempt=row["attempt"],
        information=row["information"],
        person=row["person_ref"],
    )


def _summary(cipher: FieldCipher, row: RowMapping) -> CaseSummary:
    case_id, sealed = CaseId(row["case_id"]), row["ruling_sealed"]
    ruling = None if sealed is None else CaseSeal(cipher, case_id).open_ruling(sealed)
    return CaseSummary(
        position=row["position"],
        case_id=case_id,
        procedure=row["procedure"],
        opened_at=row["opened_at"],
        verdict=None if ruling is None else ruling.decision.outcome,
    )
