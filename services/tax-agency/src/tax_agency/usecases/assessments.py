"""Assessments (賦課): the original and its replica change together, or not at all."""

from renkei.layouts import LOCAL_TAX
from tax_agency.context import Context
from tax_agency.domain import rules
from tax_agency.domain.errors import AssessmentRejected, Violation
from tax_agency.domain.model import Assessment, Replica, State


async def assess(ctx: Context, assessment: Assessment) -> Replica:
    """Keep an assessment and supersede its replica; the same again changes nothing.

    Raises:
        AssessmentRejected: it breaks rules of the layout, or does not agree with itself.
        PersonUnknown: nobody has the reference.
    """
    check(assessment)
    async with ctx.kit.db.transaction() as tx:
        await ctx.people.lock(tx, [assessment.person_ref])
        current = await ctx.assessments.current_replica(
            tx, assessment.person_ref, assessment.fiscal_year
        )
        if current is not None and current.assessment == assessment:
            return current
        now = ctx.kit.clock()
        await ctx.assessments.keep_original(tx, assessment, at=now)
        return await ctx.assessments.supersede(tx, assessment, after=current, at=now)


def check(assessment: Assessment) -> None:
    """Check an assessment against the layout, then against itself.

    Raises:
        AssessmentRejected: with every violation of the first of the two that finds any.
    """
    if assessment.state is not State.REGISTERED:
        found = [Violation(None, "items-without-assessment")] if assessment.items else []
    else:
        found = _against_layout(assessment) or _against_itself(assessment)
    if found:
        raise AssessmentRejected(found)


def _against_layout(assessment: Assessment) -> list[Violation]:
    items, layout = assessment.items, LOCAL_TAX.items
    found = [Violation(code, "item-missing") for code in sorted(layout.keys() - items.keys())]
    # An unknown code may be anything, so it is not named.
    if items.keys() - layout.keys():
        found.append(Violation(None, "unknown-item"))
    broken = ((code, layout[code].check(items[code])) for code in layout if code in items)
    found += [Violation(code, rule) for code, rule in broken if rule is not None]
    return found


def _against_itself(assessment: Assessment) -> list[Violation]:
    items = assessment.items
    amounts = {code: value for code, value in items.items() if isinstance(value, int)}
    return list(rules.violations(taxation_class=str(items["taxation-class"]), amounts=amounts))
