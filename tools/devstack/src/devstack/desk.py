"""Speaking to a service as its own staff would, with a token signed by its own key."""

from types import TracebackType
from typing import Any, Self

import httpx2

from devstack.stack import Stack
from devstack.topology import Service
from renkei.service.callers import Credentials
from renkei.service.clock import utc_now
from renkei.service.http import service_client


class DeskRefused(Exception):  # noqa: N818 - states the fact
    """A service refused what its own staff asked for; says which problem, and no value."""


class Desk:
    """One service's counter."""

    def __init__(self, stack: Stack, service: Service) -> None:
        self._name = service.name
        key = stack.keyring(service.name).signing
        self._credentials = Credentials(service.name, key, utc_now)
        self._http = service_client(stack.url(service), timeout_s=60)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Post a body; return the answer.

        Raises:
            DeskRefused: the service refused.
        """
        return self._answer(await self._http.post(path, json=body, headers=self._headers()))

    async def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Put a body; return the answer.

        Raises:
            DeskRefused: the service refused.
        """
        return self._answer(await self._http.put(path, json=body, headers=self._headers()))

    async def get(self, path: str) -> dict[str, Any]:
        """Get an answer.

        Raises:
            DeskRefused: the service refused.
        """
        return self._answer(await self._http.get(path, headers=self._headers()))

    def _headers(self) -> dict[str, str]:
        return self._credentials.header(self._name)

    def _answer(self, reply: httpx2.Response) -> dict[str, Any]:
        if not reply.is_success:
            problem = reply.json()
            raise DeskRefused(f"{self._name}: {problem.get('type')} {problem.get('errors', '')}")
        answer: dict[str, Any] = reply.json() if reply.content else {}
        return answer
