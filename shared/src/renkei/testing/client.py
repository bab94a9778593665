"""A client that calls an application in process, without a socket and without its lifespan."""

import httpx2
from starlette.types import ASGIApp


def asgi_client(app: ASGIApp, *, headers: dict[str, str] | None = None) -> httpx2.AsyncClient:
    """Return a client for `app`; close it, or use it in `async with`.

    An exception that no handler of the application answers reaches the test.
    """
    # A starlette ASGIApp and httpx2's own alias differ only in how they spell the scope's type.
    transport = httpx2.ASGITransport(app=app)
    return httpx2.AsyncClient(transport=transport, base_url="http://service.test", headers=headers)
