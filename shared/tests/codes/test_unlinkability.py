"""What an outsider, an agency or the hub cannot match, as far as a test can show it.

That nobody *can* link is argued in `docs/specs/codes.md` from the decisional Diffie-Hellman
assumption; no test shows it.  These tests show that nothing simpler links: no equality, no relation
through a scalar or point that the observer knows, no bias of bits or bytes.  People, factors and
identity's key are fixed, so the tests of codes always give the same result; the others are random,
with thresholds that good output crosses less than once in a million runs.
"""

import itertools
import math
from collections import Counter

import pytest
from codes_world import AGENCIES, IDENTITY_KEY, World

from renkei.codes import conversion, grants, group, subjects
from renkei.codes.group import Scalar
from renkei.codes.proofs import Proof
from renkei.codes.subjects import Code

PEOPLE = [f"person {n}".encode() for n in range(200)]
SMALL = [Scalar(n.to_bytes(32, "little")) for n in (*range(2, 9), 2**32, group.ORDER - 1)]
INQUIRIES = 300

# Bits 0 and 255 of an encoding are always zero (RFC 9496: not negative, below 2^255).
BITS = range(1, 255)
# 8 standard deviations: 1.3e-15 for one bit, below 1e-10 for all bits of all parts together.
DEVIATIONS = 8
# For 255 degrees of freedom, by Laurent and Massart's bound: below e^-30 = 1e-13.
CHI_SQUARED_LIMIT = 255 + 2 * math.sqrt(255 * 30) + 2 * 30


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def codes(world):
    """Each agency's codes of all people, in the people's order."""
    points = [grants.person_point(IDENTITY_KEY, person) for person in PEOPLE]
    return {
        agency: [group.times(world.factors.factor(agency, 1), point) for point in points]
        for agency in AGENCIES
    }


def observe(world, people, *, nobody=False):
    """All that the hub sees, receives and makes for inquiries of welfare to tax."""
    tax, portal = world.keys["tax"].public, world.keys["portal"].public
    factor = world.factors.factor("welfare", 1)
    seen = []
    for number, person in enumerate(people):
        binding = number.to_bytes(8, "big")
        if nobody:
            sealed = subjects.seal_nobody(1, to=tax, portal=portal, binding=binding)
        else:
            code = Code(group.times(factor, grants.person_point(IDENTITY_KEY, person)), 1)
            sealed = subjects.seal(code, to=tax, portal=portal, binding=binding)
        for_tax, for_portal = world.converted(sealed, "welfare", "tax")
        seen.append(
            {
                "r": sealed.r,
                "to": sealed.to,
                "portal": sealed.portal,
                "to-portal": group.minus(sealed.to, sealed.portal),
                "to-r": group.minus(sealed.to, sealed.r),
                "converted-r": for_tax.r,
                "converted-to": for_tax.c,
                "recorded-r": for_portal.r,
                "recorded-portal": for_portal.c,
            }
        )
    return [
        view | {f"{part}-next": group.minus(view[part], following[part]) for part in view}
        for view, following in zip(seen, [*seen[1:], seen[0]], strict=True)
    ]


@pytest.fixture(scope="module")
def views(world):
    """The hub's view of one person asked about again and again, of many people, of nobody."""
    return {
        "one": observe(world, [PEOPLE[0]] * INQUIRIES),
        "many": observe(world, [b"%d" % n for n in range(INQUIRIES)]),
        "nobody": observe(world, [b""] * INQUIRIES, nobody=True),
    }


def ones(points):
    """How often each bit is set."""
    numbers = [int.from_bytes(point, "little") for point in points]
    return [sum(number >> bit & 1 for number in numbers) for bit in BITS]


# Codes of different agencies.


def test_no_code_occurs_twice_among_all_agencies(codes):
    everything = Counter(itertools.chain.from_iterable(codes.values()))

    assert len(everything) == len(PEOPLE) * len(AGENCIES)


def test_one_persons_codes_share_no_difference_with_anothers(codes):
    for a, b in itertools.combinations(AGENCIES, 2):
        differences = {group.minus(*pair) for pair in zip(codes[a], codes[b], strict=True)} | {
            group.plus(*pair) for pair in zip(codes[a], codes[b], strict=True)
        }

        assert len(differences) == 2 * len(PEOPLE)


def test_no_code_becomes_another_agencys_through_anything_public(world, codes):
    """Public: small multiples, and the code keys of all participants and their differences."""
    publics = [key.public for key in world.keys.values()]
    offsets = publics + [group.minus(a, b) for a, b in itertools.permutations(publics, 2)]
    everything = set(itertools.chain.from_iterable(codes.values()))
    reached = [
        result
        for agency in AGENCIES
        for code in codes[agency][:10]
        for result in (
            *(group.times(scalar, code) for scalar in SMALL),
            *(group.plus(code, offset) for offset in offsets),
        )
    ]

    assert not everything & set(reached)


def test_one_agencys_factors_of_two_epochs_do_not_link_another_agency(world, codes):
    """An agency that was re-issued knows the ratio of its own two epochs, and nothing else."""
    delta = world.factors.ratio(from_agency="tax", from_epoch=1, to_agency="tax", to_epoch=2)
    others = set(itertools.chain.from_iterable(codes[a] for a in AGENCIES if a != "tax"))

    assert not others & {group.times(delta, code) for code in codes["tax"]}


