import pytest

from renkei.codes.keys import CodeKey
from renkei.directory import (
    DISCLOSURE,
    Directory,
    RegistrationRejected,
    UnknownParticipant,
    read_registration,
)
from renkei.messages.answer import Answer
from renkei.messages.fields import to_base64url
from renkei.messages.registration import RegisteredKey, Registration
from renkei.messages.signing import SigningKey, key_id, sign
from renkei.sealing import OpeningKey

CANARY = "Yamada 123456789018"
KEY, OTHERS_KEY = SigningKey.generate(), SigningKey.generate()
OPENING, CODE = OpeningKey.generate(), CodeKey.generate()
NAME = "tax-agency"


def registered(use, public, proof=None):
    return RegisteredKey(use=use, kid=key_id(use, public), public=public, proof=proof)


SIGN = registered("sign", KEY.public)
SEAL = registered("seal", OPENING.public)
CODES = registered("code", CODE.public, CODE.prove_possession(NAME))


def registration(*keys, participant=NAME, key=KEY, **changes):
    stated = {"name": CANARY, "kinds": ("municipal-mayor",), "iss": participant, "iat": 1} | changes
    return sign(Registration(keys=keys or (SIGN, SEAL, CODES), **stated), key)


def participant(name, *, key=None, active=True, **changes):
    own = key or SigningKey.generate()
    listed = changes.pop("keys", (registered("sign", own.public),))
    token = registration(*listed, participant=name, key=own, **changes)
    return read_registration(token, active=active)


def refusal(token):
    with pytest.raises(RegistrationRejected) as refused:
        read_registration(token)
    assert CANARY not in f"{refused.value!r} {refused.value}"
    assert refused.value.__cause__ is None
    return str(refused.value)


# One registration


def test_a_registration_by_its_own_key_is_read():
    read = read_registration(registration())

    assert read.id == NAME
    assert list(read.signing_keys) == [KEY.kid]
    assert read.sealing_key() == (SEAL.kid, read.sealing_keys[SEAL.kid])
    assert read.code_key() == (CODES.kid, CODE.public)
    assert read.active


def test_a_registration_by_a_key_that_it_does_not_list_is_refused():
    assert "unknown-key" in refusal(registration(key=OTHERS_KEY))


def test_a_registration_that_lists_no_signing_key_is_refused():
    assert "unknown-key" in refusal(registration(SEAL, CODES))


def test_a_registration_signed_by_another_than_the_key_it_names_is_refused():
    posing = SigningKey(KEY.kid, OTHERS_KEY.private)

    assert "bad-signature" in refusal(registration(key=posing))


def test_an_altered_registration_is_refused():
    header, _, signature = registration().split(".")
    payload = registration(name="other").split(".")[1]

    assert "bad-signature" in refusal(f"{header}.{payload}.{signature}")


@pytest.mark.parametrize("use", ["sign", "seal", "code"])
def test_a_key_under_an_id_not_its_own_is_refused(use):
    wrong = to_base64url(b"another id..")
    keys = [key.model_copy(update={"kid": wrong}) if key.use == use else key
            for key in (SIGN, SEAL, CODES)]  # fmt: skip
    signer = SigningKey(wrong, KEY.private) if use == "sign" else KEY

    assert "key id" in refusal(registration(*keys, key=signer))


def test_a_key_under_the_id_of_another_use_is_refused():
    mixed = SEAL.model_copy(update={"kid": key_id("sign", OPENING.public)})

    assert "key id" in refusal(registration(SIGN, mixed, CODES))


@pytest.mark.parametrize(
    "proof",
    [
        None,
        b"",
        bytes(63),
        bytes(64),
        b"\xff" * 64,
        CODE.prove_possession("welfare-agency"),
        CodeKey.generate().prove_possession(NAME),
    ],
    ids=["none", "empty", "short", "zero", "ones", "of-another-body", "of-another-key"],
)
def test_a_code_key_without_this_bodys_proof_of_possession_is_refused(proof):
    unproved = CODES.model_copy(update={"proof": proof})

    assert "proof of possession" in refusal(registration(SIGN, SEAL, unproved))


@pytest.mark.parametrize("public", [bytes(32), b"\xff" * 32, b"\x01", bytes(33)])
def test_a_code_key_that_is_no_point_is_refused(public):
    assert "proof of possession" in refusal(
        registration(SIGN, registered("code", public, CODES.proof))
    )


