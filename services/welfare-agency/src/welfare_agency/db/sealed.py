"""What lies encrypted in the database: filings, facts and rulings, each bound to its case."""

from typing import Any, Final

from pydantic import TypeAdapter

from renkei.messages.fields import canonical_json
from renkei.service.at_rest import FieldCipher
from welfare_agency.domain.filing import Filing, Ruling
from welfare_agency.domain.model import CaseId, Fact

_FILING: Final = TypeAdapter(Filing)
_FACT: Final = TypeAdapter(Fact)
_RULING: Final = TypeAdapter(Ruling)

_FILING_PURPOSE: Final = "welfare.filing"
_FACT_PURPOSE: Final = "welfare.fact"
_RULING_PURPOSE: Final = "welfare.ruling"


class CaseSeal:
    """Seals and opens what belongs to one case; moved to another case, it does not open."""

    def __init__(self, cipher: FieldCipher, case_id: CaseId) -> None:
        self._cipher = cipher
        self._case_id = case_id

    def filing(self, filing: Filing) -> bytes:
        """Seal a filing."""
        return self._seal(_written(filing), _FILING_PURPOSE)

    def open_filing(self, sealed: bytes) -> Filing:
        """Open a filing.

        Raises:
            CannotOpen: it is another case's, or was changed.
        """
        return _FILING.validate_json(self._open(sealed, _FILING_PURPOSE))

    def fact(self, fact: Fact, *, attempt: int) -> bytes:
        """Seal a fact, bound to its question as well."""
        place = _place(attempt, fact.information, fact.person)
        return self._seal(_FACT.dump_json(fact), _FACT_PURPOSE, place)

    def open_fact(self, sealed: bytes, *, attempt: int, information: str, person: str) -> Fact:
        """Open the fact that answered a question.

        Raises:
            CannotOpen: it is another question's, or was changed.
        """
        place = _place(attempt, information, person)
        return _FACT.validate_json(self._open(sealed, _FACT_PURPOSE, place))

    def ruling(self, ruling: Ruling) -> bytes:
        """Seal a ruling."""
        return self._seal(_RULING.dump_json(ruling), _RULING_PURPOSE)

    def open_ruling(self, sealed: bytes) -> Ruling:
        """Open a ruling.

        Raises:
            CannotOpen: it is another case's, or was changed.
        """
        return _RULING.validate_json(self._open(sealed, _RULING_PURPOSE))

    def _seal(self, plaintext: bytes, purpose: str, place: str = "") -> bytes:
        return self._cipher.seal(plaintext, purpose=purpose, bound_to=self._bound(place))

    def _open(self, sealed: bytes, purpose: str, place: str = "") -> bytes:
        return self._cipher.open(sealed, purpose=purpose, bound_to=self._bound(place))

    def _bound(self, place: str) -> bytes:
        return f"{self._case_id}/{place}".encode()


def request_digest(cipher: FieldCipher, filing: Filing) -> bytes:
    """Return 32 keyed bytes by which two filings are compared without being kept in the clear."""
    return cipher.index(_written(filing), purpose=_FILING_PURPOSE)


def _written(filing: Filing) -> bytes:
    document: dict[str, Any] = _FILING.dump_python(filing, mode="json")
    # Sets have no order of their own, and equal filings need equal digests.
    document["confirmed"].sort()
    document["application"]["minors"].sort()
    return canonical_json(document)


def _place(attempt: int, information: str, person: str) -> str:
    return f"{attempt}/{information}/{person}"
