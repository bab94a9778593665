"""What every refusal has in common: a problem document, and silence about people."""

from typing import Any, Final

import httpx2
from live import NEIGHBOUR, PERSON, Live

from renkei.service.problems import BASE_URI, MEDIA_TYPE
from renkei.testing.leaks import LeakScanner, exact_secret, number_secrets, text_secrets

SPECIMEN: Final = "123456789012"
"""The number on the government's slides, whose check digit is wrong."""


def refused(stack: Live, reply: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    """Check that a reply is a problem document of a kind, which tells of nobody; return it."""
    document: dict[str, Any] = reply.json()
    head = "\r\n".join(f"{name}: {value}" for name, value in reply.headers.items()).encode()

    assert (reply.status_code, document["type"]) == (status, BASE_URI + slug)
    assert document["status"] == status
    assert reply.headers["content-type"] == MEDIA_TYPE
    for place, data in (("body", reply.content), ("head", head), ("logs", stack.logs())):
        assert scanner(stack).scan(place, data) == []
    return document


def scanner(stack: Live) -> LeakScanner:
    """Look for the specimen, and for all that these tests send of anybody."""
    secrets = [*number_secrets("specimen", SPECIMEN), exact_secret("code", stack.code.point)]
    for key in (PERSON, NEIGHBOUR):
        claim = stack.claim(key)
        secrets += number_secrets(f"number of {key}", claim.pop("number"))
        claim.pop("sex")
        secrets += [s for item, text in claim.items() for s in text_secrets(item, text)]
    return LeakScanner(secrets)
