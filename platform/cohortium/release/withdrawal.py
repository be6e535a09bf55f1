"""What a policy says of withdrawals: its section ``[withdrawal]``, and the days that follow from it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cohortium.errors import BadInput

MAX_DELAY_DAYS = 30  # GDPR art. 12(3): a request is acted on within one month
LONGEST_DELAY_DAYS = 365  # beyond a year no policy bounds anything
# Share of persons that may be left out for others' sake before it is worth waiting.
COMPANIONS = 0.2


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How long a withdrawal may wait for a next release, and what it may cost those who stay.

    `max_delay_days`: this many days after it, the next release is made whatever it costs, and files of
    an older one are handed out no more. `companions`: share of persons, 0 to 1, that a release may
    leave out beside those who left; above it, it waits.
    """

    max_delay_days: int = MAX_DELAY_DAYS
    companions: float = COMPANIONS

    def due(self, withdrawn: date) -> date:
        """The last day that a withdrawal of the day `withdrawn` may wait."""
        return withdrawn + timedelta(days=self.max_delay_days)


def read_withdrawal(table: Mapping[str, Any]) -> Withdrawal:
    """The section of a policy file; BadInput names the key that is wrong."""
    known = Withdrawal()
    if unknown := sorted(table.keys() - {"companions", "max_delay_days"}):
        raise BadInput(
            f"the policy's [withdrawal] has no {unknown[0]!r}: it has companions, max_delay_days"
        )
    days = table.get("max_delay_days", known.max_delay_days)
    if type(days) is not int or not 0 <= days <= LONGEST_DELAY_DAYS:
        raise BadInput(
            f"the policy's max_delay_days is a whole number from 0 to {LONGEST_DELAY_DAYS}"
        )
    share = table.get("companions", known.companions)
    if type(share) not in (int, float) or not 0 <= share <= 1:
        raise BadInput("the policy's companions is a number from 0 to 1")
    return Withdrawal(days, float(share))
