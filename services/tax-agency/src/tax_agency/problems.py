"""What each error is answered with."""

from http import HTTPStatus

from renkei.agency.people import PEOPLE_PROBLEMS
from renkei.agency.problems import AGENCY_PROBLEMS
from renkei.service.problems import ProblemType
from tax_agency.domain.errors import AssessmentRejected

PROBLEMS: dict[type[Exception], ProblemType] = {
    **AGENCY_PROBLEMS,
    **PEOPLE_PROBLEMS,
    AssessmentRejected: ProblemType(
        "assessment-rejected", "Assessment refused", HTTPStatus.UNPROCESSABLE_ENTITY
    ),
}
