"""Answering (情報提供): step 5 of the linkage cycle, from a permit to a signed answer.

No permit is followed without the hub's receipt, and none that our own copy of the permit table
does not carry. The record and the answer are committed together before the answer leaves; the
same permit again gets the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from renkei.agency.context import AgencyContext
from renkei.agency.records import ProvisionRecord
from renkei.codes.subjects import Code, SubjectRejected, open_code, seal, seal_nobody
from renkei.directory import DISCLOSURE, Directory, Participant, UnknownParticipant
from renkei.layouts import LAYOUTS, Content, encode
from renkei.messages.answer import Answer, content_info, related_binding
from renkei.messages.fields import MAX_RELATED, SealedSubjectClaim
from renkei.messages.permit import Permit
from renkei.messages.receipt import Receipt
from renkei.messages.signing import (
    MessageRejected,
    digest_of,
    moment,
    sign,
    verify,
    verify_undated,
)
from renkei.permits import NotPermitted, Question, decide
from renkei.service.clock import japan_day

_FEWEST_SLOTS = 4


class PermitRejected(Exception):  # noqa: N818 - states the fact
    """The permit is not the hub's, not for us, not in time, or comes without its receipt."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The permit is refused: {reason}.")


class Declined(Exception):  # noqa: N818 - states the fact
    """We do not answer this permit; the reason travels to the requester, signed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The question is declined: {reason}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a permit asks of us; `person_ref` is None when we know nobody by that code."""

    person_ref: str | None
    procedure: str
    information: str
    items: frozenset[str]
    fiscal_year: int | None
    as_of: date | None
    on: date
    """Today, in Japan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What we know: the content, and our references of the related people it names, by slot."""

    content: Content = field(repr=False)
    related: tuple[str, ...] = ()
    non_disclosable: bool = False
    """不開示該当: the citizen's view must omit this exchange."""


class Source(Protocol):
    """Where an agency's facts come from: its replica (副本)."""

    async def facts(self, tx: AsyncConnection, asked: Asked) -> Facts:
        """Return what is known, item by item as asked.

        Raises:
            Declined: we do not answer this.
        """
        ...


async def answer_permit(ctx: AgencyContext, source: Source, token: str) -> str:
    """Answer a permit; return our signed answer.

    Args:
        ctx: the agency's kit.
        source: the agency's replica.
        token: the hub's `renkei-permit+jwt`.

    Raises:
        PermitRejected: there is nothing to answer to.
        Unreachable: the directory is not known and the hub does not answer.
    """
    permit = _genuine(ctx, token)
    given = await _given(ctx, permit.serial, token)
    if given is not None:
        return given
    answer, person_ref = await _answer(ctx, source, permit)
    signed = sign(answer, ctx.keyring.signing)
    try:
        async with ctx.db.transaction() as tx:
            await tx.execute(
                insert(ctx.tables.given_answer).values(
                    serial=permit.serial,
                    permit_digest=digest_of(token),
                    answer=signed,
                    erase_after=moment(permit.exp),
                )
            )
            await ctx.records.add(tx, _record(ctx, permit, answer, person_ref))
    except IntegrityError:
        # The same permit came twice at the same moment: one answer stands, and both get it.
        given = await _given(ctx, permit.serial, token)
        if given is None:
            raise PermitRejected("serial-in-use") from None
        return given
    return signed


def _genuine(ctx: AgencyContext, token: str) -> Permit:
    hub = ctx.directory.anchor
    try:
        permit = verify(
            token, Permit, key_of=hub.signing_keys.get, audience=ctx.participant, now=ctx.clock()
        )
        receipt = verify_undated(
            permit.receipt, Receipt, key_of=hub.signing_keys.get, audience=ctx.participant
        )
    except MessageRejected as rejected:
        raise PermitRejected(rejected.reason) from None
    if receipt.serial != permit.serial or receipt.kind != "accepted":
        raise PermitRejected("receipt-of-another")
    return permit


async def _given(ctx: AgencyContext, serial: UUID, token: str) -> str | None:
    table = ctx.tables.given_answer
    async with ctx.db.read() as tx:
        rows = await tx.execute(
            select(table.c.answer, table.c.permit_digest).where(table.c.serial == serial)
        )
        row = rows.first()
    if row is None:
        return None
    if row.permit_digest != digest_of(token):
        raise PermitRejected("serial-in-use")
    answer: str = row.answer
    return answer


async def _answer(ctx: AgencyContext, source: Source, permit: Permit) -> tuple[Answer, str | None]:
    person_ref = None
    try:
        directory = await ctx.directory.current()
        requester = _requester(directory, permit)
        _check_table(ctx, permit, requester, directory)
        async with ctx.db.read() as tx:
            person_ref = await _whom(ctx, tx, permit)
            facts = await source.facts(tx, _asked(ctx, permit, person_ref))
            related = await _sealed_related(ctx, tx, permit, facts.related, directory)
    except Declined as declined:
        return _signed_part(ctx, permit, status="declined", reason=declined.reason), person_ref
    info = content_info(serial=permit.serial, provider=ctx.participant, requester=permit.requester)
    sealed = requester.sealing_keys[permit.sealing_key].seal(encode(facts.content), info=info)
    answer = _signed_part(
        ctx,
        permit,
        status="provided",
        sealed=sealed,
        related=related,
        non_disclosable=facts.non_disclosable,
    )
    return answer, person_ref


