"""An application with everything around its routes."""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry, ProcessCollector

from renkei.service.asgi import BodyLimit, Metrics, RequestLog
from renkei.service.health import Check, health_router
from renkei.service.openapi import describe
from renkei.service.problems import ProblemType, install

log = logging.getLogger(__name__)

Hook = Callable[[], Awaitable[None]]
"""Done when the application starts or stops."""

MAX_BODY_BYTES: Final = 1 << 20


def create_app(
    *,
    title: str,
    version: str,
    routers: Sequence[APIRouter],
    problems: Mapping[type[Exception], ProblemType],
    checks: Mapping[str, Check],
    on_start: Sequence[Hook] = (),
    on_stop: Sequence[Hook] = (),
    max_body_bytes: int = MAX_BODY_BYTES,
    registry: CollectorRegistry | None = None,
) -> FastAPI:
    """Return the application; the service puts its context on `app.state.context`.

    Args:
        title: of the description, at `/openapi.json` and `/docs`.
        version: of the description.
        routers: the service's routes.
        problems: what each domain error is answered with.
        checks: what readiness depends on.
        on_start: done in order before the first request.
        on_stop: done in order after the last one, each even if one before it failed.
        max_body_bytes: the largest request body accepted.
        registry: metrics of the service's own; `/metrics` shows it.
    """
    metrics = registry or CollectorRegistry()
    ProcessCollector(registry=metrics)
    app = FastAPI(
        title=title,
        version=version,
        redirect_slashes=False,
        lifespan=_lifespan(on_start, on_stop),
        redoc_url=None,
    )
    for router in (*routers, health_router(checks, registry=metrics)):
        app.include_router(router)
    describe(app)
    # Each is put around those before it.
    install(app, problems)
    app.add_middleware(BodyLimit, max_bytes=max_body_bytes)
    app.add_middleware(Metrics, registry=metrics)
    app.add_middleware(RequestLog)
    return app


def _lifespan(
    on_start: Sequence[Hook], on_stop: Sequence[Hook]
) -> Callable[[FastAPI], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stopping:
            # The stack runs last in, first out.
            for hook in reversed(on_stop):
                stopping.push_async_callback(hook)
            try:
                for hook in on_start:
                    await hook()
            except Exception as exc:
                # The server logs this as one text, of which our lines keep the first.
                log.exception("cannot start", extra={"error": type(exc).__name__})
                raise
            yield

    return lifespan
