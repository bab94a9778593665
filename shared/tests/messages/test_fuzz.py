"""Whatever comes, `verify` accepts a message or raises `MessageRejected`, which shows nothing."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from messages_world import CANARY, KEY, MESSAGES, claims, forged, received, signed_as

from renkei.messages.fields import to_base64url
from renkei.messages.signing import Message, MessageRejected, sign, unverified

REASONS = {
    "malformed",
    "wrong-type",
    "unknown-key",
    "bad-signature",
    "wrong-issuer",
    "wrong-audience",
    "expired",
    "not-yet-valid",
    "invalid-claims",
}
TYPES = st.sampled_from(sorted(MESSAGES))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.just(CANARY)
    | st.integers(2**63, 2**200)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def read(token, expected, reader=received):
    """The message, or None; a refusal says one of its reasons and nothing that was sent."""
    try:
        return reader(token, expected)
    except MessageRejected as refused:
        assert refused.reason in REASONS  # noqa: PT017 - one of two ends
        assert CANARY not in f"{refused!r} {refused} {refused.places}"  # noqa: PT017 - one of two ends
        return None


@settings(max_examples=300)
@given(token=st.text(max_size=60) | st.text(alphabet="aeyJ.-_=0", max_size=60), typ=TYPES)
def test_random_text_is_refused(token, typ):
    expected = type(MESSAGES[typ])

    assert read(token, expected) is None
    assert read(token, expected, unverified) is None


@settings(max_examples=300)
@given(payload=st.binary(max_size=200), typ=TYPES)
def test_random_bytes_under_a_real_signature_are_refused(payload, typ):
    assert read(forged(payload, typ=typ), type(MESSAGES[typ])) is None


@settings(max_examples=300)
@given(payload=JSON, typ=TYPES)
def test_random_json_under_a_real_signature_is_refused(payload, typ):
    assert read(forged(payload, typ=typ), type(MESSAGES[typ])) is None


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), typ=TYPES, value=JSON)
def test_a_claim_of_any_kind_never_breaks_the_reader(data, typ, value):
    message = MESSAGES[typ]
    stated = claims(message)
    place = stated
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value

    token = forged(stated, typ=typ)
    for found in (read(token, type(message)), read(token, type(message), unverified)):
        assert found is None or isinstance(found, Message)
        if found is not None:
            assert read(sign(found, KEY), type(message), unverified) == found


@settings(max_examples=300)
@given(header=JSON, typ=TYPES)
def test_a_header_of_any_kind_is_refused(header, typ):
    token = signed_as(json.dumps(header), claims(MESSAGES[typ]))

    assert read(token, type(MESSAGES[typ])) is None


@settings(max_examples=300)
@given(data=st.data(), typ=TYPES)
def test_no_changed_character_gives_another_meaning(data, typ):
    token = sign(MESSAGES[typ], KEY)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("Ab0-_.=!\n é"))
    changed = token[:place] + other + token[place + 1 :]

    assert read(changed, type(MESSAGES[typ])) in {None, MESSAGES[typ]}


@pytest.mark.parametrize("typ", MESSAGES)
def test_a_claim_named_twice_never_breaks_the_reader(typ):
    raw = json.dumps(claims(MESSAGES[typ]))
    token = signed_as(
        json.dumps({"alg": "EdDSA", "typ": typ, "kid": KEY.kid}),
        ('{"iss":"somebody-else",' + raw[1:]).encode(),
    )

    assert read(token, type(MESSAGES[typ])) in {None, MESSAGES[typ]}


def test_every_reason_is_a_word_of_the_documentation():
    words = (MessageRejected.__doc__ or "").replace(",", " ").replace(".", " ").split()

    assert set(words) >= REASONS
    assert to_base64url(b"") == ""
