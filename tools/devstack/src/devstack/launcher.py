"""Starting the services as processes of their own, waiting until they are ready, stopping them."""

import asyncio
import contextlib
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2

from devstack.stack import Stack
from devstack.topology import HOME, SERVICES, Service
from renkei.service.http import service_client
from renkei.service.migrations import migrate

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
_POLL_S = 0.05


class NotStarted(Exception):  # noqa: N818 - states the fact
    """A service did not become ready, or its port is taken."""


@contextlib.asynccontextmanager
async def running(stack: Stack) -> AsyncIterator[dict[str, Process]]:
    """Run every service of a prepared stack; stop them all on leaving.

    Yields the processes by service name.

    Raises:
        NotStarted: a port is taken, a service ended, or is not ready in time.
    """
    check_ports(stack)
    processes: dict[str, Process] = {}
    try:
        for service in SERVICES:  # one after the other: Alembic keeps its state in the module
            await migrate(stack.database_url(service), service.package)
        for service in SERVICES:
            processes[service.name] = await start(stack, service)
        async with asyncio.timeout(READY_WITHIN_S):
            for service in SERVICES:
                await ready(stack, service, processes[service.name])
        yield processes
    except TimeoutError:
        raise NotStarted(
            f"not ready within {READY_WITHIN_S:.0f} seconds; see {stack.folder}/logs"
        ) from None
    finally:
        await asyncio.gather(*(stop(process) for process in reversed(processes.values())))


def check_ports(stack: Stack) -> None:
    """Make sure that every port is free, before anything is touched.

    Raises:
        NotStarted: one is not.
    """
    for service in SERVICES:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOME, stack.port(service)))
            except OSError:
                raise NotStarted(
                    f"port {stack.port(service)}, which {service.name} needs, is taken"
                ) from None


async def start(stack: Stack, service: Service) -> Process:
    """Start one service; its output goes to its log."""
    command = Path(sys.executable).with_name(service.name)
    with stack.log(service).open("ab") as log:
        return await asyncio.create_subprocess_exec(
            str(command),
            "serve",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=stack.environment(service),
            # A terminal's Ctrl-C reaches the launcher alone, which then stops them in order.
            start_new_session=True,
        )


async def ready(stack: Stack, service: Service, process: Process) -> None:
    """Wait until a service says that it is ready.

    Raises:
        NotStarted: its process ended.
    """
    url = f"http://{HOME}:{stack.port(service)}"
    async with service_client(url, timeout_s=5) as http:
        while process.returncode is None:
            with contextlib.suppress(httpx2.TransportError):
                if (await http.get("/readyz")).is_success:
                    return
            await asyncio.sleep(_POLL_S)
    raise NotStarted(f"{service.name} ended at its start; see {stack.log(service)}")


async def stop(process: Process) -> None:
    """Ask a process to end; end it if it does not."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
