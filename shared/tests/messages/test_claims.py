import uuid
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from messages_world import (
    CANARY,
    CONVERTED,
    IAT,
    ID,
    KID,
    MESSAGES,
    SERIAL,
    SUBJECT,
    claims,
    forged,
    received,
)

from renkei.messages.answer import Answer, content_info, related_binding
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.fields import (
    ConvertedClaim,
    SealedSubjectClaim,
    canonical_json,
    from_base64url,
    to_base64url,
)
from renkei.messages.inquiry import Inquiry
from renkei.messages.permit import Permit
from renkei.messages.registration import Registration
from renkei.messages.signing import MessageRejected

INQUIRY, ANSWER = MESSAGES[Inquiry.typ], MESSAGES[Answer.typ]


def places(message, changes, *, without=()):
    """What a message with these changes is refused for; nothing if it is not."""
    stated = {k: v for k, v in (claims(message) | changes).items() if k not in without}
    try:
        received(forged(stated, typ=message.typ), type(message))
    except MessageRejected as refused:
        assert CANARY not in f"{refused!r} {refused.places}"  # noqa: PT017 - part of the answer
        return refused.places
    return ()


# Encodings


@given(data=st.binary(max_size=100))
def test_base64url_goes_there_and_back(data):
    assert from_base64url(to_base64url(data)) == data


@settings(max_examples=500)
@given(text=st.text(alphabet="ABCDwxyz0189-_+/=\n é", max_size=12) | st.text(max_size=12))
def test_bytes_have_one_base64url_text(text):
    try:
        data = from_base64url(text)
    except ValueError as refused:
        assert text not in str(refused) or len(text) < 10  # noqa: PT017 - one of two ends
        return

    assert to_base64url(data) == text


@pytest.mark.parametrize("text", ["AA==", "AB", "AAB", "A", "+/+/", "AA\n", " AA", "AA AA", "ＡＡ"])
def test_another_spelling_of_base64url_is_refused(text):
    with pytest.raises(ValueError, match="base64url"):
        from_base64url(text)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        (str(ID), True),
        (ID.hex, False),
        (f"{{{ID}}}", False),
        (ID.urn, False),
        (str(ID)[:-1] + "\uff11", False),
        (str(ID) + " ", False),
    ],
)
def test_an_id_has_one_spelling(text, accepted):
    assert (places(INQUIRY, {"jti": text}) == ()) is accepted


@given(drawn=st.uuids())
def test_an_id_in_upper_case_is_another_text(drawn):
    assume(str(drawn) != str(drawn).upper())

    assert places(INQUIRY, {"jti": str(drawn)}) == ()
    assert places(INQUIRY, {"jti": str(drawn).upper()}) == ("jti: value_error",)


def test_canonical_json_is_sorted_dense_and_refuses_what_has_no_one_form():
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json(float("nan"))


# Rules of claims


@pytest.mark.parametrize(
    ("changes", "without", "accepted"),
    [
        ({}, (), True),
        ({"as_of": "2026-04-01"}, ("fiscal_year",), True),
        ({"as_of": "2026-04-01"}, (), False),
        ({}, ("fiscal_year",), False),
        ({"fiscal_year": None, "as_of": None}, (), False),
    ],
)
def test_an_inquiry_names_a_fiscal_year_or_a_day_and_not_both(changes, without, accepted):
    assert (places(INQUIRY, changes, without=without) == ()) is accepted


