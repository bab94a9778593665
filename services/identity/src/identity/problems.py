"""What each refusal is answered with."""

from http import HTTPStatus

from identity.domain import errors
from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.directory_view import DirectoryRefused
from renkei.agency.problems import AGENCY_PROBLEMS, CALLER_PROBLEMS
from renkei.service.problems import ProblemType

_FROM_THE_HUB = (DirectoryRefused, RemoteProblem, UnexpectedAnswer, Unreachable)

PROBLEMS: dict[type[Exception], ProblemType] = {
    **CALLER_PROBLEMS,
    **{refused: AGENCY_PROBLEMS[refused] for refused in _FROM_THE_HUB},
    errors.NotMatched: ProblemType(
        "not-matched", "Number and items not matched", HTTPStatus.FORBIDDEN
    ),
    errors.NoCodeKey: ProblemType("no-code-key", "No code key", HTTPStatus.FORBIDDEN),
    errors.AlreadyRegistered: ProblemType(
        "already-registered", "Already registered", HTTPStatus.CONFLICT
    ),
    errors.RequestIdReused: ProblemType(
        "request-id-reused", "Request id reused", HTTPStatus.CONFLICT
    ),
    errors.NumberSuperseded: ProblemType(
        "number-superseded", "Number superseded", HTTPStatus.CONFLICT
    ),
    errors.NumberAlreadyUsed: ProblemType(
        "number-already-used", "Number already used", HTTPStatus.CONFLICT
    ),
    errors.OutOfOrder: ProblemType("out-of-order", "Change out of order", HTTPStatus.CONFLICT),
    errors.DateRejected: ProblemType(
        "date-rejected", "Date of birth refused", HTTPStatus.UNPROCESSABLE_ENTITY
    ),
    errors.ItemMissing: ProblemType(
        "item-missing", "Item missing", HTTPStatus.UNPROCESSABLE_ENTITY
    ),
    errors.NumbersExhausted: ProblemType(
        "numbers-exhausted", "No number found", HTTPStatus.SERVICE_UNAVAILABLE
    ),
}
