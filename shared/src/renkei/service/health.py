"""What a supervisor asks: is it alive, can it work, and how is it doing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, Response

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
"""Returns when what it asks after can work, raises otherwise."""

_CHECK_TIMEOUT_S: Final = 2.0


def health_router(checks: Mapping[str, Check], *, registry: CollectorRegistry) -> APIRouter:
    """Return `/livez`, `/readyz` and `/metrics`, which no description lists.

    Args:
        checks: what readiness depends on, by the name that is shown when it fails.
        registry: the metrics of this application.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> JSONResponse:
        return JSONResponse({"status": "alive"})

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        outcomes = await asyncio.gather(*(_outcome(name, check) for name, check in checks.items()))
        ready = all(outcome == "ok" for outcome in outcomes)
        return JSONResponse(
            {
                "status": "ready" if ready else "not ready",
                "checks": dict(zip(checks, outcomes, strict=True)),
            },
            HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
        )

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return router


async def _outcome(name: str, check: Check) -> str:
    try:
        async with asyncio.timeout(_CHECK_TIMEOUT_S):
            await check()
    except TimeoutError:
        outcome = "timed out"
    except Exception as exc:  # noqa: BLE001 - a check may fail in any way; the way is logged
        log.warning("not ready", extra={"check": name, "error": type(exc).__name__})
        outcome = "failed"
    else:
        outcome = "ok"
    return outcome
