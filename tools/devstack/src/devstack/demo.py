"""The demo: start everything, play the cases, compare the records, tell it, stop everything."""

import json
import time
from dataclasses import dataclass, field

from devstack.desk import Desk
from devstack.launcher import check_ports, running
from devstack.narrate import Narrator
from devstack.play import Played, play
from devstack.records import Recorded, citizens_of, hub_entries, recorded
from devstack.seed import Seeded, seed
from devstack.stack import Stack
from devstack.topology import WELFARE

_PROCEDURES = ("elderly-couple", "foster-parents")
_COMPARISONS = ("taxed-child", "undeclared-member", "missing-replica", "true-zero")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was played, and what the three parties recorded of it."""

    shown: tuple[Played, ...] = field(repr=False)
    compared: tuple[Played, ...] = field(repr=False)
    without_consent: Played = field(repr=False)
    records: Recorded = field(repr=False)

    def is_as_told(self) -> bool:
        """Tell whether it showed what it is there to show."""
        expected = {"certified": "granted"}
        decided = all(
            played.decision["decision"] == expected.get(played.case.expected, played.case.expected)
            for played in (*self.shown, *self.compared)
        )
        nothing_attached = all(played.decision["attachments"] == 0 for played in self.shown)
        everywhere = all(
            set(self.records.counts(played.serials).values()) == {len(played.inquiries)}
            for played in self.shown
        )
        return decided and nothing_attached and everywhere

    def document(self, seconds: float) -> dict[str, object]:
        """Return what `demo.json` holds."""
        return {
            "procedures": [self._told(played) for played in self.shown],
            "comparisons": [self._told(played) for played in self.compared],
            "without_consent": self._told(self.without_consent),
            "seconds": seconds,
        }

    def _told(self, played: Played) -> dict[str, object]:
        return played.summary() | {"recorded": self.records.counts(played.serials)}


async def demo(stack: Stack, *, number: int, households: int) -> bool:
    """Run the demo in a stack's folder; tell whether all went as it should.

    Raises:
        NotStarted: a service did not start.
        DeskRefused: a service refused its own staff.
    """
    began = time.monotonic()
    narrator = Narrator()
    check_ports(stack)
    stack.prepare()
    narrator.say("Starting …")
    async with running(stack):
        narrator.services(stack)
        seeded = await seed(stack, number=number, households=households)
        narrator.town(len(seeded.story.population.people))
        played = await play_all(stack, seeded)
        _tell(narrator, stack, played)
    seconds = round(time.monotonic() - began, 1)
    text = json.dumps(played.document(seconds), ensure_ascii=False, indent=2) + "\n"
    (stack.folder / "demo.json").write_text(text, "utf-8")
    narrator.say(f"\nAll is stopped again, after {seconds} s; see {stack.folder.name}/demo.json.")
    return played.is_as_told()


async def play_all(stack: Stack, seeded: Seeded) -> Demo:
    """Play every case of the demo in a running, seeded stack, and read the records of it."""
    cases = seeded.story.cases
    async with Desk(stack, WELFARE) as welfare:
        shown = [await play(welfare, seeded, cases[name]) for name in _PROCEDURES]
        compared = [await play(welfare, seeded, cases[name]) for name in _COMPARISONS]
        refused = await play(
            welfare, seeded, cases["foster-parents"], consent=False, label="-without-consent"
        )
    return Demo(tuple(shown), tuple(compared), refused, await recorded(stack))


def _tell(narrator: Narrator, stack: Stack, played: Demo) -> None:
    for one in played.shown:
        narrator.case(one, played.records)
    narrator.comparisons(played.compared)
    narrator.without_consent(played.without_consent, played.records)
    entries = hub_entries(stack)
    opened = sum(bool(citizens_of(stack, entry)) for entry in entries)
    narrator.citizens_record(entries=len(entries), opened=opened)
