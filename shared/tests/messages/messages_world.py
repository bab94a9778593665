"""Messages of every type, and tokens that nobody but an attacker would make."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from renkei.codes.group import hash_to_point
from renkei.codes.keys import CodeKey
from renkei.codes.subjects import Ciphertext, Code, seal
from renkei.messages.access import Access
from renkei.messages.answer import Answer
from renkei.messages.code_grant import CodeGrant
from renkei.messages.fields import ConvertedClaim, SealedSubjectClaim, to_base64url
from renkei.messages.inquiry import Inquiry
from renkei.messages.outcome import Outcome
from renkei.messages.permit import Permit
from renkei.messages.receipt import Receipt
from renkei.messages.registration import (
    DirectoryDocument,
    DirectoryEntry,
    RegisteredKey,
    Registration,
)
from renkei.messages.signing import SigningKey, TimedMessage, VerifyingKey, verify

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
IAT = int(NOW.timestamp())
US, SENDER, STRANGER = "linkage-hub", "welfare-agency", "tax-agency"
KEY = SigningKey.of(Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
STRANGERS_KEY = SigningKey.of(Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
UNKNOWN_KEY = SigningKey.of(Ed25519PrivateKey.from_private_bytes(b"\x03" * 32))
CANARY = "Yamada-123456789018"
ID = UUID("01970000-0000-7000-8000-000000000001")
SERIAL = UUID("01970000-0000-7000-8000-000000000002")
CODE_KEY, PORTAL_KEY = (CodeKey.of(n.to_bytes(32, "little")) for n in (11, 12))
KID = to_base64url(bytes(12))

_KEYS = {
    KEY.kid: VerifyingKey(SENDER, KEY.private.public_key()),
    STRANGERS_KEY.kid: VerifyingKey(STRANGER, STRANGERS_KEY.private.public_key()),
}
key_of = _KEYS.get


def _subject():
    code = Code(hash_to_point(b"somebody", dst=b"test"), 1)
    sealed = seal(code, to=CODE_KEY.public, portal=PORTAL_KEY.public, binding=bytes(64))
    return SealedSubjectClaim.of(sealed, key=KID, portal_key=KID)


SUBJECT = _subject()
CONVERTED = ConvertedClaim.of(Ciphertext(SUBJECT.r, SUBJECT.to), epoch=1, key=KID)
_ISSUED = {"iss": SENDER, "iat": IAT}
_TIMED = _ISSUED | {"aud": US, "exp": IAT + 300}

MESSAGES = {
    message.typ: message
    for message in (
        Access(**_TIMED, jti=ID, office="long-term-care"),
        Answer(
            **_ISSUED,
            aud=US,
            serial=SERIAL,
            inquiry_digest=bytes(32),
            status="provided",
            sealed=b"sealed",
            related=(SUBJECT,),
            non_disclosable=True,
        ),
        CodeGrant(**_TIMED, jti=ID, agency=SENDER, code_key=KID, sealed=b"sealed"),
        DirectoryDocument(
            **_ISSUED, participants=(DirectoryEntry(registration="a.b.c", status="suspended"),)
        ),
        Inquiry(
            **_TIMED,
            jti=ID,
            procedure="long-term-care-insurance",
            provider="tax-agency",
            information="local-tax",
            items=("total-income", "pension-revenue"),
            fiscal_year=2026,
            case_ref="Case_1",
            office="long-term-care",
            consent=True,
            subject=SUBJECT,
        ),
        Outcome(
            **_ISSUED,
            aud=US,
            serial=SERIAL,
            inquiry_id=ID,
            inquiry_digest=bytes(32),
            state="answered",
            receipt="a.b.c",
            answer="a.b.c",
            related=(CONVERTED,),
        ),
        Permit(
            **_TIMED,
            serial=SERIAL,
            rule="94.2.local-tax",
            table="0" * 64,
            requester=SENDER,
            sealing_key=KID,
            code_key=KID,
            portal_key=KID,
            procedure="long-term-care-insurance",
            information="household",
            items=("members",),
            as_of=date(2026, 4, 1),
            inquiry_digest=bytes(32),
            subject=CONVERTED,
            receipt="a.b.c",
        ),
        Receipt(**_ISSUED, serial=SERIAL, kind="accepted", leaf=bytes(32)),
        Registration(
            **_ISSUED,
            name="若草市",
            kinds=("municipal-mayor",),
            endpoint="http://tax.test:8003",
            provides=("local-tax",),
            jurisdiction=("131016",),
            keys=(RegisteredKey(use="sign", kid=KEY.kid, public=KEY.public),),
        ),
    )
}
TIMED = {typ: message for typ, message in MESSAGES.items() if isinstance(message, TimedMessage)}


def claims(message):
    """The claims as they travel, to be altered."""
    return json.loads(message.model_dump_json(exclude_none=True))


def forged(payload, *, typ, key=KEY, **header):
    """Sign any payload under any header with a real key; a header field of None is left out."""
    stated = {"alg": "EdDSA", "typ": typ, "kid": key.kid} | header
    return signed_as(json.dumps({k: v for k, v in stated.items() if v is not None}), payload, key)


def signed_as(header, payload, key=KEY):
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signing_input = f"{to_base64url(header.encode())}.{to_base64url(raw)}"
    return f"{signing_input}.{to_base64url(key.private.sign(signing_input.encode()))}"


def received(token, expected, *, audience=US, now=NOW):
    return verify(token, expected, key_of=key_of, audience=audience, now=now)
