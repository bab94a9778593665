"""What a route is handed: the context, and who calls."""

from typing import Annotated

from fastapi import Depends, Header, Request

from linkage_hub.context import Context
from renkei.messages.access import Access
from renkei.service.callers import Gate


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]


async def _caller(ctx: Ctx, authorization: Annotated[str | None, Header()] = None) -> Access:
    directory = await ctx.book.current()
    gate = Gate(audience=ctx.hub, key_of=directory.key_of, clock=ctx.clock)
    return gate.caller(authorization)


Caller = Annotated[Access, Depends(_caller)]