def _signed_part(ctx: AgencyContext, permit: Permit, **fields: object) -> Answer:
    return Answer.model_validate(
        {
            "iss": ctx.participant,
            "aud": permit.requester,
            "iat": int(ctx.clock().timestamp()),
            "serial": permit.serial,
            "inquiry_digest": permit.inquiry_digest,
            **fields,
        }
    )


def _requester(directory: Directory, permit: Permit) -> Participant:
    try:
        requester = directory.active(permit.requester)
    except UnknownParticipant:
        raise Declined("unknown-requester") from None
    if permit.sealing_key not in requester.sealing_keys:
        raise Declined("unknown-requester-key")
    if permit.code_key not in requester.code_keys:
        raise Declined("unknown-requester-key")
    return requester


def _check_table(
    ctx: AgencyContext, permit: Permit, requester: Participant, directory: Directory
) -> None:
    """Decide again, by our own copy of the table: the hub's word alone opens nothing."""
    question = Question(
        requester_kinds=requester.kinds,
        procedure=permit.procedure,
        provider_kinds=directory.active(ctx.participant).kinds,
        information=permit.information,
        items=frozenset(permit.items),
        consent=permit.consent,
    )
    if permit.table != ctx.permits.digest:
        raise Declined("permit-table-differs")
    try:
        rule = decide(ctx.permits, question, japan_day(ctx.clock()))
    except NotPermitted as refused:
        raise Declined(refused.reason) from None
    if rule.id != permit.rule:
        raise Declined("rule-differs")


async def _whom(ctx: AgencyContext, tx: AsyncConnection, permit: Permit) -> str | None:
    if permit.subject.key != ctx.keyring.code_kid:
        raise Declined("unknown-code-key")
    try:
        code = open_code(permit.subject.ciphertext(), ctx.keyring.code, epoch=permit.subject.epoch)
    except SubjectRejected:
        raise Declined("subject-holds-nobody") from None
    return await ctx.vault.person_of(tx, code)


def _asked(ctx: AgencyContext, permit: Permit, person_ref: str | None) -> Asked:
    return Asked(
        person_ref=person_ref,
        procedure=permit.procedure,
        information=permit.information,
        items=frozenset(permit.items),
        fiscal_year=permit.fiscal_year,
        as_of=permit.as_of,
        on=japan_day(ctx.clock()),
    )


async def _sealed_related(
    ctx: AgencyContext,
    tx: AsyncConnection,
    permit: Permit,
    people: Sequence[str],
    directory: Directory,
) -> tuple[SealedSubjectClaim, ...]:
    """Seal the related people to the requester, padded so that their number does not show."""
    layout = LAYOUTS[permit.information]
    if not layout.names_related_people:
        return ()
    portal = directory.of_kind(DISCLOSURE)
    if permit.portal_key not in portal.code_keys:
        raise Declined("unknown-portal-key")
    to = directory.active(permit.requester).code_keys[permit.code_key]
    portal_key = portal.code_keys[permit.portal_key]
    codes = [await _known_code(ctx, tx, person_ref) for person_ref in people]
    # Padding must look like the rest, so it is stated in the same epoch.
    epoch = codes[0].epoch if codes else permit.subject.epoch
    padded = [*codes, *[None] * (_slots(len(codes)) - len(codes))]
    claims = []
    for slot, code in enumerate(padded):
        binding = related_binding(
            serial=permit.serial, inquiry_digest=permit.inquiry_digest, slot=slot
        )
        if code is None:
            sealed = seal_nobody(epoch, to=to, portal=portal_key, binding=binding)
        else:
            sealed = seal(code, to=to, portal=portal_key, binding=binding)
        claims.append(
            SealedSubjectClaim.of(sealed, key=permit.code_key, portal_key=permit.portal_key)
        )
    return tuple(claims)


async def _known_code(ctx: AgencyContext, tx: AsyncConnection, person_ref: str) -> Code:
    code = await ctx.vault.code_of(tx, person_ref)
    if code is None:
        raise Declined("related-person-without-code")
    return code


def _slots(people: int) -> int:
    """Return the padded number: 4, 8, 16 or 32, also when there is nobody."""
    if people > MAX_RELATED:
        raise Declined("too-many-related-people")
    slots = _FEWEST_SLOTS
    while slots < people:
        slots *= 2
    return slots


def _record(
    ctx: AgencyContext, permit: Permit, answer: Answer, person_ref: str | None
) -> ProvisionRecord:
    return ProvisionRecord(
        serial=permit.serial,
        role="provider",
        counterpart=permit.requester,
        person_ref=person_ref,
        procedure=permit.procedure,
        information=permit.information,
        items=permit.items,
        fiscal_year=permit.fiscal_year,
        as_of=permit.as_of,
        outcome="answered" if answer.status == "provided" else "declined",
        reason=answer.reason,
        inquiry_digest=permit.inquiry_digest,
        receipt=permit.receipt,
        non_disclosable=answer.non_disclosable,
        requested_at=moment(permit.iat),
        provided_at=ctx.clock(),
    )
