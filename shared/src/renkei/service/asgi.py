"""Plain ASGI middleware: what surrounds every request, at some microseconds each."""

import logging
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from renkei.service.problems import TOO_LARGE, problem_response
from renkei.service.routing import method_name, route_template
from renkei.service.tracing import CURRENT, begin

log = logging.getLogger(__name__)


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
    """Refuses a request body of more than `max_bytes`, announced or not."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as long as its body stays within the limit, or answer 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            await problem_response(TOO_LARGE)(scope, receive, send)
            return
        received = 0

        async def count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                # The one exception that FastAPI lets through while it reads a body.
                raise HTTPException(TOO_LARGE.status)
            return message

        await self._app(scope, count, send)
