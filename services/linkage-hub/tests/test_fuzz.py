"""Whatever is sent, the hub answers with a problem document and never fails."""

import json
from typing import Any

import pytest
from hub_asking import claims_of, inquiry, put_together, signed_claims
from hub_world import World
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from renkei.messages.inquiry import Inquiry
from renkei.messages.permit import Permit

unhurried = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
texts = st.text(max_size=200)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
paths = st.sampled_from(["/v1/inquiries", "/v1/codes"])


async def _post(world: World, path: str, body: bytes) -> None:
    headers = world.bearer("welfare-agency") | {"content-type": "application/json"}
    reply = await world.client.post(path, content=body, headers=headers)

    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"


@given(path=paths, body=st.binary(max_size=400))
@unhurried
async def test_bytes_are_answered(world: World, path: str, body: bytes) -> None:
    await _post(world, path, body)


@given(path=paths, body=values)
@unhurried
async def test_json_is_answered(world: World, path: str, body: object) -> None:
    await _post(world, path, json.dumps(body).encode())


@given(path=paths, token=texts)
@unhurried
async def test_text_as_a_token_is_answered(world: World, path: str, token: str) -> None:
    member = "grant" if path.endswith("codes") else "inquiry"
    await _post(world, path, json.dumps({member: token}).encode())


@given(path=paths, header=values | st.binary(), payload=st.binary(), signature=st.binary())
@unhurried
async def test_what_looks_like_a_token_is_answered(
    world: World, path: str, header: object, payload: bytes, signature: bytes
) -> None:
    member = "grant" if path.endswith("codes") else "inquiry"
    token = put_together(header, payload, signature)
    await _post(world, path, json.dumps({member: token}).encode())


@given(path=paths, header=st.dictionaries(st.sampled_from(["alg", "typ", "kid"]), values))
@unhurried
async def test_any_header_is_answered(world: World, path: str, header: dict[str, Any]) -> None:
    member = "grant" if path.endswith("codes") else "inquiry"
    genuine = {"alg": "EdDSA", "typ": Inquiry.typ, "kid": world.rings["portal"].signing.kid}
    token = put_together(genuine | header, b"{}", bytes(64))
    await _post(world, path, json.dumps({member: token}).encode())


@given(payload=values | st.binary(max_size=200))
@unhurried
async def test_any_signed_payload_is_answered(world: World, payload: object) -> None:
    token = signed_claims(world.rings["welfare-agency"].signing, payload)
    await _post(world, "/v1/inquiries", json.dumps({"inquiry": token}).encode())


@given(name=st.sampled_from([*Inquiry.model_fields, *Permit.model_fields]), value=values)
@unhurried
async def test_any_value_of_any_claim_is_answered(world: World, name: str, value: object) -> None:
    claims = claims_of(inquiry(world)) | {name: value}
    token = signed_claims(world.rings["welfare-agency"].signing, claims)

    reply = await world.send(token)

    assert reply.status_code < 500


@pytest.mark.parametrize("name", ["iat", "exp", "fiscal_year"])
@given(value=st.integers(min_value=-(2**80), max_value=2**80))
@unhurried
async def test_any_number_as_a_time_is_answered(world: World, name: str, value: int) -> None:
    claims = claims_of(inquiry(world)) | {name: value}
    token = signed_claims(world.rings["welfare-agency"].signing, claims)

    reply = await world.send(token)

    assert reply.status_code < 500
