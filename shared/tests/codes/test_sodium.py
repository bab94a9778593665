"""Where libsodium comes from: the system's, else rbcl's copy, unpacked once and never trusted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# A bare machine: no library is found by its name, and find_library knows of none.
CHILD = """
import ctypes, ctypes.util, importlib.util, json, sys
if "bare" in sys.argv:
    load = ctypes.CDLL
    def only_by_path(name, *rest, **options):
        if name is not None and "/" not in name:
            raise OSError(name)
        return load(name, *rest, **options)
    ctypes.CDLL = only_by_path
    ctypes.util.find_library = lambda name: None
if "no-rbcl" in sys.argv:
    find = importlib.util.find_spec
    importlib.util.find_spec = lambda name, *rest: None if name == "rbcl" else find(name, *rest)
from renkei.codes import group, sodium
two = group.times_base(group.Scalar((2).to_bytes(32, "little")))
print(json.dumps({
    "library": sodium._sodium._name, "two": two.hex(), "rbcl": "rbcl" in sys.modules,
}))
"""
TWO = "6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919"


class Machine:
    def __init__(self, folder):
        self.cache, self.temporary = folder / "cache", folder / "temporary"
        self.temporary.mkdir()

    def popen(self, *words):
        environment = {
            **os.environ,
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.temporary),
        }
        return subprocess.Popen(  # noqa: S603 - this interpreter, a script of ours
            [sys.executable, "-c", CHILD, *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start(self, *words):
        with self.popen(*words) as child:
            out, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        return json.loads(out)

    def unpacked(self):
        return sorted(self.cache.rglob("*.so"))


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def identity_of(path):
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size


def test_without_the_systems_library_the_carried_copy_is_unpacked_and_works(machine):
    started = machine.start("bare")
    (copy,) = machine.unpacked()

    assert started == {"library": str(copy), "two": TWO, "rbcl": False}
    assert list(machine.temporary.iterdir()) == []
    assert [path for path in machine.cache.rglob("*") if path.is_file()] == [copy]


def test_the_unpacked_copy_is_for_its_user_alone(machine):
    machine.start("bare")
    (copy,) = machine.unpacked()

    assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert copy.stat().st_mode & 0o077 == 0


def test_a_second_start_uses_the_unpacked_copy(machine):
    first = machine.start("bare")
    before = identity_of(Path(first["library"]))
    second = machine.start("bare")

    assert second == first
    assert identity_of(Path(second["library"])) == before
    assert list(machine.temporary.iterdir()) == []


@pytest.mark.parametrize("tampering", ["replaced", "one-byte", "cut", "emptied"])
def test_a_tampered_copy_is_replaced_before_it_is_loaded(machine, tampering):
    copy = Path(machine.start("bare")["library"])
    genuine = copy.read_bytes()
    copy.write_bytes(
        {
            "replaced": b"not a library",
            "one-byte": genuine[:-1] + bytes([genuine[-1] ^ 1]),
            "cut": genuine[:-1],
            "emptied": b"",
        }[tampering]
    )
    started = machine.start("bare")

    assert started == {"library": str(copy), "two": TWO, "rbcl": False}
    assert copy.read_bytes() == genuine
    assert machine.unpacked() == [copy]


def test_several_first_starts_at_once_agree_on_one_copy(machine):
    children = [machine.popen("bare") for _ in range(4)]
    results = [(*child.communicate(timeout=60), child.returncode) for child in children]
    (copy,) = machine.unpacked()

    assert [code for *_, code in results] == [0] * 4, results
    assert {json.loads(out)["library"] for out, *_ in results} == {str(copy)}
    assert [path for path in machine.cache.rglob("*") if path.is_file()] == [copy]


def test_a_cache_that_others_may_write_is_not_used(machine):
    folder = machine.cache / "renkei"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    started = machine.start("bare")

    assert started["two"] == TWO
    assert not Path(started["library"]).is_relative_to(machine.cache)
    assert list(folder.iterdir()) == []


def test_without_any_library_the_error_says_what_to_install(machine):
    with machine.popen("bare", "no-rbcl") as child:
        _, err = child.communicate(timeout=60)

    assert child.returncode != 0
    assert "SodiumMissing: install libsodium (Debian: libsodium23)" in err


def test_where_the_system_has_the_library_nothing_is_unpacked(machine):
    started = machine.start()
    if "/" in started["library"]:
        pytest.skip("this machine has no libsodium of its own")

    assert started["two"] == TWO
    assert machine.unpacked() == []
    assert list(machine.temporary.iterdir()) == []
