"""Problem documents in the description of a service."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from renkei.service.problems import MEDIA_TYPE, ProblemType

_CONTENT: Final = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_PROBLEM: Final = {
    "title": "Problem",
    "description": "RFC 9457. Members beyond these depend on the type.",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "description": "For an invalid request: where, and which rule. Never the value.",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "rule"],
                "properties": {"at": {"type": "string"}, "rule": {"type": "string"}},
            },
        },
    },
}


def documented(*problems: ProblemType) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route that can answer with `problems`."""
    titles: dict[int, list[str]] = {}
    for problem in problems:
        titles.setdefault(int(problem.status), []).append(f"{problem.title} (`{problem.slug}`)")
    return {
        status: {"description": "; ".join(names), "content": _CONTENT}
        for status, names in titles.items()
    }


def describe(app: FastAPI) -> None:
    """Replace FastAPI's schema of an invalid request by the problem document that is sent."""

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    # Assigning the method is FastAPI's documented way to extend the description.
    app.openapi = described  # type: ignore[method-assign]


def _description(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas["Problem"] = _PROBLEM
    for operations in schema.get("paths", {}).values():
        for operation in operations.values():
            invalid = operation["responses"].get(str(int(HTTPStatus.UNPROCESSABLE_ENTITY)))
            if invalid is not None:
                invalid["content"] = _CONTENT
                if invalid["description"] == "Validation Error":
                    invalid["description"] = "Invalid request (`invalid-request`)"
    return schema
