"""The client for calls between services: httpx2 in front, aiohttp underneath.

aiohttp carries the bytes because it needs less processor time than httpx2's own transport;
httpx2 is what callers see, so that a test can put the called application in its place.
"""

import ssl
from typing import Final

import aiohttp
import httpx2
from typing_extensions import override
from yarl import URL

from renkei.service.tracing import CURRENT

KEEP_IDLE_S: Final = 60.0
"""How long an idle connection is kept; less than a server of ours keeps it."""

_MOST_CONNECTIONS: Final = 100
_NOT_FORWARDED: Final = frozenset({"content-length", "transfer-encoding"})


class ResponseRefused(httpx2.TransportError):
    """The response is larger than agreed, or compressed although nobody asked for that."""


class AioHttpTransport(httpx2.AsyncBaseTransport):
    """Sends a request through aiohttp: no proxy, redirect, cookie or decompression.

    The request's `read` timeout covers the whole exchange, so that a slow drip ends too.
    """

    def __init__(
        self, *, max_response_bytes: int, ssl_context: ssl.SSLContext | None = None
    ) -> None:
        """Open nothing yet; the first request does, in the loop that runs it."""
        self._max_response_bytes = max_response_bytes
        self._ssl: ssl.SSLContext | bool = ssl_context or True
        self._session: aiohttp.ClientSession | None = None

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # aiohttp's messages may hold the URL: they are replaced, not chained.
        try:
            return await self._exchange(request)
        except aiohttp.ConnectionTimeoutError:
            raise httpx2.ConnectTimeout("no connection in time") from None
        except TimeoutError:
            raise httpx2.ReadTimeout("no response in time") from None
        except aiohttp.ClientConnectorError as exc:
            raise httpx2.ConnectError(type(exc).__name__) from None
        except aiohttp.InvalidURL:
            raise httpx2.UnsupportedProtocol("not an HTTP URL") from None
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError) as exc:
            raise httpx2.ReadError(type(exc).__name__) from None
        except aiohttp.ClientError as exc:
            raise httpx2.RemoteProtocolError(type(exc).__name__) from None

    @override
    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _exchange(self, request: httpx2.Request) -> httpx2.Response:
        fields = [(k, v) for k, v in request.headers.multi_items() if k not in _NOT_FORWARDED]
        body = await request.aread()
        async with self._opened().request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=fields,
            data=body or None,
            allow_redirects=False,
            timeout=_timeout(request),
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        ) as response:
            content = await self._content(response)
            return httpx2.Response(
                response.status, headers=list(response.raw_headers), content=content
            )

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise ResponseRefused("the response is compressed")
        content = bytearray()
        async for chunk in response.content.iter_any():
            content += chunk
            if len(content) > self._max_response_bytes:
                raise ResponseRefused("the response is too large")
        return bytes(content)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=_MOST_CONNECTIONS, keepalive_timeout=KEEP_IDLE_S, ssl=self._ssl
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


def _timeout(request: httpx2.Request) -> aiohttp.ClientTimeout:
    limits: dict[str, float | None] = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        total=limits.get("read"), connect=limits.get("pool"), sock_connect=limits.get("connect")
    )


def service_client(
    base_url: str,
    *,
    timeout_s: float,
    max_response_bytes: int = 1 << 20,
    ssl_context: ssl.SSLContext | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> httpx2.AsyncClient:
    """Return a client for one service; make one per process, and close it when the process ends.

    Args:
        base_url: of the service.
        timeout_s: seconds for a whole call, unless the call says otherwise.
        max_response_bytes: the largest body accepted.
        ssl_context: trust and client certificate; the system's trust by default.
        transport: in a test, what answers instead of the network.

    Calls raise subclasses of `httpx2.TransportError`.
    """
    return httpx2.AsyncClient(
        base_url=base_url,
        timeout=timeout_s,
        transport=transport
        or AioHttpTransport(max_response_bytes=max_response_bytes, ssl_context=ssl_context),
        headers={"accept-encoding": "identity", "user-agent": "renkei"},
        event_hooks={"request": [_carry_trace]},
        follow_redirects=False,
        trust_env=False,
    )


async def _carry_trace(request: httpx2.Request) -> None:
    if (trace := CURRENT.get()) is not None:
        request.headers["x-request-id"] = trace.request_id
        request.headers["traceparent"] = trace.traceparent
