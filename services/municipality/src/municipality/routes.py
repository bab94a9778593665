"""What the register's own staff calls."""

from http import HTTPStatus

from fastapi import APIRouter

from municipality.deps import Ctx
from municipality.schemas import (
    CodesBody,
    HouseholdBody,
    HouseholdKeptBody,
    NonDisclosureBody,
    RegisteredBody,
    ResidentBody,
)
from municipality.usecases import households, residents
from renkei.agency.people_codes import CodeCounts
from renkei.agency.routes import Staff

router = APIRouter(prefix="/v1")


@router.post("/residents", status_code=HTTPStatus.CREATED, tags=["people"])
async def register_resident(body: ResidentBody, _: Staff, ctx: Ctx) -> RegisteredBody:
    """Register a resident, have the number assigned, and obtain the code."""
    done = await residents.register_resident(ctx, body.new_person())
    return RegisteredBody(person_ref=done.person_ref, number=done.number, code=done.code)


@router.put("/households", tags=["households"])
async def put_household(body: HouseholdBody, _: Staff, ctx: Ctx) -> HouseholdKeptBody:
    """Say who lives in a household; people are moved from where they lived."""
    household_id = await households.put_household(
        ctx, household_id=body.household_id, members=body.listed()
    )
    return HouseholdKeptBody(household_id=household_id)


@router.post("/codes", tags=["people"])
async def obtain_codes(body: CodesBody, _: Staff, ctx: Ctx) -> CodeCounts:
    """Obtain codes for residents who lack one."""
    return await residents.obtain_codes(ctx, limit=body.limit)


@router.put("/non-disclosures", status_code=HTTPStatus.NO_CONTENT, tags=["people"])
async def put_non_disclosure(body: NonDisclosureBody, _: Staff, ctx: Ctx) -> None:
    """Keep exchanges about a person out of the citizen's view, or no longer."""
    await residents.set_non_disclosable(ctx, body.person_ref, value=body.non_disclosable)
