"""The directory: who takes part, what they are by law, and their keys.

It is made of registrations that participants signed themselves; who reads one checks the
signature, the key ids and the proof of possession of the code key again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from renkei.codes.group import Point
from renkei.codes.keys import KeyRejected, check_possession
from renkei.messages.registration import RegisteredKey, Registration
from renkei.messages.signing import (
    MessageRejected,
    VerifyingKey,
    key_id,
    signing_key_id,
    unverified,
    verify_undated,
)
from renkei.sealing import SealingKey, UnusableSealingKey

CORE = "linkage-core"
"""Kind of the hub (情報提供ネットワークシステム): the one whose permits a provider follows."""
DISCLOSURE = "disclosure-system"
"""Kind of the portal (情報提供等記録開示システム): the one that every record is made for."""
NUMBERING = "numbering-body"
"""Kind of the body that names people to the hub (J-LIS)."""

REGISTER = "resident-register"
"""Kind of a municipality's resident register (住民基本台帳): the one that has people numbered."""


class RegistrationRejected(Exception):  # noqa: N818 - states the fact
    """A registration that its own keys do not bear out."""


class UnknownParticipant(LookupError):  # noqa: N818 - states the fact
    """No such participant, or none that is active and has what was asked for."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One body that takes part; keys are by key id, newest first as registered."""

    id: str
    name: str
    kinds: frozenset[str]
    endpoint: str | None
    provides: frozenset[str]
    jurisdiction: frozenset[str]
    signing_keys: dict[str, VerifyingKey] = field(repr=False)
    sealing_keys: dict[str, SealingKey] = field(repr=False)
    code_keys: dict[str, Point] = field(repr=False)
    registered_with: str
    """Id of the signing key that the registration was signed with, and so is shown to be held."""
    active: bool = True

    def code_key(self) -> tuple[str, Point]:
        """Return id and point of the code key that others should seal to.

        Raises:
            UnknownParticipant: it has none.
        """
        for kid, point in self.code_keys.items():
            return kid, point
        raise UnknownParticipant("the participant has no code key")

    def sealing_key(self) -> tuple[str, SealingKey]:
        """Return id and key that others should seal content to.

        Raises:
            UnknownParticipant: it has none.
        """
        for kid, key in self.sealing_keys.items():
            return kid, key
        raise UnknownParticipant("the participant has no sealing key")


class Directory:
    """An immutable view of all participants, with look-ups by id and by key."""

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._by_id = {participant.id: participant for participant in participants}
        self._signing: dict[str, VerifyingKey] = {}
        for participant in self._by_id.values():
            if participant.active:
                self._add_signing_keys(participant)

    def __len__(self) -> int:
        return len(self._by_id)

    def _add_signing_keys(self, participant: Participant) -> None:
        for kid, key in participant.signing_keys.items():
            # A key that is only listed gives way to whoever has shown to hold it.
            if kid == participant.registered_with:
                self._signing[kid] = key
            else:
                self._signing.setdefault(kid, key)

    def key_of(self, kid: str) -> VerifyingKey | None:
        """Find a signing key of an active participant."""
        return self._signing.get(kid)

    def active(self, participant_id: str) -> Participant:
        """Return an active participant.

        Raises:
            UnknownParticipant: unknown or suspended; the two are not told apart.
        """
        participant = self._by_id.get(participant_id)
        if participant is None or not participant.active:
            raise UnknownParticipant("no such participant is active")
        return participant

    def of_kind(self, kind: str) -> Participant:
        """Return the one active participant of a kind that only one can be.

        Raises:
            UnknownParticipant: there is none.
        """
        for participant in self._by_id.values():
            if kind in participant.kinds and participant.active:
                return participant
        raise UnknownParticipant("no participant of this kind is active")

    def provider_of(self, information: str, *, municipality: str) -> Participant:
        """Find who answers for the people of a municipality.

        Raises:
            UnknownParticipant: nobody active does.
        """
        for participant in self._by_id.values():
            serves = (
                information in participant.provides and municipality in participant.jurisdiction
            )
            if serves and participant.active:
                return participant
        raise UnknownParticipant("nobody provides this information for this municipality")


def read_registration(token: str, *, active: bool = True) -> Participant:
    """Check a registration against the keys that it states, and read it.

    Raises:
        RegistrationRejected: it is malformed, not signed by one of its own keys, a key id is not
        its key's, or a code key comes
            without a proof of possession by this participant.
    """
    try:
        stated = unverified(token, Registration)
        signing = {
            key.kid: VerifyingKey(stated.iss, Ed25519PublicKey.from_public_bytes(key.public))
            for key in stated.keys
            if key.use == "sign"
        }
        registration = verify_undated(token, Registration, key_of=signing.get, audience=stated.iss)
        _check_key_ids(registration.keys)
        sealing = {
            key.kid: SealingKey.decode(key.public) for key in registration.keys if key.use == "seal"
        }
        code = {
            key.kid: check_possession(registration.iss, key.public, key.proof or b"")
            for key in registration.keys
            if key.use == "code"
        }
    except (MessageRejected, KeyRejected, UnusableSealingKey, ValueError) as refused:
        raise RegistrationRejected(f"The registration is refused: {refused}") from None
    return Participant(
        id=registration.iss,
        name=registration.name,
        kinds=frozenset(registration.kinds),
        endpoint=registration.endpoint,
        provides=frozenset(registration.provides),
        jurisdiction=frozenset(registration.jurisdiction),
        signing_keys=signing,
        registered_with=signing_key_id(token, Registration.typ),
        sealing_keys=sealing,
        code_keys=code,
        active=active,
    )


def _check_key_ids(keys: tuple[RegisteredKey, ...]) -> None:
    for key in keys:
        if key.kid != key_id(key.use, key.public):
            raise ValueError("a key id is not its key's")
