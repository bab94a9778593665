"""The welfare agency's interface, for its own staff."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from renkei.agency.asking import AnswerNotGenuine, CodeMissing
from renkei.agency.clients import RemoteProblem, Unreachable
from renkei.agency.directory_view import DirectoryRefused
from renkei.agency.people import NumberTaken, PersonUnknown, RequestReused
from renkei.agency.people_codes import CodeCounts
from renkei.agency.routes import MAX_PAGE, Staff
from renkei.service.callers import NotAuthenticated
from renkei.service.openapi import documented
from welfare_agency.deps import Ctx
from welfare_agency.domain import errors
from welfare_agency.domain.model import CaseId
from welfare_agency.problems import PROBLEMS
from welfare_agency.schemas import (
    CaseBody,
    CaseLine,
    CaseReply,
    CasesPage,
    CaseView,
    ClientBody,
    ClientReply,
    CodesBody,
    DecisionBody,
)
from welfare_agency.usecases.cases import list_cases, read_case
from welfare_agency.usecases.decide_case import decide_case
from welfare_agency.usecases.open_case import open_case
from welfare_agency.usecases.register_client import obtain_missing_codes, register_client

router = APIRouter(prefix="/v1")

_RETRY_AFTER_S = 5
_CaseId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def _documented(*refused: type[Exception]) -> dict[int | str, dict[str, object]]:
    return documented(PROBLEMS[NotAuthenticated], *(PROBLEMS[error] for error in refused))


@router.post(
    "/clients",
    tags=["clients"],
    status_code=HTTPStatus.CREATED,
    responses=_documented(RequestReused, NumberTaken),
)
async def add_client(body: ClientBody, ctx: Ctx, _: Staff) -> ClientReply:
    """Register a client and obtain the code (符号取得); the same request again tries again."""
    person_ref, code = await register_client(ctx, body.person())
    return ClientReply(person_ref=person_ref, code=code)


@router.post("/codes", tags=["clients"], responses=_documented())
async def obtain_codes(body: CodesBody, ctx: Ctx, _: Staff) -> CodeCounts:
    """Try again for clients who lack a code; says how many had which outcome."""
    return await obtain_missing_codes(ctx, limit=body.limit)


@router.post(
    "/cases",
    tags=["cases"],
    status_code=HTTPStatus.CREATED,
    responses=_documented(
        errors.CaseRequestReused,
        errors.UnknownProcedure,
        errors.ApplicationMalformed,
        PersonUnknown,
    ),
)
async def file_case(body: CaseBody, ctx: Ctx, _: Staff) -> CaseReply:
    """Open a case on an application; the same request again returns the same case."""
    case_id = await open_case(ctx, body.filing(), request_id=body.request_id)
    return CaseReply(case_id=case_id)


@router.post(
    "/cases/{case_id}/decision",
    tags=["cases"],
    responses=_documented(
        errors.UnknownCase,
        CodeMissing,
        AnswerNotGenuine,
        DirectoryRefused,
        RemoteProblem,
        Unreachable,
    )
    | {202: {"model": DecisionBody, "description": "Inquiries are under way; call again"}},
)
async def decide(
    case_id: _CaseId,
    ctx: Ctx,
    _: Staff,
    response: Response,
    again: Annotated[bool, Query()] = False,  # noqa: FBT002 - FastAPI passes it by name
) -> DecisionBody:
    """Ask what the case needs and decide it; a decision that stands is returned as it is."""
    case = await decide_case(ctx, CaseId(case_id), again=again)
    body = DecisionBody.of(case)
    if body is None:
        raise RuntimeError("a case that was decided has no decision")
    if body.decided_at is None:
        response.status_code = HTTPStatus.ACCEPTED
        response.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return body


@router.get("/cases/{case_id}", tags=["cases"], responses=_documented(errors.UnknownCase))
async def look_at_case(case_id: _CaseId, ctx: Ctx, _: Staff) -> CaseView:
    """See how a case stands."""
    return CaseView.of(await read_case(ctx, CaseId(case_id)))


@router.get("/cases", tags=["cases"], responses=_documented())
async def look_at_cases(
    ctx: Ctx,
    _: Staff,
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> CasesPage:
    """Read the cases, page by page."""
    found = await list_cases(ctx, after=after, limit=limit)
    is_full = len(found) == limit
    return CasesPage(
        cases=[CaseLine.of(summary) for summary in found],
        next=found[-1].position if is_full else None,
    )
