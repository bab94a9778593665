"""Codes (機関別符号): every agency has its own for a person, and the hub converts them unread.

The scheme is specified in `docs/specs/codes.md`:

- `group`: ristretto255 (RFC 9496) through libsodium, and hashing into it (RFC 9380, RFC 9497)
- `proofs`: knowledge of a key, and equality of two discrete logarithms (DLEQ)
- `keys`: an agency's code key pair and the proof that it holds it
- `subjects`: a person's code sealed to the recipient and to the portal, with one proof
- `conversion`: the hub's factors, conversion with re-randomisation, epochs
- `grants`: the person's point at identity, and how an agency obtains its code
"""
