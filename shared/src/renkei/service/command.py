"""The command line of a service, the same for all."""

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

import typer
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from renkei.service.logs import configure
from renkei.service.settings import ServiceSettings, SettingsRefused

KEEP_ALIVE_S: Final = 75
"""How long an idle connection is kept; more than a client of ours keeps it."""

_DRAIN_S: Final = 30
_MOST_CONNECTIONS: Final = 1000
_REFUSED: Final = 2

S = TypeVar("S", bound=ServiceSettings)


def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; requests begun by then have 30 seconds to end.

    Raises:
        SystemExit: the application did not start.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http="httptools",
        loop="uvloop",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=_DRAIN_S,
    )
    uvicorn.Server(config).run()


def service_command(
    name: str, *, package: str, settings: type[S], build: Callable[[S], FastAPI]
) -> typer.Typer:
    """Return the commands `serve`, `migrate`, `check-settings` and `openapi`.

    Args:
        name: of the service, such as `linkage-hub`; on every log line.
        package: its import name, under which the migrations lie.
        settings: its settings.
        build: its composition root.
    """
    # No decorated tracebacks: they print local variables.
    command = typer.Typer(
        name=name, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )

    @command.command("serve")
    def serve_command() -> None:
        """Serve requests."""
        loaded = load_or_exit(settings)
        configure(loaded.log_level, name)
        serve(build(loaded), host=loaded.host, port=loaded.port)

    @command.command("migrate")
    def migrate_command() -> None:
        """Bring the database to the newest revision."""
        # Imported here: Alembic takes a third of what a service needs to start.
        from renkei.service.migrations import MigrationRefused, migrate  # noqa: PLC0415

        loaded = load_or_exit(settings)
        configure(loaded.log_level, name)
        try:
            asyncio.run(migrate(loaded.database_url.get_secret_value(), package))
        except MigrationRefused as exc:
            _exit(str(exc))

    @command.command("check-settings")
    def check_settings_command() -> None:
        """Read the settings, and name what is wrong with them."""
        load_or_exit(settings)

    @command.command("openapi")
    def openapi_command() -> None:
        """Print the description of the interface."""
        typer.echo(
            json.dumps(build(load_or_exit(settings)).openapi(), ensure_ascii=False, indent=2)
        )

    return command


def load_or_exit(settings: type[S]) -> S:
    """Load the settings, or say what is wrong with them and exit with status 2."""
    try:
        return settings.load()
    except SettingsRefused as exc:
        _exit(str(exc))


def _exit(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)  # noqa: T201 - a command answers on its terminal
    raise typer.Exit(_REFUSED)
