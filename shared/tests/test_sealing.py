"""Sealing: the vectors of HPKE, a second reading of RFC 9180, size classes, and every refusal.

No published vector has exactly our suite (X-Wing, HKDF-SHA-256, AES-256-GCM) in base mode. They are
covered in parts that overlap: X-Wing with HKDF-SHA-256 and ChaCha20-Poly1305 through our own key
type, with the additional data that the vectors carry; HKDF-SHA-256 with AES-256-GCM over X25519.
A key schedule written out here (RFC 9180, sections 5.1 and 7.2.1; X-Wing's combiner) reproduces
the first vector's intermediate values and opens what `SealingKey.seal` makes, in our suite.
"""

import hashlib
import hmac
import json
import os
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from renkei.sealing import (
    MAX_CONTENT_BYTES,
    PUBLIC_BYTES,
    NotSealedForUs,
    OpeningKey,
    SealingKey,
    UnusableSealingKey,
)

VECTORS = Path(cryptography_vectors.__file__).parent / "HPKE"
OPENING = OpeningKey.decode(bytes(range(96)))
TO = SealingKey.decode(OPENING.public)
OTHER = OpeningKey.decode(bytes(range(1, 97)))
CANARY = "Yamada 123456789018"
X_WING, DHKEM_X25519, HKDF_SHA256, AES_256_GCM, CHACHA = 0x647A, 0x0020, 1, 2, 3
ENC_BYTES = 1088 + 32


def vectors(file, **ids):
    found = json.loads((VECTORS / file).read_text())
    return [v for v in found if all(v[name] == wanted for name, wanted in ids.items())]


@pytest.fixture(scope="module")
def x_wing():
    (vector,) = vectors("hpke-pq-test-vectors.json", kem_id=X_WING, kdf_id=HKDF_SHA256, mode=0)
    return vector


@pytest.fixture(scope="module")
def dh_aes_256():
    (vector,) = vectors(
        "test-vectors.json", mode=0, kem_id=DHKEM_X25519, kdf_id=HKDF_SHA256, aead_id=AES_256_GCM
    )
    return vector


def opening_key_of(vector):
    """Our secret form is what X-Wing expands its 32-byte seed to."""
    return OpeningKey.decode(hashlib.shake_256(bytes.fromhex(vector["skRm"])).digest(96))


# A second reading of the standards


def x_wing_secret(enc, opening):
    post_quantum = MLKEM768PrivateKey.from_seed_bytes(opening.secret[:64])
    classical = X25519PrivateKey.from_private_bytes(opening.secret[64:])
    parts = (
        post_quantum.decapsulate(enc[:1088]),
        classical.exchange(X25519PublicKey.from_public_bytes(enc[1088:])),
        enc[1088:],
        opening.public[1184:],
        bytes.fromhex("5c2e2f2f5e5c"),  # the label of X-Wing's combiner
    )
    return hashlib.sha3_256(b"".join(parts)).digest()


def schedule(secret, info, *, kem, aead):
    suite = b"HPKE" + b"".join(n.to_bytes(2, "big") for n in (kem, HKDF_SHA256, aead))

    def extract(salt, label, ikm):
        return hmac.digest(salt, b"HPKE-v1" + suite + label + ikm, "sha256")

    def expand(key, label, context, length):
        labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + context
        return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

    context = b"\0" + extract(b"", b"psk_id_hash", b"") + extract(b"", b"info_hash", info)
    drawn = extract(secret, b"secret", b"")
    return expand(drawn, b"key", context, 32), expand(drawn, b"base_nonce", context, 12)


def test_our_key_form_is_what_the_x_wing_vector_gives(x_wing):
    assert opening_key_of(x_wing).public == bytes.fromhex(x_wing["pkRm"])


def test_our_keys_open_the_x_wing_vector_under_its_own_cipher(x_wing):
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    first = x_wing["encryptions"][0]

    opened = openssl.hpke._decrypt_with_aad(
        suite,
        bytes.fromhex(x_wing["enc"] + first["ct"]),
        opening_key_of(x_wing)._key,
        bytes.fromhex(x_wing["info"]),
        bytes.fromhex(first["aad"]),
    )

    assert opened == bytes.fromhex(first["pt"])


