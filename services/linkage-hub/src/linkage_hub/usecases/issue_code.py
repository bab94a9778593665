"""Issuing a code (符号取得): identity's grant becomes the agency's code, once."""

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from linkage_hub.context import Context
from linkage_hub.db import queries
from linkage_hub.domain.errors import GrantRefused, GrantUsed
from linkage_hub.usecases.recording import enter, new_entry
from renkei.codes.grants import issue
from renkei.codes.group import NotInGroup, Point
from renkei.codes.subjects import Ciphertext
from renkei.directory import CORE, NUMBERING, Directory, UnknownParticipant
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.fields import ConvertedClaim
from renkei.messages.signing import MessageRejected, moment, verify
from renkei.sealing import NotSealedForUs
from renkei.service.ids import uuid7


async def issue_code(ctx: Context, token: str, *, agency: str) -> tuple[ConvertedClaim, str]:
    """Turn a code grant into a code that only the agency opens; return it and the receipt.

    Args:
        ctx: the hub.
        token: identity's `renkei-code-grant+jwt`.
        agency: who presents it; the grant must be made out to it.

    Raises:
        GrantRefused: not identity's, not in time, not for this agency, or not what identity makes.
        GrantUsed: it was used before; the agency asks identity for another.
    """
    directory = await ctx.book.current()
    grant, key = _genuine(ctx, directory, token, agency)
    epoch = ctx.book.epoch(agency)
    factor = ctx.factors.factor(agency, epoch)
    code = issue(_opened(ctx, grant), factor=factor, to=key)
    serial = uuid7(ctx.clock)
    entry = new_entry(
        ctx, serial=serial, kind="code-issued", body={"agency": agency, "epoch": epoch}
    )
    try:
        async with ctx.db.transaction() as tx:
            await queries.use_grant(
                tx,
                grant_id=grant.jti,
                forget_after=moment(grant.exp) + timedelta(days=1),
                now=entry.at,
            )
            await enter(tx, entry)
    except IntegrityError:
        raise GrantUsed from None
    return ConvertedClaim.of(code, epoch=epoch, key=grant.code_key), entry.receipt


def _genuine(
    ctx: Context, directory: Directory, token: str, agency: str
) -> tuple[CodeGrant, Point]:
    try:
        grant = verify(token, CodeGrant, key_of=directory.key_of, audience=ctx.hub, now=ctx.clock())
        issuer = directory.active(grant.iss)
        holder = directory.active(agency)
    except (MessageRejected, UnknownParticipant):
        raise GrantRefused from None
    key = holder.code_keys.get(grant.code_key)
    if NUMBERING not in issuer.kinds or grant.agency != agency or key is None:
        raise GrantRefused
    if not holder.kinds.isdisjoint({CORE, NUMBERING}):
        raise GrantRefused
    return grant, key


def _opened(ctx: Context, grant: CodeGrant) -> Ciphertext:
    info = grant_info(grant_id=grant.jti, agency=grant.agency, code_key=grant.code_key)
    try:
        return Ciphertext.decode(ctx.keyring.opening.open(grant.sealed, info=info))
    except (NotSealedForUs, NotInGroup):
        raise GrantRefused from None
