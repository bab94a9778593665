"""Comparing the three records of a run by serial, and opening the citizen's part of each."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from devstack.desk import Desk
from devstack.stack import Stack
from devstack.topology import HUB, MUNICIPALITY, PORTAL, TAX, WELFARE, Service
from renkei.codes.subjects import Code, open_related
from renkei.messages.fields import ConvertedClaim

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """The serials that each of the three parties has on record."""

    requester: frozenset[str]
    provider: frozenset[str]
    hub: frozenset[str]

    def counts(self, serials: Iterable[str]) -> dict[str, int]:
        """Return how many of these serials each party has recorded."""
        wanted = set(serials)
        return {
            "requester": len(wanted & self.requester),
            "provider": len(wanted & self.provider),
            "hub": len(wanted & self.hub),
        }


async def recorded(stack: Stack) -> Recorded:
    """Read the three records of a running stack."""
    requester = await _serials(stack, WELFARE, role="requester")
    provider = set()
    for service in (TAX, MUNICIPALITY):
        provider |= await _serials(stack, service, role="provider")
    hub = {str(entry["serial"]) for entry in hub_entries(stack)}
    return Recorded(frozenset(requester), frozenset(provider), frozenset(hub))


def hub_entries(stack: Stack) -> list[dict[str, Any]]:
    """Read the bodies of the hub's record, as its operator can."""
    with sqlite3.connect(f"file:{stack.database(HUB)}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT body FROM entry ORDER BY position").fetchall()
    connection.close()
    return [json.loads(body) for (body,) in rows]


def citizens_of(stack: Stack, entry: Mapping[str, Any]) -> list[Code]:
    """Open the citizen's parts of an entry with the portal's key: whom it concerns."""
    key = stack.keyring(PORTAL).code
    parts = [*([entry["portal"]] if "portal" in entry else []), *entry.get("related", [])]
    claims = [ConvertedClaim.model_validate(part) for part in parts]
    opened = [open_related(claim.ciphertext(), key, epoch=claim.epoch) for claim in claims]
    return [code for code in opened if code is not None]


async def _serials(stack: Stack, service: Service, *, role: str) -> set[str]:
    serials: set[str] = set()
    after: int | None = 0
    async with Desk(stack, service) as desk:
        while after is not None:
            page = await desk.get(f"/v1/records?after={after}&limit={_PAGE}")
            serials |= {row["serial"] for row in page["records"] if row["role"] == role}
            after = page["next"]
    return serials
