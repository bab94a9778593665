import base64
import hmac
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from messages_world import (
    CANARY,
    IAT,
    KEY,
    MESSAGES,
    NOW,
    SENDER,
    STRANGER,
    STRANGERS_KEY,
    TIMED,
    UNKNOWN_KEY,
    US,
    claims,
    forged,
    key_of,
    received,
    signed_as,
)

from renkei.messages.access import Access
from renkei.messages.fields import to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.signing import (
    MAX_MESSAGE_BYTES,
    MessageRejected,
    SigningKey,
    check_fresh,
    digest_of,
    key_id,
    sign,
    unverified,
    verify_undated,
)

ACCESS = TIMED[Access.typ]
EVERY = pytest.mark.parametrize("typ", MESSAGES)


def refusal(token, expected=Access, **received_as):
    """The reason, after a look at what the refusal shows."""
    with pytest.raises(MessageRejected) as refused:
        received(token, expected, **received_as)
    rejected = refused.value
    shown = f"{rejected} {rejected!r} {rejected.places} {rejected.__cause__}"
    assert CANARY not in shown
    assert rejected.__suppress_context__ or rejected.__context__ is None
    return rejected.reason


def segments(token):
    return token.split(".")


# Round trips


@EVERY
def test_a_message_comes_back_as_it_was_signed(typ):
    message = MESSAGES[typ]

    assert received(sign(message, KEY), type(message)) == message


@EVERY
def test_a_message_reads_the_same_without_its_signature(typ):
    message = MESSAGES[typ]
    token = ".".join([*segments(sign(message, KEY))[:2], ""])

    assert unverified(token, type(message)) == message


@EVERY
def test_a_message_travels_as_ascii_in_three_segments(typ):
    token = sign(MESSAGES[typ], KEY)
    header = json.loads(base64.urlsafe_b64decode(segments(token)[0] + "=="))

    assert token.isascii()
    assert len(segments(token)) == 3
    assert header == {"alg": "EdDSA", "typ": typ, "kid": KEY.kid}


def test_every_type_has_a_name_of_its_own():
    assert len(MESSAGES) == 9
    assert len({type(message) for message in MESSAGES.values()}) == 9


# Reasons


@EVERY
@pytest.mark.parametrize("taken_for", MESSAGES)
def test_no_type_passes_for_another(typ, taken_for):
    if typ == taken_for:
        return

    token = sign(MESSAGES[typ], KEY)
    assert refusal(token, type(MESSAGES[taken_for])) == "wrong-type"
    with pytest.raises(MessageRejected, match="wrong-type"):
        unverified(token, type(MESSAGES[taken_for]))


@EVERY
def test_a_key_that_nobody_has_is_refused(typ):
    assert refusal(sign(MESSAGES[typ], UNKNOWN_KEY), type(MESSAGES[typ])) == "unknown-key"


@EVERY
def test_a_participant_cannot_state_something_as_another(typ):
    assert refusal(sign(MESSAGES[typ], STRANGERS_KEY), type(MESSAGES[typ])) == "wrong-issuer"


@EVERY
def test_a_signature_of_a_key_other_than_the_named_one_is_refused(typ):
    token = forged(claims(MESSAGES[typ]), typ=typ, key=STRANGERS_KEY, kid=KEY.kid)

    assert refusal(token, type(MESSAGES[typ])) == "bad-signature"


@EVERY
@pytest.mark.parametrize("segment", [0, 1, 2])
def test_an_altered_segment_is_refused(typ, segment):
    parts = segments(sign(MESSAGES[typ], KEY))
    other = segments(sign(MESSAGES[typ].model_copy(update={"iat": IAT - 1}), KEY))
    if segment == 0:
        other[0] = to_base64url(
            json.dumps({"typ": typ, "alg": "EdDSA", "kid": KEY.kid}, indent=1).encode()
        )
    parts[segment] = other[segment]

    assert refusal(".".join(parts), type(MESSAGES[typ])) == "bad-signature"


@pytest.mark.parametrize("typ", TIMED)
def test_a_message_for_somebody_else_is_refused(typ):
    token = sign(TIMED[typ], KEY)

    assert refusal(token, type(TIMED[typ]), audience=STRANGER) == "wrong-audience"


@pytest.mark.parametrize("typ", TIMED)
def test_a_message_ends_a_skew_after_its_expiry(typ):
    token, message = sign(TIMED[typ], KEY), TIMED[typ]
    last = NOW + timedelta(seconds=300 + 60 - 1)

    assert received(token, type(message), now=last) == message
    assert refusal(token, type(message), now=last + timedelta(seconds=1)) == "expired"


