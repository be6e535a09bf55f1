"""Continuity: what a policy may not change from one release of a dataset to the next. Pure.

Whoever holds both has their rows side by side. Months, quarters and years lie within each other, so the
finest of them is all that both tell; weeks lie across them, and together they tell finer dates than either.
A column that is sensitive in one release and a quasi-identifier in the other is told in the one by class,
in the other as it is: neither release's models hold for who has both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.errors import Refused
from cohortium.release.longitudinal import WEEKS
from cohortium.release.policy import Policy

MONTH = "month"  # what releases had before policies said a unit


def check_continuity(policy: Policy, before: Mapping[str, Any]) -> None:
    """Refused when a release under `policy` may not follow that of the manifest `before`."""
    earlier = before["policy"]
    was, now = _sensitive(earlier["privacy"]), _sensitive(policy.privacy)
    if changed := sorted(was ^ now):
        _refuse(
            f"column {changed[0]} was {_kind(changed[0], was)} in the release before, and is"
            f" {_kind(changed[0], now)} in this policy's [[privacy]]"
        )
    if policy.zip_digits > earlier["zip_digits"]:
        _refuse(
            f"the policy's zip_digits is {policy.zip_digits}, in the release before it was"
            f" {earlier['zip_digits']}"
        )
    unit = earlier.get("dates", {}).get("unit", MONTH)
    if (unit == WEEKS) != (policy.dates.unit == WEEKS):
        _refuse(
            f"the policy's date unit is {policy.dates.unit}, in the release before it was {unit}:"
            " both together would tell finer dates than either"
        )


def _refuse(what: str) -> None:
    raise Refused(
        f"not published: {what}: leave that as it was, or register the study under a new id",
        code="policy",
    )


def _sensitive(models: Any) -> set[str]:
    return {str(model["column"]) for model in models if "column" in model}


def _kind(column: str, sensitive: set[str]) -> str:
    return "sensitive" if column in sensitive else "a quasi-identifier"
