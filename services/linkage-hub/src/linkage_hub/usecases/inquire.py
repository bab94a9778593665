"""An inquiry through the hub: steps 2 to 6 of the linkage cycle, in the order that they must have.

Accepted means on disk. The record and what it records are committed together; the permit goes out
after that, with the receipt; the answer is handed on only after it and its entry are committed.
"""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from linkage_hub.clients import ProviderFailed
from linkage_hub.context import Context
from linkage_hub.db import queries
from linkage_hub.db.queries import KeptInquiry
from linkage_hub.domain.errors import (
    REFUSALS,
    InquiryIdReused,
    MessageInvalid,
    MessageRefused,
    UnknownInquiry,
)
from linkage_hub.usecases.judging import Judgement, judge
from linkage_hub.usecases.recording import NewEntry, digest_text, enter, new_entry, portal_parts
from linkage_hub.usecases.relaying import AnswerRejected, Relayed, read_answer
from renkei.directory import Directory, UnknownParticipant
from renkei.messages.fields import ConvertedClaim
from renkei.messages.inquiry import Inquiry
from renkei.messages.outcome import Outcome
from renkei.messages.permit import Permit
from renkei.messages.signing import MessageRejected, digest_of, moment, sign, verify_undated
from renkei.service.ids import uuid7

_End = Literal["answered", "declined", "expired"]


async def inquire(ctx: Context, token: str) -> KeptInquiry:
    """Accept an inquiry and bring back its answer, if the provider gives it in time.

    The same inquiry again changes nothing and is told how it stands; while it has no end, the
    provider is asked again.

    Raises:
        MessageRefused: not a genuine inquiry to us; nothing is recorded.
        MessageInvalid: genuine, with claims that break a rule; nothing is recorded.
        InquiryIdReused: the id came before with another content.
    """
    directory = await ctx.book.current()
    inquiry = _read(ctx, directory, token)
    digest = digest_of(token)
    kept = await _known(ctx, inquiry)
    if kept is None:
        kept = await _decide(ctx, directory, inquiry, digest)
    if kept.message_digest != digest:
        raise InquiryIdReused
    return await deliver(ctx, kept)


async def deliver(ctx: Context, kept: KeptInquiry) -> KeptInquiry:
    """Steps 4 to 6 for an inquiry that has no end yet; returns how it stands afterwards."""
    if kept.state != "accepted" or kept.permit is None:
        return kept
    if ctx.clock() > kept.deadline_at:
        return await _end(ctx, kept, "expired", reason=None, relayed=None)
    directory = await ctx.book.current()
    try:
        provider = directory.active(kept.provider)
        token = await ctx.providers.present(provider.endpoint or "", kept.permit)
        directory = await ctx.book.current()  # whoever was suspended meanwhile is no provider
        relayed = read_answer(ctx, directory, kept, token)
    except (ProviderFailed, AnswerRejected, UnknownParticipant):
        return kept
    provided = relayed.answer.status == "provided"
    state: _End = "answered" if provided else "declined"
    return await _end(ctx, kept, state, reason=relayed.answer.reason, relayed=relayed)


async def look(ctx: Context, serial: UUID, *, requester: str) -> KeptInquiry:
    """Tell a requester how one of its inquiries stands.

    Raises:
        UnknownInquiry: there is none of this requester.
    """
    async with ctx.db.read() as tx:
        kept = await queries.inquiry_by_serial(tx, serial, requester=requester)
    if kept is None:
        raise UnknownInquiry
    return kept


async def acknowledge(ctx: Context, serial: UUID, *, requester: str) -> None:
    """Step 7: the requester has the answer on disk, so the sealed answer is erased here.

    Raises:
        UnknownInquiry: there is none of this requester that has ended.
    """
    async with ctx.db.transaction() as tx:
        erased = await queries.erase_answer(tx, serial, requester=requester)
    if not erased:
        raise UnknownInquiry


def outcome_of(ctx: Context, kept: KeptInquiry) -> str:
    """Sign how an inquiry stands, for its requester."""
    at = kept.ended_at or kept.accepted_at
    outcome = Outcome(
        iss=ctx.hub,
        aud=kept.requester,
        iat=int(at.timestamp()),
        serial=kept.serial,
        inquiry_id=kept.inquiry_id,
        inquiry_digest=kept.message_digest,
        state=kept.state,
        reason=kept.reason,
        receipt=kept.receipt,
        answer=kept.answer,
        related=tuple(ConvertedClaim.model_validate(claim) for claim in kept.related or ()),
    )
    return sign(outcome, ctx.keyring.signing)


def raise_refusal(ctx: Context, kept: KeptInquiry) -> None:
    """Raise the error of a refused inquiry; does nothing for any other.

    Raises:
        InquiryRefused: with the serial and the signed outcome.
    """
    if kept.state == "refused":
        refusal = REFUSALS[kept.reason or ""]
        raise refusal(serial=str(kept.serial), outcome=outcome_of(ctx, kept))


def _read(ctx: Context, directory: Directory, token: str) -> Inquiry:
    try:
        return verify_undated(token, Inquiry, key_of=directory.key_of, audience=ctx.hub)
    except MessageRejected as rejected:
        if rejected.places:
            raise MessageInvalid(rejected.places) from None
        raise MessageRefused(rejected.reason) from None


