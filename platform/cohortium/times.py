"""Times as the ledger writes them: RFC 3339, UTC, milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def instant(moment: datetime) -> str:
    """`moment` to the millisecond, as entries carry it."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )


def day(moment: datetime) -> str:
    """The day of `moment` alone: the public time of consents and withdrawals."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT00:00:00.000Z")
