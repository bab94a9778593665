"""What the office's own staff calls."""

from http import HTTPStatus

from fastapi import APIRouter

from renkei.agency.people_codes import CodeCounts
from renkei.agency.routes import Staff
from tax_agency.deps import Ctx
from tax_agency.schemas import (
    AssessmentBody,
    CodesBody,
    NonDisclosureBody,
    RegisteredBody,
    ReplicaBody,
    TaxpayerBody,
)
from tax_agency.usecases import assessments, taxpayers

router = APIRouter(prefix="/v1")


@router.post("/taxpayers", status_code=HTTPStatus.CREATED, tags=["people"])
async def register_taxpayer(body: TaxpayerBody, _: Staff, ctx: Ctx) -> RegisteredBody:
    """Register a taxpayer and obtain the code."""
    registered = await taxpayers.register_taxpayer(ctx, body.new_person())
    return RegisteredBody(person_ref=registered.person_ref, code=registered.code)


@router.put("/assessments", tags=["assessments"])
async def put_assessment(body: AssessmentBody, _: Staff, ctx: Ctx) -> ReplicaBody:
    """Keep an assessment, and answer from it from now on."""
    replica = await assessments.assess(ctx, body.assessment())
    return ReplicaBody(revision=replica.revision, valid_from=replica.valid_from)


@router.post("/codes", tags=["people"])
async def obtain_codes(body: CodesBody, _: Staff, ctx: Ctx) -> CodeCounts:
    """Obtain codes for taxpayers who lack one."""
    return await taxpayers.obtain_codes(ctx, limit=body.limit)


@router.put("/non-disclosures", status_code=HTTPStatus.NO_CONTENT, tags=["people"])
async def put_non_disclosure(body: NonDisclosureBody, _: Staff, ctx: Ctx) -> None:
    """Keep exchanges about a person out of the citizen's view, or no longer."""
    await taxpayers.set_non_disclosable(ctx, body.person_ref, value=body.non_disclosable)
