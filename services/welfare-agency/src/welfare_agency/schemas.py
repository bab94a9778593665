"""Bodies of the welfare agency's interface."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from renkei.agency.clients import FourItems
from renkei.agency.people import NewPerson
from renkei.agency.people_codes import CodeOutcome
from renkei.messages.fields import MAX_RELATED, Slug
from renkei.numbers import IndividualNumberField, NumberRejected, parse_municipality_code
from welfare_agency.domain.filing import Filing
from welfare_agency.domain.foster import Confirmation
from welfare_agency.domain.model import Application, CaseId, PersonRef, Verdict
from welfare_agency.domain.plans import Paper, fiscal_year, plan_of
from welfare_agency.usecases.cases import CaseInquiry, CaseSummary, KeptCase

MAX_BATCH = 500

_FIRST_DAY = date(2016, 1, 1)
"""Individual Numbers are in use since then."""
_MOST_YEN = 10**12 - 1


def _municipality(text: str) -> str:
    try:
        return parse_municipality_code(text)
    except NumberRejected as rejected:
        raise PydanticCustomError(rejected.rule.value, "not a municipality code") from None


_Ref = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_People = Annotated[tuple[_Ref, ...], Field(max_length=MAX_RELATED)]
_Municipality = Annotated[str, Field(max_length=6), AfterValidator(_municipality)]
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ClientBody(_Body):
    """A person who comes to the office, with number and four items as on the identity document."""

    request_id: UUID
    number: IndividualNumberField
    name: _Text
    birth_date: _Text
    sex: Annotated[str, Field(min_length=1, max_length=20)]
    address: _Text

    def person(self) -> NewPerson:
        """Return the registration."""
        items = FourItems(self.name, self.birth_date, self.sex, self.address)
        return NewPerson(request_id=self.request_id, number=self.number, items=items)


class ClientReply(BaseModel):
    """The agency's own reference of a client, and how obtaining the code went."""

    person_ref: str
    code: CodeOutcome


class CodesBody(_Body):
    """How many people a batch may take."""

    limit: Annotated[int, Field(ge=1, le=MAX_BATCH)] = 100


class CaseBody(_Body):
    """An application as it was filed."""

    request_id: UUID
    procedure: Slug
    applicants: Annotated[_People, Field(min_length=1)]
    """References of clients; the household of the first is the one asked about."""
    applied_on: Annotated[date, Field(ge=_FIRST_DAY)]
    residence_municipality: _Municipality
    """6-digit code of where the applicants live."""
    january_municipality: _Municipality
    """6-digit code of where they lived on 1 January of the fiscal year."""
    consent: bool
    """The people concerned agreed to inquiries about their taxes."""
    confirmations: frozenset[Confirmation] = frozenset()
    """What the caseworker confirmed; foster parents only."""
    minors: _People = ()
    """Members who are minors, references of clients."""
    declared_receipts_yen: Annotated[int, Field(ge=0, le=_MOST_YEN)] = 0
    """Receipts of the year that no agency can state."""
    is_relative_of_child: bool = False
    """Foster parents only: the applicant is a relative of the child."""

    def filing(self) -> Filing:
        """Return the filing.

        Raises:
            UnknownProcedure: no plan is declared for the procedure.
            ApplicationMalformed: an applicant is named twice.
        """
        return Filing(
            procedure=plan_of(self.procedure).procedure,
            application=Application(
                applicants=tuple(map(PersonRef, self.applicants)),
                as_of=self.applied_on,
                fiscal_year=fiscal_year(self.applied_on),
                minors=frozenset(map(PersonRef, self.minors)),
                declared_receipts_yen=self.declared_receipts_yen,
                is_relative_of_child=self.is_relative_of_child,
            ),
            residence_municipality=self.residence_municipality,
            january_municipality=self.january_municipality,
            consent=self.consent,
            confirmed=self.confirmations,
        )


