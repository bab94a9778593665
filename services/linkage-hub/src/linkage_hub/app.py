"""The hub, put together."""

from collections.abc import Sequence

from fastapi import FastAPI

from linkage_hub.clients import HttpProviders
from linkage_hub.context import Context, ParticipantBook
from linkage_hub.problems import PROBLEMS
from linkage_hub.routes import router
from linkage_hub.settings import Settings
from linkage_hub.usecases.participants import admit_folder
from renkei.codes.conversion import Factors
from renkei.keyring import Keyring, read_secret
from renkei.permits import load_statute
from renkei.service.app import Hook
from renkei.service.app import create_app as create_service
from renkei.service.clock import utc_now
from renkei.service.database import Database
from renkei.service.http import service_client

VERSION = "1.0.0"


def build(settings: Settings) -> FastAPI:
    """Build the hub from its settings.

    Raises:
        KeysUnusable: a key file is missing or holds no such key.
    """
    db = Database(settings.database_url.get_secret_value())
    keyring = Keyring.load(settings.keys_dir)
    providers = HttpProviders(
        lambda endpoint: service_client(endpoint, timeout_s=settings.provider_timeout_s)
    )
    ctx = Context(
        settings=settings,
        db=db,
        clock=utc_now,
        keyring=keyring,
        factors=Factors(read_secret(settings.keys_dir / "master.key")),
        permits=load_statute(),
        book=ParticipantBook(db, keyring=keyring, hub=settings.participant, clock=utc_now),
        providers=providers,
    )

    async def admit() -> None:
        await admit_folder(ctx, settings.registrations_dir)

    return create_app(ctx, on_start=[admit], on_stop=[providers.close, db.close])


def create_app(
    ctx: Context, *, on_start: Sequence[Hook] = (), on_stop: Sequence[Hook] = ()
) -> FastAPI:
    """Put the routes around a context."""
    app = create_service(
        title="Renkei linkage hub",
        version=VERSION,
        routers=[router],
        problems=PROBLEMS,
        checks={"database": ctx.db.ping},
        on_start=on_start,
        on_stop=on_stop,
    )
    app.state.context = ctx
    return app
