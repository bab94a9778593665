"""What each error is answered with."""

from http import HTTPStatus

from municipality.domain.errors import (
    HouseholdRejected,
    HouseholdWithoutHead,
    NumberNotAssigned,
)
from renkei.agency.people import PEOPLE_PROBLEMS
from renkei.agency.problems import AGENCY_PROBLEMS
from renkei.service.problems import ProblemType

PROBLEMS: dict[type[Exception], ProblemType] = {
    **AGENCY_PROBLEMS,
    **PEOPLE_PROBLEMS,
    HouseholdRejected: ProblemType(
        "household-rejected", "Household refused", HTTPStatus.UNPROCESSABLE_ENTITY
    ),
    HouseholdWithoutHead: ProblemType(
        "household-without-head", "Household left without a head", HTTPStatus.CONFLICT
    ),
    NumberNotAssigned: ProblemType(
        "number-not-assigned", "Number not assigned yet", HTTPStatus.SERVICE_UNAVAILABLE
    ),
}
