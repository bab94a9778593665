"""A code key shown to be held, the stored forms, and what representations keep to themselves."""

import integer_model as model
import pytest
from codes_world import IDENTITY_KEY, MASTER, World
from hypothesis import given
from hypothesis import strategies as st

from renkei.codes import grants, group
from renkei.codes.group import NotInGroup
from renkei.codes.keys import CodeKey, KeyRejected, check_possession
from renkei.codes.subjects import Ciphertext, Code

PERSON = b"a person's random id"


@pytest.fixture(scope="module")
def world():
    return World()


# Possession of a code key.


def test_an_agency_shows_that_it_holds_its_key(world):
    key = world.keys["tax"]

    assert check_possession("tax", key.public, key.prove_possession("tax")) == key.public


def test_a_proof_of_possession_made_by_the_model_is_accepted():
    challenge, response = model.possession(123456789, "tax", 987654321)
    public = model.encode(model.base(123456789))
    proof = model.scalar_bytes(challenge) + model.scalar_bytes(response)

    assert check_possession("tax", public, proof) == public


@pytest.mark.parametrize("damage", ["participant", "key", "bit", "short", "empty", "zero"])
def test_a_proof_of_possession_of_something_else_is_refused(world, damage):
    key, other = world.keys["tax"], world.keys["welfare"]
    participant, public, proof = "tax", key.public, key.prove_possession("tax")
    match damage:
        case "participant":
            participant = "welfare"
        case "key":
            public = other.public
        case "bit":
            proof = proof[:-40] + bytes([proof[-40] ^ 1]) + proof[-39:]
        case "short":
            proof = proof[:-1]
        case "empty":
            proof = b""
        case "zero":
            proof = bytes(64)

    with pytest.raises(KeyRejected) as refusal:
        check_possession(participant, public, proof)

    assert str(refusal.value) == "the code key comes without a valid proof of possession"
    assert refusal.value.__cause__ is None


def test_a_rogue_key_made_from_anothers_cannot_be_proved(world):
    own, victim = CodeKey.generate(), world.keys["tax"]
    rogue = group.minus(own.public, victim.public)

    with pytest.raises(KeyRejected):
        check_possession("rogue", rogue, own.prove_possession("rogue"))


@pytest.mark.parametrize("public", [bytes(32), b"", b"\xff" * 32, bytes(31) + b"\x80"])
def test_a_key_that_is_no_point_is_refused(world, public):
    with pytest.raises(KeyRejected):
        check_possession("tax", public, world.keys["tax"].prove_possession("tax"))


def test_a_key_pair_is_restored_from_its_secret(world):
    key = world.keys["tax"]

    assert CodeKey.of(key.secret) == key
    for bad in (bytes(32), b"\xff" * 32, b"", group.ORDER.to_bytes(32, "little")):
        with pytest.raises(NotInGroup):
            CodeKey.of(bad)


# Stored forms and representations.


@given(st.integers(0, 2**32 - 1))
def test_a_code_is_stored_in_36_bytes_and_read_back(epoch):
    code = Code(group.times_base(group.Scalar(model.scalar_bytes(epoch + 1))), epoch)

    assert len(code.encode()) == 36
    assert Code.decode(code.encode()) == code


def test_a_ciphertext_is_64_bytes_and_read_back(world):
    granted = grants.encrypt_point(
        grants.person_point(IDENTITY_KEY, PERSON), to=world.keys["tax"].public
    )

    assert len(granted.encode()) == 64
    assert Ciphertext.decode(granted.encode()) == granted


def spellings(secret):
    return (secret.hex(), repr(secret)[2:-1], repr(secret[:8])[2:-1], str(list(secret))[1:-1])


def test_representations_show_neither_code_nor_secret(world):
    code, key = world.issue("tax", PERSON), world.keys["tax"]
    sealed = world.seal(code, "welfare")
    shown = "".join(
        form(thing)
        for thing in (code, key, sealed, world.factors, [code], {"key": key}, (code, key, sealed))
        for form in (repr, str, "{}".format)
    )
    hidden = (code.point, code.encode(), key.secret, MASTER, world.factors.factor("tax", 1))

    assert not [text for secret in hidden for text in spellings(secret) if text in shown]
    assert "Code(epoch=1)" in shown
