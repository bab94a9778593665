"""Identity's interface."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from identity.deps import Agency, Ctx, Register, Staff
from identity.domain import errors
from identity.problems import PROBLEMS
from identity.schemas import (
    ClaimBody,
    GrantBody,
    ItemChangeBody,
    NumberBody,
    NumberChangeBody,
    PersonBody,
    QuarantinePage,
)
from identity.usecases import change_items as items
from identity.usecases import change_number as numbers
from identity.usecases import grant_code as grants
from identity.usecases import register_person as people
from identity.usecases import review
from identity.usecases.numbering import Numbered
from renkei.service.callers import NotAllowed, NotAuthenticated
from renkei.service.openapi import documented

MAX_PAGE = 200

router = APIRouter(prefix="/v1")


def _refusals(*refused: type[Exception]) -> dict[int | str, dict[str, Any]]:
    always: tuple[type[Exception], ...] = (NotAuthenticated, NotAllowed)
    return documented(*(PROBLEMS[error] for error in (*always, *refused)))


@router.post(
    "/people",
    tags=["numbering"],
    status_code=HTTPStatus.CREATED,
    responses=_refusals(errors.AlreadyRegistered, errors.RequestIdReused)
    | {200: {"model": NumberBody, "description": "Assigned before, by the same request."}},
)
async def register_person(
    body: PersonBody, caller: Register, ctx: Ctx, response: Response
) -> NumberBody:
    """Assign an Individual Number (個人番号) to a resident; municipalities only."""
    numbered = await people.register_person(
        ctx,
        agency=caller.id,
        request_id=body.request_id,
        items=body.items(),
        other_names=frozenset(body.other_names),
    )
    return _shown(numbered, response)


@router.post(
    "/number-changes",
    tags=["numbering"],
    status_code=HTTPStatus.CREATED,
    responses=_refusals(errors.NotMatched, errors.NumberSuperseded, errors.RequestIdReused)
    | {200: {"model": NumberBody, "description": "Changed before, by the same request."}},
)
async def change_number(
    body: NumberChangeBody, caller: Register, ctx: Ctx, response: Response
) -> NumberBody:
    """Replace a number that leaked; the person's codes stay; municipalities only."""
    numbered = await numbers.change_number(
        ctx,
        agency=caller.id,
        request_id=body.request_id,
        number=body.number,
        items=body.items(),
    )
    return _shown(numbered, response)


@router.post(
    "/item-changes",
    tags=["numbering"],
    status_code=HTTPStatus.NO_CONTENT,
    responses=_refusals(errors.NotMatched, errors.AlreadyRegistered),
)
async def change_items(body: ItemChangeBody, caller: Register, ctx: Ctx) -> None:
    """Replace a person's items, as after a move or a marriage; municipalities only."""
    await items.change_items(
        ctx,
        agency=caller.id,
        number=body.number,
        old=body.old.items(),
        new=body.new.items(),
        other_names=None if body.other_names is None else frozenset(body.other_names),
    )


@router.post(
    "/code-grants",
    tags=["codes"],
    status_code=HTTPStatus.CREATED,
    responses=_refusals(errors.NotMatched, errors.NoCodeKey),
)
async def grant_code(body: ClaimBody, caller: Agency, ctx: Ctx) -> GrantBody:
    """Obtain a grant, which the hub exchanges for your code of the person (符号取得)."""
    grant = await grants.grant_code(ctx, agency=caller, number=body.number, items=body.items())
    return GrantBody(grant=grant)


@router.get("/quarantine", tags=["staff"], responses=documented(PROBLEMS[NotAuthenticated]))
async def read_quarantine(
    _: Staff,
    ctx: Ctx,
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> QuarantinePage:
    """Read the claims that were held, page by page; identity's own staff only."""
    found = await review.held_claims(ctx, after=after, limit=limit)
    return QuarantinePage.of(list(found), limit=limit)


def _shown(numbered: Numbered, response: Response) -> NumberBody:
    response.status_code = HTTPStatus.CREATED if numbered.is_new else HTTPStatus.OK
    return NumberBody.of(numbered)
