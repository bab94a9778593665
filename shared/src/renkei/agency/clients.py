"""The hub and identity, as an agency calls them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from renkei.messages.fields import ConvertedClaim
from renkei.numbers import IndividualNumber
from renkei.service.callers import Credentials

_Reply = TypeVar("_Reply", bound=BaseModel)


class Unreachable(Exception):  # noqa: N818 - states the fact
    """The other side did not answer, or not in time; whether it acted is not known."""


class RemoteProblem(Exception):  # noqa: N818 - states the fact
    """The other side refused with a problem document.

    `slug` is the last part of its type; `members` holds what the document carries beside RFC
    9457's own.
    """

    def __init__(self, status: int, slug: str, members: Mapping[str, object]) -> None:
        self.status = status
        self.slug = slug
        self.members = members
        super().__init__(f"The other side refused: {slug}.")


class UnexpectedAnswer(Exception):  # noqa: N818 - states the fact
    """The other side answered with something that its interface does not give."""

    def __init__(self) -> None:
        super().__init__("The other side's answer is not what its interface gives.")


@dataclass(frozen=True, slots=True)
class FourItems:
    """The basic four items (基本4情報) of a person, as written; shows nothing of them."""

    name: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex: str = field(repr=False)
    address: str = field(repr=False)


class IssuedCode(BaseModel):
    """What the hub returns for a code grant."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    code: ConvertedClaim
    receipt: str


class _OutcomeReply(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    outcome: str


class _DirectoryReply(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    directory: str


class _GrantReply(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    grant: str


class Hub(Protocol):
    """What an agency needs of the hub."""

    async def send_inquiry(self, inquiry: str) -> str:
        """Hand in a signed inquiry; return the hub's signed outcome."""
        ...

    async def acknowledge(self, serial: UUID) -> None:
        """Say that an answer is on our disk, so that the hub erases it."""
        ...

    async def directory(self) -> str:
        """Fetch the signed directory."""
        ...

    async def present_grant(self, grant: str) -> IssuedCode:
        """Exchange a code grant for a code that only we can open."""
        ...


class Identity(Protocol):
    """What an agency needs of identity."""

    async def request_grant(self, number: IndividualNumber, items: FourItems) -> str:
        """Ask for a code grant for the person who has this number and these four items."""
        ...


class HttpHub:
    """The hub over HTTP."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Credentials, hub: str) -> None:
        self._http = http
        self._credentials = credentials
        self._hub = hub

    async def send_inquiry(self, inquiry: str) -> str:
        """Hand in a signed inquiry.

        A refusal comes as a problem document that carries the signed outcome: it is returned like
        any other outcome.

        Raises:
            RemoteProblem: refused without an outcome.
            Unreachable: no answer.
            UnexpectedAnswer: not what the hub's interface gives.
        """
        try:
            reply = await posted(self._http, "/v1/inquiries", {"inquiry": inquiry}, {})
        except RemoteProblem as problem:
            outcome = problem.members.get("outcome")
            if isinstance(outcome, str):
                return outcome
            raise
        return parsed(_OutcomeReply, reply).outcome

    async def acknowledge(self, serial: UUID) -> None:
        """Say that an answer is on our disk.

        Raises:
            RemoteProblem: the hub knows no such inquiry of ours.
            Unreachable: no answer.
        """
        headers = self._credentials.header(self._hub)
        await posted(self._http, f"/v1/inquiries/{serial}/acknowledgement", {}, headers)

    async def directory(self) -> str:
        """Fetch the signed directory.

        Raises:
            RemoteProblem: refused.
            Unreachable: no answer.
            UnexpectedAnswer: not what the hub's interface gives.
        """
        try:
            reply = await self._http.get("/v1/directory")
        except httpx2.TransportError:
            raise Unreachable("the hub does not answer") from None
        return parsed(_DirectoryReply, _accepted(reply)).directory

    async def present_grant(self, grant: str) -> IssuedCode:
        """Exchange a code grant for a code.

        Raises:
            RemoteProblem: the grant is used up, expired or not ours.
            Unreachable: no answer; the grant may be used up.
            UnexpectedAnswer: not what the hub's interface gives.
        """
        headers = self._credentials.header(self._hub)
        reply = await posted(self._http, "/v1/codes", {"grant": grant}, headers)
        return parsed(IssuedCode, reply)


class HttpIdentity:
    """Identity over HTTP."""

    def __init__(self, http: httpx2.AsyncClient, credentials: Credentials, identity: str) -> None:
        self._http = http
        self._credentials = credentials
        self._identity = identity

    async def request_grant(self, number: IndividualNumber, items: FourItems) -> str:
        """Ask for a code grant.

        Raises:
            RemoteProblem: number and items do not belong together, or we may not ask.
            Unreachable: no answer.
            UnexpectedAnswer: not what identity's interface gives.
        """
        body = {
            "number": number.reveal(),
            "name": items.name,
            "birth_date": items.birth_date,
            "sex": items.sex,
            "address": items.address,
        }
        headers = self._credentials.header(self._identity)
        reply = await posted(self._http, "/v1/code-grants", body, headers)
        return parsed(_GrantReply, reply).grant


async def posted(
    http: httpx2.AsyncClient,
    path: str,
    body: Mapping[str, object],
    headers: Mapping[str, str],
) -> bytes:
    """Post a JSON body; return the body of the answer.

    Raises:
        RemoteProblem: the other side refused.
        Unreachable: it did not answer.
    """
    try:
        return _accepted(await http.post(path, json=dict(body), headers=dict(headers)))
    except httpx2.TransportError:
        raise Unreachable("the other side does not answer") from None


class _Problem(BaseModel):
    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    type: str = "about:blank"
    title: object = None
    status: object = None
    detail: object = None
    instance: object = None


def _accepted(reply: httpx2.Response) -> bytes:
    if reply.is_success:
        return reply.content
    try:
        problem = _Problem.model_validate_json(reply.content)
    except ValidationError:
        raise RemoteProblem(reply.status_code, "none", {}) from None
    slug = problem.type.rsplit("/", 1)[-1]
    raise RemoteProblem(reply.status_code, slug, problem.model_extra or {})


def parsed(model: type[_Reply], content: bytes) -> _Reply:
    """Read the body of an answer.

    Raises:
        UnexpectedAnswer: it is not what the interface gives.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError:
        raise UnexpectedAnswer from None
