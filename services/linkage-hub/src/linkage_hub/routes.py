"""The hub's interface."""

from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Response

from linkage_hub.db.queries import KeptInquiry
from linkage_hub.deps import Caller, Ctx
from linkage_hub.domain import errors
from linkage_hub.problems import PROBLEMS
from linkage_hub.schemas import CodeBody, DirectoryBody, GrantBody, InquiryBody, OutcomeBody
from linkage_hub.usecases import inquire as inquiries
from linkage_hub.usecases.issue_code import issue_code
from renkei.service.callers import NotAuthenticated
from renkei.service.openapi import documented

router = APIRouter(prefix="/v1")

_RETRY_AFTER_S = 5
_REFUSED = documented(
    *(PROBLEMS[error] for error in (errors.MessageRefused, errors.InquiryIdReused)),
    *(PROBLEMS[error] for error in (*errors.REFUSALS.values(), errors.MessageInvalid)),
)
_UNKNOWN = documented(PROBLEMS[NotAuthenticated], PROBLEMS[errors.UnknownInquiry])


@router.post("/inquiries", tags=["inquiries"], responses=_REFUSED | {202: {"model": OutcomeBody}})
async def send_inquiry(body: InquiryBody, ctx: Ctx, response: Response) -> OutcomeBody:
    """Ask a provider for facts about a person; the signed inquiry is its own credential."""
    kept = await inquiries.inquire(ctx, body.inquiry)
    inquiries.raise_refusal(ctx, kept)
    _say_where(response, kept)
    return OutcomeBody(outcome=inquiries.outcome_of(ctx, kept))


@router.get(
    "/inquiries/{serial}", tags=["inquiries"], responses=_UNKNOWN | {202: {"model": OutcomeBody}}
)
async def look_at_inquiry(
    serial: UUID, ctx: Ctx, caller: Caller, response: Response
) -> OutcomeBody:
    """See how one of your inquiries stands."""
    kept = await inquiries.look(ctx, serial, requester=caller.iss)
    _say_where(response, kept)
    return OutcomeBody(outcome=inquiries.outcome_of(ctx, kept))


@router.post(
    "/inquiries/{serial}/acknowledgement",
    tags=["inquiries"],
    status_code=HTTPStatus.NO_CONTENT,
    responses=_UNKNOWN,
)
async def acknowledge_answer(serial: UUID, ctx: Ctx, caller: Caller) -> None:
    """Say that you have the answer on disk; the hub erases the sealed answer."""
    await inquiries.acknowledge(ctx, serial, requester=caller.iss)


@router.post(
    "/codes",
    tags=["codes"],
    status_code=HTTPStatus.CREATED,
    responses=documented(
        *(PROBLEMS[e] for e in (NotAuthenticated, errors.GrantRefused, errors.GrantUsed))
    ),
)
async def obtain_code(body: GrantBody, ctx: Ctx, caller: Caller) -> CodeBody:
    """Exchange identity's grant for your code of the person (符号取得)."""
    code, receipt = await issue_code(ctx, body.grant, agency=caller.iss)
    return CodeBody(code=code, receipt=receipt)


@router.get("/directory", tags=["directory"])
async def read_directory(ctx: Ctx) -> DirectoryBody:
    """Read who takes part, signed by the hub; nothing in it is secret."""
    return DirectoryBody(directory=await ctx.book.signed())


def _say_where(response: Response, kept: KeptInquiry) -> None:
    if kept.state == "accepted":
        response.status_code = HTTPStatus.ACCEPTED
        response.headers["Location"] = f"/v1/inquiries/{kept.serial}"
        response.headers["Retry-After"] = str(_RETRY_AFTER_S)
