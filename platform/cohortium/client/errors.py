"""What can go wrong in the SDK, one small tree.

    ClientError
    ├── Unreachable       no server there, or the connection broke; ask again
    ├── BadRequest        the server does not understand: ids, forms, ranges
    ├── NotAllowed        no token, one past its end, or no right to this dataset
    ├── QuestionRefused   the gate's no; `reasons` say why
    ├── ServerTrouble     the server cannot answer now; nothing was released
    ├── DownloadFailed    a file did not arrive as the manifest says
    └── NotVerified       the receipt does not prove the answer; `report` says which check failed

Each has `code` (stable), `reasons`, and `status` where a server answered.
"""

from __future__ import annotations

import httpx

from cohortium.bundle.report import Report
from cohortium.errors import CohortiumError


class ClientError(CohortiumError):
    """Base of every error of the SDK."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "client",
        reasons: tuple[str, ...] = (),
        http_status: int | None = None,
    ) -> None:
        super().__init__(message, code=code, reasons=reasons)
        self.http_status = http_status

    def __str__(self) -> str:
        return ": ".join([super().__str__(), *(["; ".join(self.reasons)] if self.reasons else [])])


class Unreachable(ClientError):
    """No server there, or the connection broke."""


class BadRequest(ClientError):
    """The server does not understand what was asked of it."""


class NotAllowed(ClientError):
    """No token, one past its end, or no right to it."""


class QuestionRefused(ClientError):
    """The gate's no."""


class ServerTrouble(ClientError):
    """The server cannot answer now."""


class DownloadFailed(ClientError):
    """A file did not arrive as the manifest says."""


class NotVerified(ClientError):
    """The receipt does not prove the answer."""

    def __init__(self, report: Report) -> None:
        super().__init__(
            f"the receipt does not prove this answer: {report.reason}", code="unverified"
        )
        self.report = report


_KINDS = {401: NotAllowed, 403: NotAllowed, 422: QuestionRefused, 409: ServerTrouble}


def of_response(response: httpx.Response) -> ClientError:
    """The error that an unsuccessful response stands for; `response` has been read."""
    status = response.status_code
    kind = _KINDS.get(status, ServerTrouble if status >= 500 else BadRequest)
    try:
        told = response.json()
        detail, code = str(told["detail"]), str(told["code"])
        reasons = tuple(str(reason) for reason in told.get("reasons", []))
    except (ValueError, KeyError, TypeError, AttributeError):
        return kind(
            f"the server answered {status} without saying why", code="http", http_status=status
        )
    return kind(detail, code=code, reasons=reasons, http_status=status)
