"""What each refusal is answered with."""

from http import HTTPStatus

from renkei.agency.people import PEOPLE_PROBLEMS
from renkei.agency.problems import AGENCY_PROBLEMS
from renkei.service.problems import ProblemType
from welfare_agency.domain import errors

_UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY

PROBLEMS: dict[type[Exception], ProblemType] = {
    **AGENCY_PROBLEMS,
    **PEOPLE_PROBLEMS,
    errors.ApplicationMalformed: ProblemType(
        "application-malformed", "Application malformed", _UNPROCESSABLE
    ),
    errors.UnknownProcedure: ProblemType(
        "unknown-procedure", "No plan for this procedure", _UNPROCESSABLE
    ),
    errors.UnknownCase: ProblemType("unknown-case", "No such case", HTTPStatus.NOT_FOUND),
    errors.CaseRequestReused: ProblemType(
        "case-request-reused", "Request id opened another case", HTTPStatus.CONFLICT
    ),
}
