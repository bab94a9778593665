import asyncio
import socket

import httpx2
import pytest
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from renkei.service.app import create_app
from renkei.service.http import ResponseRefused, service_client
from renkei.testing.serve import serve


def routes():  # noqa: C901 - a list of small routes
    router = APIRouter()

    @router.post("/echo")
    async def echo(request: Request) -> Response:
        seen = ",".join(sorted(request.headers))
        return Response(await request.body(), 201, {"x-seen": seen, "set-cookie": "a=b"})

    @router.get("/slow")
    async def slow() -> None:
        await asyncio.sleep(5)

    @router.get("/drip")
    async def drip() -> StreamingResponse:
        async def drops():
            for _ in range(100):
                yield b"x"
                await asyncio.sleep(0.05)

        return StreamingResponse(drops())

    @router.get("/big")
    async def big(size: int) -> Response:
        return Response(b"x" * size)

    @router.get("/endless")
    async def endless() -> StreamingResponse:
        async def chunks():
            while True:
                yield b"x" * 1000
                await asyncio.sleep(0)

        return StreamingResponse(chunks())

    @router.get("/zipped")
    async def zipped() -> Response:
        return Response(b"x", headers={"content-encoding": "gzip"})

    @router.get("/moved")
    async def moved() -> RedirectResponse:
        return RedirectResponse("/big")

    return router


@pytest.fixture
async def base_url():
    app = create_app(title="T", version="1", routers=[routes()], problems={}, checks={})
    async with serve(app) as url:
        yield url


@pytest.fixture
async def client(base_url):
    async with service_client(base_url, timeout_s=0.4, max_response_bytes=1000) as client:
        yield client


async def test_a_call_goes_there_and_back(client):
    answer = await client.post("/echo", json={"a": "é"}, headers={"authorization": "Bearer x"})

    assert (answer.status_code, answer.json()) == (201, {"a": "é"})
    assert answer.headers["x-seen"].split(",") == [
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ]


async def test_an_empty_post_and_a_streamed_body_arrive(client):
    async def chunks():
        yield b"ab"
        yield b"cd"

    empty = await client.post("/echo")
    streamed = await client.post("/echo", content=chunks())

    assert (empty.content, streamed.content) == (b"", b"abcd")


async def test_many_calls_share_the_client(client):
    answers = await asyncio.gather(
        *(client.post("/echo", content=str(number).encode()) for number in range(200)),
    )

    assert [answer.text for answer in answers] == [str(number) for number in range(200)]


@pytest.mark.parametrize("path", ["/slow", "/drip"])
async def test_a_call_ends_when_its_time_is_over(client, path):
    with pytest.raises(httpx2.ReadTimeout):
        await client.get(path)


async def test_a_call_may_set_a_time_of_its_own(client):
    with pytest.raises(httpx2.ReadTimeout):
        await client.get("/drip", timeout=0.1)


async def test_a_response_of_the_largest_size_is_accepted(client):
    assert len((await client.get("/big?size=1000")).content) == 1000


@pytest.mark.parametrize("path", ["/big?size=1001", "/endless", "/zipped"])
async def test_a_response_that_was_not_agreed_is_refused(client, path):
    with pytest.raises(ResponseRefused):
        await client.get(path)


async def test_a_redirect_is_returned_and_not_followed(client):
    assert (await client.get("/moved")).status_code == 307


async def test_a_refused_connection_says_nothing_of_the_url(canary):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    async with service_client(f"http://127.0.0.1:{port}", timeout_s=1) as client:
        with pytest.raises(httpx2.ConnectError) as failure:
            await client.get(f"/{canary}")

    assert canary not in f"{failure.value} {failure.value!r}"


async def test_a_server_that_hangs_up_is_a_read_error():
    async def hang_up(_, writer):
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, service_client(f"http://127.0.0.1:{port}", timeout_s=1) as client:
        with pytest.raises(httpx2.ReadError):
            await client.post("/", content=b"x")


async def test_a_server_that_does_not_speak_http_is_a_protocol_error():
    async def babble(_, writer):
        writer.write(b"220 mail\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, service_client(f"http://127.0.0.1:{port}", timeout_s=1) as client:
        with pytest.raises(httpx2.TransportError):
            await client.get("/")


async def test_the_environments_proxy_is_ignored(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    assert (await client.get("/big?size=1")).status_code == 200
