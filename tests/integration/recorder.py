"""A wiretap: a TCP proxy in front of each service, which keeps every byte of both directions."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

_HOME: Final = "127.0.0.1"
_READ: Final = 1 << 16
_LENGTH = re.compile(rb"(?im)^content-length: *([0-9]+)\r$")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding:.*chunked")
_CHUNK = re.compile(rb"([0-9A-Fa-f]+)[^\r\n]*\r\n")
_BODILESS = re.compile(rb"HTTP/1\.1 (?:1..|204|304) ")


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A request or a response as it went over the wire; a chunked body keeps its chunks."""

    head: bytes = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one service was asked and what it answered."""

    service: str
    request: HttpMessage
    response: HttpMessage

    @property
    def line(self) -> str:
        """Method and target, such as `POST /v1/people`."""
        return self.request.head.partition(b" HTTP/1.1\r\n")[0].decode("latin-1")


@dataclass(slots=True)
class _Connection:
    service: str
    requests: bytearray = field(default_factory=bytearray)
    responses: bytearray = field(default_factory=bytearray)


@dataclass(frozen=True, slots=True)
class Recorder:
    """The ports that the services are to listen on, the URLs at which the taps stand for them."""

    ports: Mapping[str, int]
    urls: Mapping[str, str]
    _connections: list[_Connection] = field(repr=False)

    def exchanges(self) -> list[Exchange]:
        """Return all that was said, connection by connection; call when everything is stopped."""
        found = []
        for one in self._connections:
            requests = list(messages(bytes(one.requests)))
            responses = list(messages(bytes(one.responses)))
            # A request without a response is kept too: nothing may slip past.
            responses += [HttpMessage(b"", b"")] * (len(requests) - len(responses))
            pairs = zip(requests, responses, strict=True)
            found += [Exchange(one.service, request, response) for request, response in pairs]
        return found


@contextlib.asynccontextmanager
async def recording(*services: str) -> AsyncIterator[Recorder]:
    """Tap these services, on free ports of the loopback address."""
    connections: list[_Connection] = []
    ports = dict(zip(services, free_ports(len(services)), strict=True))
    async with contextlib.AsyncExitStack() as stack:
        urls = {}
        for service, port in ports.items():
            tap = await _tap(service, port, connections)
            await stack.enter_async_context(tap)
            urls[service] = f"http://{_HOME}:{tap.sockets[0].getsockname()[1]}"
        yield Recorder(ports, urls, connections)


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on at the moment."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((_HOME, 0))
        return [probe.getsockname()[1] for probe in probes]


def messages(stream: bytes) -> Iterator[HttpMessage]:
    """Split one direction of a connection into its HTTP/1.1 messages.

    Raises:
        ValueError: some bytes belong to no message.
    """
    at = 0
    while at < len(stream):
        end = stream.find(b"\r\n\r\n", at) + 4
        if end < at + 4:
            raise ValueError("the connection holds something else than HTTP messages")
        head = stream[at:end]
        at = end + _body_length(head, stream, end)
        if at > len(stream):
            raise ValueError("a message was cut off")
        yield HttpMessage(head, stream[end:at])


def _body_length(head: bytes, stream: bytes, begin: int) -> int:
    if _BODILESS.match(head):
        return 0
    if _CHUNKED.search(head):
        at = begin
        while size := _CHUNK.match(stream, at):
            at = size.end() + int(size[1], 16) + 2
            if not int(size[1], 16):
                return at - begin
        raise ValueError("a chunk is missing")
    length = _LENGTH.search(head)
    return int(length[1]) if length else 0


async def _tap(service: str, port: int, connections: list[_Connection]) -> asyncio.Server:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kept = _Connection(service)
        connections.append(kept)
        try:
            inner_reader, inner_writer = await asyncio.open_connection(_HOME, port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            _pass(reader, inner_writer, kept.requests), _pass(inner_reader, writer, kept.responses)
        )

    return await asyncio.start_server(serve, _HOME, 0)


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray
) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(_READ):
            kept += data
            writer.write(data)
            await writer.drain()
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
