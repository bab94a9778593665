"""A code grant (符号取得): identity to hub, carried unread by the agency that asked."""

from typing import ClassVar
from uuid import UUID

from renkei.codes.group import joined
from renkei.messages.fields import Base64Url, Id, KeyId, Slug
from renkei.messages.signing import TimedMessage


class CodeGrant(TimedMessage):
    """One person's point, encrypted to the agency and then sealed to the hub; for one use."""

    typ: ClassVar[str] = "renkei-code-grant+jwt"

    jti: Id
    agency: Slug
    code_key: KeyId
    sealed: Base64Url


def grant_info(*, grant_id: UUID, agency: str, code_key: str) -> bytes:
    """Return what a grant's sealed point is bound to."""
    return joined(b"renkei/v1/code-grant", grant_id.bytes, agency.encode(), code_key.encode())
