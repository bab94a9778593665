"""Every failure is a problem document (RFC 9457) that repeats nothing of the request."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from renkei.service.locations import Declared, shown_location
from renkei.service.routing import method_name, route_template

log = logging.getLogger(__name__)

BASE_URI: Final = "https://problems.renkei.example/"
MEDIA_TYPE: Final = "application/problem+json"
_MEMBERS: Final = frozenset({"type", "title", "status", "detail", "instance"})
_MOST_ERRORS: Final = 20


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One kind of problem: a stable name, a short title, the status it is answered with."""

    slug: str
    title: str
    status: HTTPStatus

    @property
    def uri(self) -> str:
        """The `type` member."""
        return BASE_URI + self.slug


INVALID = ProblemType("invalid-request", "Invalid request", HTTPStatus.UNPROCESSABLE_ENTITY)
INTERNAL = ProblemType("internal-error", "Internal error", HTTPStatus.INTERNAL_SERVER_ERROR)
TOO_LARGE = ProblemType(
    "content-too-large", "Content too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
)


def problem_response(
    problem: ProblemType,
    *,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response:
    """Return the document of one problem.

    Args:
        problem: its kind.
        detail: what happened this time, without a personal value.
        headers: such as Allow.
        extensions: further members, JSON values; the standard members cannot be replaced.
    """
    members = {"type": problem.uri, "title": problem.title, "status": int(problem.status)}
    document: dict[str, Any] = {
        key: value for key, value in (extensions or {}).items() if key not in _MEMBERS
    }
    document = {**members, **({"detail": detail} if detail else {}), **document}
    body = json.dumps(document, ensure_ascii=False).encode()
    return Response(body, problem.status, dict(headers or {}), MEDIA_TYPE)


def install(app: FastAPI, table: Mapping[type[Exception], ProblemType]) -> None:
    """Make `app` answer every failure with a problem document.

    Args:
        app: the application.
        table: domain errors. The text of one becomes the detail; its attribute `extensions`, a
            mapping of JSON values, further members; its attribute `headers`, header fields.
    """
    for exc_type, problem in table.items():
        app.add_exception_handler(exc_type, partial(_on_listed, problem))
    app.add_exception_handler(RequestValidationError, partial(_on_invalid, Declared(app)))
    app.add_exception_handler(HTTPException, _on_http)
    app.add_middleware(Unlisted)


async def _on_listed(problem: ProblemType, _: Request, exc: Exception) -> Response:
    headers = dict(getattr(exc, "headers", None) or {})
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers.setdefault("WWW-Authenticate", "Bearer")  # RFC 9110, section 15.5.2
    extensions: Mapping[str, Any] | None = getattr(exc, "extensions", None)
    return problem_response(problem, detail=str(exc), headers=headers, extensions=extensions)


async def _on_invalid(declared: Declared, _: Request, exc: Exception) -> Response:
    # FastAPI's own handler repeats the input, which here can be somebody's number.
    if not isinstance(exc, RequestValidationError):
        raise TypeError(type(exc).__name__)
    found: Sequence[Any] = exc.errors()
    names = declared.names()
    errors = [
        {"at": shown_location(error["loc"], declared=names), "rule": error["type"]}
        for error in found[:_MOST_ERRORS]
    ]
    return problem_response(INVALID, extensions={"errors": errors})


async def _on_http(_: Request, exc: Exception) -> Response:
    # Its detail is left out: FastAPI's own repeats what a parser said about the body.
    if not isinstance(exc, HTTPException):
        raise TypeError(type(exc).__name__)
    return problem_response(_of_status(exc.status_code), headers=exc.headers)


def _of_status(code: int) -> ProblemType:
    status = HTTPStatus(code)
    if status == TOO_LARGE.status:
        return TOO_LARGE
    return ProblemType(status.phrase.lower().replace(" ", "-"), status.phrase, status)


class Unlisted:
    """Answers an exception that nothing else answered: 500, and one log line without its text.

    Starlette's own catch-all raises the exception again after answering, and the server then
    prints it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for it if it fails before its response has begun."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as exc:
            log.exception(
                "unhandled exception",
                extra={
                    "error": type(exc).__name__,
                    "method": method_name(scope),
                    "route": route_template(scope),
                },
            )
            if started:
                raise
            await problem_response(INTERNAL)(scope, receive, send)
