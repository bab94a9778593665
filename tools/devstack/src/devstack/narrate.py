"""Telling a demo run in plain words."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from devstack.play import Played
from devstack.records import Recorded
from devstack.stack import Stack
from devstack.topology import HUB, SERVICES
from renkei.permits import PermitTable, load_statute

_PROCEDURES = {
    "long-term-care-insurance": "Reduction of a long-term-care premium (介護保険料の減免)",
    "foster-parent-certification": "Certification of foster parents (里親の認定)",
}
_INFORMATION = {
    "household": "who lives in the household (住民票関係情報)",
    "local-tax": "tax facts of one person (地方税関係情報)",
}
_CAME_BACK = {
    "answered": "a sealed answer, which only the welfare office can open",
    "declined": "the provider declined",
    "refused": "the hub refused, and recorded the refusal",
    "accepted": "no answer yet",
    "expired": "no answer in time",
}


class Narrator:
    """Prints what happens, one line a step."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._statute = load_statute()

    def say(self, text: str) -> None:
        """Print a line."""
        self._out.print(text, markup=False)

    def heading(self, text: str) -> None:
        """Print a heading."""
        self._out.print(f"\n[bold]{text}[/bold]")

    def services(self, stack: Stack) -> None:
        """Say where each service's interface is described."""
        self.heading("Five services, five processes")
        for service in SERVICES:
            self.say(f"  {service.name:15} {stack.url(service)}/docs   {service.title}")

    def case(self, played: Played, recorded: Recorded) -> None:
        """Tell one case: who asked whom under which rule, what came back, what was decided."""
        decision = played.decision
        self.heading(_PROCEDURES[played.case.procedure])
        self.say(f"  Case “{played.case.name}”: a resident applies and attaches nothing.")
        for step, inquiry in enumerate(played.inquiries, start=1):
            for line in self._inquiry(step, played.case.procedure, inquiry):
                self.say(line)
        reasons = ", ".join(str(reason) for reason in decision["reasons"])
        self.say(f"  Decision: {decision['decision']} ({reasons})")
        for figure, value in decision["figures"].items():
            self.say(f"    {figure}: {value}")
        counts = recorded.counts(played.serials)
        self.say(
            f"  Recorded: {counts['requester']} by the requester, {counts['provider']} by the"
            f" providers, {counts['hub']} by the hub, of {len(played.inquiries)} inquiries"
        )
        self.say(f"  Attachments: {decision['attachments']}")

    def comparisons(self, played: Sequence[Played]) -> None:
        """Tell cases that resemble the first and end otherwise."""
        self.heading("Four neighbours, four different answers that must never be confused")
        for one in played:
            reasons = ", ".join(str(reason) for reason in one.decision["reasons"])
            self.say(f"  {one.case.name:18} {one.decision['decision']:13} {reasons}")

    def town(self, people: int) -> None:
        """Say who lives here."""
        self.say(f"\nA made-up town of {people} people is registered.")
        self.say("Each office knows them by codes of its own; nobody else can read those.")

    def without_consent(self, played: Played, recorded: Recorded) -> None:
        """Tell the case in which the hub refuses."""
        self.heading("Had the foster parents not consented, the hub would refuse, on record")
        self.case(played, recorded)

    def citizens_record(self, *, entries: int, opened: int) -> None:
        """Say what the record is to whom."""
        self.heading("The citizen's record")
        self.say(f"  The hub holds {entries} entries and can tell of none whom it concerns.")
        self.say(f"  {opened} of them concern somebody: they open with the portal's key alone.")

    def _inquiry(self, step: int, procedure: str, inquiry: dict[str, Any]) -> list[str]:
        information = inquiry["information"]
        rule = rule_of(self._statute, procedure, information)
        return [
            f"  {step}. welfare-agency asks {inquiry['provider']}: {_INFORMATION[information]}.",
            f"     The {HUB.name} applies {rule}.",
            f"     Serial {inquiry['serial']}: {_CAME_BACK[inquiry['state']]}.",
        ]


def rule_of(statute: PermitTable, procedure: str, information: str) -> str:
    """Say which row of the statute's table carries a procedure's question."""
    rules = statute.rules_on(procedure, information)
    stated = statute.procedures[procedure]
    ids = ", ".join(sorted(rule.id for rule in rules))
    return f"row {stated.row} of the statute's table ({stated.ja}), rule {ids}"