@EVERY
def test_a_message_begins_a_skew_before_its_issue(typ):
    token, message = sign(MESSAGES[typ], KEY), MESSAGES[typ]
    first = NOW - timedelta(seconds=60)

    assert received(token, type(message), now=first) == message
    too_early = first - timedelta(microseconds=1)
    assert refusal(token, type(message), now=too_early) == "not-yet-valid"


def test_evidence_is_read_whenever_and_dated_apart():
    token = sign(ACCESS, KEY)
    old = verify_undated(token, Access, key_of=key_of, audience=US)
    with pytest.raises(MessageRejected, match="expired"):
        check_fresh(old, now=NOW + timedelta(days=1000))

    assert old == ACCESS


@pytest.mark.parametrize("name", ["iss", "iat", "aud", "exp", "jti"])
def test_a_missing_claim_is_named_by_its_rule(name):
    stated = claims(ACCESS)
    del stated[name]
    with pytest.raises(MessageRejected) as refused:
        received(forged(stated, typ=Access.typ), Access)

    assert refused.value.reason == "invalid-claims"
    assert refused.value.places == (f"{name}: missing",)


def test_canaries_in_names_and_values_come_back_nowhere():
    stated = claims(ACCESS) | {
        CANARY: CANARY,
        "iss": CANARY,
        "iat": CANARY,
        "jti": CANARY,
        "office": {CANARY: [CANARY]},
    }
    with pytest.raises(MessageRejected) as refused:
        received(forged(stated, typ=Access.typ), Access)

    assert CANARY not in f"{refused.value!r} {refused.value} {refused.value.places}"
    assert refused.value.__suppress_context__
    assert set(refused.value.places) == {
        "?: extra_forbidden",
        "iss: string_pattern_mismatch",
        "iat: int_type",
        "jti: value_error",
        "office: string_type",
    }


def test_canaries_deep_within_claims_come_back_nowhere():
    stated = claims(MESSAGES[Inquiry.typ])
    stated["subject"] |= {CANARY: CANARY, "r": CANARY, "proof": CANARY}
    stated["items"] = [CANARY, {CANARY: CANARY}]

    assert refusal(forged(stated, typ=Inquiry.typ), Inquiry) == "invalid-claims"


@pytest.mark.parametrize(
    ("name", "value"),
    [("iat", "1"), ("iat", 1.0), ("iat", True), ("exp", "2"), ("aud", ["linkage-hub"]), ("jti", 7)],
)
def test_no_claim_is_converted_from_another_type(name, value):
    token = forged(claims(ACCESS) | {name: value}, typ=Access.typ)

    assert refusal(token) == "invalid-claims"


def test_an_issuer_with_a_line_break_is_no_issuer():
    token = forged(claims(ACCESS) | {"iss": SENDER + "\n"}, typ=Access.typ)

    assert refusal(token) == "invalid-claims"


# Algorithms and headers


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", None, 0, ["EdDSA"]], ids=repr)
def test_an_unsigned_message_is_refused(alg):
    header = {"typ": Access.typ, "kid": KEY.kid} | ({} if alg is None else {"alg": alg})
    encoded = [to_base64url(json.dumps(part).encode()) for part in (header, claims(ACCESS))]

    assert refusal(".".join([*encoded, ""])) == "malformed"
    assert refusal(".".join([*encoded, to_base64url(bytes(64))])) == "malformed"


@pytest.mark.parametrize("form", ["raw", "der", "pem"])
@pytest.mark.parametrize("alg", ["HS256", "HS512"])
def test_the_public_key_is_no_shared_secret(form, alg):
    public = KEY.private.public_key()
    secret = {
        "raw": KEY.public,
        "der": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    }[form]
    header = {"alg": alg, "typ": Access.typ, "kid": KEY.kid}
    encoded = ".".join(to_base64url(json.dumps(p).encode()) for p in (header, claims(ACCESS)))
    mac = hmac.digest(secret, encoded.encode(), {"HS256": "sha256", "HS512": "sha512"}[alg])

    assert refusal(f"{encoded}.{to_base64url(mac)}") == "malformed"


@pytest.mark.parametrize(
    "extra",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"b64": True},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(KEY.public)}},
        {"jku": f"https://{CANARY}.example/keys"},
        {"x5u": f"https://{CANARY}.example/cert"},
        {"x5c": [CANARY]},
        {"cty": "JWT"},
        {"zip": "DEF"},
        {CANARY: CANARY},
    ],
    ids=str,
)
def test_a_header_field_beyond_the_three_is_refused(extra):
    assert refusal(forged(claims(ACCESS), typ=Access.typ, **extra)) == "malformed"


@pytest.mark.parametrize("missing", ["alg", "typ", "kid"])
def test_a_header_short_of_the_three_is_refused(missing):
    token = forged(claims(ACCESS), **({"typ": Access.typ} | {missing: None}))

    assert refusal(token) == "malformed"


