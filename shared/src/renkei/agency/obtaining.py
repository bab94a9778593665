"""Obtaining codes for one's own people (符号取得), from identity's grant to our vault."""

from sqlalchemy.exc import IntegrityError

from renkei.agency.clients import FourItems, UnexpectedAnswer
from renkei.agency.context import AgencyContext
from renkei.codes.subjects import Code, SubjectRejected, open_code
from renkei.numbers import IndividualNumber


class CodeBelongsToAnother(Exception):  # noqa: N818 - states the fact
    """The code is already another person's of ours: registered twice, or two mixed up."""

    def __init__(self) -> None:
        super().__init__("The code is attached to another person of this agency.")


async def obtain_code(
    ctx: AgencyContext, *, person_ref: str, number: IndividualNumber, items: FourItems
) -> None:
    """Obtain and keep the code of one of our people; does nothing if it is already kept.

    Raises:
        RemoteProblem: identity or the hub refused, as when number and items do not belong together.
        Unreachable: identity or the hub did not answer; a new attempt asks for a new grant.
        UnexpectedAnswer: what came does not open to a code.
        CodeBelongsToAnother: the code is already attached to somebody else here.
    """
    async with ctx.db.read() as tx:
        if await ctx.vault.code_of(tx, person_ref) is not None:
            return
    grant = await ctx.identity.request_grant(number, items)
    issued = await ctx.hub.present_grant(grant)
    if issued.code.key != ctx.keyring.code_kid:
        raise UnexpectedAnswer
    try:
        code = open_code(issued.code.ciphertext(), ctx.keyring.code, epoch=issued.code.epoch)
    except SubjectRejected:
        raise UnexpectedAnswer from None
    await _keep(ctx, person_ref, code)


async def _keep(ctx: AgencyContext, person_ref: str, code: Code) -> None:
    try:
        async with ctx.db.transaction() as tx:
            if not await ctx.vault.adopt(tx, person_ref=person_ref, code=code):
                await ctx.vault.keep(tx, person_ref=person_ref, code=code, at=ctx.clock())
    except IntegrityError:
        async with ctx.db.read() as tx:
            holder = await ctx.vault.person_of(tx, code)
        # Two attempts for one person may have overlapped; that is no mix-up.
        if holder != person_ref:
            raise CodeBelongsToAnother from None
