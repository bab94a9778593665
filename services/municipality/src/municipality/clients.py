"""Identity as the municipality calls it beyond the kit: to have people numbered (付番)."""

from typing import Protocol
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict

from renkei.agency.clients import FourItems, parsed, posted
from renkei.numbers import IndividualNumber, IndividualNumberField
from renkei.service.callers import Credentials


class Numbering(Protocol):
    """What the municipality needs of identity."""

    async def assign(
        self, request_id: UUID, items: FourItems, other_names: tuple[str, ...]
    ) -> IndividualNumber:
        """Have a person numbered; the same request gets the same number."""
        ...


class _NumberReply(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    number: IndividualNumberField


class HttpNumbering:
    """Identity over HTTP."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Credentials, identity: str) -> None:
        self._http = http
        self._credentials = credentials
        self._identity = identity

    async def assign(
        self, request_id: UUID, items: FourItems, other_names: tuple[str, ...]
    ) -> IndividualNumber:
        """Have a person numbered; the same request gets the same number.

        Raises:
            RemoteProblem: identity refuses to number this person.
            Unreachable: no answer; the number may be assigned, so ask again with the same request.
            UnexpectedAnswer: not what identity's interface gives.
        """
        body = {
            "request_id": str(request_id),
            "name": items.name,
            "birth_date": items.birth_date,
            "sex": items.sex,
            "address": items.address,
            "other_names": list(other_names),
        }
        headers = self._credentials.header(self._identity)
        reply = await posted(self._http, "/v1/people", body, headers)
        return parsed(_NumberReply, reply).number