@pytest.mark.parametrize("typ", [Inquiry.typ, Permit.typ])
@pytest.mark.parametrize(
    "items",
    [[], ["a", "a"], ["a", "b", "a"], [CANARY], ["a "], [""], [f"i-{n}" for n in range(65)], "a"],
)
def test_items_are_one_to_sixty_four_and_each_named_once(typ, items):
    (place,) = {place.split(":")[0] for place in places(MESSAGES[typ], {"items": items})}

    assert place == "items"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("procedure", "Upper"),
        ("procedure", "a--b"),
        ("procedure", "-a"),
        ("procedure", "a" * 65),
        ("provider", ""),
        ("office", "a_b"),
        ("case_ref", "a b"),
        ("case_ref", "-a"),
        ("case_ref", "a\n"),
        ("case_ref", "a" * 65),
        ("fiscal_year", 1988),
        ("fiscal_year", 2201),
        ("fiscal_year", "2026"),
        ("as_of", 20260401),
        ("consent", 1),
        ("consent", "true"),
        ("extra", "x"),
    ],
)
def test_a_term_outside_its_rule_is_refused(name, value):
    assert places(INQUIRY, {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epoch", 0),
        ("epoch", 2**31),
        ("epoch", True),
        ("key", "short"),
        ("key", "A" * 17),
        ("r", to_base64url(bytes(32))),
        ("r", to_base64url(b"\xff" * 32)),
        ("r", to_base64url(bytes(31))),
        ("r", "AB"),
        ("r", 1),
        ("to", None),
        ("portal", to_base64url(b"\xed" + b"\xff" * 30 + b"\x7f")),
        ("proof", to_base64url(bytes(63))),
        ("proof", to_base64url(b"\xff" * 64)),
        ("proof", 5),
        ("extra", 1),
    ],
)
def test_a_sealed_subject_outside_its_rule_is_refused(name, value):
    subject = claims(INQUIRY)["subject"] | {name: value}

    assert {place.split(":")[0] for place in places(INQUIRY, {"subject": subject})} == {"subject"}


@pytest.mark.parametrize(
    ("changes", "accepted"),
    [
        ({}, True),
        ({"sealed": None}, False),
        ({"reason": "not-ours"}, False),
        ({"status": "declined"}, False),
        ({"status": "declined", "sealed": None}, False),
        ({"status": "declined", "sealed": None, "reason": "not-ours"}, False),
        ({"status": "declined", "sealed": None, "reason": "not-ours", "related": []}, True),
        ({"status": "declined", "sealed": "", "reason": "not-ours", "related": []}, False),
        ({"status": "unknown"}, False),
    ],
)
def test_an_answer_gives_content_or_a_reason_and_never_both(changes, accepted):
    assert (places(ANSWER, changes) == ()) is accepted


def test_an_answer_names_at_most_thirty_two_people():
    one = claims(ANSWER)["related"][0]

    assert places(ANSWER, {"related": [one] * 32}) == ()
    assert places(ANSWER, {"related": [one] * 33}) == ("related: too_long",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("endpoint", "ftp://tax.test"),
        ("endpoint", "http://tax.test/path"),
        ("endpoint", "http://tax.test\n"),
        ("endpoint", "javascript:x"),
        ("jurisdiction", ["13101"]),
        ("jurisdiction", ["13101６"]),
        ("keys", []),
        ("keys", [{"use": "other", "kid": KID, "public": "AA"}]),
        ("name", "x" * 121),
        ("kinds", ["Upper"]),
    ],
)
def test_a_registration_outside_its_rules_is_refused(name, value):
    (place,) = {p.split(":")[0] for p in places(MESSAGES[Registration.typ], {name: value})}

    assert place == name


@pytest.mark.parametrize("table", ["0" * 63, "0" * 65, "A" * 64, "g" * 64])
def test_a_table_digest_is_sixty_four_lower_case_hex_digits(table):
    assert places(MESSAGES[Permit.typ], {"table": table}) == ("table: string_pattern_mismatch",)


def test_subjects_go_through_claims_unchanged():
    sealed, pair = SUBJECT.sealed(), CONVERTED.ciphertext()

    assert SealedSubjectClaim.of(sealed, key=KID, portal_key=KID) == SUBJECT
    assert ConvertedClaim.of(pair, epoch=1, key=KID) == CONVERTED


# Bindings

SLUGS = st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}\Z")
TERMS = st.one_of(
    st.tuples(
        st.sampled_from(["iss", "aud", "procedure", "provider", "information", "office"]), SLUGS
    ),
    st.tuples(st.sampled_from(["iat", "exp"]), st.integers(0, 2**40)),
    st.tuples(st.just("jti"), st.uuids()),
    st.tuples(st.just("items"), st.lists(SLUGS, min_size=1, max_size=5, unique=True).map(tuple)),
    st.tuples(st.just("fiscal_year"), st.integers(1989, 2200)),
    st.tuples(st.just("case_ref"), st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,20}\Z")),
    st.tuples(st.just("consent"), st.booleans()),
)


