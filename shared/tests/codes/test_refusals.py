"""What the hub refuses unread: every way to make a sealed subject say something else."""

import dataclasses

import integer_model as model
import pytest
from codes_world import World
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.codes import group, subjects
from renkei.codes.group import IDENTITY, Scalar
from renkei.codes.keys import CodeKey
from renkei.codes.proofs import Proof, prove_equality
from renkei.codes.subjects import Code, SealedSubject, SubjectRejected

BINDING = b"digest of the inquiry"
RULE = "the proof does not hold for this subject and this message"


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def code(world):
    return world.issue("welfare", b"person")


@pytest.fixture
def sealed(world, code):
    return world.seal(code, "tax", BINDING)


def point(seed):
    return group.hash_to_point(seed, dst=b"test")


def scalar(value):
    return Scalar(model.scalar_bytes(value))


def refused(world, sealed, to="tax", binding=BINDING):
    with pytest.raises(SubjectRejected) as refusal:
        world.check(sealed, to, binding)
    return str(refusal.value) == RULE and refusal.value.__cause__ is None


def test_the_untouched_subject_is_accepted(world, sealed):
    world.check(sealed, "tax", BINDING)


@pytest.mark.parametrize("part", ["r", "to", "portal"])
@pytest.mark.parametrize("change", ["shifted", "doubled", "negated", "random", "another"])
def test_a_mauled_part_is_refused(world, code, sealed, part, change):
    value = getattr(sealed, part)
    mauled = {
        "shifted": lambda: group.plus(value, point(b"shift")),
        "doubled": lambda: group.plus(value, value),
        "negated": lambda: group.minus(IDENTITY, value),
        "random": lambda: point(b"random"),
        "another": lambda: getattr(world.seal(code, "tax", BINDING), part),
    }[change]()

    assert refused(world, dataclasses.replace(sealed, **{part: mauled}))


@pytest.mark.parametrize(("a", "b"), [("r", "to"), ("to", "portal"), ("r", "portal")])
def test_exchanged_parts_are_refused(world, sealed, a, b):
    swapped = {a: getattr(sealed, b), b: getattr(sealed, a)}

    assert refused(world, dataclasses.replace(sealed, **swapped))


def test_both_parts_shifted_alike_are_refused(world, sealed):
    # The difference stays right, so the equation holds; only the hash of the parts objects.
    shift = point(b"shift")
    mauled = dataclasses.replace(
        sealed, to=group.plus(sealed.to, shift), portal=group.plus(sealed.portal, shift)
    )

    assert refused(world, mauled)


def test_a_subject_scaled_throughout_is_refused(world, sealed):
    two = scalar(2)
    scaled = dataclasses.replace(
        sealed,
        **{part: group.times(two, getattr(sealed, part)) for part in ("r", "to", "portal")},
    )

    assert refused(world, scaled)


def test_a_rerandomised_subject_is_refused(world, sealed):
    fresh = scalar(77)
    again = dataclasses.replace(
        sealed,
        r=group.plus(sealed.r, group.times_base(fresh)),
        to=group.plus(sealed.to, group.times(fresh, world.keys["tax"].public)),
        portal=group.plus(sealed.portal, group.times(fresh, world.keys["portal"].public)),
    )

    assert refused(world, again)


@pytest.mark.parametrize("part", ["challenge", "response"])
def test_a_mauled_proof_is_refused(world, sealed, part):
    value = getattr(sealed.proof, part)
    proof = dataclasses.replace(sealed.proof, **{part: scalar(model.scalar_of(value) + 1)})

    assert refused(world, dataclasses.replace(sealed, proof=proof))


def test_another_subjects_proof_is_refused(world, code, sealed):
    other = world.seal(code, "tax", BINDING)

    assert refused(world, dataclasses.replace(sealed, proof=other.proof))


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=1, max_size=16), st.binary(min_size=64, max_size=64))
def test_made_up_points_with_a_made_up_proof_are_refused(seed, noise):
    r, to, portal = (point(seed + bytes([n])) for n in range(3))
    made_up = Proof(scalar(model.scalar_of(noise[:32])), scalar(model.scalar_of(noise[32:])))

    assert refused(World(), SealedSubject(1, r, to, portal, made_up))


def test_a_subject_replayed_in_another_message_is_refused(world, sealed):
    for binding in (b"", BINDING[:-1], BINDING + b"\0", b"digest of another inquiry"):
        assert refused(world, sealed, binding=binding)


