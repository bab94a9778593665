import asyncio
import json
import logging

import pytest
from fastapi import APIRouter

from renkei.service.app import create_app
from renkei.service.http import service_client
from renkei.service.logs import JsonLines
from renkei.testing.client import asgi_client
from renkei.testing.serve import serve


def build(**changes):
    router = APIRouter(prefix="/v1")

    @router.get("/things/{thing_id}")
    async def thing(thing_id: str) -> str:
        return thing_id

    settings = {"title": "T", "version": "1", "routers": [router], "problems": {}, "checks": {}}
    return create_app(**settings | changes)


@pytest.fixture
async def client():
    async with asgi_client(build()) as client:
        yield client


def line_of(caplog):
    [record] = [each for each in caplog.records if each.msg == "request"]
    return record


async def test_the_access_line_names_the_template_and_not_the_path(client, caplog, canary):
    with caplog.at_level(logging.INFO, logger="renkei"):
        await client.get(f"/v1/things/{canary}?q={canary}")

    record = line_of(caplog)
    assert (record.method, record.route) == ("GET", "/v1/things/{thing_id}")
    assert record.status == 200
    assert 0 < record.duration_ms < 5000
    assert canary not in str(record.__dict__)


async def test_a_well_formed_request_id_is_kept(client):
    answer = await client.get("/livez", headers={"x-request-id": "abc-123"})

    assert answer.headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize(
    "sent", ["", "a b", "x" * 65, "é", "a\nb", "123456789018", "x123456789018"]
)
async def test_another_request_id_is_replaced(client, sent):
    answer = await client.get("/livez", headers={"x-request-id": sent.encode()})

    made = answer.headers["x-request-id"]
    assert made != sent
    assert len(made) == 16


async def test_a_call_made_for_a_request_carries_its_id_and_trace():
    router = APIRouter()

    @router.get("/relay")
    async def relay() -> dict[str, str]:
        async def callee(scope, receive, send):
            headers = {k.decode(): v.decode() for k, v in scope["headers"]}
            sent = {k: headers[k] for k in ("x-request-id", "traceparent")}
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": json.dumps(sent).encode()})

        transport = asgi_client(callee)._transport
        async with service_client("http://b.test", timeout_s=1, transport=transport) as inner:
            return (await inner.get("/")).json()

    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    sent = {"x-request-id": "abc", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    async with asgi_client(build(routers=[router])) as client:
        seen = (await client.get("/relay", headers=sent)).json()
        fresh = (await client.get("/relay", headers={"traceparent": "nonsense"})).json()

    assert seen["x-request-id"] == "abc"
    assert seen["traceparent"].startswith(f"00-{trace}-")
    assert seen["traceparent"].endswith("-01")
    assert seen["traceparent"] != sent["traceparent"]
    assert trace not in fresh["traceparent"]


async def test_metrics_count_by_template_and_status(client, canary):
    await client.get(f"/v1/things/{canary}")
    await client.get(f"/{canary}")
    await client.request(f"M{canary}", "/livez")

    text = (await client.get("/metrics")).text

    route = '{method="GET",route="/v1/things/{thing_id}"'
    assert f'http_requests_total{route},status="200"}} 1.0' in text
    assert 'http_requests_total{method="GET",route="?",status="404"} 1.0' in text
    assert 'method="OTHER"' in text
    assert f"http_request_duration_seconds_count{route}}} 1.0" in text
    assert canary not in text


async def test_a_service_is_alive_even_when_it_is_not_ready(canary, caplog):
    async def good():
        pass

    async def bad():
        raise RuntimeError(canary)

    async with asgi_client(build(checks={"database": good, "directory": bad})) as client:
        alive, ready = await client.get("/livez"), await client.get("/readyz")

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json() == {
        "status": "not ready",
        "checks": {"database": "ok", "directory": "failed"},
    }
    assert canary not in caplog.text


async def test_a_check_that_hangs_is_named(monkeypatch):
    monkeypatch.setattr("renkei.service.health._CHECK_TIMEOUT_S", 0.01)

    async with asgi_client(build(checks={"slow": lambda: asyncio.sleep(60)})) as client:
        ready = await client.get("/readyz")

    assert (ready.status_code, ready.json()["checks"]) == (503, {"slow": "timed out"})


async def test_a_service_whose_checks_pass_is_ready(client):
    answer = await client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


async def test_hooks_run_around_the_service_and_stopping_goes_on_after_a_failure():
    done = []

    def hook(name):
        async def run():
            done.append(name)
            if name == "stop 1":
                raise RuntimeError

        return run

    app = build(
        on_start=[hook("start 1"), hook("start 2")], on_stop=[hook("stop 1"), hook("stop 2")]
    )
    async with serve(app):
        started = list(done)

    assert started == ["start 1", "start 2"]
    assert done == ["start 1", "start 2", "stop 1", "stop 2"]


async def test_an_application_that_cannot_start_is_reported():
    async def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError, match="did not start"):
        async with serve(build(on_start=[fail])):
            pytest.fail("it started")


def formatted(record):
    return json.loads(JsonLines(service="hub", fields=["mine"]).format(record))


def record(**extra):
    made = logging.LogRecord("x", logging.INFO, "f.py", 1, "said %s", ("argument",), None)
    made.__dict__.update(extra)
    return made


def test_a_log_line_holds_listed_fields_and_no_other(canary):
    line = formatted(record(status=200, mine=1, name_of_person=canary, args=(canary,)))

    assert (line["event"], line["status"], line["mine"]) == ("said %s", 200, 1)
    assert (line["service"], line["level"]) == ("hub", "info")
    assert canary not in json.dumps(line)


def test_an_exception_is_logged_by_types_and_places_without_its_text(canary):
    try:
        try:
            raise KeyError(canary)  # noqa: TRY301 - the exception is the subject
        except KeyError as cause:
            raise ValueError(canary) from cause
    except ValueError as exc:
        line = formatted(record(exc_info=(type(exc), exc, exc.__traceback__)))

    assert "builtins.ValueError" in line["exception"]
    assert "builtins.KeyError" in line["exception"]
    assert any("test_surroundings.py:" in place for place in line["exception"])
    assert canary not in json.dumps(line)


def test_what_follows_the_first_line_of_a_foreign_message_is_dropped(canary):
    line = formatted(record(msg=f"Task exception was never retrieved\n{canary}", args=None))

    assert line["event"] == "Task exception was never retrieved"
