"""What routes are given."""

from typing import Annotated, cast

from fastapi import Depends, Request

from municipality.context import Context


def _context(request: Request) -> Context:
    return cast("Context", request.app.state.context)


Ctx = Annotated[Context, Depends(_context)]
