"""The clients against a served application: what comes back, and what a failure shows."""

import asyncio
import json
import socket

import pytest
from fastapi import APIRouter, Request
from kit_world import FOUR, NUMBER
from starlette.responses import Response

from renkei.agency.clients import (
    HttpHub,
    HttpIdentity,
    RemoteProblem,
    UnexpectedAnswer,
    Unreachable,
)
from renkei.messages.access import Access
from renkei.messages.fields import to_base64url
from renkei.messages.signing import SigningKey, VerifyingKey, verify
from renkei.service.app import create_app
from renkei.service.callers import Credentials
from renkei.service.http import service_client
from renkei.testing.serve import serve

KEY = SigningKey.generate()
CANARY = "Yamada-123456789018"
POINT = to_base64url(
    bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
)
ISSUED = {"code": {"epoch": 1, "key": "A" * 16, "r": POINT, "c": POINT}, "receipt": "a.b.c"}


class Remote:
    """What the served application answers, and what it was sent."""

    def __init__(self):
        self.status, self.body, self.media, self.delay = 200, b"{}", "application/json", 0.0
        self.requests = []

    def says(self, body, status=200, media="application/json"):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status, self.media = status, media

    def problem(self, status, slug, **members):
        document = {"type": f"https://problems.renkei.example/{slug}", "title": "T"}
        self.says(document | {"status": status} | members, status, "application/problem+json")

    def router(self):
        router = APIRouter()

        @router.api_route("/v1/{path}", methods=["GET", "POST"])
        async def anything(path: str, request: Request) -> Response:
            self.requests.append((path, dict(request.headers), await request.body()))
            await asyncio.sleep(self.delay)
            return Response(self.body, self.status, media_type=self.media)

        return router


@pytest.fixture
def remote():
    return Remote()


@pytest.fixture
async def http(remote):
    app = create_app(title="T", version="1", routers=[remote.router()], problems={}, checks={})
    async with serve(app) as url, service_client(url, timeout_s=1) as client:
        yield client


@pytest.fixture
def credentials(clock):
    return Credentials("welfare-agency", KEY, clock)


@pytest.fixture
def hub(http, credentials):
    return HttpHub(http, credentials, "linkage-hub")


@pytest.fixture
def identity(http, credentials):
    return HttpIdentity(http, credentials, "identity")


@pytest.fixture
def calls(hub, identity):
    return {
        "inquiry": lambda: hub.send_inquiry("the inquiry"),
        "directory": hub.directory,
        "grant": lambda: hub.present_grant("the grant"),
        "identity": lambda: identity.request_grant(NUMBER, FOUR),
    }


EVERY = pytest.mark.parametrize("call", ["inquiry", "directory", "grant", "identity"])


async def refusal(call, kind):
    with pytest.raises(kind) as refused:
        await call()
    said = f"{refused.value!r} {refused.value} {refused.value.__cause__!r}"
    for value in (CANARY, NUMBER.reveal(), FOUR.name, FOUR.address, "the grant", "the inquiry"):
        assert value not in said
    return refused.value


def caller(remote, clock, audience):
    token = remote.requests[0][1]["authorization"].removeprefix("Bearer ")
    own = {KEY.kid: VerifyingKey("welfare-agency", KEY.private.public_key())}
    return verify(token, Access, key_of=own.get, audience=audience, now=clock()).iss


async def test_an_inquiry_is_its_own_credential(remote, hub):
    remote.says({"outcome": "a.b.c", "more": 1})
    outcome = await hub.send_inquiry("the inquiry")
    ((path, headers, body),) = remote.requests

    assert outcome == "a.b.c"
    assert (path, json.loads(body)) == ("inquiries", {"inquiry": "the inquiry"})
    assert "authorization" not in headers


async def test_an_accepted_inquiry_is_an_outcome_too(remote, hub):
    remote.says({"outcome": "a.b.c"}, 202)

    assert await hub.send_inquiry("the inquiry") == "a.b.c"


async def test_a_refusal_that_carries_an_outcome_is_that_outcome(remote, hub):
    remote.problem(403, "items-not-permitted", outcome="a.b.c")

    assert await hub.send_inquiry("the inquiry") == "a.b.c"


