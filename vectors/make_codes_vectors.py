"""Write renkei_codes_v1.json: the scheme of the codes worked through with fixed randomness.

The values come from the integer model of the tests, not from the library that they test.  Every
scalar and key is a hash of its own name, so that running this again gives the same file:

    python vectors/make_codes_vectors.py
"""
# ruff: noqa: INP001 - a script, in no package

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from shared.tests.codes import integer_model as model  # noqa: E402 - found by the line above

CASES = (
    # sender and its epoch, recipient and its epoch, binding
    ("welfare-agency", 1, "tax-agency", 1, hashlib.sha256(b"an inquiry").digest()),
    ("tax-agency", 1, "welfare-agency", 2, hashlib.sha256(b"an answer").digest()),
    ("municipality", 7, "tax-agency", 2**32 - 1, b""),
    ("welfare-agency", 0, "municipality", 1, bytes(range(256)) * 2),
)
PORTAL_EPOCH = 1


class Fixed:
    """The fixed inputs of one case, by name."""

    def __init__(self, number: int) -> None:
        self.number = number

    def scalar(self, name: str) -> int:
        """Return a scalar that depends on the case and the name alone."""
        return model.scalar_of(hashlib.sha512(f"case {self.number}: {name}".encode()).digest())

    def key(self, name: str) -> bytes:
        """Return 32 bytes that depend on the case and the name alone."""
        return hashlib.sha256(f"case {self.number}: {name}".encode()).digest()


def point(value: model.Point) -> str:
    """Write a point."""
    return model.encode(value).hex()


def scalar(value: int) -> str:
    """Write a scalar."""
    return model.scalar_bytes(value).hex()


def code(value: model.Point, epoch: int) -> str:
    """Write a code in its stored form."""
    return epoch.to_bytes(4, "big").hex() + point(value)


def pair(value: tuple[model.Point, model.Point]) -> str:
    """Write a ciphertext."""
    return point(value[0]) + point(value[1])


def sealed(value: model.Sealed) -> dict[str, object]:
    """Write a sealed subject."""
    return {
        "epoch": value.epoch,
        "r": point(value.r),
        "to": point(value.to),
        "portal": point(value.portal),
        "proof": scalar(value.challenge) + scalar(value.response),
    }


def participant(
    fixed: Fixed, master: bytes, name: str, epoch: int, person: model.Point
) -> dict[str, object]:
    """Work out key, factor, grant and code of one participant."""
    secret, nonce = fixed.scalar(f"{name} secret"), fixed.scalar(f"{name} possession nonce")
    public = model.base(secret)
    factor = model.factor(master, name, epoch)
    drawn, fresh = fixed.scalar(f"{name} grant"), fixed.scalar(f"{name} issue")
    grant = model.encrypt(person, public, drawn)
    issued = model.convert(grant, factor, public, fresh)
    next_epoch = (epoch + 1) % 2**32
    delta = model.factor(master, name, next_epoch) * pow(factor, -1, model.ORDER)
    challenge, response = model.possession(secret, name, nonce)
    return {
        "id": name,
        "epoch": epoch,
        "secret": scalar(secret),
        "public": point(public),
        "possession": {"nonce": scalar(nonce), "proof": scalar(challenge) + scalar(response)},
        "factor": scalar(factor),
        "grant": {"secret": scalar(drawn), "ciphertext": pair(grant)},
        "issued": {"fresh": scalar(fresh), "ciphertext": pair(issued)},
        "code": code(model.decrypt(issued, secret), epoch),
        "advanced": {
            "epoch": next_epoch,
            "delta": scalar(delta),
            "code": code(model.multiply(factor * delta, person), next_epoch),
        },
    }


def conversion(
    value: model.Sealed, part: model.Point, *, fixed: Fixed, sender: str, to: tuple[str, int]
) -> dict[str, object]:
    """Convert one part of a sealed subject, and open it."""
    name, epoch = to
    master = fixed.key("master")
    inverse = pow(model.factor(master, sender, value.epoch), -1, model.ORDER)
    ratio = model.factor(master, name, epoch) * inverse
    fresh, secret = fixed.scalar(f"{name} conversion"), fixed.scalar(f"{name} secret")
    converted = model.convert((value.r, part), ratio, model.base(secret), fresh)
    opened = model.decrypt(converted, secret)
    return {
        "ratio": scalar(ratio),
        "fresh": scalar(fresh),
        "ciphertext": pair(converted),
        "opened": None if model.equal(opened, model.IDENTITY) else code(opened, epoch),
    }


def case(number: int) -> dict[str, object]:
    """Work out one inquiry from the person to what recipient and portal open."""
    sender, epoch, to, to_epoch, binding = CASES[number]
    fixed = Fixed(number)
    master, identity_key, person_id = map(fixed.key, ("master", "identity", "person"))
    person = model.person_point(identity_key, person_id)
    public = {name: model.base(fixed.scalar(f"{name} secret")) for name in (to, "portal")}
    inputs = {"secret": fixed.scalar("seal"), "nonce": fixed.scalar("seal nonce")}
    written: dict[str, object] = {
        "master_key": master.hex(),
        "identity_key": identity_key.hex(),
        "person_id": person_id.hex(),
        "person_point": point(person),
        "sender": participant(fixed, master, sender, epoch, person),
        "recipient": participant(fixed, master, to, to_epoch, person),
        "portal": participant(fixed, master, "portal", PORTAL_EPOCH, person),
        "binding": binding.hex(),
        "seal": {name: scalar(value) for name, value in inputs.items()},
    }
    own = model.multiply(model.factor(master, sender, epoch), person)
    for name, content in (("person", own), ("nobody", model.IDENTITY)):
        value = model.seal(
            content, epoch, to=public[to], portal=public["portal"], binding=binding, **inputs
        )
        written[name] = {
            "sealed": sealed(value),
            "for_recipient": conversion(
                value, value.to, fixed=fixed, sender=sender, to=(to, to_epoch)
            ),
            "for_portal": conversion(
                value, value.portal, fixed=fixed, sender=sender, to=("portal", PORTAL_EPOCH)
            ),
        }
    return written


def document() -> str:
    """Return the whole file."""
    content = {"scheme": "renkei/v1", "cases": [case(number) for number in range(len(CASES))]}
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "renkei_codes_v1.json").write_text(document())
