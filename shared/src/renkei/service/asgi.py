"""Plain ASGI middleware: what surrounds every request, at some microseconds each."""

import asyncio
import logging
from http import HTTPStatus
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from renkei.service.problems import TOO_LARGE, ProblemType, problem_response
from renkei.service.routing import method_name, route_template
from renkei.service.tracing import CURRENT, begin

log = logging.getLogger(__name__)

HEADERS_TOO_LARGE: Final = ProblemType(
    "request-header-fields-too-large",
    "Request Header Fields Too Large",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
)
_MOST_HEADER_BYTES: Final = 32 * 1024


class RequestLog:
    """Gives the request its id and its trace, and writes one line when it is over."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the response carries `x-request-id`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace = begin(
            request_id=headers.get("x-request-id"), traceparent=headers.get("traceparent")
        )
        token, began, status = CURRENT.set(trace), perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = trace.request_id
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            log.info(
                "request",
                extra={
                    "method": method_name(scope),
                    "route": route_template(scope),
                    "status": status,
                    "duration_ms": round((perf_counter() - began) * 1000, 2),
                },
            )
            CURRENT.reset(token)


class Metrics:
    """Counts requests by method, route and status, and times them by method and route."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        self._app = app
        self._requests = Counter(
            "http_requests", "Requests answered.", ["method", "route", "status"], registry=registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time to answer a request.",
            ["method", "route"],
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and record how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            method, route = method_name(scope), route_template(scope)
            self._requests.labels(method, route, status).inc()
            self._seconds.labels(method, route).observe(perf_counter() - began)


class BodyLimit:
    """Refuses a body of more than `max_bytes`, announced or not, or slower than `within_s`.

    Header fields of more than 32 KiB are refused too; a front proxy should do so before us.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, within_s: float = 30.0) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._within_s = within_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body stays within the limits; else 413, 408 or 431."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_HEADER_BYTES:
            await problem_response(HEADERS_TOO_LARGE)(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            await problem_response(TOO_LARGE)(scope, receive, send)
            return
        received, is_whole = 0, False
        deadline = asyncio.get_running_loop().time() + self._within_s

        async def count() -> Message:
            nonlocal received, is_whole
            if is_whole:  # what comes now is only that the caller went away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
            is_whole = not message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                # The one exception that FastAPI lets through while it reads a body.
                raise HTTPException(TOO_LARGE.status)
            return message

        await self._app(scope, count, send)
