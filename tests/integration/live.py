"""A running stack with one welfare client, and what an outsider or a faulty insider would send."""

import asyncio
import contextlib
import sqlite3
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from capture import SERVICES_BY_NAME, held_by
from recorder import free_ports

from devstack.desk import Desk
from devstack.launcher import running
from devstack.seed import Seeded, paper, seed
from devstack.stack import Stack
from devstack.topology import HUB, PORTAL, TAX, WELFARE, Service
from renkei.codes.subjects import Code, seal
from renkei.messages.fields import SealedSubjectClaim
from renkei.messages.inquiry import Inquiry, InquiryTerms
from renkei.messages.outcome import Outcome
from renkei.messages.signing import SigningKey, sign, unverified
from renkei.service.callers import Credentials
from renkei.service.clock import japan_day, utc_now
from renkei.service.http import service_client
from renkei.service.ids import uuid7

PERSON = "s1p2"
"""The elderly applicant of the demo's first case."""
NEIGHBOUR = "s3p1"
ITEMS = ("taxation-class", "total-income")


@dataclass(frozen=True, slots=True)
class Live:
    """The stack, its people's papers, and the welfare agency's code of one client."""

    stack: Stack
    seeded: Seeded = field(repr=False)
    code: Code = field(repr=False)

    def claim(self, key: str, *, number: str | None = None) -> dict[str, Any]:
        """Write down somebody's number and four items, as for a counter."""
        items = paper(self.seeded.story.population.person(key))
        return items | {"number": number or self.seeded.numbers[key]}

    def as_staff(self, service: Service) -> dict[str, str]:
        """Return the credentials of a service's own staff."""
        return self.as_(service, to=service)

    def as_(self, caller: Service, *, to: Service) -> dict[str, str]:
        """Return one service's credentials for another."""
        return Credentials(caller.name, self.key(caller), utc_now).header(to.name)

    def key(self, service: Service) -> SigningKey:
        """Return a participant's signing key."""
        return self.stack.keyring(service.name).signing

    async def send(self, service: Service, method: str, path: str, **sent: Any) -> httpx2.Response:
        """Send one request, and read the whole response."""
        async with service_client(self.stack.url(service), timeout_s=30) as http:
            return await http.request(method, path, **sent)

    async def ask(self, token: str) -> httpx2.Response:
        """Send the hub an inquiry."""
        return await self.send(HUB, "POST", "/v1/inquiries", json={"inquiry": token})

    def inquiry(self, **changes: Any) -> Inquiry:
        """State an inquiry of the welfare agency about its client, with changes."""
        now = utc_now()
        stated: dict[str, Any] = {
            "iss": WELFARE.name,
            "aud": HUB.name,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=10)).timestamp()),
            "jti": uuid7(utc_now),
            "procedure": "long-term-care-insurance",
            "provider": TAX.name,
            "information": "local-tax",
            "items": ITEMS,
            "fiscal_year": japan_day(now).year,
            "case_ref": "case-1",
            "office": "premium-desk",
        }
        terms = InquiryTerms(**(stated | changes))
        to, portal = self.stack.keyring(TAX.name), self.stack.keyring(PORTAL)
        sealed = seal(
            self.code, to=to.code.public, portal=portal.code.public, binding=terms.binding()
        )
        subject = SealedSubjectClaim.of(sealed, key=to.code_kid, portal_key=portal.code_kid)
        return Inquiry(**dict(terms), subject=subject)

    def signed(self, inquiry: Inquiry) -> str:
        """Sign an inquiry as the welfare agency."""
        return sign(inquiry, self.key(WELFARE))

    async def operate(self, command: str, participant: str) -> int:
        """Run a command of the hub's operator; return its exit code."""
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name(HUB.name)),
            command,
            participant,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=self.stack.environment(HUB),
        )
        return await process.wait()

    def count(self, service: Service, table: str) -> int:
        """Return how many rows a table has."""
        with contextlib.closing(sqlite3.connect(self.stack.database(service))) as connection:
            counted = connection.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name
            found: int = counted.fetchone()[0]
        return found

    def logs(self) -> bytes:
        """Return all that the services have logged."""
        return b"".join(self.stack.log(s).read_bytes() for s in SERVICES_BY_NAME.values())


@contextlib.asynccontextmanager
async def live(folder: Path) -> AsyncIterator[Live]:
    """Start everything on free ports, register the demo's people and one welfare client."""
    ports = dict(zip(SERVICES_BY_NAME, free_ports(len(SERVICES_BY_NAME)), strict=True))
    stack = Stack(folder, ports=ports)
    stack.prepare()
    async with running(stack):
        seeded = await seed(stack, number=1, households=0)
        body = paper(seeded.story.population.person(PERSON))
        body |= {"request_id": str(uuid4()), "number": seeded.numbers[PERSON]}
        async with Desk(stack, WELFARE) as desk:
            ref = (await desk.post("/v1/clients", body))["person_ref"]
        held = await asyncio.to_thread(held_by, stack, WELFARE)
        yield Live(stack, seeded, held.codes[ref])


def outcome_of(reply: httpx2.Response) -> Outcome:
    """Read the hub's outcome; its signature is not the point here."""
    return unverified(reply.json()["outcome"], Outcome)
