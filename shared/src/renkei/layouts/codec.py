"""Content to bytes and back: one encoding per content, checked on both sides.

The encoding is JSON in UTF-8 with sorted keys and no white space. A reader accepts that form and no
other, so that equal contents have equal digests, and nothing can hide between two readings.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, Never, cast

from renkei.layouts.model import Content, Layout, LayoutRejected, Outcome, Value
from renkei.layouts.registry import LAYOUTS

MAX_BYTES: Final = 8192
"""Over four times the largest content that the layouts allow (1,685 bytes)."""

_KEYS: Final = {"as_of", "items", "layout", "outcome", "source_updated_at", "version"}


def encode(content: Content) -> bytes:
    """Write a content in its one encoding.

    Raises:
        LayoutRejected: the content does not follow its layout.
    """
    layout = LAYOUTS.get(content.layout)
    if layout is None:
        raise LayoutRejected("unknown-layout")
    _check(content, layout)
    return _written(content)


def decode(data: bytes, *, layout: Layout, asked: frozenset[str]) -> Content:
    """Read a content that answers a question for the items `asked` of `layout`.

    Raises:
        LayoutRejected: the bytes are no such content: another encoding, layout or version, an item
            beyond those asked or short of them, or a value outside its item's type.
    """
    if len(data) > MAX_BYTES:
        raise LayoutRejected("oversized")
    content = _read(_parsed(data))
    _check(content, layout)
    _check_asked(content, asked)
    if _written(content) != data:
        raise LayoutRejected("not-canonical")
    return content


def select(all_items: Mapping[str, Value], asked: frozenset[str]) -> dict[str, Value]:
    """Pick what was asked out of what is held: item by item, and nothing else.

    Raises:
        LayoutRejected: an item asked for is not held; no other item stands in for it.
    """
    for code in sorted(asked):
        if code not in all_items:
            raise LayoutRejected("item-missing", _known(code))
    return {code: all_items[code] for code in sorted(asked)}


def _known(code: str) -> str | None:
    """Return the code if a layout has it: others may be anything, and must not reach a log."""
    return code if any(code in layout.items for layout in LAYOUTS.values()) else None


def _check(content: Content, layout: Layout) -> None:
    if content.layout != layout.code:
        raise LayoutRejected("wrong-layout")
    if type(content.version) is not int or content.version != layout.version:
        raise LayoutRejected("wrong-version")
    if content.outcome not in layout.outcomes:
        raise LayoutRejected("outcome-not-possible")
    if content.items and content.outcome is not Outcome.PROVIDED:
        raise LayoutRejected("items-without-record")
    _check_times(content)
    for code, value in content.items.items():
        item = layout.items.get(code)
        if item is None:
            raise LayoutRejected("unknown-item")
        if (rule := item.check(value)) is not None:
            raise LayoutRejected(rule, code)


def _check_times(content: Content) -> None:
    # A datetime is a date to isinstance, but would be written with a time of day.
    if type(content.as_of) is not date:
        raise LayoutRejected("not-a-date")
    updated_at = content.source_updated_at
    if updated_at is not None and updated_at.utcoffset() != timedelta(0):
        raise LayoutRejected("not-a-utc-time")


def _check_asked(content: Content, asked: frozenset[str]) -> None:
    if content.outcome is not Outcome.PROVIDED:
        return
    for code in content.items:
        if code not in asked:
            raise LayoutRejected("item-not-asked", code)
    for code in sorted(asked):
        if code not in content.items:
            raise LayoutRejected("item-missing", _known(code))


def _written(content: Content) -> bytes:
    updated_at = content.source_updated_at
    document = {
        "as_of": content.as_of.isoformat(),
        "items": dict(content.items),
        "layout": content.layout,
        "outcome": content.outcome.value,
        "source_updated_at": None if updated_at is None else _timestamp(updated_at),
        "version": content.version,
    }
    return json.dumps(
        document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    ).encode()


def _timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _parsed(data: bytes) -> dict[str, object]:
    try:
        document = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_constant=_no_float,
        )
    # ValueError: not UTF-8, not JSON, or an integer of thousands of digits.
    except (ValueError, RecursionError):
        raise LayoutRejected("not-json") from None
    if not isinstance(document, dict) or document.keys() != _KEYS:
        raise LayoutRejected("wrong-shape")
    return document


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise LayoutRejected("duplicate-key")
    return result


def _no_float(_text: str) -> Never:
    raise LayoutRejected("not-an-integer")


def _read(document: Mapping[str, object]) -> Content:
    layout, version, items = document["layout"], document["version"], document["items"]
    if not isinstance(layout, str) or not isinstance(items, dict):
        raise LayoutRejected("wrong-shape")
    if type(version) is not int:
        raise LayoutRejected("wrong-version")
    return Content(
        layout=layout,
        version=version,
        outcome=_outcome(document["outcome"]),
        # Values are checked against the layout before anyone sees the content.
        items=cast("dict[str, Value]", items),
        as_of=_date(document["as_of"]),
        source_updated_at=_moment(document["source_updated_at"]),
    )


def _outcome(value: object) -> Outcome:
    if not isinstance(value, str):
        raise LayoutRejected("unknown-outcome")
    try:
        return Outcome(value)
    except ValueError:
        raise LayoutRejected("unknown-outcome") from None


def _date(value: object) -> date:
    if not isinstance(value, str):
        raise LayoutRejected("not-a-date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise LayoutRejected("not-a-date") from None


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise LayoutRejected("not-a-utc-time")
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise LayoutRejected("not-a-utc-time") from None
