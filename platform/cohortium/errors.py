"""What can go wrong, one small tree. Each error is one line that says what is wrong and what to do.

    CohortiumError
    ├── BadInput        exit 2, HTTP 400: the input or the usage is wrong
    ├── NotFound        exit 2, HTTP 404: no such study, dataset, release, patient
    ├── Denied          exit 1, HTTP 403: no right to it (or HTTP 401 when `unauthenticated`)
    ├── Refused         exit 1, HTTP 422: the answer is no (policy, disclosure, verification)
    ├── Conflict        exit 1, HTTP 409: the state does not allow it
    └── Unavailable     exit 1, HTTP 503: ledger, disk or worker cannot be relied on now

Messages never carry patient data or the text of a question.
"""

from __future__ import annotations

from typing import ClassVar


class CohortiumError(Exception):
    """Base of every error a person may see. `code` is stable and machine-readable."""

    exit_code: ClassVar[int] = 1
    status: ClassVar[int] = 500

    def __init__(self, message: str, *, code: str = "error", reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.reasons = reasons

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: the one line (IPython asks for this)."""
        return [f"{type(self).__name__}: {self}"]


class BadInput(CohortiumError):
    """The input or the usage is wrong."""

    exit_code = 2
    status = 400


class NotFound(CohortiumError):
    """No such thing here."""

    exit_code = 2
    status = 404


class Denied(CohortiumError):
    """The asker has no right to it."""

    status = 403


class Unauthenticated(Denied):
    """No token, or one that is malformed, unknown, or past its end."""

    status = 401


class Refused(CohortiumError):
    """The answer is no, and `reasons` say why."""

    status = 422


class Conflict(CohortiumError):
    """The state does not allow it."""

    status = 409


class Unavailable(CohortiumError):
    """Something that must be relied on cannot be now; nothing was released."""

    status = 503
