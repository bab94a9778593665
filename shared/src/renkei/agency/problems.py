"""Problems that the kit itself can cause; an agency adds its own."""

from http import HTTPStatus

from renkei.agency.answering import PermitRejected
from renkei.agency.asking import AnswerNotGenuine, CodeMissing
from renkei.agency.clients import RemoteProblem, UnexpectedAnswer, Unreachable
from renkei.agency.directory_view import DirectoryRefused
from renkei.agency.obtaining import CodeBelongsToAnother
from renkei.directory import UnknownParticipant
from renkei.service.callers import NotAllowed, NotAuthenticated
from renkei.service.problems import ProblemType

CALLER_PROBLEMS: dict[type[Exception], ProblemType] = {
    NotAuthenticated: ProblemType(
        "not-authenticated", "Not authenticated", HTTPStatus.UNAUTHORIZED
    ),
    NotAllowed: ProblemType("not-allowed", "Not for this caller", HTTPStatus.FORBIDDEN),
}

AGENCY_PROBLEMS: dict[type[Exception], ProblemType] = {
    **CALLER_PROBLEMS,
    PermitRejected: ProblemType("permit-rejected", "Permit refused", HTTPStatus.FORBIDDEN),
    CodeMissing: ProblemType("code-missing", "No code obtained", HTTPStatus.CONFLICT),
    CodeBelongsToAnother: ProblemType(
        "code-belongs-to-another", "Code attached to another person", HTTPStatus.CONFLICT
    ),
    UnknownParticipant: ProblemType(
        "unknown-participant", "No such participant", HTTPStatus.UNPROCESSABLE_ENTITY
    ),
    AnswerNotGenuine: ProblemType("answer-not-genuine", "Answer refused", HTTPStatus.BAD_GATEWAY),
    DirectoryRefused: ProblemType("directory-refused", "Directory refused", HTTPStatus.BAD_GATEWAY),
    UnexpectedAnswer: ProblemType("unexpected-answer", "Unexpected answer", HTTPStatus.BAD_GATEWAY),
    RemoteProblem: ProblemType("remote-problem", "Refused elsewhere", HTTPStatus.BAD_GATEWAY),
    Unreachable: ProblemType("unreachable", "No answer", HTTPStatus.SERVICE_UNAVAILABLE),
}