@pytest.mark.parametrize("outcome", [None, 1, {"a": 1}], ids=repr)
async def test_a_refusal_whose_outcome_is_no_text_stays_a_refusal(remote, calls, outcome):
    remote.problem(403, "items-not-permitted", outcome=outcome)

    assert (await refusal(calls["inquiry"], RemoteProblem)).slug == "items-not-permitted"


async def test_the_directory_is_fetched_without_a_credential(remote, hub):
    remote.says({"directory": "a.b.c"})

    assert await hub.directory() == "a.b.c"
    assert "authorization" not in remote.requests[0][1]


async def test_a_grant_goes_to_the_hub_under_our_name(remote, hub, clock):
    remote.says(ISSUED)
    issued = await hub.present_grant("the grant")

    assert (issued.code.epoch, issued.receipt) == (1, "a.b.c")
    assert json.loads(remote.requests[0][2]) == {"grant": "the grant"}
    assert caller(remote, clock, "linkage-hub") == "welfare-agency"


async def test_number_and_items_go_to_identity_in_the_body_alone(remote, identity, clock):
    remote.says({"grant": "a.b.c"})
    grant = await identity.request_grant(NUMBER, FOUR)
    ((path, headers, body),) = remote.requests

    assert grant == "a.b.c"
    assert json.loads(body) == {
        "number": NUMBER.reveal(),
        "name": FOUR.name,
        "birth_date": FOUR.birth_date,
        "sex": FOUR.sex,
        "address": FOUR.address,
    }
    assert NUMBER.reveal() not in f"{path} {headers}"
    assert caller(remote, clock, "identity") == "welfare-agency"


@EVERY
async def test_a_problem_is_known_by_its_last_part(remote, calls, call):
    remote.problem(409, "grant-used", detail=CANARY)
    refused = await refusal(calls[call], RemoteProblem)

    assert (refused.status, refused.slug) == (409, "grant-used")
    assert str(refused) == "The other side refused: grant-used."


async def test_members_are_those_beside_the_standards_own(remote, calls):
    remote.problem(409, "grant-used", detail="d", instance="i", retry_after=5)
    refused = await refusal(calls["grant"], RemoteProblem)

    assert refused.members == {"retry_after": 5}


@EVERY
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>" + CANARY.encode(), 502),
        (b"", 500),
        (b"[]", 404),
        (b'"' + CANARY.encode() + b'"', 400),
        (b'{"type": 5}', 422),
        (b"\xff", 503),
        (b"moved", 307),
    ],
    ids=range(7),
)
async def test_an_error_that_is_no_problem_document_has_no_slug(remote, calls, call, body, status):
    remote.says(body, status, "text/html")
    refused = await refusal(calls[call], RemoteProblem)

    assert (refused.status, refused.slug, refused.members) == (status, "none", {})


@EVERY
@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", CANARY.encode(), b'{"%s": 1}' % CANARY.encode(), b"\xff", b"{" * 9000],
    ids=range(7),
)
async def test_a_success_that_the_interface_does_not_give_is_unexpected(remote, calls, call, body):
    remote.says(body)

    await refusal(calls[call], UnexpectedAnswer)


@pytest.mark.parametrize(
    "code",
    [
        None,
        {},
        ISSUED["code"] | {"r": to_base64url(bytes(32))},
        ISSUED["code"] | {"epoch": 0},
        ISSUED["code"] | {"key": CANARY},
        ISSUED["code"] | {CANARY: 1},
    ],
    ids=range(6),
)
async def test_a_code_that_is_none_is_unexpected(remote, calls, code):
    remote.says(ISSUED | {"code": code})

    await refusal(calls["grant"], UnexpectedAnswer)


@EVERY
async def test_an_answer_that_takes_too_long_is_unreachable(remote, calls, call):
    remote.delay = 5.0

    await refusal(calls[call], Unreachable)


@EVERY
async def test_an_answer_beyond_the_largest_size_is_unreachable(remote, calls, call):
    remote.says(b"x" * (5 << 20))

    await refusal(calls[call], Unreachable)


@pytest.mark.parametrize("call", ["send_inquiry", "directory", "present_grant"])
async def test_nobody_there_is_unreachable(credentials, call):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with service_client(url, timeout_s=1) as http:
            hub = HttpHub(http, credentials, "linkage-hub")
            arguments = () if call == "directory" else (CANARY,)

            await refusal(lambda: getattr(hub, call)(*arguments), Unreachable)
