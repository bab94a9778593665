"""The published vectors: the library reproduces them byte for byte, and so does the model.

The library draws its own randomness.  Here its source of scalars is set to the vectors' for the
length of one call; nothing else of it is replaced.
"""

import subprocess
import sys
from pathlib import Path

import integer_model as model
import pytest

from renkei.codes import conversion, grants, group, proofs, subjects
from renkei.codes.group import decode_point, decode_scalar
from renkei.codes.keys import CodeKey, check_possession
from renkei.codes.proofs import Proof
from renkei.codes.subjects import Ciphertext, Code, SealedSubject

VECTORS = Path(__file__).parents[3] / "vectors"
CASES = 4
ROLES = ("sender", "recipient", "portal")


@pytest.fixture(params=range(CASES))
def case(request, own_vectors):
    return own_vectors["cases"][request.param]


@pytest.fixture
def drawn(monkeypatch):
    """Let a module draw the given scalar, once."""

    def draw(module, scalar):
        left = [decode_scalar(bytes.fromhex(scalar))]
        monkeypatch.setattr(module, "random_scalar", left.pop)

    return draw


def point(text):
    return decode_point(bytes.fromhex(text))


def ciphertext(text):
    return Ciphertext.decode(bytes.fromhex(text))


def key_of(participant):
    return CodeKey.of(bytes.fromhex(participant["secret"]))


def subject_of(sealed):
    parts = (point(sealed[name]) for name in ("r", "to", "portal"))
    return SealedSubject(sealed["epoch"], *parts, Proof.decode(bytes.fromhex(sealed["proof"])))


def test_the_file_holds_the_cases_that_are_run(own_vectors):
    assert own_vectors["scheme"] == "renkei/v1"
    assert len(own_vectors["cases"]) == CASES


def test_the_script_writes_the_published_file(tmp_path):
    script = VECTORS / "make_codes_vectors.py"
    printing = f"import runpy; print(runpy.run_path({str(script)!r})['document'](), end='')"
    made = subprocess.run(  # noqa: S603 - this interpreter, our own script
        [sys.executable, "-c", printing], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert made.stdout == (VECTORS / "renkei_codes_v1.json").read_text()


def test_the_persons_point(case):
    made = grants.person_point(
        bytes.fromhex(case["identity_key"]), bytes.fromhex(case["person_id"])
    )

    assert made.hex() == case["person_point"]


@pytest.mark.parametrize("role", ROLES)
def test_keys_and_their_proofs_of_possession(case, role, drawn):
    participant = case[role]
    key = key_of(participant)
    drawn(proofs, participant["possession"]["nonce"])
    proof = key.prove_possession(participant["id"])

    assert key.public.hex() == participant["public"]
    assert proof.hex() == participant["possession"]["proof"]
    assert check_possession(participant["id"], key.public, proof) == key.public


@pytest.mark.parametrize("role", ROLES)
def test_factors_grants_and_codes(case, role, drawn):
    participant = case[role]
    factors = conversion.Factors(bytes.fromhex(case["master_key"]))
    factor, key = factors.factor(participant["id"], participant["epoch"]), key_of(participant)
    drawn(grants, participant["grant"]["secret"])
    granted = grants.encrypt_point(point(case["person_point"]), to=key.public)
    drawn(conversion, participant["issued"]["fresh"])
    issued = grants.issue(granted, factor=factor, to=key.public)
    code = subjects.open_code(issued, key, epoch=participant["epoch"])

    assert factor.hex() == participant["factor"]
    assert granted.encode().hex() == participant["grant"]["ciphertext"]
    assert issued.encode().hex() == participant["issued"]["ciphertext"]
    assert code.encode().hex() == participant["code"]
    assert Code.decode(bytes.fromhex(participant["code"])) == code


@pytest.mark.parametrize("role", ROLES)
def test_codes_of_the_next_epoch(case, role):
    participant = case[role]
    new = participant["advanced"]
    delta = conversion.Factors(bytes.fromhex(case["master_key"])).ratio(
        from_agency=participant["id"],
        from_epoch=participant["epoch"],
        to_agency=participant["id"],
        to_epoch=new["epoch"],
    )
    old = Code.decode(bytes.fromhex(participant["code"]))

    assert delta.hex() == new["delta"]
    assert conversion.advance(old, delta, epoch=new["epoch"]).encode().hex() == new["code"]


@pytest.mark.parametrize("content", ["person", "nobody"])
def test_sealed_subjects(case, content, drawn):
    expected = subject_of(case[content]["sealed"])
    keys = {"to": point(case["recipient"]["public"]), "portal": point(case["portal"]["public"])}
    binding = bytes.fromhex(case["binding"])
    drawn(subjects, case["seal"]["secret"])
    drawn(proofs, case["seal"]["nonce"])
    if content == "person":
        code = Code.decode(bytes.fromhex(case["sender"]["code"]))
        made = subjects.seal(code, **keys, binding=binding)
    else:
        made = subjects.seal_nobody(case["sender"]["epoch"], **keys, binding=binding)

    assert made == expected
    subjects.check(expected, **keys, binding=binding)


@pytest.mark.parametrize("content", ["person", "nobody"])
@pytest.mark.parametrize(("role", "part"), [("recipient", "to"), ("portal", "portal")])
def test_conversions_and_what_is_opened(case, content, role, part, drawn):
    expected = case[content][f"for_{role}"]
    sealed, participant = subject_of(case[content]["sealed"]), case[role]
    ratio = conversion.Factors(bytes.fromhex(case["master_key"])).ratio(
        from_agency=case["sender"]["id"],
        from_epoch=sealed.epoch,
        to_agency=participant["id"],
        to_epoch=participant["epoch"],
    )
    drawn(conversion, expected["fresh"])
    key = key_of(participant)
    made = conversion.convert(sealed.r, getattr(sealed, part), ratio=ratio, to=key.public)
    opened = subjects.open_related(made, key, epoch=participant["epoch"])

    assert ratio.hex() == expected["ratio"]
    assert made == ciphertext(expected["ciphertext"])
    assert (opened and opened.encode().hex()) == expected["opened"]
    assert expected["opened"] == (participant["code"] if content == "person" else None)


@pytest.mark.parametrize("content", ["person", "nobody"])
def test_the_model_accepts_the_sealed_subjects_and_no_other_binding(case, content):
    written = case[content]["sealed"]
    proof = bytes.fromhex(written["proof"])
    sealed = model.Sealed(
        written["epoch"],
        *(model.decode(bytes.fromhex(written[name])) for name in ("r", "to", "portal")),
        model.scalar_of(proof[:32]),
        model.scalar_of(proof[32:]),
    )
    keys = {
        name: model.decode(bytes.fromhex(case[role]["public"]))
        for name, role in (("to", "recipient"), ("portal", "portal"))
    }
    binding = bytes.fromhex(case["binding"])

    assert model.accepts(sealed, **keys, binding=binding)
    assert not model.accepts(sealed, **keys, binding=binding + b"\0")


def test_no_two_values_of_the_file_are_equal_by_mistake(own_vectors):
    publics = [case[role]["public"] for case in own_vectors["cases"] for role in ROLES]
    codes = [case[role]["code"] for case in own_vectors["cases"] for role in ROLES]

    assert len(set(publics)) == len(set(codes)) == CASES * len(ROLES)
    assert group.IDENTITY.hex() not in {*publics, *codes}
