"""What others may call at an agency: the hub brings permits, own staff reads records."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from renkei.agency.answering import Source, answer_permit
from renkei.agency.context import AgencyContext
from renkei.agency.records import ProvisionRecord, Role
from renkei.messages.access import Access
from renkei.messages.signing import MAX_MESSAGE_BYTES
from renkei.service.callers import Gate

MAX_PAGE = 200


class PermitBody(BaseModel):
    """A signed permit."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    permit: Annotated[str, Field(max_length=MAX_MESSAGE_BYTES)]


class AnswerBody(BaseModel):
    """A signed answer."""

    answer: str


class RecordBody(BaseModel):
    """One record of provision (情報提供等記録)."""

    serial: UUID
    role: Role
    counterpart: str
    procedure: str
    information: str
    items: tuple[str, ...]
    fiscal_year: int | None
    as_of: date | None
    outcome: str
    reason: str | None
    non_disclosable: bool
    requested_at: datetime
    provided_at: datetime

    @classmethod
    def of(cls, record: ProvisionRecord) -> "RecordBody":
        """Show a record without the person's reference."""
        return cls.model_validate({name: getattr(record, name) for name in cls.model_fields})


class RecordsPage(BaseModel):
    """Records, oldest first; `next` continues after the last one, None at the end."""

    records: list[RecordBody]
    next: int | None


def staff_gate(ctx: AgencyContext) -> Gate:
    """Return the gate for the agency's own staff: tokens signed with the agency's own key."""
    own = ctx.keyring.own_keys(ctx.participant)
    return Gate(audience=ctx.participant, key_of=own.get, clock=ctx.clock)


def staff_of(request: Request, authorization: Annotated[str | None, Header()] = None) -> Access:
    """Authenticate one of the agency's own staff; a dependency of staff routes."""
    gate: Gate = request.app.state.staff_gate
    return gate.caller(authorization)


Staff = Annotated[Access, Depends(staff_of)]


def provider_router(ctx: AgencyContext, source: Source) -> APIRouter:
    """Return the route where the hub presents permits; a permit is its own credential."""
    router = APIRouter(tags=["linkage"])

    @router.post("/v1/permits")
    async def present_permit(body: PermitBody) -> AnswerBody:
        """Answer a permit (情報提供許可証)."""
        return AnswerBody(answer=await answer_permit(ctx, source, body.permit))

    return router


def records_router(ctx: AgencyContext) -> APIRouter:
    """Return the route where staff reads the record of provision."""
    router = APIRouter(tags=["records"])

    @router.get("/v1/records")
    async def read_records(
        _: Staff,
        after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
    ) -> RecordsPage:
        """Read the agency's own record of provision, page by page."""
        async with ctx.db.read() as tx:
            found = await ctx.records.page(tx, after=after, limit=limit)
        records = [RecordBody.of(record) for _, record in found]
        return RecordsPage(records=records, next=found[-1][0] if len(found) == limit else None)

    return router
