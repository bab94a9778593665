from datetime import timedelta

import pytest

from renkei.messages.access import MAX_LIFETIME_S, Access
from renkei.messages.receipt import Receipt
from renkei.messages.signing import SigningKey, VerifyingKey, sign, verify
from renkei.service.callers import Credentials, Gate, NotAllowed, NotAuthenticated, admit
from renkei.service.ids import uuid7

US, CALLER = "linkage-hub", "tax-agency"
KEY, UNKNOWN = SigningKey.generate(), SigningKey.generate()
CANARY = "Yamada123456789018"


@pytest.fixture
def keys():
    return {KEY.kid: VerifyingKey(CALLER, KEY.private.public_key())}


@pytest.fixture
def gate(clock, keys):
    return Gate(audience=US, key_of=keys.get, clock=clock)


@pytest.fixture
def credentials(clock):
    return Credentials(CALLER, KEY, clock)


def access(clock, *, key=KEY, issued=0, lifetime=MAX_LIFETIME_S, **changes):
    iat = int(clock().timestamp()) + issued
    stated = {"iss": CALLER, "aud": US, "iat": iat, "exp": iat + lifetime, "jti": uuid7(clock)}
    return "Bearer " + sign(Access(**(stated | changes)), key)


def is_refused(gate, header):
    with pytest.raises(NotAuthenticated) as refused:
        gate.caller(header)
    assert str(refused.value) == "A valid bearer token is required."
    assert refused.value.__cause__ is None
    return True


# The gate


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER ", "Bearer   "])
def test_a_caller_is_known_by_its_token(gate, clock, scheme):
    token = access(clock, office="levy").removeprefix("Bearer ")
    caller = gate.caller(scheme + token)

    assert (caller.iss, caller.office) == (CALLER, "levy")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dTpw",
        f"Bearer {CANARY}",
        "Bearer a.b.c",
        "é",
        "Token x",
    ],
)
def test_no_token_is_refused(gate, header):
    assert is_refused(gate, header)


def test_a_token_without_its_scheme_is_refused(gate, clock):
    assert is_refused(gate, access(clock).removeprefix("Bearer "))


def test_a_token_for_another_service_is_refused(gate, clock):
    assert is_refused(gate, access(clock, aud="welfare-agency"))


def test_a_token_in_anothers_name_is_refused(gate, clock):
    assert is_refused(gate, access(clock, iss="welfare-agency"))


def test_a_token_by_an_unknown_key_is_refused(gate, clock):
    assert is_refused(gate, access(clock, key=UNKNOWN))
    assert is_refused(gate, access(clock, key=SigningKey(KEY.kid, UNKNOWN.private)))


def test_another_statement_of_the_caller_is_no_token(gate, clock):
    receipt = Receipt(iss=CALLER, iat=1, serial=uuid7(clock), kind="accepted", leaf=bytes(32))

    assert is_refused(gate, "Bearer " + sign(receipt, KEY))


def test_a_token_counts_until_a_skew_after_its_end(gate, clock):
    header = access(clock)
    clock.advance(timedelta(seconds=MAX_LIFETIME_S + 59))
    last = gate.caller(header)
    clock.advance(timedelta(seconds=1))

    assert last.iss == CALLER
    assert is_refused(gate, header)


def test_a_token_from_the_future_counts_within_the_skew_only(gate, clock):
    assert gate.caller(access(clock, issued=60)).iss == CALLER
    assert is_refused(gate, access(clock, issued=61))


def test_a_token_that_lives_too_long_is_refused(gate, clock):
    assert gate.caller(access(clock, lifetime=MAX_LIFETIME_S + 60)).iss == CALLER
    assert is_refused(gate, access(clock, lifetime=MAX_LIFETIME_S + 61))
    assert is_refused(gate, access(clock, issued=-86400, lifetime=86400 + 60))


def test_a_caller_suspended_meanwhile_is_out_at_once(gate, clock, keys):
    header = access(clock)
    before = gate.caller(header)
    keys.clear()

    assert before.iss == CALLER
    assert is_refused(gate, header)


def test_only_the_admitted_pass(gate, clock):
    caller = gate.caller(access(clock))
    with pytest.raises(NotAllowed) as refused:
        admit(caller, {"identity"})

    assert admit(caller, {CALLER, "identity"}) is caller
    assert CALLER not in str(refused.value)


# Credentials


def test_credentials_pass_the_gate(gate, credentials):
    caller = gate.caller(credentials.header(US, office="levy")["Authorization"])

    assert (caller.iss, caller.aud, caller.office) == (CALLER, US, "levy")
    assert caller.exp - caller.iat == MAX_LIFETIME_S


def test_a_token_is_reused_for_half_of_its_life(gate, clock, credentials):
    first = credentials.token(US)
    clock.advance(timedelta(seconds=MAX_LIFETIME_S / 2 - 1))
    still = credentials.token(US)
    clock.advance(timedelta(seconds=1))
    renewed = credentials.token(US)

    assert still == first
    assert renewed != first
    assert gate.caller(f"Bearer {renewed}").iat == int(clock().timestamp())


def test_a_token_in_hand_is_valid_for_half_a_life_more(clock, keys, credentials):
    credentials.token(US)
    clock.advance(timedelta(seconds=MAX_LIFETIME_S / 2 - 1))
    token = credentials.token(US)
    clock.advance(timedelta(seconds=MAX_LIFETIME_S / 2))

    assert (
        verify(token, Access, key_of=keys.get, audience=US, now=clock()).exp > clock().timestamp()
    )


def test_each_audience_and_office_has_a_token_of_its_own(gate, credentials):
    tokens = {
        credentials.token(audience, office=office)
        for audience in (US, "identity")
        for office in (None, "levy", "welfare")
    }

    assert len(tokens) == 6
    assert credentials.token(US, office="levy") in tokens
    assert is_refused(gate, credentials.header("identity")["Authorization"])