@settings(max_examples=300)
@given(change=TERMS)
def test_the_binding_changes_with_each_term(change):
    name, value = change
    changed = INQUIRY.model_copy(update={name: value})

    same = getattr(INQUIRY, name) == value
    assert (changed.binding() == INQUIRY.binding()) is same
    assert len(changed.binding()) == 64


def test_the_binding_tells_a_fiscal_year_from_a_day():
    on_a_day = INQUIRY.model_copy(update={"fiscal_year": None, "as_of": date(2026, 4, 1)})
    a_day_later = on_a_day.model_copy(update={"as_of": date(2026, 4, 2)})

    bindings = {INQUIRY.binding(), on_a_day.binding(), a_day_later.binding()}
    assert len(bindings) == 3


def test_the_binding_covers_every_term_and_not_the_subject():
    other = SUBJECT.model_copy(update={"epoch": 2})
    changes = {
        "iss": "x", "aud": "x", "iat": 1, "exp": 1, "jti": uuid.UUID(int=1), "procedure": "x",
        "provider": "x", "information": "x", "items": ("x",), "fiscal_year": 2000,
        "as_of": date(2026, 1, 1), "case_ref": "x", "office": "x", "consent": False,
    }  # fmt: skip
    bindings = {INQUIRY.model_copy(update={name: v}).binding() for name, v in changes.items()}

    assert changes.keys() | {"subject"} == Inquiry.model_fields.keys()
    assert len(bindings | {INQUIRY.binding()}) == len(changes) + 1
    assert INQUIRY.model_copy(update={"subject": other}).binding() == INQUIRY.binding()


def test_the_order_of_items_is_part_of_the_binding():
    swapped = INQUIRY.model_copy(update={"items": INQUIRY.items[::-1]})

    assert swapped.binding() != INQUIRY.binding()


def test_the_binding_survives_the_way():
    token = forged(claims(INQUIRY), typ=Inquiry.typ)

    assert received(token, Inquiry).binding() == INQUIRY.binding()


PEOPLE = st.text(alphabet="ab-", min_size=1, max_size=4)


@given(one=st.tuples(st.uuids(), PEOPLE, PEOPLE), other=st.tuples(st.uuids(), PEOPLE, PEOPLE))
def test_what_content_is_bound_to_differs_between_any_two_answers(one, other):
    def info(serial, provider, requester):
        return content_info(serial=serial, provider=provider, requester=requester)

    assert (info(*one) == info(*other)) is (one == other)
    assert info(SERIAL, "a", "bc") != info(SERIAL, "ab", "c")


@given(one=st.tuples(st.uuids(), PEOPLE, PEOPLE), other=st.tuples(st.uuids(), PEOPLE, PEOPLE))
def test_what_a_grant_is_bound_to_differs_between_any_two(one, other):
    def info(grant_id, agency, code_key):
        return grant_info(grant_id=grant_id, agency=agency, code_key=code_key)

    assert (info(*one) == info(*other)) is (one == other)


SLOTS = st.tuples(st.uuids(), st.binary(min_size=32, max_size=32), st.integers(0, 31))


@given(one=SLOTS, other=SLOTS)
def test_a_related_person_is_bound_to_one_slot_of_one_answer(one, other):
    def binding(serial, digest, slot):
        return related_binding(serial=serial, inquiry_digest=digest, slot=slot)

    assert (binding(*one) == binding(*other)) is (one == other)
    assert binding(*one[:2], 0) != binding(*one[:2], 1)


def test_a_grant_and_an_answer_are_never_bound_to_the_same():
    answer = content_info(serial=ID, provider="a", requester="b")

    assert answer != grant_info(grant_id=ID, agency="a", code_key="b")
    assert MESSAGES[CodeGrant.typ].iat == IAT