def test_the_bits_of_one_persons_codes_agree_no_more_than_those_of_two(codes):
    def distance(left, right):
        return (int.from_bytes(left, "little") ^ int.from_bytes(right, "little")).bit_count()

    bits, pairs = len(BITS), len(PEOPLE)
    allowed = DEVIATIONS * math.sqrt(pairs * bits) / 2
    for a, b in itertools.combinations(AGENCIES, 2):
        total = sum(distance(*pair) for pair in zip(codes[a], codes[b], strict=True))

        assert abs(total - pairs * bits / 2) < allowed


def test_the_hubs_factor_does_match_the_codes(world, codes):
    """The control: the relation is there, and only who knows the factors can use it."""
    ratio = world.factors.ratio(from_agency="tax", from_epoch=1, to_agency="welfare", to_epoch=1)

    assert [group.times(ratio, code) for code in codes["tax"]] == codes["welfare"]


# The hub's view of inquiries.


@pytest.mark.parametrize("asked", ["one", "many", "nobody"])
def test_nothing_that_the_hub_can_compute_occurs_twice(views, asked):
    everything = [point for view in views[asked] for point in view.values()]

    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize("asked", ["one", "many", "nobody"])
def test_no_bit_of_the_hubs_view_is_biased(views, asked):
    allowed = DEVIATIONS * math.sqrt(INQUIRIES) / 2
    biased = [
        (part, bit)
        for part in views[asked][0]
        for bit, count in zip(BITS, ones([v[part] for v in views[asked]]), strict=True)
        if abs(count - INQUIRIES / 2) >= allowed
    ]

    assert not biased


@pytest.mark.parametrize("asked", ["one", "many", "nobody"])
def test_no_byte_of_the_hubs_view_is_more_frequent(views, asked):
    for part in views[asked][0]:
        # The first and the last byte hold the bits that are always zero.
        counts = Counter(b"".join(view[part][1:31] for view in views[asked]))
        expected = INQUIRIES * 30 / 256
        statistic = sum((counts[byte] - expected) ** 2 / expected for byte in range(256))

        assert statistic < CHI_SQUARED_LIMIT, part


@pytest.mark.parametrize("asked", ["many", "nobody"])
def test_one_person_asked_about_often_looks_like_many_and_like_nobody(views, asked):
    allowed = DEVIATIONS * math.sqrt(2 * INQUIRIES) / 2
    for part in views["one"][0]:
        pairs = zip(
            ones([view[part] for view in views["one"]]),
            ones([view[part] for view in views[asked]]),
            strict=True,
        )

        assert all(abs(left - right) < allowed for left, right in pairs), part


def test_no_scalar_of_the_hubs_relates_two_inquiries_about_one_person(world, views):
    known = [
        *SMALL,
        *(world.factors.factor(agency, 1) for agency in AGENCIES),
        *(
            world.factors.ratio(from_agency=a, from_epoch=1, to_agency=b, to_epoch=1)
            for a, b in itertools.permutations(("welfare", "tax", "portal"), 2)
        ),
    ]
    everything = {point for view in views["one"] for point in view.values()}
    reached = {
        group.times(scalar, point)
        for view in views["one"][:8]
        for point in view.values()
        for scalar in known
    }

    assert not everything & reached


def test_the_recipients_key_does_relate_them(world, views):
    """The control: two inquiries concern one person exactly if `C1 - C2 = y*(R1 - R2)`."""
    secret = world.keys["tax"].secret

    def related(asked):
        return [view["to-next"] == group.times(secret, view["r-next"]) for view in views[asked]]

    assert all(related("one"))
    assert not any(related("many"))


def test_converting_again_gives_other_bytes_for_the_same_code(world):
    sealed = world.seal(world.issue("welfare", PEOPLE[0]), "tax")
    outputs = [world.converted(sealed, "welfare", "tax")[0] for _ in range(100)]
    ratio = world.factors.ratio(from_agency="welfare", from_epoch=1, to_agency="tax", to_epoch=1)
    parts = {part for output in outputs for part in (output.r, output.c)}

    assert len(parts) == 200
    assert not parts & {group.times(ratio, sealed.r), group.times(ratio, sealed.to)}
    assert {subjects.open_code(o, world.keys["tax"], epoch=1) for o in outputs} == {
        world.issue("tax", PEOPLE[0])
    }


def test_sealing_again_gives_other_bytes_throughout(world):
    code = world.issue("welfare", PEOPLE[0])
    sealed = [world.seal(code, "tax") for _ in range(100)]
    parts = {
        part for s in sealed for part in (s.r, s.to, s.portal, s.proof.challenge, s.proof.response)
    }

    assert len(parts) == 500


def test_no_proof_repeats_its_nonce(world):
    """Two proofs with one nonce would give away what they prove to be known."""
    code, key = world.issue("welfare", PEOPLE[0]), world.keys["tax"]
    sealed = [world.seal(code, "tax") for _ in range(100)]
    possessions = [Proof.decode(key.prove_possession("tax")) for _ in range(100)]
    pairs = [(s.proof, s.r) for s in sealed] + [(proof, key.public) for proof in possessions]
    commitments = {
        group.plus(group.times_base(proof.response), group.times(proof.challenge, image))
        for proof, image in pairs
    }

    assert len(commitments) == len(pairs)


def test_converting_with_the_ratio_one_still_hides_that_nothing_changed(world):
    one = Scalar((1).to_bytes(32, "little"))
    sealed = world.seal(world.issue("welfare", PEOPLE[0]), "tax")
    public = world.keys["tax"].public
    again = conversion.convert(sealed.r, sealed.to, ratio=one, to=public)

    assert {again.r, again.c}.isdisjoint({sealed.r, sealed.to})
