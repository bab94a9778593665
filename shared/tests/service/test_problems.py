import json
import logging
from http import HTTPStatus
from typing import Annotated

import pytest
from fastapi import APIRouter, Body, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from renkei.service.app import create_app
from renkei.service.openapi import documented
from renkei.service.problems import ProblemType
from renkei.testing.client import asgi_client


class NotPermitted(Exception):  # noqa: N818 - errors state the fact
    extensions = {"items": ["address"], "status": 200}  # noqa: RUF012 - a test's own


class NotAuthenticated(Exception):  # noqa: N818 - errors state the fact
    pass


NOT_PERMITTED = ProblemType("not-permitted", "Not permitted", HTTPStatus.FORBIDDEN)
NOT_AUTHENTICATED = ProblemType("not-authenticated", "Not authenticated", HTTPStatus.UNAUTHORIZED)


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, Field(pattern="^[a-z]+$", alias="itemCode")]
    amounts: dict[str, int] = {}
    years: dict[int, int] = {}


class Ask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: list[Item]


def routes():
    router = APIRouter(prefix="/v1")

    @router.post("/ask", responses=documented(NOT_PERMITTED))
    async def ask(body: Ask, limit: Annotated[int, Query()] = 1) -> None:
        """Ask."""

    @router.post("/raw")
    async def raw(body: Annotated[bytes, Body()]) -> int:
        return len(body)

    @router.get("/by-number/{number}")
    async def by_number(number: Annotated[str, Path(pattern="^[a-z]+$")]) -> None:
        """Ask by a number."""

    @router.get("/refused")
    async def refused() -> None:
        raise NotPermitted("The procedure does not cover: address.")

    @router.get("/stranger")
    async def stranger() -> None:
        raise NotAuthenticated

    @router.get("/broken/{secret}")
    async def broken(secret: str) -> None:
        raise RuntimeError(f"no such person: {secret}")

    return router


@pytest.fixture
def app():
    return create_app(
        title="Test",
        version="1",
        routers=[routes()],
        problems={NotPermitted: NOT_PERMITTED, NotAuthenticated: NOT_AUTHENTICATED},
        checks={},
        max_body_bytes=1000,
    )


@pytest.fixture
async def client(app):
    async with asgi_client(app) as client:
        yield client


def slug(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status_code
    return document["type"].removeprefix("https://problems.renkei.example/")


async def test_a_listed_error_says_what_it_says_and_its_extensions(client):
    answer = await client.get("/v1/refused")

    assert (answer.status_code, slug(answer)) == (403, "not-permitted")
    assert answer.json() == {
        "type": "https://problems.renkei.example/not-permitted",
        "title": "Not permitted",
        "status": 403,
        "detail": "The procedure does not cover: address.",
        "items": ["address"],
    }


async def test_a_caller_who_is_not_known_learns_how_to_become_so(client):
    answer = await client.get("/v1/stranger")

    assert (answer.status_code, slug(answer)) == (401, "not-authenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_method_that_is_not_allowed_keeps_its_allow_header(client):
    answer = await client.get("/v1/ask")

    assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


async def test_an_unlisted_exception_is_a_500_without_detail_and_logged_without_text(
    client, caplog, canary
):
    with caplog.at_level(logging.INFO):
        answer = await client.get(f"/v1/broken/{canary}")

    assert (answer.status_code, slug(answer)) == (500, "internal-error")
    assert canary not in answer.text
    [record] = [each for each in caplog.records if each.levelname == "ERROR"]
    assert (record.error, record.route) == ("RuntimeError", "/v1/broken/{secret}")
    assert canary not in record.getMessage()


async def test_an_invalid_request_is_told_where_and_which_rule(client):
    body = {"items": [{"itemCode": "a"}, {"itemCode": "B!"}], "more": 1}
    answer = await client.post("/v1/ask?limit=x", json=body)

    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert answer.json()["errors"] == [
        {"at": "query/limit", "rule": "int_parsing"},
        {"at": "body/items/1/itemCode", "rule": "string_pattern_mismatch"},
        {"at": "body/?", "rule": "extra_forbidden"},
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"items": [{"itemCode": "CANARY"}]}', id="field value"),
        pytest.param('{"items": [], "CANARY": 1}', id="field name"),
        pytest.param('{"items": [{"itemCode": "a", "CANARY": 1}]}', id="inner field name"),
        pytest.param('{"items": [{"itemCode": "a", "amounts": {"CANARY": "x"}}]}', id="key"),
        pytest.param('{"items": [{"itemCode": "a", "years": {"CANARY": "x"}}]}', id="number key"),
        pytest.param('{"items": "CANARY"}', id="wrong type"),
        pytest.param("CANARY", id="whole body"),
        pytest.param('{"items": CANARY!}', id="broken JSON"),
        pytest.param('"CANARY', id="open string"),
    ],
)
async def test_a_number_in_the_body_never_comes_back(client, caplog, canary, body):
    headers = {"content-type": "application/json"}
    with caplog.at_level(logging.DEBUG):
        answer = await client.post(
            "/v1/ask", content=body.replace("CANARY", canary), headers=headers
        )

    assert (answer.status_code, slug(answer)) == (422, "invalid-request")
    assert canary not in f"{answer.text} {answer.headers}"
    assert all(canary not in str(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/v1/by-number/CANARY", 422),
        ("GET", "/CANARY", 404),
        ("PUT", "/v1/by-number/CANARY", 405),
        ("POST", "/v1/ask?limit=CANARYx", 422),
        ("POST", "/v1/ask?CANARY=1", 422),
    ],
)
async def test_a_number_in_the_url_never_comes_back(  # noqa: PLR0917 - fixtures, by name
    client, caplog, canary, method, url, status
):
    with caplog.at_level(logging.INFO, logger="renkei"):
        answer = await client.request(method, url.replace("CANARY", canary))

    assert answer.status_code == status
    assert canary not in f"{answer.text} {answer.headers}"
    records = [record for record in caplog.records if record.name.startswith("renkei")]
    assert records
    assert all(canary not in str(record.__dict__) for record in records)


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/raw"])
async def test_a_body_that_is_announced_as_too_large_is_refused(client, path):
    answer = await client.post(path, content=b"x" * 1001)

    assert (answer.status_code, slug(answer)) == (413, "content-too-large")


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/raw"])
async def test_a_body_that_grows_too_large_is_refused(client, path):
    async def chunks():
        for _ in range(11):
            yield b"x" * 100

    answer = await client.post(path, content=chunks())

    assert "content-length" not in answer.request.headers
    assert (answer.status_code, slug(answer)) == (413, "content-too-large")


async def test_a_body_of_exactly_the_limit_is_accepted(client):
    headers = {"content-type": "application/octet-stream"}
    answer = await client.post("/v1/raw", content=b"x" * 1000, headers=headers)

    assert (answer.status_code, answer.json()) == (200, 1000)


def test_the_description_shows_problems_and_not_the_frameworks_errors(app):
    description = app.openapi()
    responses = description["paths"]["/v1/ask"]["post"]["responses"]

    assert "ValidationError" not in json.dumps(description["components"])
    assert "Problem" in description["components"]["schemas"]
    for status in ("403", "422"):
        assert list(responses[status]["content"]) == ["application/problem+json"]
    assert responses["403"]["description"] == "Not permitted (`not-permitted`)"
