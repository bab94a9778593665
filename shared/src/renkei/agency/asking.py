"""Asking (情報照会): steps 1 and 7 of the linkage cycle, from the intent to the opened answer.

The order is the design: the intent is on disk before anything is sent; the answer's content and
the record of it are committed together before the caller sees either. What a crash leaves is sent
again, unchanged, under the same inquiry id.
"""

import contextlib
import json
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.agency.clients import RemoteProblem, Unreachable
from renkei.agency.context import AgencyContext
from renkei.agency.inquiries import Asking, Inquiries, KeptInquiry
from renkei.agency.records import ProvisionRecord
from renkei.codes.group import joined
from renkei.codes.subjects import Code, open_related, seal
from renkei.directory import DISCLOSURE, Directory
from renkei.layouts import LAYOUTS, Content, LayoutRejected, decode
from renkei.layouts.household import slots
from renkei.messages.answer import Answer, content_info
from renkei.messages.fields import SealedSubjectClaim
from renkei.messages.inquiry import Inquiry, InquiryTerms
from renkei.messages.outcome import Outcome
from renkei.messages.signing import MessageRejected, digest_of, sign, verify, verify_undated
from renkei.sealing import NotSealedForUs
from renkei.service.ids import uuid7

ANSWER_UNUSABLE = "answer-unusable"
"""Reason of an inquiry that was answered with what cannot be used."""
_CONTENT = "inquiry-content"
_CASE = "case-reference"
_WITH_ANSWER = {"answered": "provided", "declined": "declined"}
_ENDED = {"answered", "declined", "refused", "expired"}


class CodeMissing(Exception):  # noqa: N818 - states the fact
    """The person has no code yet; obtain one first."""

    def __init__(self) -> None:
        super().__init__("No code has been obtained for this person.")


class AnswerNotGenuine(Exception):  # noqa: N818 - states the fact
    """Wrong signer, or another inquiry than ours."""

    def __init__(self) -> None:
        super().__init__("The answer does not hold.")


class _ContradictsItself(Exception):  # noqa: N818 - never leaves this module
    """The content names other people than those sealed beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How an inquiry stands: `state` is accepted while the provider has not answered.

    `content` is None with the reason `answer-unusable` if the provider's genuine answer does not
    open, does not follow the layout or the question, or contradicts itself.
    `people` are our references of the related people, by slot; None is padding.
    """

    inquiry_id: UUID
    serial: UUID | None
    state: str
    reason: str | None
    content: Content | None = field(repr=False)
    people: tuple[str | None, ...] = field(repr=False)


async def ask(ctx: AgencyContext, asking: Asking) -> Told:
    """Ask a provider, through the hub, for facts about one of our people.

    Asking the same again (same case, same attempt) sends nothing new: an inquiry without an end
    is resumed, one that ended is told from what is kept.

    Raises:
        CodeMissing: no code was obtained for the person.
        UnknownParticipant: the provider, or the portal, takes no part.
        RemoteProblem: the hub refused without recording, as for a malformed inquiry.
        Unreachable: the hub did not answer; the inquiry stays intended and is resumed by asking
        again. AnswerNotGenuine: what came does not hold.
    """
    inquiries = Inquiries(ctx.tables.inquiry)
    async with ctx.db.read() as tx:
        kept = await inquiries.by_question(tx, asking)
        code = await ctx.vault.code_of(tx, asking.person_ref)
    if kept is None:
        if code is None:
            raise CodeMissing
        kept = await _intend(ctx, inquiries, asking, code)
    if kept.state in _ENDED:
        return _told(ctx, kept)
    outcome = _genuine(ctx, await ctx.hub.send_inquiry(kept.message or ""), kept)
    if outcome.state not in _ENDED:
        return _waiting(kept, outcome)
    await _end(ctx, inquiries, kept, outcome)
    await _acknowledge(ctx, outcome)
    async with ctx.db.read() as tx:
        ended = await inquiries.by_question(tx, asking)
    if ended is None:
        raise AnswerNotGenuine
    return _told(ctx, ended)


