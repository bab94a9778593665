"""Bodies of identity's interface."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from identity.domain.eras import BirthDate, parse_birth_date
from identity.domain.errors import DateRejected, ItemMissing
from identity.domain.four_items import FourItems, Item, Sex
from identity.domain.model import Purpose, QuarantineEntry
from identity.domain.names import fold_name
from identity.usecases.numbering import Numbered
from renkei.numbers import IndividualNumberField, RevealedIndividualNumberField

_LONGEST_DATE = 40


def _birth_date(value: object) -> BirthDate:
    if not isinstance(value, str) or len(value) > _LONGEST_DATE:
        raise PydanticCustomError("format", "not a date of birth")
    try:
        return parse_birth_date(value)
    except DateRejected as rejected:
        # The slug is the whole message: a template with the value would reach the log.
        rule = rejected.rule
    raise PydanticCustomError(rule, "not a date of birth")


def _not_blank(name: str) -> str:
    if not fold_name(name).strip("-"):
        raise PydanticCustomError("blank", "nothing that could be compared")
    return name


def _address(address: str) -> str:
    try:
        FourItems("nobody", BirthDate(2000), Sex.UNKNOWN, address)
    except ItemMissing:
        raise PydanticCustomError("blank", "nothing that could be compared") from None
    return address


_Name = Annotated[str, Field(max_length=200), AfterValidator(_not_blank)]
_Address = Annotated[str, Field(max_length=400), AfterValidator(_address)]
_BirthDate = Annotated[
    BirthDate,
    PlainValidator(_birth_date),
    WithJsonSchema({"type": "string", "examples": ["1958-03-01", "昭和33年3月1日", "1958"]}),
]
_OtherNames = Annotated[list[_Name], Field(max_length=8)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class FourItemsBody(_Body):
    """The four basic items (基本4情報), as written; the date in any usual form."""

    name: _Name = Field(repr=False)
    birth_date: _BirthDate = Field(repr=False)
    sex: Sex = Field(repr=False)
    address: _Address = Field(repr=False)

    def items(self) -> FourItems:
        """Return them as the domain has them."""
        return FourItems(self.name, self.birth_date, self.sex, self.address)


class PersonBody(FourItemsBody):
    """A person to be numbered."""

    request_id: UUID
    other_names: _OtherNames = Field(default=[], repr=False)


class ClaimBody(FourItemsBody):
    """A number, and the items of the person it is said to be of."""

    number: IndividualNumberField


class NumberChangeBody(ClaimBody):
    """A number that leaked, and its person."""

    request_id: UUID


class ItemChangeBody(_Body):
    """The items of a person before and after; `other_names` left out leaves those as they are."""

    number: IndividualNumberField
    old: FourItemsBody
    new: FourItemsBody
    other_names: _OtherNames | None = Field(default=None, repr=False)


class NumberBody(BaseModel):
    """The number assigned."""

    number: RevealedIndividualNumberField

    @classmethod
    def of(cls, numbered: Numbered) -> "NumberBody":
        """Show the number."""
        return cls(number=numbered.number)


class GrantBody(BaseModel):
    """A signed code grant, for the hub."""

    grant: str


class HeldBody(BaseModel):
    """A claim that was held: which items differ; none if nobody has the number."""

    id: int
    purpose: Purpose
    agency: str
    claimed_at: datetime
    items: list[Item]


class QuarantinePage(BaseModel):
    """Held claims, oldest first; `next` continues after the last one, None at the end."""

    claims: list[HeldBody]
    next: int | None

    @classmethod
    def of(cls, found: list[tuple[int, QuarantineEntry]], *, limit: int) -> "QuarantinePage":
        """Show held claims without the person whose number it was."""
        claims = [
            HeldBody(
                id=entry_id,
                purpose=entry.purpose,
                agency=entry.agency,
                claimed_at=entry.claimed_at,
                items=sorted(entry.items),
            )
            for entry_id, entry in found
        ]
        return cls(claims=claims, next=claims[-1].id if len(claims) == limit else None)
