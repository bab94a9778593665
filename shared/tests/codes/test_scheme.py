"""What the scheme promises when everyone follows it: codes come out right, everywhere."""

import itertools

import integer_model as model
import pytest
from codes_world import AGENCIES, IDENTITY_KEY, MASTER, World
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.codes import conversion, grants, group, subjects
from renkei.codes.group import IDENTITY
from renkei.codes.keys import CodeKey
from renkei.codes.subjects import Code, SubjectRejected

PERSON = b"a person's random id"
PORTAL = "portal"
ASKERS = [agency for agency in AGENCIES if agency != PORTAL]


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.mark.parametrize(
    ("sender", "to"), [pair for pair in itertools.permutations(AGENCIES, 2) if pair[1] != PORTAL]
)
@pytest.mark.parametrize(("from_epoch", "to_epoch"), list(itertools.product((1, 2), repeat=2)))
def test_conversion_gives_the_recipients_own_code_and_the_portals(
    world, sender, to, from_epoch, to_epoch
):
    code = world.issue(sender, PERSON, from_epoch)
    opened, recorded = world.ask(code, sender, to, to_epoch=to_epoch)

    assert opened == world.issue(to, PERSON, to_epoch)
    assert opened.epoch == to_epoch
    assert recorded == world.issue(PORTAL, PERSON)


@pytest.mark.parametrize("sender", ASKERS)
def test_what_is_converted_to_the_portal_alone_is_its_code(world, sender):
    sealed = world.seal(world.issue(sender, PERSON), "pension")
    _, for_portal = world.converted(sealed, sender, "pension")

    assert subjects.open_code(for_portal, world.keys[PORTAL], epoch=1) == world.issue(
        PORTAL, PERSON
    )


@pytest.mark.parametrize(("a", "b", "c"), list(itertools.permutations(ASKERS[:4], 3)))
def test_a_chain_of_inquiries_ends_where_the_direct_one_does(world, a, b, c):
    start = world.issue(a, PERSON)
    through_b, _ = world.ask(start, a, b)
    by_chain, _ = world.ask(through_b, b, c)
    directly, _ = world.ask(start, a, c)

    assert by_chain == directly


def test_two_people_stay_two_people(world):
    one, _ = world.ask(world.issue("welfare", b"one"), "welfare", "tax")
    two, _ = world.ask(world.issue("welfare", b"two"), "welfare", "tax")

    assert one != two


@settings(max_examples=10, deadline=None)
@given(st.binary(max_size=64), st.binary(max_size=64), st.integers(0, 2**32 - 1), st.booleans())
def test_the_integer_model_accepts_what_the_library_seals_and_the_reverse(
    person, binding, epoch, tampered
):
    to, portal = CodeKey.generate(), CodeKey.generate()
    point = grants.person_point(IDENTITY_KEY, person)
    sealed = subjects.seal(Code(point, epoch), to=to.public, portal=portal.public, binding=binding)
    as_model = model.Sealed(
        sealed.epoch,
        model.decode(sealed.r),
        model.decode(sealed.to),
        model.decode(sealed.portal),
        model.scalar_of(sealed.proof.challenge),
        model.scalar_of(sealed.proof.response),
    )
    keys = {"to": model.decode(to.public), "portal": model.decode(portal.public)}
    accepted = model.accepts(as_model, **keys, binding=binding + b"!" * tampered)

    assert accepted is not tampered
    assert (
        model.encode(model.decrypt((as_model.r, as_model.to), model.scalar_of(to.secret))) == point
    )


# Nobody: padding.


def test_nobody_passes_the_check_is_converted_and_opens_as_nobody(world):
    to, portal = world.keys["tax"], world.keys[PORTAL]
    sealed = subjects.seal_nobody(1, to=to.public, portal=portal.public, binding=b"answer")
    world.check(sealed, "tax", b"answer")
    for_recipient, for_portal = world.converted(sealed, "welfare", "tax")

    assert subjects.open_related(for_recipient, to, epoch=1) is None
    assert subjects.open_related(for_portal, portal, epoch=1) is None
    with pytest.raises(SubjectRejected):
        subjects.open_code(for_recipient, to, epoch=1)