async def _intend(
    ctx: AgencyContext, inquiries: Inquiries, asking: Asking, code: Code
) -> KeptInquiry:
    """Step 1: seal, sign, and commit the intent."""
    directory = await ctx.directory.current()
    message = _message(ctx, directory, asking, code)
    inquiry_id, now = message.jti, ctx.clock()
    token = sign(message, ctx.keyring.signing)
    try:
        async with ctx.db.transaction() as tx:
            await inquiries.intend(
                tx,
                inquiry_id=inquiry_id,
                asking=asking,
                message=token,
                message_digest=digest_of(token),
                at=now,
                deadline=now + ctx.settings.inquiry_lifetime,
            )
    except IntegrityError:
        pass  # somebody else asked the same at the same moment: theirs stands
    async with ctx.db.read() as tx:
        kept = await inquiries.by_question(tx, asking)
    if kept is None:
        raise RuntimeError("an intent that was committed is gone")
    return kept


def _message(ctx: AgencyContext, directory: Directory, asking: Asking, code: Code) -> Inquiry:
    provider_kid, provider_key = directory.active(asking.provider).code_key()
    portal_kid, portal_key = directory.of_kind(DISCLOSURE).code_key()
    now, inquiry_id = ctx.clock(), uuid7(ctx.clock)
    terms = InquiryTerms(
        iss=ctx.participant,
        aud=ctx.directory.anchor.id,
        iat=int(now.timestamp()),
        exp=int((now + ctx.settings.inquiry_lifetime).timestamp()),
        jti=inquiry_id,
        procedure=asking.procedure,
        provider=asking.provider,
        information=asking.information,
        items=asking.items,
        fiscal_year=asking.fiscal_year,
        as_of=asking.as_of,
        case_ref=_reference(ctx, asking, inquiry_id),
        office=asking.office,
        consent=asking.consent,
    )
    sealed = seal(code, to=provider_key, portal=portal_key, binding=terms.binding())
    subject = SealedSubjectClaim.of(sealed, key=provider_kid, portal_key=portal_kid)
    return Inquiry(**dict(terms), subject=subject)


def _reference(ctx: AgencyContext, asking: Asking, inquiry_id: UUID) -> str:
    """Return what stands for the case in one inquiry: the hub must not see which belong together.

    Whoever has our key and the case can tell that an inquiry is of that case.
    """
    stated = joined(asking.case_ref.encode(), inquiry_id.bytes)
    return ctx.keyring.at_rest.index(stated, purpose=_CASE).hex()[:32]


def _genuine(ctx: AgencyContext, token: str, kept: KeptInquiry) -> Outcome:
    hub = ctx.directory.anchor
    try:
        outcome = verify(
            token, Outcome, key_of=hub.signing_keys.get, audience=ctx.participant, now=ctx.clock()
        )
    except MessageRejected:
        raise AnswerNotGenuine from None
    ours = outcome.inquiry_id == kept.inquiry_id and outcome.inquiry_digest == kept.message_digest
    if outcome.aud != ctx.participant or not ours:
        raise AnswerNotGenuine
    return outcome


async def _end(
    ctx: AgencyContext, inquiries: Inquiries, kept: KeptInquiry, outcome: Outcome
) -> None:
    """Step 7: verify and open, then commit content and record together."""
    answer = await _answer(ctx, kept, outcome)
    codes = _related(ctx, outcome, answer)
    content, reason = None, outcome.reason
    if answer is not None and answer.sealed is not None:
        try:
            content = _opened(ctx, kept, answer.serial, answer.sealed)
            _check_slots(_decoded(content, kept.asking), codes)
        except (NotSealedForUs, LayoutRejected, _ContradictsItself):
            # The provider has spoken, and it will not speak again: asking on would ask for ever.
            content, codes, reason = None, [], ANSWER_UNUSABLE
    async with ctx.db.transaction() as tx:
        people = [await _person(ctx, tx, code) for code in codes]
        ended = await inquiries.end(
            tx,
            kept.inquiry_id,
            state=outcome.state,
            reason=reason,
            serial=outcome.serial,
            content_sealed=None if content is None else _at_rest(ctx, kept, content, people),
            at=ctx.clock(),
        )
        if ended:
            await ctx.records.add(tx, _record(ctx, kept, outcome, answer, reason))


async def _acknowledge(ctx: AgencyContext, outcome: Outcome) -> None:
    """Let the hub erase the sealed answer; should this get lost, it stays there, sealed."""
    if outcome.answer is None:
        return
    with contextlib.suppress(Unreachable, RemoteProblem):
        await ctx.hub.acknowledge(outcome.serial)


