"""Reading an answer as evidence, and converting the people it names: step 6 before its commit."""

from dataclasses import dataclass

from linkage_hub.context import Context
from linkage_hub.db.queries import KeptInquiry
from linkage_hub.usecases.judging import convert_portal_part, convert_subject
from renkei.codes.subjects import SubjectRejected, check
from renkei.directory import DISCLOSURE, Directory, UnknownParticipant
from renkei.layouts import LAYOUTS
from renkei.messages.answer import Answer, related_binding
from renkei.messages.fields import ConvertedClaim, SealedSubjectClaim
from renkei.messages.signing import MessageRejected, verify_undated


class AnswerRejected(Exception):  # noqa: N818 - states the fact
    """What the provider sent is not its answer to this permit."""


@dataclass(frozen=True, slots=True)
class Relayed:
    """An answer that holds: as sent, as read, and its related people for requester and portal."""

    token: str
    answer: Answer
    related: tuple[ConvertedClaim, ...]
    portal: tuple[ConvertedClaim, ...]


def read_answer(ctx: Context, directory: Directory, kept: KeptInquiry, token: str) -> Relayed:
    """Check that an answer is the provider's, to this inquiry, and that its people are proved.

    Raises:
        AnswerRejected: it is not, or they are not.
    """
    try:
        answer = verify_undated(token, Answer, key_of=directory.key_of, audience=kept.requester)
    except MessageRejected:
        raise AnswerRejected from None
    stated = (answer.iss, answer.aud, answer.serial, answer.inquiry_digest)
    if stated != (kept.provider, kept.requester, kept.serial, kept.message_digest):
        raise AnswerRejected
    if answer.related and not LAYOUTS[kept.information].names_related_people:
        raise AnswerRejected
    try:
        parts = [
            _converted(ctx, directory, kept, claim, slot)
            for slot, claim in enumerate(answer.related)
        ]
    except (SubjectRejected, UnknownParticipant):
        raise AnswerRejected from None
    return Relayed(
        token, answer, tuple(part[0] for part in parts), tuple(part[1] for part in parts)
    )


def _converted(
    ctx: Context, directory: Directory, kept: KeptInquiry, claim: SealedSubjectClaim, slot: int
) -> tuple[ConvertedClaim, ConvertedClaim]:
    disclosure = directory.of_kind(DISCLOSURE)
    to = directory.active(kept.requester).code_keys.get(claim.key)
    portal = disclosure.code_keys.get(claim.portal_key)
    epoch_accepted = claim.epoch == ctx.book.epoch(kept.provider)
    if to is None or portal is None or not epoch_accepted:
        raise AnswerRejected
    binding = related_binding(serial=kept.serial, inquiry_digest=kept.message_digest, slot=slot)
    check(claim.sealed(), to=to, portal=portal, binding=binding)
    converted = convert_subject(
        ctx,
        claim,
        from_participant=kept.provider,
        to_participant=kept.requester,
        to_key=to,
    )
    return converted, convert_portal_part(ctx, claim, kept.provider, disclosure)
