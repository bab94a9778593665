import copy
import json
import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticSerializationError

from renkei import numbers
from renkei.numbers import (
    IndividualNumber,
    IndividualNumberField,
    NumberRejected,
    RevealedIndividualNumberField,
)

SPECIMEN_OF_THE_SLIDES = "123456789012"
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

PARSERS = {
    "individual-number": (numbers.parse_individual_number, 12),
    "corporate-number": (numbers.parse_corporate_number, 13),
    "resident-record-code": (numbers.parse_resident_record_code, 11),
    "municipality-code": (numbers.parse_municipality_code, 6),
}


def digits(length):
    return st.text("0123456789", min_size=length, max_size=length)


@pytest.mark.parametrize(
    ("number", "weighted_sum", "remainder"),
    [
        ("123456789018", 212, 3),
        ("983205673214", 238, 7),
        ("999999999996", 423, 5),
        ("507957100721", 175, 10),
        ("454972364860", 220, 0),
        ("271828182840", 221, 1),
    ],
)
def test_individual_numbers_worked_by_hand_pass(number, weighted_sum, remainder):
    total = sum(int(d) * w for d, w in zip(number[:-1], WEIGHTS, strict=True))

    assert (total, total % 11) == (weighted_sum, remainder)
    assert numbers.individual_number_check_digit(number[:-1]) == int(number[-1])
    assert numbers.parse_individual_number(number) == number


def test_the_specimen_of_the_slides_has_a_wrong_check_digit():
    with pytest.raises(NumberRejected) as refusal:
        numbers.parse_individual_number(SPECIMEN_OF_THE_SLIDES)

    assert refusal.value.rule == "check-digit"
    assert numbers.individual_number_check_digit(SPECIMEN_OF_THE_SLIDES[:-1]) == 8


@pytest.mark.parametrize("number", ["8700110005901", "4011001098993", "7123456789012"])
def test_published_corporate_numbers_pass(number):
    assert numbers.parse_corporate_number(number) == number


@pytest.mark.parametrize("code", ["12345678903", "24727059608", "24846016224", "25208017643"])
def test_specimen_resident_record_codes_pass(code):
    assert numbers.parse_resident_record_code(code) == code


@pytest.mark.parametrize("code", ["131016", "271004", "011002", "472018"])
def test_codes_of_known_municipalities_pass(code):
    assert numbers.parse_municipality_code(code) == code


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize(
    ("text_of", "rule"),
    [
        pytest.param(lambda n: "", "length", id="empty"),
        pytest.param(lambda n: "1" * (n - 1), "length", id="short"),
        pytest.param(lambda n: "1" * (n + 1), "length", id="long"),
        pytest.param(lambda n: "1" * (n - 1) + "X", "digits", id="letter"),
        pytest.param(lambda n: "１" * n, "digits", id="full-width"),
        pytest.param(lambda n: "٣" * n, "digits", id="Arabic digits"),
        pytest.param(lambda n: "1" * (n - 1) + "²", "digits", id="superscript"),
        pytest.param(lambda n: "1" * n + "\n", "digits", id="line end"),
        pytest.param(lambda n: " " + "1" * n, "digits", id="space"),
        pytest.param(lambda n: "0" * n, "reserved", id="zeros"),
    ],
)
def test_a_refusal_names_kind_and_rule_and_repeats_nothing(kind, text_of, rule):
    parse, length = PARSERS[kind]
    text = text_of(length)

    with pytest.raises(NumberRejected) as refusal:
        parse(text)

    assert (refusal.value.kind, refusal.value.rule) == (kind, rule)
    assert str(refusal.value) == f"The {kind} breaks the rule: {rule}."
    assert not text or text not in repr(refusal.value)
    assert not refusal.value.__cause__


@pytest.mark.parametrize(
    ("check_digit", "length"),
    [
        (numbers.individual_number_check_digit, 11),
        (numbers.corporate_number_check_digit, 12),
        (numbers.resident_record_code_check_digit, 10),
        (numbers.municipality_code_check_digit, 5),
    ],
)
def test_a_check_digit_is_computed_from_a_whole_base_only(check_digit, length):
    with pytest.raises(NumberRejected, match="length"):
        check_digit("1" * (length + 1))
    with pytest.raises(NumberRejected, match="digits"):
        check_digit("1" * (length - 1) + "-")


def is_accepted(parse, text):
    try:
        parse(text)
    except NumberRejected as refusal:
        return refusal.rule != "check-digit"
    return True


@given(st.sampled_from(sorted(PARSERS)), st.data())
def test_exactly_one_check_digit_completes_a_base(kind, data):
    parse, length = PARSERS[kind]
    base = data.draw(digits(length - 1).filter(lambda text: text.strip("0")))
    texts = [check + base if kind == "corporate-number" else base + check for check in "0123456789"]

    assert sum(is_accepted(parse, text) for text in texts) == 1


def test_one_error_in_sixty_six_of_one_digit_is_missed_over_all_municipality_codes():
    alike = Counter()
    for n in range(10**5):
        base = f"{n:05d}"
        check = numbers.municipality_code_check_digit(base)
        alike.update((place, base[:place], base[place + 1 :], check) for place in range(5))
    missed = sum(n * (n - 1) for n in alike.values())
    errors = 10**5 * 6 * 9

    assert 0.0151 < missed / errors < 0.0152


