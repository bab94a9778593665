"""An access token: a short-lived bearer statement for requests that carry no other message."""

from typing import ClassVar

from renkei.messages.fields import Id, Slug
from renkei.messages.signing import TimedMessage

MAX_LIFETIME_S = 300


class Access(TimedMessage):
    """Issuer, audience and time; `office` names who acts within the issuer."""

    typ: ClassVar[str] = "renkei-access+jwt"

    jti: Id
    office: Slug | None = None
