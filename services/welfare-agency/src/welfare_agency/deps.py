"""What a route is handed: the context. Who calls is `renkei.agency.routes.Staff`."""

from typing import Annotated

from fastapi import Depends, Request

from welfare_agency.context import Context


async def _context(request: Request) -> Context:
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(_context)]