@given(digits(12), st.integers(0, 11), st.integers(1, 9))
def test_a_corporate_number_misses_only_the_confusion_of_0_and_9(base, place, shift):
    other = str((int(base[place]) + shift) % 10)
    wrong = base[:place] + other + base[place + 1 :]
    is_missed = numbers.corporate_number_check_digit(base) == numbers.corporate_number_check_digit(
        wrong
    )

    assert is_missed == ({base[place], other} == {"0", "9"})


def remainders(weights):
    """How many digit strings give each remainder of the weighted sum modulo 11."""
    counts = Counter({0: 1})
    for weight in weights:
        step = Counter()
        for remainder, count in counts.items():
            for digit in range(10):
                step[(remainder + weight * digit) % 11] += count
        counts = step
    return counts


def check_of(remainder):
    return 0 if remainder <= 1 else 11 - remainder


def test_one_error_in_sixty_of_one_digit_is_missed_over_all_individual_numbers():
    missed = 0
    for place, weight in enumerate(WEIGHTS):
        others = remainders(WEIGHTS[:place] + WEIGHTS[place + 1 :])
        for rest, count in others.items():
            checks = [check_of((rest + weight * digit) % 11) for digit in range(10)]
            missed += count * sum(n * (n - 1) for n in Counter(checks).values())
    errors = 10**11 * 12 * 9  # the twelfth place is the check digit, where every error shows

    assert 0.0166 < missed / errors < 0.0167


def test_the_exact_rate_above_speaks_of_the_code():
    for n in range(0, 10**11, 10**11 // 997):
        base = f"{n:011d}"
        total = sum(int(d) * w for d, w in zip(base, WEIGHTS, strict=True))

        assert numbers.individual_number_check_digit(base) == check_of(total % 11)


@pytest.mark.parametrize(
    "typed",
    [
        "1234 5678 9018",
        "1234-5678-9018",
        "１２３４　５６７８　９０１８",
        "1234ー5678ｰ9018",
        "1234－5678−9018\n",
        "\t1234—5678‑9018",
    ],
)
def test_what_a_human_types_is_brought_to_bare_digits(typed):
    assert numbers.normalise(typed) == "123456789018"


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    once = numbers.normalise(text)

    assert numbers.normalise(once) == once


def test_an_individual_number_shows_itself_only_when_asked():
    number = IndividualNumber("123456789018")
    shown = [repr(number), str(number), f"{number}", repr([number]), repr({"n": number})]

    assert number.reveal() == "123456789018"
    assert all("1234" not in form for form in shown)
    assert repr(number) == "IndividualNumber(************)"
    assert not hasattr(number, "__dict__")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_number_cannot_be_pickled(protocol):
    with pytest.raises(TypeError) as refusal:
        pickle.dumps(IndividualNumber("123456789018"), protocol)

    assert "1234" not in str(refusal.value)


def test_equal_numbers_are_one_key_and_a_copy_is_the_same_number():
    number = IndividualNumber("123456789018")

    assert number == IndividualNumber("123456789018")
    assert number != IndividualNumber("983205673214")
    assert number != "123456789018"
    assert len({number, IndividualNumber("123456789018")}) == 1
    assert copy.deepcopy(number) is number
    assert copy.copy(number) is number


@given(st.integers(0, 10**11 - 2))
def test_a_generated_number_is_valid_and_never_the_reserved_one(drawn):
    number = numbers.generate_individual_number(lambda _: drawn)

    assert numbers.parse_individual_number(number.reveal()) == number.reveal()
    assert int(number.reveal()[:-1]) == drawn + 1


def test_generation_draws_from_every_base_but_the_reserved_one():
    bounds = []
    numbers.generate_individual_number(lambda bound: bounds.append(bound) or 0)

    assert bounds == [10**11 - 1]


class Received(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)
    number: IndividualNumberField


class Sent(BaseModel):
    number: RevealedIndividualNumberField


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (SPECIMEN_OF_THE_SLIDES, "check-digit"),
        ("000000000000", "reserved"),
        ("1234", "length"),
        ("1234 5678 9018", "digits"),
        (123456789018, "digits"),
        (None, "digits"),
    ],
)
def test_a_request_is_refused_with_the_rule_alone(value, rule):
    with pytest.raises(ValidationError) as refusal:
        Received.model_validate_json(json.dumps({"number": value}))
    (error,) = refusal.value.errors(include_input=False)

    assert error["type"] == rule
    assert "1234" not in json.dumps(error)
    assert "1234" not in str(refusal.value)


def test_a_received_number_is_not_written_by_accident():
    received = Received.model_validate_json('{"number": "123456789018"}')

    with pytest.raises(PydanticSerializationError) as refusal:
        received.model_dump_json()

    assert "1234" not in str(refusal.value)
    assert "1234" not in repr(received)
    assert received.number.reveal() == "123456789018"
    assert received.model_dump() == {"number": received.number}


def test_a_number_meant_to_be_sent_arrives():
    sent = Sent(number=IndividualNumber("123456789018")).model_dump_json()

    assert Received.model_validate_json(sent).number.reveal() == "123456789018"


def test_the_schema_of_a_request_says_twelve_digits_and_gives_no_example():
    schema = Received.model_json_schema()["properties"]["number"]

    assert schema == {"title": "Number", "type": "string", "pattern": "^[0-9]{12}$"}
