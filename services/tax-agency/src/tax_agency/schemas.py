"""Bodies of requests and responses. References of people travel in bodies, never in a URL."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from renkei.agency.clients import FourItems
from renkei.agency.people import NewPerson
from renkei.agency.people_codes import CodeOutcome
from renkei.messages.fields import FiscalYear, Id, Opaque, Slug
from renkei.numbers import IndividualNumberField
from tax_agency.domain.model import Assessment, State

MAX_BATCH = 500
_MAX_ITEMS = 64

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class TaxpayerBody(_Body):
    """A taxpayer to register; `request_id` is the idempotency key."""

    request_id: Id
    number: IndividualNumberField
    name: Text
    birth_date: Text
    sex: Literal["female", "male", "unknown"]
    address: Text

    def new_person(self) -> NewPerson:
        """Return the registration."""
        items = FourItems(self.name, self.birth_date, self.sex, self.address)
        return NewPerson(request_id=self.request_id, number=self.number, items=items)


class RegisteredBody(BaseModel):
    """Our reference of a person, and what became of obtaining the code."""

    person_ref: str
    code: CodeOutcome


class AssessmentBody(_Body):
    """An assessment; yen are whole numbers."""

    person_ref: Opaque
    fiscal_year: FiscalYear
    state: State
    items: Annotated[
        dict[Slug, StrictBool | StrictInt | StrictStr], Field(max_length=_MAX_ITEMS)
    ] = {}

    def assessment(self) -> Assessment:
        """Return the assessment, still unchecked."""
        return Assessment(
            person_ref=self.person_ref,
            fiscal_year=self.fiscal_year,
            state=self.state,
            items=self.items,
        )


class ReplicaBody(BaseModel):
    """The replica that is answered from now (副本): 履歴番号 and since when."""

    revision: int
    valid_from: datetime


class CodesBody(_Body):
    """How many people a batch may take."""

    limit: Annotated[int, Field(ge=1, le=MAX_BATCH)] = 100


class NonDisclosureBody(_Body):
    """The flag 不開示該当 of one person."""

    person_ref: Opaque
    non_disclosable: bool
