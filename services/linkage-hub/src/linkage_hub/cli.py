"""The commands of the hub: those of every service, and the directory's."""

import asyncio
from typing import Annotated

import typer

from linkage_hub.app import build
from linkage_hub.settings import Settings
from linkage_hub.usecases.participants import NoSuchParticipant, set_status
from renkei.service.command import load_or_exit, service_command

app = service_command("linkage-hub", package="linkage_hub", settings=Settings, build=build)

_Participant = Annotated[str, typer.Argument(help="participant id, as in its registration")]


@app.command("suspend")
def suspend(participant: _Participant) -> None:
    """Shut a participant out; every hub process follows within a second."""
    _set(participant, "suspended")


@app.command("reinstate")
def reinstate(participant: _Participant) -> None:
    """Let a suspended participant take part again."""
    _set(participant, "active")


def _set(participant: str, status: str) -> None:
    ctx = build(load_or_exit(Settings)).state.context
    try:
        asyncio.run(set_status(ctx, participant, status))
    except NoSuchParticipant:
        typer.echo("no such participant", err=True)
        raise typer.Exit(2) from None
