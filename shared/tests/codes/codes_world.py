"""A hub, identity and six agencies, for the tests of the scheme."""

from dataclasses import dataclass, field

from renkei.codes import conversion, grants, subjects
from renkei.codes.keys import CodeKey
from renkei.codes.subjects import Ciphertext, Code, SealedSubject

AGENCIES = ("tax", "welfare", "municipality", "pension", "prefecture", "portal")
MASTER = bytes(range(32))
IDENTITY_KEY = bytes(range(100, 132))


@dataclass
class World:
    """Keys and factors are the test's to see; what each party may use is what it passes on."""

    factors: conversion.Factors = field(default_factory=lambda: conversion.Factors(MASTER))
    keys: dict[str, CodeKey] = field(
        default_factory=lambda: {agency: CodeKey.generate() for agency in AGENCIES}
    )

    def point(self, person: bytes) -> bytes:
        return grants.person_point(IDENTITY_KEY, person)

    def issue(self, agency: str, person: bytes, epoch: int = 1) -> Code:
        """Obtain a code the whole way: identity encrypts, the hub multiplies, the agency opens."""
        key = self.keys[agency]
        granted = grants.encrypt_point(grants.person_point(IDENTITY_KEY, person), to=key.public)
        factor = self.factors.factor(agency, epoch)
        return subjects.open_code(
            grants.issue(granted, factor=factor, to=key.public), key, epoch=epoch
        )

    def seal(self, code: Code, to: str, binding: bytes = b"inquiry") -> SealedSubject:
        return subjects.seal(
            code, to=self.keys[to].public, portal=self.keys["portal"].public, binding=binding
        )

    def check(self, sealed: SealedSubject, to: str, binding: bytes = b"inquiry") -> None:
        subjects.check(
            sealed, to=self.keys[to].public, portal=self.keys["portal"].public, binding=binding
        )

    def converted(
        self, sealed: SealedSubject, sender: str, to: str, *, to_epoch: int = 1
    ) -> tuple[Ciphertext, Ciphertext]:
        """What the hub hands to the recipient, and what it keeps for the portal."""
        parts = []
        for agency, part, epoch in ((to, sealed.to, to_epoch), ("portal", sealed.portal, 1)):
            ratio = self.factors.ratio(
                from_agency=sender, from_epoch=sealed.epoch, to_agency=agency, to_epoch=epoch
            )
            public = self.keys[agency].public
            parts.append(conversion.convert(sealed.r, part, ratio=ratio, to=public))
        return parts[0], parts[1]

    def ask(self, code: Code, sender: str, to: str, *, to_epoch: int = 1) -> tuple[Code, Code]:
        """One inquiry: seal, check, convert; what the recipient and the portal open."""
        sealed = self.seal(code, to)
        self.check(sealed, to)
        for_recipient, for_portal = self.converted(sealed, sender, to, to_epoch=to_epoch)
        return (
            subjects.open_code(for_recipient, self.keys[to], epoch=to_epoch),
            subjects.open_code(for_portal, self.keys["portal"], epoch=1),
        )
