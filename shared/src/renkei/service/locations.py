"""Where a request broke a rule, said without a word of the caller's own.

A validation error's location holds whatever key the caller sent, and a key can be a number of
somebody's. Only names that the service's own description declares are repeated.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from fastapi import FastAPI

UNDECLARED: Final = "?"
_PLACES: Final = frozenset({"body", "cookie", "header", "path", "query"})
_LARGEST_INDEX: Final = 999_999


class Declared:
    """The names of all parameters and properties in an application's description, found once."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._names: frozenset[str] | None = None

    def names(self) -> frozenset[str]:
        """Return the names; the first call generates the description."""
        if self._names is None:
            self._names = frozenset(_names(self._app.openapi()))
        return self._names


def shown_location(location: Sequence[int | str], *, declared: frozenset[str]) -> str:
    """Return `location` as a path such as `body/items/0/?`.

    Args:
        location: as pydantic reports it, the part of the request first.
        declared: the names that may be shown.
    """
    shown = [UNDECLARED] * len(location)
    for position, part in enumerate(location):
        if isinstance(part, int):
            if 0 <= part <= _LARGEST_INDEX:
                shown[position] = str(part)
        elif part in declared or (position == 0 and part in _PLACES):
            shown[position] = part
    return "/".join(shown)


def _names(node: Any) -> Iterator[str]:  # noqa: ANN401 - a tree of JSON
    if isinstance(node, list):
        for child in node:
            yield from _names(child)
    if not isinstance(node, dict):
        return
    if isinstance(properties := node.get("properties"), dict):
        yield from properties
    if isinstance(name := node.get("name"), str) and "in" in node:
        yield name
    for child in node.values():
        yield from _names(child)
