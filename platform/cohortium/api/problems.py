"""Errors over HTTP: RFC 9457 problem documents, with a stable code and reasons.

Nothing that the asker sent is echoed, and what we did not foresee reads the same every time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from cohortium.errors import BadInput, CohortiumError, Unauthenticated, Unavailable
from cohortium_ledger.errors import LedgerError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The request is wrong", 401: "A valid token is needed", 403: "No right to it",
    404: "No such thing here", 405: "Not with this method",
    409: "Not in this state", 413: "The request is too large", 415: "Not in this media type",
    416: "The file has no such range", 422: "The answer is no", 500: "A fault of the server",
    503: "Not possible now",
}  # fmt: skip
CODES = {404: "not_found", 405: "method"}
DETAILS = {
    404: "there is nothing at this address: see /docs",
    405: "this address does not take this method: see /docs",
}
FAULT = "something went wrong here and nothing was released: give the request id to the operator"
LEDGER_DOWN = "the ledger cannot be relied on now and nothing was released: try again later"
DISK_DOWN = "the disk cannot be relied on now and nothing was released: try again later"


class TooLarge(CohortiumError):
    """The body is over the limit."""

    status = 413


class WrongMedia(CohortiumError):
    """The body is not of a type that is read here."""

    status = 415


class NoRange(CohortiumError):
    """The file has no such range; `size` is its length."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__("the range lies outside of the file: ask for one within it", code="range")
        self.size = size


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    reasons: tuple[str, ...] = (),
    request: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem document."""
    content: dict[str, Any] = {
        "type": f"urn:cohortium:problem:{code}",
        "title": TITLES.get(status, "The request failed"),
        "status": status,
        "detail": detail,
        "code": code,
        "reasons": list(reasons),
    }
    if request is not None:
        content["instance"] = f"urn:cohortium:request:{request}"
    return JSONResponse(content, status, dict(headers or {}), media_type=MEDIA_TYPE)


def of_error(error: Exception, request: str | None = None) -> Response:
    """The problem that stands for `error`."""
    if isinstance(error, CohortiumError):
        code = error.code if error.code != "error" else type(error).__name__.lower()
        headers = _headers(error)
        return problem(
            error.status, code, str(error), reasons=error.reasons, request=request, headers=headers
        )
    if isinstance(error, LedgerError):
        return problem(503, "ledger", LEDGER_DOWN, request=request, headers=_RETRY)
    if isinstance(error, OSError | sqlite3.Error):
        return problem(503, "disk", DISK_DOWN, request=request, headers=_RETRY)
    return problem(500, "fault", FAULT, request=request)


def install(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""

    async def known(request: Request, error: Exception) -> Response:
        request.state.error = getattr(error, "code", type(error).__name__)
        return of_error(error, request.state.request)

    async def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(getattr(error, "headers", None) or {})
        if status == 405:
            headers["Allow"] = _methods(app, request, headers.get("Allow", ""))
        return problem(
            status, CODES.get(status, "http"), DETAILS.get(status, "the request cannot be served"),
            request=request.state.request, headers=headers,
        )  # fmt: skip

    async def invalid(request: Request, error: Exception) -> Response:
        places = error.errors() if isinstance(error, RequestValidationError) else []
        return of_error(invalid_input(places), request.state.request)

    for kind in (CohortiumError, LedgerError, OSError, sqlite3.Error):
        app.add_exception_handler(kind, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def invalid_input(errors: Any) -> BadInput:
    """What pydantic found wrong, by field and kind; what was sent is not repeated."""
    reasons = sorted({_reason(error) for error in errors})
    return BadInput(
        "the request does not have the form it should have: see /docs",
        code="invalid",
        reasons=tuple(reasons[:20]),
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's description of the problems a route may answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted({401, 500, 503, *statuses})
    }


SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "reasons"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "reasons": {"type": "array", "items": {"type": "string"}},
        "instance": {"type": "string"},
    },
}
_RETRY = {"Retry-After": "5"}


def _methods(app: FastAPI, request: Request, told: str) -> str:
    """The methods that any route takes at the request's address; `told` are those of one of them."""
    path = getattr(request.scope.get("route"), "path", "")
    documented = {method.upper() for method in app.openapi()["paths"].get(path, ())}
    return ", ".join(sorted(documented | {method.strip() for method in told.split(",")} - {""}))


def _reason(error: Mapping[str, Any]) -> str:
    kind = str(error.get("type", "invalid"))
    if kind == "extra_forbidden":
        return "there is a field that is not known here"
    place = error.get("loc") or ("body",)
    return f"{place[-1]}: {kind}" if isinstance(place[-1], str) else kind


def _headers(error: CohortiumError) -> dict[str, str]:
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": 'Bearer realm="cohortium"'}
    if isinstance(error, NoRange):
        return {"Content-Range": f"bytes */{error.size}"}
    return dict(_RETRY) if isinstance(error, Unavailable) else {}