async def _answer(ctx: AgencyContext, kept: KeptInquiry, outcome: Outcome) -> Answer | None:
    if outcome.answer is None:
        if outcome.state in _WITH_ANSWER:
            raise AnswerNotGenuine
        return None
    directory = await ctx.directory.current()
    try:
        answer = verify_undated(
            outcome.answer, Answer, key_of=directory.key_of, audience=ctx.participant
        )
    except MessageRejected:
        raise AnswerNotGenuine from None
    if (answer.iss, answer.aud, answer.serial, answer.inquiry_digest) != (
        kept.asking.provider,
        ctx.participant,
        outcome.serial,
        kept.message_digest,
    ):
        raise AnswerNotGenuine
    # The hub's word about the end must be the provider's own.
    if (_WITH_ANSWER.get(outcome.state), outcome.reason) != (answer.status, answer.reason):
        raise AnswerNotGenuine
    return answer


def _opened(ctx: AgencyContext, kept: KeptInquiry, serial: UUID, sealed: bytes) -> bytes:
    info = content_info(serial=serial, provider=kept.asking.provider, requester=ctx.participant)
    return ctx.keyring.opening.open(sealed, info=info)


def _decoded(content: bytes, asking: Asking) -> Content:
    layout = LAYOUTS[asking.information]
    return decode(content, layout=layout, asked=frozenset(asking.items))


def _related(ctx: AgencyContext, outcome: Outcome, answer: Answer | None) -> list[Code | None]:
    """Open the related people: as many as the provider sealed, none left out and none added."""
    sealed = 0 if answer is None else len(answer.related)
    if len(outcome.related) != sealed:
        raise AnswerNotGenuine
    if any(claim.key != ctx.keyring.code_kid for claim in outcome.related):
        raise AnswerNotGenuine
    return [
        open_related(claim.ciphertext(), ctx.keyring.code, epoch=claim.epoch)
        for claim in outcome.related
    ]


def _check_slots(content: Content, codes: list[Code | None]) -> None:
    """Check that the content speaks of exactly the people who were sealed."""
    if slots(content) != {slot for slot, code in enumerate(codes) if code is not None}:
        raise _ContradictsItself


async def _person(ctx: AgencyContext, tx: AsyncConnection, code: Code | None) -> str | None:
    """Find whom of ours a related code belongs to; a person new to us gets a reference."""
    if code is None:
        return None
    known = await ctx.vault.person_of(tx, code)
    if known is not None:
        return known
    person_ref = uuid4().hex
    at = ctx.clock()
    await ctx.vault.keep(tx, person_ref=person_ref, code=code, at=at, is_named_only=True)
    return person_ref


def _at_rest(
    ctx: AgencyContext, kept: KeptInquiry, content: bytes, people: list[str | None]
) -> bytes:
    kept_form = json.dumps({"content": content.decode(), "people": people}).encode()
    return ctx.keyring.at_rest.seal(kept_form, purpose=_CONTENT, bound_to=kept.inquiry_id.bytes)


def _told(ctx: AgencyContext, kept: KeptInquiry) -> Told:
    content, people = None, ()
    if kept.content_sealed is not None:
        opened = ctx.keyring.at_rest.open(
            kept.content_sealed, purpose=_CONTENT, bound_to=kept.inquiry_id.bytes
        )
        kept_form = json.loads(opened)
        content = _decoded(kept_form["content"].encode(), kept.asking)
        people = tuple(kept_form["people"])
    return Told(
        inquiry_id=kept.inquiry_id,
        serial=kept.serial,
        state=kept.state,
        reason=kept.reason,
        content=content,
        people=people,
    )


def _waiting(kept: KeptInquiry, outcome: Outcome) -> Told:
    return Told(
        inquiry_id=kept.inquiry_id,
        serial=outcome.serial,
        state=outcome.state,
        reason=outcome.reason,
        content=None,
        people=(),
    )


def _record(
    ctx: AgencyContext,
    kept: KeptInquiry,
    outcome: Outcome,
    answer: Answer | None,
    reason: str | None,
) -> ProvisionRecord:
    asking = kept.asking
    return ProvisionRecord(
        serial=outcome.serial,
        role="requester",
        counterpart=asking.provider,
        person_ref=asking.person_ref,
        procedure=asking.procedure,
        information=asking.information,
        items=asking.items,
        fiscal_year=asking.fiscal_year,
        as_of=asking.as_of,
        outcome=outcome.state,
        reason=reason,
        inquiry_digest=kept.message_digest,
        receipt=outcome.receipt,
        non_disclosable=answer is not None and answer.non_disclosable,
        requested_at=kept.intended_at,
        provided_at=ctx.clock(),
    )