def test_nobody_has_the_shape_of_somebody(world):
    nobody = subjects.seal_nobody(
        1, to=world.keys["tax"].public, portal=world.keys[PORTAL].public, binding=b"answer"
    )
    somebody = world.seal(world.issue("welfare", PERSON), "tax", b"answer")
    parts = [(s.epoch, len(s.r), len(s.to), len(s.portal)) for s in (nobody, somebody)]

    assert parts == [(1, 32, 32, 32)] * 2
    assert IDENTITY not in (nobody.r, nobody.to, nobody.portal)


def test_somebody_among_related_people_opens_to_the_code(world):
    code = world.issue("welfare", PERSON)
    for_recipient, _ = world.converted(world.seal(code, "tax"), "welfare", "tax")

    assert subjects.open_related(for_recipient, world.keys["tax"], epoch=1) == world.issue(
        "tax", PERSON
    )


# Grants.


def test_an_agency_opens_what_the_hub_issues_to_factor_times_point(world):
    code = world.issue("tax", PERSON, 3)
    factor = model.factor(MASTER, "tax", 3)
    point = model.person_point(IDENTITY_KEY, PERSON)

    assert code == Code(group.Point(model.encode(model.multiply(factor, point))), 3)


def test_the_grant_differs_each_time_and_the_code_does_not(world):
    public = world.keys["tax"].public
    point = grants.person_point(IDENTITY_KEY, PERSON)
    granted = [grants.encrypt_point(point, to=public) for _ in range(20)]
    issued = [
        grants.issue(granted[0], factor=world.factors.factor("tax", 1), to=public)
        for _ in range(20)
    ]

    assert len({part for pair in granted for part in (pair.r, pair.c)}) == 40
    assert len({part for pair in issued for part in (pair.r, pair.c)}) == 40
    assert len({subjects.open_code(pair, world.keys["tax"], epoch=1) for pair in issued}) == 1


def test_a_grant_for_one_agency_is_useless_to_another(world):
    mine, other = world.keys["tax"], world.keys["welfare"]
    point = grants.person_point(IDENTITY_KEY, PERSON)
    granted = grants.encrypt_point(point, to=mine.public)
    known = {point, *(world.issue(agency, PERSON).point for agency in AGENCIES)}
    stolen = [subjects.open_code(granted, other, epoch=1).point]
    for agency, to in itertools.product(("tax", "welfare"), (mine, other)):
        issued = grants.issue(granted, factor=world.factors.factor(agency, 1), to=to.public)
        stolen.append(subjects.open_code(issued, other, epoch=1).point)

    assert not known & set(stolen)


def test_a_persons_point_depends_on_key_and_person(world):
    point = grants.person_point(IDENTITY_KEY, PERSON)

    assert point == grants.person_point(IDENTITY_KEY, PERSON)
    assert point == model.encode(model.person_point(IDENTITY_KEY, PERSON))
    assert point != grants.person_point(IDENTITY_KEY, PERSON + b"\0")
    assert point != grants.person_point(bytes(32), PERSON)


# Factors and epochs.


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.text(max_size=40), st.integers(0, 2**32 - 1))
def test_factors_agree_with_the_model(master, agency, epoch):
    expected = model.scalar_bytes(model.factor(master, agency, epoch))

    assert conversion.Factors(master).factor(agency, epoch) == expected


def test_factors_differ_by_master_agency_and_epoch():
    masters = [bytes([n]) * 32 for n in (0, 1)]
    pairs = [("tax", 1), ("tax", 2), ("tax1", 1), ("ta", 1), ("welfare", 1)]
    drawn = {conversion.Factors(m).factor(*pair) for m in masters for pair in pairs}

    assert len(drawn) == len(masters) * len(pairs)


def test_ratios_are_those_of_the_model_also_when_asked_again(world):
    asked = {"from_agency": "tax", "from_epoch": 1, "to_agency": "welfare", "to_epoch": 2}
    inverse = pow(model.factor(MASTER, "tax", 1), -1, model.ORDER)
    expected = model.scalar_bytes(model.factor(MASTER, "welfare", 2) * inverse)

    assert [world.factors.ratio(**asked) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_master_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        conversion.Factors(bytes(length))


@pytest.mark.parametrize("agency", AGENCIES)
def test_advancing_a_code_gives_what_issuing_in_the_new_epoch_gives(world, agency):
    delta = world.factors.ratio(from_agency=agency, from_epoch=1, to_agency=agency, to_epoch=2)
    old = world.issue(agency, PERSON, 1)
    new = conversion.advance(old, delta, epoch=2)

    assert new == world.issue(agency, PERSON, 2)
    assert new.point != old.point
