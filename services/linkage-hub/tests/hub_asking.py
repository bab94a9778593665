"""Inquiries: a valid one, and how to bend it."""

import json
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hub_world import HUB, World

from renkei.codes.group import Point, minus, plus
from renkei.codes.subjects import Code, SealedSubject, seal
from renkei.messages.fields import SealedSubjectClaim, from_base64url, to_base64url
from renkei.messages.inquiry import Inquiry, InquiryTerms
from renkei.messages.outcome import Outcome
from renkei.messages.permit import Permit
from renkei.messages.receipt import Receipt
from renkei.messages.signing import SigningKey, VerifyingKey, sign, verify_undated
from renkei.service.ids import uuid7

TAX_ITEMS = ("dependant-of-taxed-person", "taxation-class", "total-income")
_HOUSEHOLD_TERMS: dict[str, Any] = {
    "provider": "municipality",
    "information": "household",
    "items": ("members", "relationship"),
    "fiscal_year": None,
}


def terms(world: World, *, issued: timedelta, life: timedelta, **changes: Any) -> InquiryTerms:
    """State an inquiry of welfare about premiums, with changes."""
    begins = world.clock() + issued
    stated: dict[str, Any] = {
        "iss": "welfare-agency",
        "aud": HUB,
        "iat": int(begins.timestamp()),
        "exp": int((begins + life).timestamp()),
        "jti": uuid7(world.clock),
        "procedure": "long-term-care-insurance",
        "provider": "tax-agency",
        "information": "local-tax",
        "items": TAX_ITEMS,
        "fiscal_year": 2026,
        "case_ref": "case-1",
        "office": "premium-desk",
    }
    stated |= changes
    if stated["fiscal_year"] is None:
        stated.setdefault("as_of", world.clock().date())
    return InquiryTerms(**stated)


def inquiry(
    world: World,
    person: str = "hanako",
    *,
    epoch: int = 1,
    issued: timedelta = timedelta(0),
    life: timedelta = timedelta(hours=1),
    sealed_for: str | None = None,
    portal: str = "portal",
    **changes: Any,
) -> Inquiry:
    """Make an inquiry whose subject is proved for it."""
    stated = terms(world, issued=issued, life=life, **changes)
    code = world.code(stated.iss, person, epoch=epoch)
    return about(world, stated, code, sealed_for=sealed_for or stated.provider, portal=portal)


def about(
    world: World, stated: InquiryTerms, code: Code, *, sealed_for: str, portal: str = "portal"
) -> Inquiry:
    """Seal a code into stated terms."""
    to, disclosure = world.rings.get(sealed_for, world.rings["tax-agency"]), world.rings[portal]
    sealed = seal(code, to=to.code.public, portal=disclosure.code.public, binding=stated.binding())
    claim = SealedSubjectClaim.of(sealed, key=to.code_kid, portal_key=disclosure.code_kid)
    return Inquiry(**dict(stated), subject=claim)


def household(world: World, person: str = "hanako", **changes: Any) -> Inquiry:
    """Make an inquiry for a household."""
    return inquiry(world, person, **(_HOUSEHOLD_TERMS | changes))


def signed(world: World, message: Inquiry) -> str:
    """Sign as the one who is said to ask."""
    return sign(message, world.rings[message.iss].signing)


def ask(world: World, person: str = "hanako", **changes: Any) -> str:
    """Make and sign an inquiry."""
    return signed(world, inquiry(world, person, **changes))


def with_subject(message: Inquiry, **points: Any) -> Inquiry:
    """Replace parts of the subject."""
    return message.model_copy(update={"subject": message.subject.model_copy(update=points)})


def resealed(message: Inquiry, sealed: SealedSubject) -> Inquiry:
    """Put another sealed subject into a message, under the same keys."""
    kept = message.subject
    claim = SealedSubjectClaim.of(sealed, key=kept.key, portal_key=kept.portal_key)
    return message.model_copy(update={"subject": claim})


def claims_of(message: Inquiry) -> dict[str, Any]:
    """Return what stands in the payload."""
    claims: dict[str, Any] = json.loads(message.model_dump_json(exclude_none=True))
    return claims


def signed_claims(key: SigningKey, claims: object, *, typ: str = Inquiry.typ, **header: Any) -> str:
    """Sign any claims under any header."""
    fields = json.dumps({"alg": "EdDSA", "typ": typ, "kid": key.kid} | header).encode()
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    text = f"{to_base64url(fields)}.{to_base64url(payload)}".encode()
    return put_together(fields, payload, key.private.sign(text))


def put_together(header: object, payload: bytes, signature: bytes) -> str:
    """Write a JWS by hand."""
    encoded = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(to_base64url(part) for part in (encoded, payload, signature))


def outcome_in(world: World, reply: Any) -> Outcome:
    """Verify the outcome that a response carries, be it a problem document or not."""
    token = reply.json()["outcome"]
    return verify_undated(token, Outcome, key_of=_hub_key(world).get, audience="anyone")


def receipt_in(world: World, token: str) -> Receipt:
    """Verify a receipt."""
    return verify_undated(token, Receipt, key_of=_hub_key(world).get, audience="anyone")


def permit_in(world: World, token: str) -> Permit:
    """Verify a permit as the one it is for."""
    audience = json.loads(from_base64url(token.split(".")[1]))["aud"]
    return verify_undated(token, Permit, key_of=_hub_key(world).get, audience=audience)


def _hub_key(world: World) -> dict[str, VerifyingKey]:
    return world.rings[HUB].own_keys(HUB)


def stranger() -> SigningKey:
    """Return a key that no participant has."""
    return SigningKey.of(Ed25519PrivateKey.generate())


def shifted(point: Point, by: Point, back: Point) -> Point:
    """Move a point: add one, and take another away."""
    return plus(minus(point, back), by)