@pytest.mark.parametrize("public", [b"", bytes(32), b"\xff" * 1216], ids=len)
def test_a_sealing_key_that_is_none_is_refused(public):
    assert "sealing key" in refusal(registration(SIGN, registered("seal", public)))


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33)], ids=len)
def test_a_signing_key_that_is_none_is_refused(public):
    refusal(registration(SIGN, registered("sign", public)))


def test_a_key_listed_twice_is_one_key():
    read = read_registration(registration(SIGN, SIGN, SEAL, SEAL, CODES, CODES))

    assert (len(read.signing_keys), len(read.sealing_keys), len(read.code_keys)) == (1, 1, 1)


def test_two_keys_are_valid_during_a_rotation_and_the_first_is_the_one_to_use():
    newer = CodeKey.generate()
    keys = (registered("code", newer.public, newer.prove_possession(NAME)), CODES)
    read = read_registration(registration(SIGN, registered("sign", OTHERS_KEY.public), *keys))

    assert list(read.signing_keys) == [KEY.kid, OTHERS_KEY.kid]
    assert read.code_key() == (keys[0].kid, newer.public)
    assert set(read.code_keys) == {key.kid for key in keys}


@pytest.mark.parametrize(
    "token", ["", "a.b.c", CANARY, registration()[:-4], registration() + ".x"], ids=range(5)
)
def test_what_is_no_registration_is_refused(token):
    refusal(token)


def test_another_type_of_message_is_no_registration():
    answer = Answer(
        iss=NAME,
        iat=1,
        aud="b",
        serial="01970000-0000-7000-8000-000000000001",
        inquiry_digest=bytes(32),
        status="declined",
        reason="x",
    )

    assert "wrong-type" in refusal(sign(answer, KEY))


def test_a_participant_shows_no_keys():
    shown = repr(read_registration(registration()))

    assert "keys" not in shown


# The directory


def test_keys_of_a_suspended_participant_are_not_found():
    suspended = participant("welfare-agency", key=OTHERS_KEY, active=False)
    directory = Directory([read_registration(registration()), suspended])

    assert len(directory) == 2
    assert directory.key_of(OTHERS_KEY.kid) is None
    assert directory.key_of(KEY.kid).participant == NAME
    assert directory.key_of("A" * 16) is None


def test_unknown_and_suspended_are_not_told_apart():
    directory = Directory([participant("welfare-agency", active=False)])
    said = set()
    for name in ("welfare-agency", CANARY):
        with pytest.raises(UnknownParticipant) as refused:
            directory.active(name)
        said.add(str(refused.value))

    assert len(said) == 1
    assert CANARY not in said.pop()


@pytest.mark.parametrize("hijacker_comes", ["first", "last"])
def test_listing_anothers_signing_key_does_not_take_it_over(hijacker_comes):
    """A registration is signed by one of its keys; the others are only claimed."""
    victim = read_registration(registration())
    own = SigningKey.generate()
    hijacker = participant("zz", key=own, keys=(registered("sign", own.public), SIGN))
    order = [hijacker, victim] if hijacker_comes == "first" else [victim, hijacker]

    assert Directory(order).key_of(KEY.kid).participant == NAME


def test_the_provider_serves_both_the_information_and_the_place():
    tax = {"provides": ("local-tax", "household"), "jurisdiction": ("131016", "131024")}
    directory = Directory(
        [
            participant("suspended", active=False, **tax),
            participant("elsewhere", provides=("local-tax",), jurisdiction=("271004",)),
            participant("nothing-here", jurisdiction=("131016",)),
            participant("here", **tax),
        ]
    )

    assert directory.provider_of("local-tax", municipality="131016").id == "here"
    assert directory.provider_of("household", municipality="131024").id == "here"
    assert directory.provider_of("local-tax", municipality="271004").id == "elsewhere"
    for information, place in (("household", "271004"), ("ltc", "131016"), ("local-tax", "")):
        with pytest.raises(UnknownParticipant):
            directory.provider_of(information, municipality=place)


def test_the_one_of_a_kind_is_an_active_one():
    directory = Directory(
        [
            participant("old-portal", kinds=(DISCLOSURE,), active=False),
            participant("portal", kinds=("other", DISCLOSURE)),
        ]
    )

    assert directory.of_kind(DISCLOSURE).id == "portal"
    with pytest.raises(UnknownParticipant):
        directory.of_kind("linkage-core")


def test_a_participant_without_keys_for_a_use_says_so():
    bare = participant("bare")
    with pytest.raises(UnknownParticipant, match="no code key"):
        bare.code_key()
    with pytest.raises(UnknownParticipant, match="no sealing key"):
        bare.sealing_key()
