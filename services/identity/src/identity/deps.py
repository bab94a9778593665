"""What a route is handed: the context, and who calls."""

from typing import Annotated, Final

from fastapi import Depends, Header, Request

from identity.context import Context
from renkei.directory import Participant
from renkei.messages.access import Access
from renkei.service.callers import Gate, NotAllowed

MAYOR: Final = "municipal-mayor"
"""Participant kind of those who number residents: 市町村長 (番号法 Art. 7)."""


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]
_Authorization = Annotated[str | None, Header()]


async def _agency(ctx: Ctx, authorization: _Authorization = None) -> Participant:
    # The view is brought up to date first; the gate then looks keys up without waiting.
    directory = await ctx.directory.current()
    gate = Gate(audience=ctx.participant, key_of=directory.key_of, clock=ctx.clock)
    return directory.active(gate.caller(authorization).iss)


Agency = Annotated[Participant, Depends(_agency)]
"""Any active participant."""


async def _mayor(agency: Agency) -> Participant:
    if MAYOR not in agency.kinds:
        raise NotAllowed
    return agency


Mayor = Annotated[Participant, Depends(_mayor)]
"""An active participant that acts as a municipality's mayor."""


async def _staff(ctx: Ctx, authorization: _Authorization = None) -> Access:
    own = ctx.keyring.own_keys(ctx.participant)
    return Gate(audience=ctx.participant, key_of=own.get, clock=ctx.clock).caller(authorization)


Staff = Annotated[Access, Depends(_staff)]
"""One of identity's own staff."""
