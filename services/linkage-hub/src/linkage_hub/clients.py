"""Providers over HTTP."""

from collections.abc import Callable

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError


class ProviderFailed(Exception):  # noqa: N818 - states the fact
    """The provider gave no usable answer; whether it acted is not known."""

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(f"The provider gave no answer: {cause}.")


class _AnswerReply(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    answer: str


class HttpProviders:
    """One client per provider, so that none can use up the connections of another."""

    def __init__(self, client_of: Callable[[str], httpx2.AsyncClient]) -> None:
        self._client_of = client_of
        self._clients: dict[str, httpx2.AsyncClient] = {}

    async def present(self, endpoint: str, permit: str) -> str:
        """Present a permit; return the signed answer, unverified.

        Raises:
            ProviderFailed: no answer in time, a refusal, or something that is no answer.
        """
        client = self._clients.get(endpoint)
        if client is None:
            client = self._clients[endpoint] = self._client_of(endpoint)
        try:
            reply = await client.post("/v1/permits", json={"permit": permit})
        except httpx2.TimeoutException:
            raise ProviderFailed("timeout") from None
        except httpx2.TransportError:
            raise ProviderFailed("unreachable") from None
        if not reply.is_success:
            raise ProviderFailed(f"status-{reply.status_code}")
        try:
            return _AnswerReply.model_validate_json(reply.content).answer
        except ValidationError:
            raise ProviderFailed("no-answer") from None

    async def close(self) -> None:
        """Close all connections."""
        for client in self._clients.values():
            await client.aclose()