class CaseReply(BaseModel):
    """The id of a case: random, says nothing of anybody."""

    case_id: CaseId


class InquiryBody(BaseModel):
    """One inquiry of a case: whom it went to and how it ended, never what it brought."""

    serial: UUID | None
    """処理通番; None while the hub has given none, or where nobody could be asked."""
    information: str
    provider: str | None
    state: Literal["chosen", "accepted", "answered", "declined", "refused", "expired", "not-asked"]
    reason: str | None
    attempt: int

    @classmethod
    def of(cls, inquiry: CaseInquiry) -> "InquiryBody":
        """Show an inquiry."""
        return cls.model_validate(
            {
                "serial": inquiry.serial,
                "information": inquiry.asked.information.value,
                "provider": inquiry.provider,
                "state": inquiry.state,
                "reason": inquiry.reason,
                "attempt": inquiry.asked.attempt,
            }
        )


class DeemedBody(BaseModel):
    """An exchange that counts as the paper submitted (Individual Number Act, Art. 22(2))."""

    serial: UUID
    paper: Paper


class DecisionBody(BaseModel):
    """How a case was decided, and on what; `decided_at` is None while inquiries are under way."""

    case_id: CaseId
    procedure: str
    decision: Verdict
    reasons: tuple[str, ...]
    figures: dict[str, int]
    """Whole yen, numbers of people and stage numbers, by name."""
    attachments: int
    """How many papers the applicant still has to attach."""
    papers: dict[Paper, int]
    """Which these are."""
    unresolved: tuple[str, ...]
    """References of the people whose missing facts kept the verdict open."""
    inquiries: tuple[InquiryBody, ...]
    deemed_submissions: tuple[DeemedBody, ...]
    decided_at: datetime | None

    @classmethod
    def of(cls, case: KeptCase) -> "DecisionBody | None":
        """Show a decision; None for a case that has none."""
        if case.decided is None:
            return None
        ruling = case.decided.ruling
        decision = ruling.decision
        return cls(
            case_id=case.case_id,
            procedure=case.filing.procedure,
            decision=decision.outcome,
            reasons=tuple(reason.value for reason in decision.reasons),
            figures=dict(decision.figures),
            attachments=ruling.attachments,
            papers=dict(ruling.papers),
            unresolved=tuple(sorted(decision.unresolved)),
            inquiries=tuple(map(InquiryBody.of, case.inquiries)),
            deemed_submissions=tuple(
                DeemedBody(serial=serial, paper=Paper(paper))
                for serial, paper in case.deemed.items()
            ),
            decided_at=case.decided.at,
        )


class CaseView(BaseModel):
    """A case as it stands."""

    case_id: CaseId
    procedure: str
    applicants: tuple[str, ...]
    applied_on: date
    opened_at: datetime
    attempt: int
    inquiries: tuple[InquiryBody, ...]
    decision: DecisionBody | None

    @classmethod
    def of(cls, case: KeptCase) -> "CaseView":
        """Show a case."""
        return cls(
            case_id=case.case_id,
            procedure=case.filing.procedure,
            applicants=case.filing.application.applicants,
            applied_on=case.filing.application.as_of,
            opened_at=case.opened_at,
            attempt=case.attempt,
            inquiries=tuple(map(InquiryBody.of, case.inquiries)),
            decision=DecisionBody.of(case),
        )


class CaseLine(BaseModel):
    """One line of the list of cases; `decision` is None while there is none."""

    case_id: CaseId
    procedure: str
    opened_at: datetime
    decision: Verdict | None

    @classmethod
    def of(cls, summary: CaseSummary) -> "CaseLine":
        """Show a line."""
        return cls(
            case_id=summary.case_id,
            procedure=summary.procedure,
            opened_at=summary.opened_at,
            decision=summary.verdict,
        )


class CasesPage(BaseModel):
    """Cases, oldest first; `next` continues after the last one, None at the end."""

    cases: list[CaseLine]
    next: int | None