@pytest.mark.parametrize("epoch", [0, 2, 2**32 - 1])
def test_a_subject_said_to_be_of_another_epoch_is_refused(world, sealed, epoch):
    assert refused(world, dataclasses.replace(sealed, epoch=epoch))


@pytest.mark.parametrize("epoch", [-1, 2**32])
def test_an_epoch_outside_of_four_bytes_is_refused_like_any_malformed_subject(world, sealed, epoch):
    assert refused(world, dataclasses.replace(sealed, epoch=epoch))


def test_a_subject_for_another_recipient_is_refused(world, sealed):
    assert refused(world, sealed, to="municipality")


def test_a_subject_for_another_portal_is_refused(world, code):
    other_portal = CodeKey.generate().public
    sealed = subjects.seal(code, to=world.keys["tax"].public, portal=other_portal, binding=BINDING)

    assert refused(world, sealed)


def test_a_subject_with_the_two_keys_exchanged_is_refused(world, code):
    tax, portal = world.keys["tax"].public, world.keys["portal"].public
    exchanged = subjects.seal(code, to=portal, portal=tax, binding=BINDING)

    assert refused(world, exchanged)
    assert refused(world, dataclasses.replace(exchanged, to=exchanged.portal, portal=exchanged.to))


def test_another_agencys_subject_cannot_be_passed_off_in_ones_own_message(world, sealed):
    # The binding names its sender; and if the hub were fooled, the wrong factor makes noise of it.
    for_tax, for_portal = world.converted(sealed, "municipality", "tax")
    opened = subjects.open_code(for_tax, world.keys["tax"], epoch=1)
    recorded = subjects.open_code(for_portal, world.keys["portal"], epoch=1)

    assert refused(world, sealed, binding=b"digest of the thief's inquiry")
    assert opened != world.issue("tax", b"person")
    assert recorded != world.issue("portal", b"person")


def different_people(world, first, second):
    """The best a cheat can do: each part honest by itself, and a proof for the shared r."""
    tax, portal = world.keys["tax"].public, world.keys["portal"].public
    secret = scalar(424242)
    r = group.times_base(secret)
    to = group.plus(first.point, group.times(secret, tax))
    for_portal = group.plus(second.point, group.times(secret, portal))
    proof = prove_equality(
        secret,
        base=group.minus(tax, portal),
        challenge=lambda over_g, over_base: subjects._challenge(
            1, (tax, portal, r, to, for_portal), (over_g, over_base), BINDING
        ),
    )
    return SealedSubject(1, r, to, for_portal, proof)


def test_one_person_for_the_recipient_and_another_for_the_record_are_refused(world, code):
    other = world.issue("welfare", b"somebody else")

    world.check(different_people(world, code, code), "tax", BINDING)
    assert refused(world, different_people(world, code, other))


def test_a_person_for_the_recipient_and_nobody_for_the_record_are_refused(world, code):
    nobody = Code(IDENTITY, 1)

    assert refused(world, different_people(world, code, nobody))
    assert refused(world, different_people(world, nobody, code))


def test_two_randomisations_in_the_two_parts_are_refused(world, code):
    one, two = (world.seal(code, "tax", BINDING) for _ in range(2))

    assert refused(world, dataclasses.replace(one, portal=two.portal))


def test_one_key_for_recipient_and_portal_is_refused_by_both_sides(world, code, sealed):
    key = world.keys["tax"].public

    with pytest.raises(SubjectRejected):
        subjects.seal(code, to=key, portal=key, binding=BINDING)
    with pytest.raises(SubjectRejected):
        subjects.seal_nobody(1, to=key, portal=key, binding=BINDING)
    with pytest.raises(SubjectRejected):
        subjects.check(sealed, to=key, portal=key, binding=BINDING)


def test_a_void_statement_is_refused(world, sealed):
    # Equal parts would prove that r is zero; an R that is the identity hides nothing.
    same_parts = dataclasses.replace(sealed, portal=sealed.to)
    no_r = dataclasses.replace(sealed, r=IDENTITY)
    nothing = dataclasses.replace(sealed, r=IDENTITY, to=sealed.to, portal=sealed.to)

    assert refused(world, same_parts)
    assert refused(world, no_r)
    assert refused(world, nothing)


def test_a_refusal_shows_nothing_of_the_subject(world, code, sealed):
    with pytest.raises(SubjectRejected) as refusal:
        world.check(sealed, "tax", b"another")
    shown = repr(refusal.value)

    assert not [
        p for p in (sealed.r, sealed.to, code.point) if p.hex() in shown or repr(p) in shown
    ]
