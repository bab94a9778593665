"""Bringing one question of a case to its end, through the hub.

Whom to ask is on disk before anything is asked, so that a case that is resumed asks the same
provider the same question, which the kit then sends under the same inquiry id.
"""

import asyncio
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from renkei.agency.asking import CodeMissing, Told, ask
from renkei.agency.inquiries import Asking
from renkei.agency.people_codes import CodeOutcome, obtain
from renkei.directory import UnknownParticipant
from welfare_agency.context import Context
from welfare_agency.db import queries
from welfare_agency.db.sealed import CaseSeal
from welfare_agency.domain.plans import Question
from welfare_agency.usecases.cases import KeptCase
from welfare_agency.usecases.reading_answers import AnswerUnusable, fact_of

AT_ONCE: Final = 4
"""How many inquiries of one case are under way at the same time."""

NO_PROVIDER: Final = "no-provider"
ANSWER_UNUSABLE: Final = "answer-unusable"


async def require_codes(ctx: Context, case: KeptCase) -> None:
    """See to it that everybody named in the filing has a code.

    Without, a household that names one of them would seem to name a stranger.

    Raises:
        CodeMissing: somebody's could not be obtained.
    """
    for person in sorted(case.filing.named()):
        if await obtain(ctx.kit, ctx.people, person) is not CodeOutcome.OBTAINED:
            raise CodeMissing


async def ask_all(ctx: Context, case: KeptCase, questions: Iterable[Question]) -> None:
    """Put questions to their providers, a few at a time; each that succeeds is kept.

    Raises:
        Unreachable: the hub did not answer one; whoever calls again goes on from here.
        RemoteProblem: the hub refused one without recording it.
        AnswerNotGenuine: what came for one does not hold.
    """
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(question: Question) -> None:
        async with turns:
            await _bring(ctx, case, question)

    # One that fails does not call the others back: what they ask is on its way already.
    ends = await asyncio.gather(*map(in_turn, questions), return_exceptions=True)
    for end in ends:
        if end is not None:
            raise end


async def _bring(ctx: Context, case: KeptCase, question: Question) -> None:
    row = await _chosen(ctx, case, question)
    if row["provider"] is None:
        return
    try:
        told = await ask(ctx.kit, _asking(ctx, case, row))
    except UnknownParticipant:
        await _keep(ctx, row, state="not-asked", reason=NO_PROVIDER)
        return
    await _keep_told(ctx, case, row, told)


async def _chosen(ctx: Context, case: KeptCase, question: Question) -> RowMapping:
    """Return the inquiry for a question, with the provider that was chosen when it first arose."""
    known = await _row(ctx, case, question)
    if known is not None:
        return known
    provider = await _provider(ctx, case, question)
    is_household = question.fiscal_year is None
    values = {
        "case_id": case.case_id,
        "attempt": case.attempt,
        "person_ref": question.person,
        "information": question.information.value,
        "items": sorted(question.items),
        "fiscal_year": question.fiscal_year,
        "as_of": question.residence_on if is_household else None,
        "provider": provider,
        "state": "not-asked" if provider is None else "chosen",
        "reason": NO_PROVIDER if provider is None else None,
    }
    try:
        async with ctx.db.transaction() as tx:
            await queries.add_inquiry(tx, values)
    except IntegrityError:
        pass  # somebody else decides the same case at the same moment: theirs stands
    row = await _row(ctx, case, question)
    if row is None:
        raise RuntimeError("an inquiry that was committed is gone")
    return row


async def _row(ctx: Context, case: KeptCase, question: Question) -> RowMapping | None:
    async with ctx.db.read() as tx:
        return await queries.inquiry(
            tx,
            case.case_id,
            attempt=case.attempt,
            information=question.information,
            person_ref=question.person,
        )


async def _provider(ctx: Context, case: KeptCase, question: Question) -> str | None:
    directory = await ctx.kit.directory.current()
    municipality = case.filing.municipality(question.source)
    try:
        return directory.provider_of(question.information, municipality=municipality).id
    except UnknownParticipant:
        return None


def _asking(ctx: Context, case: KeptCase, row: RowMapping) -> Asking:
    return Asking(
        person_ref=row["person_ref"],
        procedure=case.filing.procedure,
        provider=row["provider"],
        information=row["information"],
        items=tuple(row["items"]),
        case_ref=case.case_id,
        office=ctx.office,
        fiscal_year=row["fiscal_year"],
        as_of=row["as_of"],
        consent=case.filing.consent,
        attempt=row["attempt"],
    )


async def _keep_told(ctx: Context, case: KeptCase, row: RowMapping, told: Told) -> None:
    person, information = row["person_ref"], row["information"]
    try:
        fact = fact_of(told, person=person, information=information, fiscal_year=row["fiscal_year"])
    except AnswerUnusable:
        await _keep(ctx, row, state=told.state, reason=ANSWER_UNUSABLE, serial=told.serial)
        return
    sealed = None
    if fact is not None:
        sealed = CaseSeal(ctx.cipher, case.case_id).fact(fact, attempt=row["attempt"])
    await _keep(
        ctx, row, state=told.state, reason=told.reason, serial=told.serial, fact_sealed=sealed
    )


async def _keep(
    ctx: Context,
    row: RowMapping,
    *,
    state: str,
    reason: str | None,
    serial: UUID | None = None,
    fact_sealed: bytes | None = None,
) -> None:
    async with ctx.db.transaction() as tx:
        await queries.move_inquiry(
            tx,
            row["position"],
            state=state,
            reason=reason,
            serial=serial,
            fact_sealed=fact_sealed,
        )
