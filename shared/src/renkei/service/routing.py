"""What a request may be called in a log: its route's template, never its path."""

from starlette.types import Scope

UNROUTED = "?"
"""Stands for a path that no route has."""

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def route_template(scope: Scope) -> str:
    """Return the template of the route chosen, such as `/v1/inquiries/{inquiry_id}`.

    Known once the application has routed the request; `UNROUTED` before, and when nothing fits.
    """
    # FastAPI keeps the path of an included route, with its prefix, beside the route.
    included = scope.get("fastapi", {}).get("effective_route_context")
    for route in (included, scope.get("route")):
        template = getattr(route, "path_format", None) or getattr(route, "path", None)
        if isinstance(template, str):
            return template
    return UNROUTED


def method_name(scope: Scope) -> str:
    """Return the method, or `OTHER`: a caller may invent one."""
    method = scope["method"]
    return method if method in _METHODS else "OTHER"
