"""What a route is handed: the context, and who calls."""

from typing import Annotated, Final

from fastapi import Depends, Header, Request

from identity.context import Context
from renkei.directory import CORE, NUMBERING, REGISTER, Participant
from renkei.messages.access import Access
from renkei.service.callers import Gate, NotAllowed

_NO_AGENCIES: Final = frozenset({CORE, NUMBERING})
"""Who must never obtain a code: the hub could open its own grant, and so learn a person's point."""


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]
_Authorization = Annotated[str | None, Header()]


async def _agency(ctx: Ctx, authorization: _Authorization = None) -> Participant:
    # The view is brought up to date first; the gate then looks keys up without waiting.
    directory = await ctx.directory.current()
    gate = Gate(audience=ctx.participant, key_of=directory.key_of, clock=ctx.clock)
    agency = directory.active(gate.caller(authorization).iss)
    ours = {ctx.participant, ctx.directory.anchor.id}
    if agency.id in ours or not agency.kinds.isdisjoint(_NO_AGENCIES):
        raise NotAllowed
    return agency


Agency = Annotated[Participant, Depends(_agency)]
"""Any active participant but the hub and identity."""


async def _register(agency: Agency) -> Participant:
    if REGISTER not in agency.kinds:
        raise NotAllowed
    return agency


Register = Annotated[Participant, Depends(_register)]
"""A municipality's resident register (番号法 Art. 7): no other desk of a mayor numbers people."""


async def _staff(ctx: Ctx, authorization: _Authorization = None) -> Access:
    own = ctx.keyring.own_keys(ctx.participant)
    return Gate(audience=ctx.participant, key_of=own.get, clock=ctx.clock).caller(authorization)


Staff = Annotated[Access, Depends(_staff)]
"""One of identity's own staff."""