def test_hkdf_sha_256_with_aes_256_gcm_opens_the_vector_of_rfc_9180(dh_aes_256):
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    first = dh_aes_256["encryptions"][0]

    opened = openssl.hpke._decrypt_with_aad(
        suite,
        bytes.fromhex(dh_aes_256["enc"] + first["ct"]),
        X25519PrivateKey.from_private_bytes(bytes.fromhex(dh_aes_256["skRm"])),
        bytes.fromhex(dh_aes_256["info"]),
        bytes.fromhex(first["aad"]),
    )

    assert opened == bytes.fromhex(first["pt"])


def test_the_second_reading_reproduces_the_vectors_steps(x_wing, dh_aes_256):
    secret = x_wing_secret(bytes.fromhex(x_wing["enc"]), opening_key_of(x_wing))
    key, nonce = schedule(secret, bytes.fromhex(x_wing["info"]), kem=X_WING, aead=CHACHA)
    aes_key, aes_nonce = schedule(
        bytes.fromhex(dh_aes_256["shared_secret"]),
        bytes.fromhex(dh_aes_256["info"]),
        kem=DHKEM_X25519,
        aead=AES_256_GCM,
    )
    first = x_wing["encryptions"][0]
    opened = ChaCha20Poly1305(key).decrypt(
        nonce, bytes.fromhex(first["ct"]), bytes.fromhex(first["aad"])
    )

    assert secret.hex() == x_wing["shared_secret"]
    assert (key.hex(), nonce.hex()) == (x_wing["key"], x_wing["base_nonce"])
    assert (aes_key.hex(), aes_nonce.hex()) == (dh_aes_256["key"], dh_aes_256["base_nonce"])
    assert opened == bytes.fromhex(first["pt"])


def read_a_second_way(sealed, info):
    secret = x_wing_secret(sealed[:ENC_BYTES], OPENING)
    key, nonce = schedule(secret, info, kem=X_WING, aead=AES_256_GCM)
    return AESGCM(key).decrypt(nonce, sealed[ENC_BYTES:], b"")


def test_what_we_seal_opens_by_the_second_reading_in_our_suite():
    padded = read_a_second_way(TO.seal(b"content", info=b"info"), b"info")

    assert padded == b"\0\0\0\x07content".ljust(1024, b"\0")


# Round trips and size classes


@given(content=st.binary(max_size=3000), info=st.binary(max_size=100))
def test_what_is_sealed_opens_again(content, info):
    assert OPENING.open(TO.seal(content, info=info), info=info) == content


@pytest.mark.parametrize(
    ("smallest", "largest", "plain"),
    [(0, 1020, 1024), (1021, 2044, 2048), (2045, 4092, 4096), (32765, MAX_CONTENT_BYTES, 65536)],
)
def test_all_contents_of_one_size_class_look_equally_long(smallest, largest, plain):
    lengths = {
        len(TO.seal(b"x" * size, info=b""))
        for size in (smallest, smallest + 1, (smallest + largest) // 2, largest)
    }

    assert lengths == {ENC_BYTES + plain + 16}


def test_the_largest_content_opens_and_one_byte_more_is_refused_unread():
    largest = os.urandom(MAX_CONTENT_BYTES)
    opened = OPENING.open(TO.seal(largest, info=b""), info=b"")
    with pytest.raises(ValueError, match="too long") as refused:
        TO.seal(CANARY.encode().ljust(MAX_CONTENT_BYTES + 1), info=b"")

    assert opened == largest
    assert CANARY not in f"{refused.value!r}"


def test_the_same_content_never_looks_the_same_twice():
    assert len({TO.seal(b"x", info=b"") for _ in range(20)}) == 20


# Refusals


@given(one=st.binary(max_size=40), other=st.binary(max_size=40))
def test_content_opens_only_for_the_message_it_belongs_to(one, other):
    sealed = TO.seal(CANARY.encode(), info=one)
    if one == other:
        return

    with pytest.raises(NotSealedForUs):
        OPENING.open(sealed, info=other)


def test_content_opens_only_with_the_key_it_is_sealed_to():
    with pytest.raises(NotSealedForUs):
        OTHER.open(TO.seal(b"x", info=b""), info=b"")


@settings(max_examples=300)
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_refused(data):
    sealed = bytearray(TO.seal(CANARY.encode(), info=b""))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(NotSealedForUs) as refused:
        OPENING.open(bytes(sealed), info=b"")

    assert CANARY not in f"{refused.value!r}"
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("cut", [0, 1, 32, 1087, 1088, 1119, 1120, 1135, 1136, -1])
def test_truncated_content_is_refused(cut):
    with pytest.raises(NotSealedForUs):
        OPENING.open(TO.seal(b"x", info=b"")[:cut], info=b"")


def test_appended_bytes_are_refused():
    with pytest.raises(NotSealedForUs):
        OPENING.open(TO.seal(b"x", info=b"") + b"\0", info=b"")


@pytest.mark.parametrize("classical", [bytes(32), b"\x01" + bytes(31)])
def test_a_sender_whose_classical_part_contributes_nothing_is_refused(classical):
    sealed = TO.seal(b"x", info=b"")

    with pytest.raises(NotSealedForUs):
        OPENING.open(sealed[:1088] + classical + sealed[1120:], info=b"")


@settings(max_examples=200)
@given(sealed=st.binary(max_size=2500), info=st.binary(max_size=20))
def test_arbitrary_bytes_never_open(sealed, info):
    with pytest.raises(NotSealedForUs):
        OPENING.open(sealed, info=info)


def sealed_raw(padded):
    """What a sender with a padding of its own would send."""
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).encrypt(
        padded, TO._key, b""
    )


