"""The welfare agency, put together."""

from collections.abc import Sequence

from fastapi import FastAPI

from renkei.agency.context import build_context
from renkei.agency.people import People
from renkei.agency.routes import records_router, staff_gate
from renkei.service.app import Hook
from renkei.service.app import create_app as create_service
from renkei.service.clock import utc_now
from renkei.service.database import Database
from renkei.service.http import service_client
from welfare_agency.context import Context
from welfare_agency.db import tables
from welfare_agency.problems import PROBLEMS
from welfare_agency.routes import router
from welfare_agency.settings import Settings

VERSION = "1.0.0"


def build(settings: Settings) -> FastAPI:
    """Build the welfare agency from its settings.

    Raises:
        KeysUnusable: a key file is missing or holds no such key.
        RegistrationRejected: the hub's registration does not hold.
    """
    db = Database(settings.database_url.get_secret_value())
    hub_http = service_client(settings.hub_url, timeout_s=settings.request_timeout_s)
    identity_http = service_client(settings.identity_url, timeout_s=settings.request_timeout_s)
    kit = build_context(
        settings,
        db=db,
        tables=tables.kit,
        clock=utc_now,
        hub_http=hub_http,
        identity_http=identity_http,
        identity=settings.identity,
    )
    people = People(tables.person, tables.kit.code_vault, kit.keyring.at_rest)
    ctx = Context(kit=kit, people=people, office=settings.office)
    return create_app(ctx, on_stop=[hub_http.aclose, identity_http.aclose, db.close])


def create_app(
    ctx: Context, *, on_start: Sequence[Hook] = (), on_stop: Sequence[Hook] = ()
) -> FastAPI:
    """Put the routes around a context."""
    app = create_service(
        title="Renkei welfare agency",
        version=VERSION,
        routers=[router, records_router(ctx.kit)],
        problems=PROBLEMS,
        checks={"database": ctx.db.ping},
        on_start=on_start,
        on_stop=on_stop,
    )
    app.state.context = ctx
    app.state.staff_gate = staff_gate(ctx.kit)
    return app
