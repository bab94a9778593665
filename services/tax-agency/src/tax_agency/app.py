"""Composition root: from settings, or from a ready context, to the application."""

from fastapi import FastAPI

from renkei.agency.context import build_context
from renkei.agency.routes import provider_router, records_router, staff_gate
from renkei.service.app import Hook
from renkei.service.app import create_app as service_app
from renkei.service.clock import utc_now
from renkei.service.database import Database
from renkei.service.http import service_client
from tax_agency import routes
from tax_agency.context import Context
from tax_agency.db import tables
from tax_agency.problems import PROBLEMS
from tax_agency.settings import Settings
from tax_agency.usecases.answers import LocalTaxSource


def build(settings: Settings) -> FastAPI:
    """Build the application that a process serves.

    Raises:
        KeysUnusable: the key files do not serve.
        RegistrationRejected: the hub's registration does not hold.
    """
    db = Database(settings.database_url.get_secret_value())
    hub = service_client(settings.hub_url, timeout_s=settings.request_timeout_s)
    identity = service_client(settings.identity_url, timeout_s=settings.request_timeout_s)
    kit = build_context(
        settings,
        db=db,
        tables=tables.kit,
        clock=utc_now,
        hub_http=hub,
        identity_http=identity,
        identity=settings.identity,
    )
    return create_app(Context.of(kit), on_stop=(hub.aclose, identity.aclose, db.close))


def create_app(ctx: Context, *, on_stop: tuple[Hook, ...] = ()) -> FastAPI:
    """Put routes around a context."""
    app = service_app(
        title="Tax agency",
        version="1",
        routers=(
            routes.router,
            provider_router(ctx.kit, LocalTaxSource(ctx)),
            records_router(ctx.kit),
        ),
        problems=PROBLEMS,
        checks={"database": ctx.kit.db.ping},
        on_stop=on_stop,
    )
    app.state.context = ctx
    app.state.staff_gate = staff_gate(ctx.kit)
    return app
