"""One JSON object per line; a value appears only in a field that is on the list."""

import json
import logging
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from typing_extensions import override

from renkei.service.tracing import CURRENT

FIELDS: Final = frozenset(
    {
        "attempt",
        "check",
        "duration_ms",
        "error",
        "inquiry_id",
        "job",
        "method",
        "participant",
        "port",
        "procedure",
        "route",
        "serial",
        "status",
    }
)
"""Fields of `extra` that are written; every other one is dropped. None tells of a person."""


class JsonLines(logging.Formatter):
    """Writes the event's name and the listed fields.

    The arguments of a message are not filled in, and of an exception only the types and places
    are written: texts of other people's making can repeat a value.
    """

    def __init__(self, *, service: str, fields: Iterable[str] = ()) -> None:
        """Write for `service`; `fields` are allowed beside `FIELDS`."""
        super().__init__()
        self._service = service
        self._fields = FIELDS | frozenset(fields)

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            # asyncio puts the repr of what failed into the lines after the first.
            "event": str(record.msg).partition("\n")[0],
        }
        if (trace := CURRENT.get()) is not None:
            line |= {"request_id": trace.request_id, "trace_id": trace.trace_id}
        line |= {key: record.__dict__[key] for key in self._fields & record.__dict__.keys()}
        if record.exc_info and (exc := record.exc_info[1]) is not None:
            line["exception"] = described(exc)
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


def described(exc: BaseException) -> list[str]:
    """Return the types of `exc` and its causes, each with the places it passed, without texts."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = exc
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines.extend(_places(current.__traceback__))
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return lines


def _places(walk: TracebackType | None) -> list[str]:
    return [
        f"  {Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_qualname}"
        for frame, line in traceback.walk_tb(walk)
    ]


def configure(level: str, service: str, *, fields: Iterable[str] = ()) -> None:
    """Send every logger of this process, the server's own included, to standard output.

    Args:
        level: the lowest level written, such as `info`.
        service: the name on every line.
        fields: fields of `extra` allowed beside `FIELDS`.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(service=service, fields=fields))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    logging.captureWarnings(capture=True)