@pytest.mark.parametrize("kid", [1, None, [], {}, ["a"]], ids=repr)
def test_a_key_id_that_is_no_text_is_refused(kid):
    header = json.dumps({"alg": "EdDSA", "typ": Access.typ, "kid": kid})

    assert refusal(signed_as(header, claims(ACCESS))) == "malformed"


@pytest.mark.parametrize(
    "typ", [1, None, ["renkei-access+jwt"], "RENKEI-ACCESS+JWT", "JWT"], ids=repr
)
def test_a_type_in_another_spelling_is_another_type(typ):
    header = json.dumps({"alg": "EdDSA", "typ": typ, "kid": KEY.kid})

    assert refusal(signed_as(header, claims(ACCESS))) == "wrong-type"


@pytest.mark.parametrize("alg", ["Ed25519", "ES256", "RS256", "EDDSA"])
def test_another_algorithm_is_refused(alg):
    assert refusal(forged(claims(ACCESS), typ=Access.typ, alg=alg)) == "malformed"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "a.b.c.d",
        CANARY,
        f"{CANARY}.{CANARY}.{CANARY}",
        "é.é.é",
        "\ud800.a.b",
        "W10.W10.W10",
        "bnVsbA.e30.AA",
        to_base64url(b"[" * 100_000) + ".e30.AA",
        to_base64url(b'{"kid":' + b"9" * 5000 + b"}") + ".e30.AA",
    ],
    ids=range(14),
)
def test_what_is_no_message_is_refused(token):
    assert refusal(token) == "malformed"
    with pytest.raises(MessageRejected, match="malformed"):
        unverified(token, Access)


def test_a_fourth_segment_is_refused():
    assert refusal(sign(ACCESS, KEY) + ".e30") in {"malformed", "bad-signature"}


def test_a_message_beyond_the_largest_size_is_refused_unread():
    token = sign(ACCESS, KEY)

    assert refusal("A" * (MAX_MESSAGE_BYTES + 1 - len(token)) + token) == "malformed"


@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(length):
    parts = segments(sign(ACCESS, KEY))
    parts[2] = to_base64url(bytes(length))

    assert refusal(".".join(parts)) == "bad-signature"


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[]", b"null", b"1", b'"x"', b"{", b"\xff", b"[" * 100_000]
)
def test_a_signed_payload_that_is_no_claims_is_refused(payload):
    token = forged(payload, typ=Access.typ)

    assert refusal(token) == "invalid-claims"


# One encoding


def respelt(segment):
    """Other texts that a lenient decoder reads as the same bytes, or nearly."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    stray = alphabet[alphabet.index(segment[-1]) | 1]
    return {segment + "=", segment + "==", segment[:-1] + stray, segment + "\n", segment + "!",
            " " + segment, segment[:4] + "\r\n" + segment[4:]} - {segment}  # fmt: skip


@EVERY
@pytest.mark.parametrize("segment", [0, 1, 2])
def test_a_segment_spelt_otherwise_is_refused_or_means_the_same(typ, segment):
    message = MESSAGES[typ]
    parts = segments(sign(message, KEY))
    for other in respelt(parts[segment]):
        token = ".".join([*parts[:segment], other, *parts[segment + 1 :]])
        try:
            read = received(token, type(message))
        except MessageRejected as refused:
            assert refused.reason in {"malformed", "bad-signature"}  # noqa: PT017 - one of two ends
        else:
            assert read == message
            assert segment == 2
            assert digest_of(token) != digest_of(sign(message, KEY))


@pytest.mark.parametrize("how", ["=", "stray"])
def test_an_unverified_payload_has_one_spelling(how):
    parts = segments(sign(MESSAGES["renkei-receipt+jwt"], KEY))
    for respelling in respelt(parts[1]):
        token = ".".join([parts[0], respelling, parts[2]])
        try:
            read = unverified(token, type(MESSAGES["renkei-receipt+jwt"]))
        except MessageRejected:
            continue
        assert read == MESSAGES["renkei-receipt+jwt"]


# Keys


def test_a_key_id_depends_on_its_use_and_every_byte():
    public = KEY.public
    ids = {key_id(use, public) for use in ("sign", "seal", "code")}
    for place in range(32):
        ids.add(key_id("sign", public[:place] + bytes([public[place] ^ 1]) + public[place + 1 :]))

    assert len(ids) == 35
    assert {len(each) for each in ids} == {16}


def test_a_signing_key_shows_its_id_alone():
    assert repr(KEY) == f"SigningKey(kid={KEY.kid!r})"


def test_generated_keys_differ():
    assert SigningKey.generate().kid != SigningKey.generate().kid


def test_a_digest_is_of_the_message_as_sent():
    token = sign(ACCESS, KEY)

    assert len(digest_of(token)) == 32
    assert digest_of(token) != digest_of(token + "=")
