"""Step 2: is this inquiry to be accepted? Keys, epoch, proof, freshness, the permit table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from linkage_hub.context import Context
from renkei.codes.conversion import convert
from renkei.codes.group import Point
from renkei.codes.subjects import SubjectRejected, check
from renkei.directory import DISCLOSURE, Directory, Participant, UnknownParticipant
from renkei.layouts import LAYOUTS
from renkei.messages.fields import ConvertedClaim, SealedSubjectClaim
from renkei.messages.inquiry import Inquiry
from renkei.messages.signing import MessageRejected, check_fresh
from renkei.permits import NotPermitted, Question, Rule, decide
from renkei.service.clock import japan_day

_STALE: Mapping[str, str] = {
    "expired": "inquiry-expired",
    "not-yet-valid": "inquiry-from-the-future",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A permitted inquiry has a rule and a subject, a refused one a reason.

    `portal` is the citizen's part of the record; it is there whenever the proof holds, also for a
    refusal.
    """

    reason: str | None
    rule: Rule | None = None
    subject: ConvertedClaim | None = None
    portal: ConvertedClaim | None = None


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, reason: str) -> None:
        self.reason = reason


def judge(ctx: Context, directory: Directory, inquiry: Inquiry) -> Judgement:
    """Decide on an inquiry whose signature holds; neither the code nor the person is seen."""
    portal = None
    try:
        provider = _provider(directory, inquiry)
        disclosure = directory.of_kind(DISCLOSURE)
        to, portal_key = _keys(inquiry.subject, provider, disclosure)
        _check_epoch(ctx, inquiry)
        _check_proof(inquiry, to, portal_key)
        portal = convert_portal_part(ctx, inquiry.subject, inquiry.iss, disclosure)
        _check_times(ctx, inquiry)
        requester = directory.active(inquiry.iss)
        rule = _rule(ctx, requester, provider, inquiry)
    except UnknownParticipant:
        return Judgement("unknown-provider")
    except _Refused as refused:
        return Judgement(refused.reason, portal=portal)
    subject = convert_subject(
        ctx,
        inquiry.subject,
        from_participant=inquiry.iss,
        to_participant=provider.id,
        to_key=to,
    )
    return Judgement(None, rule=rule, subject=subject, portal=portal)


def convert_subject(
    ctx: Context,
    claim: SealedSubjectClaim,
    *,
    from_participant: str,
    to_participant: str,
    to_key: Point,
) -> ConvertedClaim:
    """Convert a checked subject to its recipient."""
    epoch = ctx.book.epoch(to_participant)
    ratio = ctx.factors.ratio(
        from_agency=from_participant,
        from_epoch=claim.epoch,
        to_agency=to_participant,
        to_epoch=epoch,
    )
    converted = convert(claim.r, claim.to, ratio=ratio, to=to_key)
    return ConvertedClaim.of(converted, epoch=epoch, key=claim.key)


def convert_portal_part(
    ctx: Context, claim: SealedSubjectClaim, from_participant: str, disclosure: Participant
) -> ConvertedClaim:
    """Convert the citizen's part of a checked subject to the portal."""
    epoch = ctx.book.epoch(disclosure.id)
    ratio = ctx.factors.ratio(
        from_agency=from_participant,
        from_epoch=claim.epoch,
        to_agency=disclosure.id,
        to_epoch=epoch,
    )
    key = disclosure.code_keys[claim.portal_key]
    converted = convert(claim.r, claim.portal, ratio=ratio, to=key)
    return ConvertedClaim.of(converted, epoch=epoch, key=claim.portal_key)


def _provider(directory: Directory, inquiry: Inquiry) -> Participant:
    provider = directory.active(inquiry.provider)
    if provider.endpoint is None:
        raise _Refused("unknown-provider")
    return provider


def _keys(
    subject: SealedSubjectClaim, provider: Participant, disclosure: Participant
) -> tuple[Point, Point]:
    to = provider.code_keys.get(subject.key)
    portal = disclosure.code_keys.get(subject.portal_key)
    if to is None or portal is None:
        raise _Refused("unknown-code-key")
    return to, portal


def _check_epoch(ctx: Context, inquiry: Inquiry) -> None:
    if inquiry.subject.epoch != ctx.book.epoch(inquiry.iss):
        raise _Refused("epoch-not-accepted")


def _check_proof(inquiry: Inquiry, to: Point, portal: Point) -> None:
    try:
        check(inquiry.subject.sealed(), to=to, portal=portal, binding=inquiry.binding())
    except SubjectRejected:
        raise _Refused("proof-invalid") from None


def _check_times(ctx: Context, inquiry: Inquiry) -> None:
    now: datetime = ctx.clock()
    try:
        check_fresh(inquiry, now=now)
    except MessageRejected as stale:
        raise _Refused(_STALE[stale.reason]) from None
    if inquiry.exp - inquiry.iat > ctx.settings.longest_lifetime.total_seconds():
        raise _Refused("lifetime-too-long")


def _rule(ctx: Context, requester: Participant, provider: Participant, inquiry: Inquiry) -> Rule:
    if not requester.sealing_keys or not requester.code_keys:
        raise _Refused("requester-without-keys")
    question = Question(
        requester_kinds=requester.kinds,
        procedure=inquiry.procedure,
        provider_kinds=provider.kinds,
        information=inquiry.information,
        items=frozenset(inquiry.items),
        consent=inquiry.consent,
    )
    try:
        rule = decide(ctx.permits, question, japan_day(ctx.clock()))
    except NotPermitted as refused:
        raise _Refused(refused.reason) from None
    if inquiry.information not in LAYOUTS:
        raise _Refused("layout-not-available")
    if inquiry.information not in provider.provides:
        raise _Refused("unknown-provider")
    return rule
