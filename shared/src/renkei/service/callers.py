"""Who is calling: bearer tokens that a participant, or an agency's own staff, signed for us."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from renkei.messages.access import MAX_LIFETIME_S, Access
from renkei.messages.signing import (
    MAX_SKEW,
    MessageRejected,
    SigningKey,
    VerifyingKey,
    sign,
    verify,
)
from renkei.service.clock import Clock
from renkei.service.ids import uuid7

_SCHEME = "bearer "


class NotAuthenticated(Exception):  # noqa: N818 - states the fact
    """The request carries no token that is genuine, for us, and in time."""

    def __init__(self) -> None:
        super().__init__("A valid bearer token is required.")


class NotAllowed(Exception):  # noqa: N818 - states the fact
    """The caller is known, and this is not for it."""

    def __init__(self) -> None:
        super().__init__("This is not for the caller.")


class Gate:
    """Authenticates requests to one service.

    Args:
        audience: our own participant id.
        key_of: finds a key in force by its id, anew for every request: a suspended caller is out
            at once.
        clock: for freshness.
    """

    def __init__(
        self, *, audience: str, key_of: Callable[[str], VerifyingKey | None], clock: Clock
    ) -> None:
        self._audience = audience
        self._key_of = key_of
        self._clock = clock

    def caller(self, authorization: str | None) -> Access:
        """Return who sent this `Authorization` header.

        Raises:
            NotAuthenticated: no token, or one that is not genuine, not for us, not in time, or
            valid for too long.
        """
        if authorization is None or not authorization.lower().startswith(_SCHEME):
            raise NotAuthenticated
        token = authorization[len(_SCHEME) :].strip()
        try:
            access = verify(
                token, Access, key_of=self._key_of, audience=self._audience, now=self._clock()
            )
        except MessageRejected:
            raise NotAuthenticated from None
        if access.exp - access.iat > MAX_LIFETIME_S + MAX_SKEW.total_seconds():
            raise NotAuthenticated
        return access


def admit(access: Access, participants: Iterable[str]) -> Access:
    """Let only these participants pass.

    Raises:
        NotAllowed: the caller is another.
    """
    if access.iss not in participants:
        raise NotAllowed
    return access


class Credentials:
    """Issues access tokens in one's own name, and reuses each for half of its life."""

    def __init__(self, participant: str, key: SigningKey, clock: Clock) -> None:
        self._participant = participant
        self._key = key
        self._clock = clock
        self._made: dict[tuple[str, str | None], tuple[float, str]] = {}

    def header(self, audience: str, *, office: str | None = None) -> dict[str, str]:
        """Return the `Authorization` header for an audience."""
        return {"Authorization": f"Bearer {self.token(audience, office=office)}"}

    def token(self, audience: str, *, office: str | None = None) -> str:
        """Return a token that is valid for at least half of `MAX_LIFETIME_S` from now."""
        now = self._clock()
        known = self._made.get((audience, office))
        if known is not None and known[0] > now.timestamp():
            return known[1]
        access = Access(
            iss=self._participant,
            aud=audience,
            iat=int(now.timestamp()),
            exp=int((now + timedelta(seconds=MAX_LIFETIME_S)).timestamp()),
            jti=uuid7(self._clock),
            office=office,
        )
        token = sign(access, self._key)
        self._made[audience, office] = (now.timestamp() + MAX_LIFETIME_S / 2, token)
        return token
