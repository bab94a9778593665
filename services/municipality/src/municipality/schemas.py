"""Bodies of requests and responses. References of people travel in bodies, never in a URL."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from municipality.domain.model import Member
from renkei.agency.clients import FourItems
from renkei.agency.people import NewPerson
from renkei.agency.people_codes import CodeOutcome
from renkei.layouts import Relationship
from renkei.messages.fields import Id, Opaque
from renkei.numbers import RevealedIndividualNumberField

MAX_BATCH = 500
_MAX_NAMES = 8  # as many as identity takes
_MAX_LISTED = 64

Text = Annotated[str, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ResidentBody(_Body):
    """A resident to register and number; `request_id` is the idempotency key."""

    request_id: Id
    name: Text
    birth_date: Text
    sex: Literal["female", "male", "unknown"]
    address: Text
    other_names: Annotated[tuple[Text, ...], Field(max_length=_MAX_NAMES)] = ()

    def new_person(self) -> NewPerson:
        """Return the registration; the number is still to be assigned."""
        return NewPerson(
            request_id=self.request_id,
            items=FourItems(self.name, self.birth_date, self.sex, self.address),
            other_names=self.other_names,
        )


class RegisteredBody(BaseModel):
    """Our reference of a resident, the number assigned, and what became of the code."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    person_ref: str
    number: RevealedIndividualNumberField
    code: CodeOutcome


class MemberBody(_Body):
    """One member and the relationship to the head (続柄)."""

    person_ref: Opaque
    relationship: Relationship


class HouseholdBody(_Body):
    """All members of a household; without an id, it is a new one."""

    household_id: Opaque | None = None
    members: Annotated[tuple[MemberBody, ...], Field(max_length=_MAX_LISTED)]

    def listed(self) -> list[Member]:
        """Return the members, still unchecked."""
        return [Member(each.person_ref, each.relationship.value) for each in self.members]


class HouseholdKeptBody(BaseModel):
    """The id of the household."""

    household_id: str


class CodesBody(_Body):
    """How many people a batch may take."""

    limit: Annotated[int, Field(ge=1, le=MAX_BATCH)] = 100


class NonDisclosureBody(_Body):
    """The flag 不開示該当 of one person."""

    person_ref: Opaque
    non_disclosable: bool
