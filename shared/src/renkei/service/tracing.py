"""Which request this is, here and across services (W3C Trace Context, level 1)."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

# A run of twelve digits is the shape of an Individual Number: not taken over into a log.
_REQUEST_ID: Final = re.compile(r"(?!.*([0-9]-?){12})[A-Za-z0-9-]{1,64}", re.ASCII)
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Trace:
    """One request: its own id, and its place in the trace that it belongs to."""

    request_id: str
    trace_id: str
    span_id: str
    flags: str

    @property
    def traceparent(self) -> str:
        """The header for calls made on behalf of this request."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


CURRENT: ContextVar[Trace | None] = ContextVar("renkei_trace", default=None)
"""The request that is being handled, if any."""


def begin(*, request_id: str | None, traceparent: str | None) -> Trace:
    """Take over what the caller sent where it is well formed, and make the rest."""
    known = _TRACEPARENT.fullmatch(traceparent or "")
    accepted = request_id is not None and _REQUEST_ID.fullmatch(request_id)
    return Trace(
        request_id=request_id if request_id is not None and accepted else secrets.token_hex(8),
        trace_id=known[1] if known else secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        flags=known[2] if known else "00",
    )
