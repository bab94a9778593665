"""Identity, put together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from identity.context import Context
from identity.problems import PROBLEMS
from identity.routes import router
from identity.settings import Settings
from renkei.agency.clients import HttpHub
from renkei.agency.directory_view import DirectoryView
from renkei.directory import read_registration
from renkei.keyring import Keyring, KeysUnusable, read_secret
from renkei.service.app import Hook
from renkei.service.app import create_app as create_service
from renkei.service.callers import Credentials
from renkei.service.clock import utc_now
from renkei.service.database import Database
from renkei.service.http import service_client

VERSION: Final = "1.0.0"

_HUB_TIMEOUT_S: Final = 10.0
_POINT_KEY_BYTES: Final = 32


def build(settings: Settings) -> FastAPI:
    """Build identity from its settings.

    Raises:
        KeysUnusable: a key file is missing or holds no such key.
        RegistrationRejected: the hub's registration does not hold.
    """
    keyring = Keyring.load(settings.keys_dir)
    point_key = read_point_key(settings.keys_dir)
    anchor = read_registration(settings.hub_registration)
    http = service_client(settings.hub_url, timeout_s=_HUB_TIMEOUT_S)
    credentials = Credentials(settings.participant, keyring.signing, utc_now)
    hub = HttpHub(http, credentials, anchor.id)
    db = Database(settings.database_url.get_secret_value())
    ctx = Context(
        settings=settings,
        db=db,
        clock=utc_now,
        keyring=keyring,
        point_key=point_key,
        directory=DirectoryView(
            hub, anchor=anchor, participant=settings.participant, clock=utc_now
        ),
    )
    return create_app(ctx, on_stop=[http.aclose, db.close])


def read_point_key(folder: Path) -> bytes:
    """Read `point.key` (32 bytes), from which all points of people derive.

    Raises:
        KeysUnusable: it is missing or does not hold 32 bytes.
    """
    key = read_secret(folder / "point.key")
    if len(key) != _POINT_KEY_BYTES:
        raise KeysUnusable("point.key does not hold 32 bytes")
    return key


def create_app(ctx: Context, *, on_stop: Sequence[Hook] = ()) -> FastAPI:
    """Put the routes around a context."""
    app = create_service(
        title="Renkei identity",
        version=VERSION,
        routers=[router],
        problems=PROBLEMS,
        checks={"database": ctx.db.ping},
        on_stop=on_stop,
    )
    app.state.context = ctx
    return app
