"""What a request may take: bytes of body and header, and time."""

import asyncio

import pytest
from fastapi import FastAPI, Request

from renkei.service.asgi import BodyLimit
from renkei.testing.client import asgi_client
from renkei.testing.serve import serve


def limited(within_s=0.2):
    app = FastAPI(redirect_slashes=False)

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    app.add_middleware(BodyLimit, max_bytes=1000, within_s=within_s)
    return app


async def test_a_body_that_does_not_come_is_not_waited_for():
    async with serve(limited()) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\nhalf")
        await writer.drain()
        status = await asyncio.wait_for(reader.readline(), timeout=10)
        writer.close()
        await writer.wait_closed()

    assert b" 408 " in status


@pytest.mark.parametrize(("size", "status"), [(30_000, 200), (33_000, 431)])
async def test_header_fields_have_a_limit(size, status):
    async with asgi_client(limited()) as client:
        reply = await client.post("/echo", content=b"x", headers={"x-long": "a" * size})

    assert reply.status_code == status


async def test_a_slow_answer_is_no_slow_body():
    app = limited(within_s=0.05)

    @app.post("/slow")
    async def slow(request: Request) -> str:
        await request.body()
        await asyncio.sleep(0.2)
        return "done"

    async with asgi_client(app) as client:
        reply = await client.post("/slow", content=b"x")

    assert reply.status_code == 200
