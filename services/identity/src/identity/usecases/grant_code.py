"""Granting a code (符号取得): we name the person to the hub; the agency carries it unread."""

from identity.context import Context
from identity.domain.errors import NoCodeKey
from identity.domain.four_items import FourItems
from identity.domain.model import Claim, PersonId, Purpose
from identity.usecases.claiming import claimed_person
from renkei.agency.directory_view import DirectoryRefused
from renkei.codes.grants import encrypt_point, person_point
from renkei.codes.group import Point
from renkei.directory import Participant, UnknownParticipant
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.signing import sign
from renkei.numbers import IndividualNumber
from renkei.sealing import SealingKey
from renkei.service.ids import uuid7


async def grant_code(
    ctx: Context, *, agency: Participant, number: IndividualNumber, items: FourItems
) -> str:
    """Return a signed code grant for the person that number and items agree on.

    Args:
        ctx: identity.
        agency: who asks, and to whose code key the point is encrypted.
        number: in force or superseded.
        items: what the agency knows about its client.

    Raises:
        NoCodeKey: the agency has none.
        NotMatched: number and items do not agree; the claim is held.
        DirectoryRefused: the hub is not active in its own directory.
    """
    try:
        code_kid, code_key = agency.code_key()
    except UnknownParticipant:
        raise NoCodeKey from None
    hub = await _hubs_key(ctx)
    claim = Claim(Purpose.CODE_GRANT, agency.id, items, ctx.clock())
    person, _ = await claimed_person(ctx, number, claim)
    return _grant(ctx, person.person_id, agency=agency.id, code=(code_kid, code_key), hub=hub)


async def _hubs_key(ctx: Context) -> SealingKey:
    # By the id we are set up with, not by kind: a kind is what a participant says of itself.
    directory = await ctx.directory.current()
    try:
        return directory.active(ctx.directory.anchor.id).sealing_key()[1]
    except UnknownParticipant:
        raise DirectoryRefused("the hub is not active in its directory") from None


def _grant(
    ctx: Context, person_id: PersonId, *, agency: str, code: tuple[str, Point], hub: SealingKey
) -> str:
    (code_kid, code_key), grant_id, now = code, uuid7(ctx.clock), ctx.clock()
    encrypted = encrypt_point(person_point(ctx.point_key, person_id), to=code_key)
    info = grant_info(grant_id=grant_id, agency=agency, code_key=code_kid)
    grant = CodeGrant(
        iss=ctx.participant,
        aud=ctx.directory.anchor.id,
        iat=int(now.timestamp()),
        exp=int((now + ctx.settings.grant_lifetime).timestamp()),
        jti=grant_id,
        agency=agency,
        code_key=code_kid,
        sealed=hub.seal(encrypted.encode(), info=info),
    )
    return sign(grant, ctx.keyring.signing)
