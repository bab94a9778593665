"""What each refusal is answered with; every reason is a type of its own."""

from http import HTTPStatus

from linkage_hub.domain import errors
from renkei.service.callers import NotAllowed, NotAuthenticated
from renkei.service.problems import ProblemType

_UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
_FORBIDDEN_BY_LAW = {
    "requester-not-entitled",
    "information-not-permitted",
    "items-not-permitted",
    "not-in-force",
    "consent-required",
}


def _refusal(refused: type[errors.InquiryRefused]) -> ProblemType:
    status = HTTPStatus.FORBIDDEN if refused.reason in _FORBIDDEN_BY_LAW else _UNPROCESSABLE
    return ProblemType(refused.reason, refused.text.rstrip("."), status)


PROBLEMS: dict[type[Exception], ProblemType] = {
    NotAuthenticated: ProblemType(
        "not-authenticated", "Not authenticated", HTTPStatus.UNAUTHORIZED
    ),
    NotAllowed: ProblemType("not-allowed", "Not for this caller", HTTPStatus.FORBIDDEN),
    errors.MessageRefused: ProblemType(
        "message-refused", "Message refused", HTTPStatus.UNAUTHORIZED
    ),
    errors.MessageInvalid: ProblemType("message-invalid", "Message invalid", _UNPROCESSABLE),
    errors.InquiryIdReused: ProblemType(
        "inquiry-id-reused", "Inquiry id reused", HTTPStatus.CONFLICT
    ),
    errors.UnknownInquiry: ProblemType("unknown-inquiry", "No such inquiry", HTTPStatus.NOT_FOUND),
    errors.GrantRefused: ProblemType("grant-refused", "Code grant refused", HTTPStatus.FORBIDDEN),
    errors.GrantUsed: ProblemType("grant-used", "Code grant used", HTTPStatus.CONFLICT),
    **{refused: _refusal(refused) for refused in errors.REFUSALS.values()},
}
