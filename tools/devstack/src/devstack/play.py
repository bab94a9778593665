"""Playing the demo's cases: a resident applies at the welfare office and attaches nothing."""

from dataclasses import dataclass, field
from typing import Any

from devstack.desk import Desk
from devstack.population import Case
from devstack.population.addresses import HOME_CODE
from devstack.seed import Seeded, paper, request_id
from renkei.service.clock import japan_day, utc_now

_CONFIRMED = ("suitability", "training-completed", "not-disqualified")
"""What a caseworker confirms of foster parents; the network does not carry it."""


@dataclass(frozen=True, slots=True)
class Played:
    """One case as it went: the office's answer, and whose case it was."""

    case: Case
    decision: dict[str, Any] = field(repr=False)

    @property
    def inquiries(self) -> list[dict[str, Any]]:
        """The inquiries that the office made for this case."""
        found: list[dict[str, Any]] = self.decision["inquiries"]
        return found

    @property
    def serials(self) -> set[str]:
        """Their transaction serials."""
        return {inquiry["serial"] for inquiry in self.inquiries if inquiry["serial"]}

    def summary(self) -> dict[str, object]:
        """Return what `demo.json` says of a procedure."""
        return {
            "procedure": self.case.procedure,
            "case": self.case.name,
            "decision": self.decision["decision"],
            "attachments": self.decision["attachments"],
            "inquiries": len(self.inquiries),
            "refused": sum(inquiry["state"] == "refused" for inquiry in self.inquiries),
        }


async def play(
    welfare: Desk, seeded: Seeded, case: Case, *, consent: bool = True, label: str = ""
) -> Played:
    """File one case and have it decided.

    Args:
        welfare: the office's counter.
        seeded: the town and its papers.
        case: whose application.
        consent: whether the applicants consented that their tax facts be asked for.
        label: tells two applications of one case apart.
    """
    population = seeded.story.population
    refs = []
    for key in case.applicants:
        person = population.person(key)
        body = paper(person) | {
            "request_id": request_id("client", key),
            "number": seeded.numbers[key],
        }
        refs.append((await welfare.post("/v1/clients", body))["person_ref"])
    is_foster = case.procedure == "foster-parent-certification"
    opened = await welfare.post(
        "/v1/cases",
        {
            "request_id": request_id("case", case.name + label),
            "procedure": case.procedure,
            "applicants": refs,
            "applied_on": japan_day(utc_now()).isoformat(),
            "residence_municipality": HOME_CODE,
            "january_municipality": HOME_CODE,
            "consent": consent,
            "confirmations": list(_CONFIRMED) if is_foster else [],
        },
    )
    decision = await welfare.post(f"/v1/cases/{opened['case_id']}/decision")
    return Played(case, decision)
