import os
import stat

import pytest

from renkei.directory import read_registration
from renkei.keyring import Keyring, KeysUnusable, make_keys, read_secret, write_secret

FILES = {"signing.key": 32, "opening.key": 96, "code.key": 32, "at-rest.key": 32}
EVERY = pytest.mark.parametrize("name", FILES)
CANARY = "Yamada123456789018"


@pytest.fixture
def folder(tmp_path):
    make_keys(tmp_path / "deep" / "keys")
    return tmp_path / "deep" / "keys"


def refusal(folder):
    with pytest.raises(KeysUnusable) as refused:
        Keyring.load(folder)
    assert refused.value.__cause__ is None
    return f"{refused.value} {refused.value!r}"


def test_four_files_are_made_that_only_the_owner_can_read(folder):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert modes == dict.fromkeys(FILES, 0o600)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_files_are_the_owners_alone_even_where_the_umask_is_open(tmp_path):
    before = os.umask(0)
    try:
        make_keys(tmp_path / "keys")
    finally:
        os.umask(before)

    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


@EVERY
def test_each_file_holds_its_secret_in_hexadecimal(folder, name):
    text = (folder / name).read_text("ascii")

    assert len(bytes.fromhex(text)) == FILES[name]
    assert read_secret(folder / name).hex() == text


@EVERY
def test_a_file_that_exists_is_kept_and_only_the_missing_are_made(folder, name):
    before = {each: (folder / each).read_text() for each in FILES}
    (folder / name).unlink()
    make_keys(folder)
    after = {each: (folder / each).read_text() for each in FILES}

    assert {each for each in FILES if before[each] != after[each]} == {name}


def test_no_two_keyrings_share_a_secret(tmp_path):
    for participant in ("a", "b"):
        make_keys(tmp_path / participant)

    for name in FILES:
        assert read_secret(tmp_path / "a" / name) != read_secret(tmp_path / "b" / name)


def test_a_secret_is_not_overwritten(tmp_path):
    write_secret(tmp_path / "a.key", b"first")
    write_secret(tmp_path / "a.key", b"second")

    assert read_secret(tmp_path / "a.key") == b"first"


@EVERY
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()

    assert name in refusal(folder)


@EVERY
@pytest.mark.parametrize(
    "content",
    [CANARY, "", "00", "zz" * 32, "00" * 31, "00" * 33, "00" * 97, "é" * 64],
    ids=["words", "empty", "one", "no-hex", "31", "33", "97", "no-ascii"],
)
def test_a_file_without_such_a_key_is_named_and_not_quoted(folder, name, content):
    (folder / name).write_text(content, "utf-8")
    said = refusal(folder)

    assert name in said
    assert CANARY not in said
    assert str(folder) not in said
    assert len(content) < 32 or content not in said


@pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32], ids=["zero", "too-large"])
def test_a_code_key_that_is_no_scalar_is_refused_unquoted(folder, secret):
    (folder / "code.key").write_text(secret.hex())
    said = refusal(folder)

    assert "code.key" in said
    assert secret.hex() not in said


def test_a_folder_in_the_place_of_a_file_is_refused(folder):
    (folder / "code.key").unlink()
    (folder / "code.key").mkdir()

    assert "code.key" in refusal(folder)


def test_white_space_around_a_secret_is_ignored(folder):
    text = (folder / "code.key").read_text()
    (folder / "code.key").write_text(f"\n {text}\n")

    assert Keyring.load(folder).code.secret.hex() == text


def test_a_keyring_shows_nothing_secret(folder):
    keyring = Keyring.load(folder)
    shown = f"{keyring!r} {keyring}"

    for name in FILES:
        secret = read_secret(folder / name)
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown


def test_a_registration_holds_for_its_participant_and_states_what_was_given(folder):
    keyring = Keyring.load(folder)
    participant = read_registration(
        keyring.register(
            "tax-agency",
            name="若草市",
            kinds=("municipal-mayor",),
            issued_at=1_775_000_000,
            endpoint="http://tax.test:8003",
            provides=("local-tax",),
            jurisdiction=("131016",),
        )
    )

    assert (participant.id, participant.name, participant.active) == ("tax-agency", "若草市", True)
    assert participant.kinds == {"municipal-mayor"}
    assert participant.provides == {"local-tax"}
    assert participant.jurisdiction == {"131016"}
    assert participant.endpoint == "http://tax.test:8003"
    assert participant.signing_keys == keyring.own_keys("tax-agency")
    assert participant.code_key() == (keyring.code_kid, keyring.code.public)
    assert participant.sealing_key()[0] == keyring.opening_kid
    assert participant.sealing_key()[1].public == keyring.opening.public