@pytest.mark.parametrize(
    "padded",
    [
        b"\0\0\0\x01x".ljust(1023, b"\0") + b"\x01",
        b"\0\0\0\x01xy".ljust(1024, b"\0"),
        b"\0\0\x04\x00" + bytes(1020),
        b"\xff\xff\xff\xff" + bytes(1020),
        b"\0\0\0\x02x",
    ],
    ids=["last-byte", "after-content", "one-too-long", "enormous", "short"],
)
def test_padding_that_hides_something_or_lies_about_its_length_is_refused(padded):
    with pytest.raises(NotSealedForUs):
        OPENING.open(sealed_raw(padded), info=b"")


@pytest.mark.parametrize("padded", [b"", b"\0", b"\0\0\0", b"\0\0\0\x01x", bytes(1000)])
def test_padding_to_no_size_class_is_refused(padded):
    with pytest.raises(NotSealedForUs):
        OPENING.open(sealed_raw(padded), info=b"")


@given(public=st.binary(max_size=PUBLIC_BYTES + 2))
def test_bytes_of_another_length_are_no_sealing_key(public):
    if len(public) == PUBLIC_BYTES:
        return

    with pytest.raises(UnusableSealingKey):
        SealingKey.decode(public)


def test_coefficients_beyond_the_modulus_are_no_sealing_key():
    with pytest.raises(UnusableSealingKey):
        SealingKey.decode(b"\xff" * 1184 + OPENING.public[1184:])


@pytest.mark.parametrize(
    "classical",
    [bytes(32), b"\x01" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"],
    ids=["zero", "one", "minus-one"],
)
def test_a_classical_key_of_small_order_is_no_sealing_key(classical):
    """Else whoever registers one makes every answer to it fail while it is sealed."""
    with pytest.raises(UnusableSealingKey):
        SealingKey.decode(OPENING.public[:1184] + classical)


@pytest.mark.parametrize("length", [0, 32, 64, 95, 97, 192])
def test_an_opening_key_of_another_length_is_refused(length):
    with pytest.raises(UnusableSealingKey):
        OpeningKey.decode(bytes(length))


def test_a_generated_key_survives_its_stored_form():
    drawn = OpeningKey.generate()
    restored = OpeningKey.decode(drawn.secret)

    assert restored == drawn
    assert restored.open(SealingKey.decode(drawn.public).seal(b"x", info=b""), info=b"") == b"x"


def test_keys_show_nothing_secret():
    shown = repr(OPENING) + repr(TO)

    assert repr(OPENING.secret)[2:40] not in shown
    assert OPENING.secret.hex() not in shown
    assert "secret" not in shown


def test_a_tag_is_checked_before_anything_is_read():
    """The second reading refuses the same alteration, so the refusal is the cipher's own."""
    sealed = bytearray(TO.seal(b"x", info=b""))
    sealed[-1] ^= 1

    with pytest.raises(InvalidTag):
        read_a_second_way(bytes(sealed), b"")