async def _known(ctx: Context, inquiry: Inquiry) -> KeptInquiry | None:
    async with ctx.db.read() as tx:
        return await queries.inquiry_by_id(tx, inquiry.jti, requester=inquiry.iss)


async def _decide(
    ctx: Context, directory: Directory, inquiry: Inquiry, digest: bytes
) -> KeptInquiry:
    """Steps 2 and 3: judge, then commit inquiry and entry together."""
    judgement = judge(ctx, directory, inquiry)
    serial = uuid7(ctx.clock)
    kind: Literal["accepted", "refused"] = "accepted" if judgement.reason is None else "refused"
    body = _body(inquiry, judgement, digest, ctx.permits.digest)
    entry = new_entry(ctx, serial=serial, kind=kind, body=body)
    kept = KeptInquiry(
        serial=serial,
        requester=inquiry.iss,
        inquiry_id=inquiry.jti,
        message_digest=digest,
        provider=inquiry.provider,
        information=inquiry.information,
        state=kind,
        reason=judgement.reason,
        receipt=entry.receipt,
        accepted_at=entry.at,
        deadline_at=moment(inquiry.exp),
        ended_at=None if judgement.reason is None else entry.at,
    )
    if judgement.reason is None:
        kept = _permitted(ctx, directory, inquiry, judgement, kept)
    return await _commit(ctx, inquiry, kept, entry)


def _permitted(
    ctx: Context,
    directory: Directory,
    inquiry: Inquiry,
    judgement: Judgement,
    kept: KeptInquiry,
) -> KeptInquiry:
    """Write the permit, which stays the same bytes however often it has to be presented."""
    requester = directory.active(inquiry.iss)
    code_key = requester.code_key()[0]
    rule, subject = judgement.rule, judgement.subject
    if rule is None or subject is None:
        raise RuntimeError("a permitted inquiry has a rule and a subject")
    permit = Permit(
        iss=ctx.hub,
        aud=inquiry.provider,
        iat=int(kept.accepted_at.timestamp()),
        exp=inquiry.exp,
        serial=kept.serial,
        rule=rule.id,
        table=ctx.permits.digest,
        requester=inquiry.iss,
        sealing_key=requester.sealing_key()[0],
        code_key=code_key,
        portal_key=inquiry.subject.portal_key,
        procedure=inquiry.procedure,
        information=inquiry.information,
        items=inquiry.items,
        fiscal_year=inquiry.fiscal_year,
        as_of=inquiry.as_of,
        consent=inquiry.consent,
        inquiry_digest=kept.message_digest,
        subject=subject,
        receipt=kept.receipt,
    )
    return replace(
        kept,
        permit=sign(permit, ctx.keyring.signing),
        portal_key=inquiry.subject.portal_key,
        requester_key=code_key,
    )


async def _commit(
    ctx: Context, inquiry: Inquiry, kept: KeptInquiry, entry: NewEntry
) -> KeptInquiry:
    try:
        async with ctx.db.transaction() as tx:
            await queries.add_inquiry(tx, kept)
            await enter(tx, entry)
    except IntegrityError:
        # The same inquiry came twice at the same moment: the one that was committed stands.
        known = await _known(ctx, inquiry)
        if known is None:
            raise
        return known
    return kept


async def _end(
    ctx: Context,
    kept: KeptInquiry,
    state: _End,
    *,
    reason: str | None,
    relayed: Relayed | None,
) -> KeptInquiry:
    """Step 6: commit the end and its entry together; whoever comes second finds it ended."""
    body: dict[str, object] = {"requester": kept.requester, "provider": kept.provider}
    if reason is not None:
        body["reason"] = reason
    if relayed is not None:
        body["answer_digest"] = digest_text(digest_of(relayed.token))
        body["non_disclosable"] = relayed.answer.non_disclosable
        body["related"] = portal_parts(relayed.portal)
    entry = new_entry(ctx, serial=kept.serial, kind=state, body=body)
    ended = replace(
        kept,
        state=state,
        reason=reason,
        permit=None,
        answer=relayed.token if relayed else None,
        related=portal_parts(relayed.related) if relayed else None,
        receipt=entry.receipt,
        ended_at=entry.at,
    )
    async with ctx.db.transaction() as tx:
        first = await queries.end_inquiry(
            tx,
            kept.serial,
            state=state,
            reason=reason,
            answer=ended.answer,
            related=ended.related,
            receipt=ended.receipt,
            at=entry.at,
        )
        if first:
            await enter(tx, entry)
    return ended if first else await look(ctx, kept.serial, requester=kept.requester)


def _body(inquiry: Inquiry, judgement: Judgement, digest: bytes, table: str) -> dict[str, object]:
    body: dict[str, object] = {
        "requester": inquiry.iss,
        "office": inquiry.office,
        "provider": inquiry.provider,
        "procedure": inquiry.procedure,
        "information": inquiry.information,
        "items": list(inquiry.items),
        "consent": inquiry.consent,
        "inquiry_digest": digest_text(digest),
        "table": table,
    }
    if inquiry.fiscal_year is not None:
        body["fiscal_year"] = inquiry.fiscal_year
    if inquiry.as_of is not None:
        body["as_of"] = inquiry.as_of.isoformat()
    if judgement.rule is not None:
        body["rule"] = judgement.rule.id
    if judgement.reason is not None:
        body["reason"] = judgement.reason
    if judgement.portal is not None:
        body["portal"] = judgement.portal.model_dump(mode="json")
    return body
