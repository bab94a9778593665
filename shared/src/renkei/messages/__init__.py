"""Messages: what crosses a trust boundary is a JWT, signed with EdDSA and typed by its header.

- `fields`: the types that claims are made of
- `signing`: signing keys, `sign`, `verify`
- `inquiry`, `permit`, `answer`, `outcome`, `receipt`, `code_grant`, `access`, `registration`: one
  type each

Specification: `docs/specs/messages.md`.
"""
