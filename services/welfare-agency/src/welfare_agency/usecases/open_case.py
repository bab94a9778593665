"""Opening a case on an application."""

from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from renkei.service.clock import japan_day
from welfare_agency.context import Context
from welfare_agency.db import queries
from welfare_agency.db.sealed import CaseSeal, request_digest
from welfare_agency.domain.errors import ApplicationMalformed, CaseRequestReused
from welfare_agency.domain.filing import Filing
from welfare_agency.domain.model import CaseId


async def open_case(ctx: Context, filing: Filing, *, request_id: UUID) -> CaseId:
    """Open a case; the same request again returns the same case.

    Raises:
        ApplicationMalformed: it is dated on a day to come.
        PersonUnknown: it names somebody who is no client.
        CaseRequestReused: the request opened a case on another application.
    """
    if filing.application.as_of > japan_day(ctx.clock()):
        raise ApplicationMalformed("an application cannot be dated on a day to come")
    known = await _known(ctx, filing, request_id)
    if known is not None:
        return known
    case_id = CaseId(uuid4().hex)
    try:
        async with ctx.db.transaction() as tx:
            await ctx.people.lock(tx, filing.named())
            await queries.add_case(
                tx,
                case_id=case_id,
                request_id=request_id,
                request_digest=request_digest(ctx.cipher, filing),
                procedure=filing.procedure,
                filing_sealed=CaseSeal(ctx.cipher, case_id).filing(filing),
                at=ctx.clock(),
            )
    except IntegrityError:
        # The same request came twice at the same moment: the case that was committed stands.
        known = await _known(ctx, filing, request_id)
        if known is None:
            raise
        return known
    return case_id


async def _known(ctx: Context, filing: Filing, request_id: UUID) -> CaseId | None:
    async with ctx.db.read() as tx:
        row = await queries.case_of_request(tx, request_id)
    if row is None:
        return None
    if row["request_digest"] != request_digest(ctx.cipher, filing):
        raise CaseRequestReused
    return CaseId(row["case_id"])
