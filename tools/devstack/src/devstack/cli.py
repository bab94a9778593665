"""`devstack demo` and `devstack run`."""

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated

import typer

from devstack.demo import demo
from devstack.desk import DeskRefused
from devstack.launcher import NotStarted, check_ports, running
from devstack.narrate import Narrator
from devstack.seed import seed
from devstack.stack import Stack

app = typer.Typer(
    name="devstack", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

Folder = Annotated[Path, typer.Option(help="where everything of the stack is kept")]
SeedNumber = Annotated[int, typer.Option("--seed", help="what the town is generated from")]
Households = Annotated[int, typer.Option(min=0, max=2000, help="beside the demo's own six")]


@app.command("demo")
def demo_command(
    folder: Folder = Path(".devstack"), number: SeedNumber = 1, households: Households = 8
) -> None:
    """Start everything, play both procedures, show what happened, stop everything."""
    _run(demo(Stack(folder.resolve()), number=number, households=households))


@app.command("run")
def run_command(
    folder: Folder = Path(".devstack"), number: SeedNumber = 1, households: Households = 8
) -> None:
    """Start everything with a seeded town, and leave it up until Ctrl-C."""
    _run(_stay(Stack(folder.resolve()), number=number, households=households))


def _run(task: Coroutine[None, None, bool]) -> None:
    try:
        went_well = asyncio.run(task)
    except (NotStarted, DeskRefused) as refused:
        typer.echo(str(refused), err=True)
        went_well = False
    raise typer.Exit(0 if went_well else 1)


async def _stay(stack: Stack, *, number: int, households: int) -> bool:
    narrator = Narrator()
    check_ports(stack)
    stack.prepare()
    ended = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, ended.set)
    narrator.say("Starting …")
    async with running(stack) as processes:
        narrator.services(stack)
        seeded = await seed(stack, number=number, households=households)
        narrator.town(len(seeded.story.population.people))
        narrator.say("Ctrl-C stops everything.")
        waiting = {asyncio.create_task(process.wait()) for process in processes.values()}
        stopping = asyncio.create_task(ended.wait())
        await asyncio.wait(waiting | {stopping}, return_when=asyncio.FIRST_COMPLETED)
        died = [name for name, process in processes.items() if process.returncode is not None]
        stopping.cancel()
    for name in died:
        narrator.say(f"{name} ended by itself; see {stack.folder.name}/logs/{name}.log")
    return not died
