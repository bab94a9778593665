"""Deciding a case: ask what its plan needs, weigh what came, keep the decision with its evidence.

Every step is on disk before the next, so that a case that was broken off is decided by deciding it
again: no question is asked twice, and one decision comes of it.
"""

import logging
from dataclasses import replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from welfare_agency.context import Context
from welfare_agency.db import queries
from welfare_agency.db.sealed import CaseSeal
from welfare_agency.domain.filing import Ruling, deemed_submissions, held_back, rule
from welfare_agency.domain.model import CaseId, Fact, Verdict
from welfare_agency.domain.plans import Question, plan_of
from welfare_agency.domain.rounds import standing, still_open
from welfare_agency.usecases.cases import Decided, KeptCase, read_case
from welfare_agency.usecases.inquiring import ask_all, require_codes

log = logging.getLogger(__name__)


async def decide_case(ctx: Context, case_id: CaseId, *, again: bool = False) -> KeptCase:
    """Decide a case, or return how it was decided.

    While a provider has not answered, the verdict is undetermined and is not kept
    (`decided.at` is None): calling again goes on.

    Args:
        ctx: the agency.
        case_id: the case.
        again: ask anew for the facts that kept the verdict open; a settled verdict stands.

    Raises:
        UnknownCase: there is none of this id.
        CodeMissing: somebody named in the filing has no code, and none could be obtained.
        Unreachable: the hub does not answer; what was asked stays, and calling again goes on.
        RemoteProblem: the hub refused an inquiry without recording it.
        AnswerNotGenuine: what came does not hold; nothing of it is kept.
        DirectoryRefused: what the hub sent as the directory is not its own.
    """
    case = await _to_decide(ctx, case_id, again=again)
    if case.decided is not None:
        return case
    await require_codes(ctx, case)
    case = await _all_asked(ctx, case)
    facts = standing(case.filing.application, case.asked, attempt=case.attempt)
    if _open(case):
        return replace(case, decided=Decided(ruling=held_back(case.filing, facts), at=None))
    await _keep(ctx, case, rule(case.filing, facts), facts)
    return await read_case(ctx, case_id)


async def _to_decide(ctx: Context, case_id: CaseId, *, again: bool) -> KeptCase:
    case = await read_case(ctx, case_id)
    if not again or case.decided is None:
        return case
    if case.decided.ruling.decision.outcome is not Verdict.UNDETERMINED:
        return case
    async with ctx.db.transaction() as tx:
        await queries.begin_attempt(tx, case_id, after=case.attempt)
    return await read_case(ctx, case_id)


async def _all_asked(ctx: Context, case: KeptCase) -> KeptCase:
    """Ask in waves: the household first, as only it tells whom else to ask about."""
    asked_now: set[Question] = set()
    while questions := [question for question in _open(case) if question not in asked_now]:
        await ask_all(ctx, case, questions)
        asked_now.update(questions)
        case = await read_case(ctx, case.case_id)
    return case


def _open(case: KeptCase) -> tuple[Question, ...]:
    plan, application = plan_of(case.filing.procedure), case.filing.application
    return still_open(plan, application, case.asked, attempt=case.attempt)


async def _keep(ctx: Context, case: KeptCase, ruling: Ruling, facts: tuple[Fact, ...]) -> None:
    at = ctx.clock()
    deemed = deemed_submissions(plan_of(case.filing.procedure), facts)
    papers = {UUID(serial): paper.value for serial, paper in deemed.items()}
    sealed = CaseSeal(ctx.cipher, case.case_id).ruling(ruling)
    try:
        async with ctx.db.transaction() as tx:
            await queries.add_decision(
                tx, case.case_id, attempt=case.attempt, ruling_sealed=sealed, at=at
            )
            await queries.add_deemed_submissions(tx, case.case_id, papers, at=at)
    except IntegrityError:
        return  # somebody else decided the same attempt at the same moment: theirs stands
    log.info("case decided", extra={"procedure": case.filing.procedure})
