"""Run an application on a real loopback socket, in the loop of the test."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp
from typing_extensions import override

from renkei.service.command import KEEP_ALIVE_S


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        # Ctrl-C belongs to the test runner.
        yield


@contextlib.asynccontextmanager
async def serve(app: ASGIApp) -> AsyncIterator[str]:
    """Yield the base URL of `app`, which listens on a free loopback port; its lifespan runs.

    Raises:
        RuntimeError: the application did not start.
    """
    # asyncio turns Nagle's delay off only for a socket that names its protocol; else 40 ms a call.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    running = asyncio.create_task(_run(server, listener))
    try:
        while not server.started:
            if running.done():
                raise RuntimeError("the application did not start")
            await asyncio.sleep(0.002)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await asyncio.wait([running])
        listener.close()


async def _run(server: _Server, listener: socket.socket) -> None:
    # The server exits the process when its application cannot start, which would end the test run.
    with contextlib.suppress(SystemExit):
        await server.serve(sockets=[listener])
