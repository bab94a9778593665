"""The hub's rows do not show whether two inquiries concern one person."""

import json
from typing import Any

import pytest
from hub_asking import ask, household, signed
from hub_world import World

RANDOM = {
    "inquiry": {"serial", "inquiry_id", "message_digest", "answer", "receipt"},
    "entry": {"position", "serial", "body", "salt", "leaf"},
}
RANDOM_OF_A_BODY = {"serial", "inquiry_digest", "answer_digest"}


def _flat(value: object, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = [(str(n), part) for n, part in enumerate(value)]
    else:
        return {path: value}
    return {k: v for name, part in parts for k, v in _flat(part, f"{path}/{name}").items()}


def _differing(left: dict[str, Any], right: dict[str, Any]) -> set[str]:
    assert left.keys() == right.keys()
    return {name for name in left if left[name] != right[name]}


async def _bodies(world: World, serial: object) -> list[dict[str, Any]]:
    rows = [row for row in await world.rows("entry") if row["serial"] == serial]
    return [_flat(json.loads(row["body"])) for row in rows]


async def _leave(world: World, person: str, *, tax: bool) -> tuple[dict[str, Any], list[Any]]:
    known = {row["serial"] for row in await world.rows("inquiry")}
    await world.send(ask(world, person) if tax else signed(world, household(world, person)))
    [row] = [row for row in await world.rows("inquiry") if row["serial"] not in known]
    return row, await _bodies(world, row["serial"])


@pytest.mark.parametrize("tax", [True, False], ids=["tax", "household"])
async def test_rows_about_one_person_and_about_two_differ_in_the_same_random_fields(
    world: World, *, tax: bool
) -> None:
    first, again, other = [
        await _leave(world, person, tax=tax) for person in ("hanako", "hanako", "taro")
    ]

    same_person = _differing(_flat(first[0]), _flat(again[0]))
    assert same_person == _differing(_flat(first[0]), _flat(other[0]))
    assert {path.split("/")[1] for path in same_person} <= RANDOM["inquiry"] | {"related"}
    for mine, repeated, theirs in zip(first[1], again[1], other[1], strict=True):
        differing = _differing(mine, repeated)
        assert differing == _differing(mine, theirs)
        for path in differing - {f"/{name}" for name in RANDOM_OF_A_BODY}:
            assert path.rsplit("/", 1)[1] in {"r", "c"}
            assert len(mine[path]) == len(repeated[path]) == len(theirs[path]) == 43


async def test_no_random_value_of_one_inquiry_comes_back_in_another(world: World) -> None:
    seen: list[str] = []
    for person in ("hanako", "hanako", "taro", "taro"):
        _, bodies = await _leave(world, person, tax=False)
        for body in bodies:
            seen += [value for path, value in body.items() if path[-2:] in {"/r", "/c"}]

    assert len(seen) == 4 * (2 + 4 * 2)
    assert len(set(seen)) == len(seen)


async def test_the_size_of_what_is_kept_does_not_tell_people_apart(world: World) -> None:
    rows = [(await _leave(world, person, tax=True))[0] for person in ("hanako", "taro", "jiro")]

    assert len({len(row["answer"]) for row in rows}) == 1
