"""Linked information: what a content may say, and that nothing else gets through."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkei.layouts import (
    HOUSEHOLD,
    LAYOUTS,
    LOCAL_TAX,
    MAX_BYTES,
    Content,
    Layout,
    LayoutRejected,
    Member,
    Outcome,
    Relationship,
    Value,
    decode,
    encode,
    select,
)
from renkei.layouts.checks import YEN_LIMIT
from renkei.layouts.household import MAX_MEMBERS, slots

AS_OF = date(2024, 1, 1)
UPDATED_AT = datetime(2024, 6, 3, 22, 15, tzinfo=UTC)
LEVIES = frozenset({"municipal-income-levy", "prefectural-income-levy"})


def content(
    items: dict[str, Value] | None = None,
    *,
    layout: Layout = LOCAL_TAX,
    outcome: Outcome = Outcome.PROVIDED,
) -> Content:
    return Content(
        layout=layout.code,
        version=layout.version,
        outcome=outcome,
        items=items or {},
        as_of=AS_OF,
        source_updated_at=UPDATED_AT,
    )


def document(**changes: object) -> bytes:
    """The bytes of a good content, with some keys set otherwise; canonical unless they are not."""
    good = {
        "as_of": "2024-01-01",
        "items": {"total-income": 0},
        "layout": "local-tax",
        "outcome": "provided",
        "source_updated_at": "2024-06-03T22:15:00Z",
        "version": 1,
    }
    return json.dumps(good | changes, separators=(",", ":"), sort_keys=True).encode()


def rule_of(data: bytes, *, layout: Layout = LOCAL_TAX, asked: str = "total-income") -> str:
    with pytest.raises(LayoutRejected) as refusal:
        decode(data, layout=layout, asked=frozenset(asked.split()))
    return refusal.value.rule


def test_the_four_answers_stay_four():
    zero = content({"total-income": 0})
    without = [content(outcome=outcome) for outcome in Outcome if outcome is not Outcome.PROVIDED]
    encodings = {encode(answer) for answer in [zero, *without]}
    read = [decode(data, layout=LOCAL_TAX, asked=frozenset({"total-income"})) for data in encodings]

    assert {answer.outcome for answer in read} == set(Outcome)
    assert [answer.items for answer in read if answer.outcome is Outcome.PROVIDED] == [
        {"total-income": 0}
    ]
    assert all(not answer.items for answer in read if answer.outcome is not Outcome.PROVIDED)


def test_an_answer_without_a_record_carries_no_amount():
    for outcome in ("no-record", "replica-not-registered", "undeclared"):
        assert rule_of(document(outcome=outcome)) == "items-without-record"
        with pytest.raises(LayoutRejected, match="items-without-record"):
            encode(content({"total-income": 0}, outcome=Outcome(outcome)))


def test_a_household_is_never_undeclared():
    with pytest.raises(LayoutRejected, match="outcome-not-possible"):
        encode(content(layout=HOUSEHOLD, outcome=Outcome.UNDECLARED))


def test_asking_the_municipal_levy_never_yields_the_prefectural_one():
    """In trial operation bodies that asked for the one received the other, and had to stop."""
    held: dict[str, Value] = {"municipal-income-levy": 90_000, "prefectural-income-levy": 60_000}

    assert select(held, frozenset({"municipal-income-levy"})) == {"municipal-income-levy": 90_000}
    for asked, other in [sorted(LEVIES), sorted(LEVIES, reverse=True)]:
        with pytest.raises(LayoutRejected) as refusal:
            select({other: 1}, frozenset({asked}))
        assert (refusal.value.rule, refusal.value.item) == ("item-missing", asked)
        answered = encode(content({other: 1}))
        with pytest.raises(LayoutRejected) as refusal:
            decode(answered, layout=LOCAL_TAX, asked=frozenset({asked}))
        assert (refusal.value.rule, refusal.value.item) == ("item-not-asked", other)


@given(asked=st.sets(st.sampled_from(sorted(LOCAL_TAX.items))))
def test_selection_is_exactly_what_was_asked(asked):
    held: dict[str, Value] = dict.fromkeys(LOCAL_TAX.items, 1)

    assert select(held, frozenset(asked)).keys() == asked


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"items": {"total-income": 1, "salary-income": 1}}, "item-not-asked"),
        ({"items": {}}, "item-missing"),
        ({"items": {"no-such-item": 1}}, "unknown-item"),
        ({"items": {"total-income": True}}, "not-an-integer"),
        ({"items": {"total-income": "0"}}, "not-an-integer"),
        ({"items": {"total-income": None}}, "not-an-integer"),
        ({"items": {"total-income": 0.0}}, "not-an-integer"),
        ({"items": {"total-income": float("nan")}}, "not-an-integer"),
        ({"items": {"total-income": YEN_LIMIT}}, "out-of-range"),
        ({"items": {"total-income": -YEN_LIMIT}}, "out-of-range"),
        ({"items": []}, "wrong-shape"),
        ({"extra": 1}, "wrong-shape"),
        ({"layout": "household"}, "wrong-layout"),
        ({"layout": 1}, "wrong-shape"),
        ({"version": 2}, "wrong-version"),
        ({"version": True}, "wrong-version"),
        ({"version": 1.0}, "not-an-integer"),
        ({"outcome": "none"}, "unknown-outcome"),
        ({"outcome": ["provided"]}, "unknown-outcome"),
        ({"as_of": "2024-02-30"}, "not-a-date"),
        ({"as_of": "20240101"}, "not-canonical"),
        ({"as_of": 20240101}, "not-a-date"),
        ({"source_updated_at": "2024-06-03T22:15:00"}, "not-a-utc-time"),
        ({"source_updated_at": "2024-06-04T07:15:00+09:00"}, "not-a-utc-time"),
        ({"source_updated_at": "2024-06-03T22:15:00+00:00"}, "not-canonical"),
        ({"source_updated_at": "yesterday"}, "not-a-utc-time"),
        ({"source_updated_at": 0}, "not-a-utc-time"),
    ],
)
def test_a_content_outside_its_layout_is_refused(changes, rule):
    assert rule_of(document(**changes)) == rule


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not-json"),
        (b"\xff", "not-json"),
        (b"[" * MAX_BYTES, "not-json"),
        (b"9" * MAX_BYTES, "not-json"),
        (b"null", "wrong-shape"),
        (b" " * (MAX_BYTES + 1), "oversized"),
        (document() + b"\n", "not-canonical"),
        (document().replace(b'"version":1', b'"version":1,"version":1'), "duplicate-key"),
        (document().replace(b'income":0', b'income":0,"total-income":5'), "duplicate-key"),
        (document().replace(b'income":0', b'income":-0'), "not-canonical"),
        (document().replace(b"provided", b"\\u0070rovided"), "not-canonical"),
    ],
)
def test_bytes_in_another_form_are_refused(data, rule):
    assert rule_of(data) == rule


@pytest.mark.parametrize(
    ("item", "value", "rule"),
    [
        ("taxation-class", "exempt", "not-a-listed-code"),
        ("taxation-class", ["taxed"], "not-a-listed-code"),
        ("dependant-of-taxed-person", 1, "not-a-boolean"),
        ("dependants", -1, "out-of-range"),
        ("dependants", 100, "out-of-range"),
        ("dependants", True, "not-an-integer"),
        ("salary-revenue", -1, "out-of-range"),
    ],
)
def test_a_value_of_another_type_is_refused_on_both_sides(item, value, rule):
    with pytest.raises(LayoutRejected) as refusal:
        encode(content({item: value}))

    assert (refusal.value.rule, refusal.value.item) == (rule, item)
    assert rule_of(document(items={item: value}), asked=item) == rule


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({}, "not-members"),
        (["wife"], "not-members"),
        ([{"slot": 0}], "not-members"),
        ([{"slot": 0, "relationship": "wife", "name": "x"}], "not-members"),
        ([{"slot": False, "relationship": "wife"}], "not-an-integer"),
        ([{"slot": -1, "relationship": "wife"}], "out-of-range"),
        ([{"slot": MAX_MEMBERS, "relationship": "wife"}], "out-of-range"),
        ([{"slot": 0, "relationship": "friend"}], "not-a-listed-code"),
        ([{"slot": 0, "relationship": "child"}] * 2, "slot-repeated"),
        ([{"slot": n, "relationship": "head"} for n in range(2)], "several-heads"),
        ([{"slot": 0, "relationship": "child"}] * (MAX_MEMBERS + 1), "too-many-members"),
    ],
)
def test_members_that_cannot_be_a_household_are_refused(members, rule):
    data = document(items={"members": members}, layout="household")

    assert rule_of(data, layout=HOUSEHOLD, asked="members") == rule


def test_the_largest_household_fits():
    members: list[Member] = [
        {"slot": slot, "relationship": Relationship.UNREGISTERED_HUSBAND.value}
        for slot in range(MAX_MEMBERS)
    ]
    answer = content({"members": members, "relationship": "head"}, layout=HOUSEHOLD)

    assert len(encode(answer)) < MAX_BYTES / 2
    assert slots(answer) == frozenset(range(MAX_MEMBERS))


@pytest.mark.parametrize(
    ("as_of", "updated_at", "rule"),
    [
        (datetime(2024, 1, 1, tzinfo=UTC), UPDATED_AT, "not-a-date"),
        (AS_OF, datetime(2024, 6, 3), "not-a-utc-time"),  # noqa: DTZ001 - the case under test
        (AS_OF, UPDATED_AT.astimezone(timezone(timedelta(hours=9))), "not-a-utc-time"),
    ],
)
def test_the_writer_refuses_ambiguous_times(as_of, updated_at, rule):
    with pytest.raises(LayoutRejected, match=rule):
        encode(Content("local-tax", 1, Outcome.PROVIDED, {}, as_of, updated_at))


def test_the_writer_refuses_a_layout_it_does_not_know():
    with pytest.raises(LayoutRejected, match="unknown-layout"):
        encode(Content("pension", 1, Outcome.NO_RECORD, {}, AS_OF, None))


def test_a_refusal_and_a_content_show_no_value():
    secret = "7734991"
    refusals = []
    for items in ({"total-income": secret}, {secret: 1}, {"salary-income": int(secret)}):
        with pytest.raises(LayoutRejected) as refusal:
            decode(document(items=items), layout=LOCAL_TAX, asked=frozenset({"total-income"}))
        refusals.append(refusal.value)
    with pytest.raises(LayoutRejected) as refusal:
        select({}, frozenset({secret}))
    shown = [repr(error) + str(error) for error in [*refusals, refusal.value]]

    assert not any(secret in text for text in shown)
    assert all(error.__cause__ is None for error in refusals)
    assert secret not in repr(content({"total-income": int(secret)}))
    assert "undeclared" not in repr(content(outcome=Outcome.UNDECLARED))


yen = st.integers(min_value=-YEN_LIMIT + 1, max_value=YEN_LIMIT - 1)
member_lists = st.lists(
    st.tuples(
        st.integers(0, MAX_MEMBERS - 1), st.sampled_from(sorted(set(Relationship) - {"head"}))
    ),
    max_size=MAX_MEMBERS,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: [{"slot": slot, "relationship": code} for slot, code in pairs])
values = {
    "local-tax": st.fixed_dictionaries(
        {},
        optional={
            "taxation-class": st.sampled_from(["taxed", "per-capita-only", "non-taxed"]),
            "dependant-of-taxed-person": st.booleans(),
            "total-income": yen,
            "pension-revenue": st.integers(0, YEN_LIMIT - 1),
            "dependants": st.integers(0, 99),
        },
    ),
    "household": st.fixed_dictionaries(
        {"members": member_lists}, optional={"relationship": st.just("head")}
    ),
}


@given(data=st.data(), layout=st.sampled_from(sorted(LAYOUTS)), moment=st.datetimes())
def test_what_is_written_is_read_back(data, layout, moment):
    items = data.draw(values[layout])
    answer = Content(layout, 1, Outcome.PROVIDED, items, moment.date(), moment.replace(tzinfo=UTC))

    assert decode(encode(answer), layout=LAYOUTS[layout], asked=frozenset(items)) == answer


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    data=st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | json_values.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(
        st.sampled_from(["as_of", "items", "layout", "outcome", "source_updated_at", "version"]),
        json_values,
    ).map(lambda changes: document(**changes))
    | st.dictionaries(st.sampled_from(sorted(LOCAL_TAX.items)), json_values).map(
        lambda items: document(items=items)
    ),
    layout=st.sampled_from(sorted(LAYOUTS.values(), key=lambda one: one.code)),
)
def test_whatever_comes_in_only_a_content_or_a_refusal_comes_out(data, layout):
    try:
        answer = decode(data, layout=layout, asked=frozenset({"total-income"}))
    except LayoutRejected:
        return

    assert encode(answer) == data


def test_every_item_has_its_japanese_term():
    for layout in LAYOUTS.values():
        assert all(item.code == code and item.ja and item.en for code, item in layout.items.items())
    assert len(LOCAL_TAX.items) == 34
