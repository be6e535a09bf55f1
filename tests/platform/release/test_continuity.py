"""What a policy may not change between two releases of a dataset, for the sake of who holds both."""

from __future__ import annotations

from typing import Any

import pytest

from cohortium.errors import Refused
from cohortium.release.continuity import check_continuity
from cohortium.release.longitudinal import Codes, Dates
from cohortium.release.policy import Policy

K = {"model": "k-anonymity", "k": 5}
RACE = {"model": "distinct-l-diversity", "l": 2, "column": "race"}
WEEKS = Dates("weeks-since-first")


def manifest(policy: Policy) -> dict[str, Any]:
    return {"policy": policy.describe()}


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (Policy(), Policy(dates=WEEKS), "date unit is weeks-since-first"),
        (Policy(dates=WEEKS), Policy(), "date unit is month"),
        (Policy(), Policy(privacy=(K, RACE)), "race was a quasi-identifier"),
        (Policy(privacy=(K, RACE)), Policy(), "race was sensitive"),
        (Policy(zip_digits=0), Policy(), "zip_digits is 3"),
    ],
)
def test_what_would_tell_more_beside_the_release_before(
    before: Policy, after: Policy, named: str
) -> None:
    check_continuity(before, manifest(before))
    with pytest.raises(Refused, match=f"{named}.*new id") as refused:
        check_continuity(after, manifest(before))
    assert refused.value.code == "policy"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "after",
    [
        Policy(privacy=({**K, "k": 2},)), Policy(dates=Dates("year")), Policy(zip_digits=0),
        Policy(codes=Codes(0)), Policy(download=False, value_digits=6),
    ],
)  # fmt: skip
def test_what_may_change(after: Policy) -> None:
    check_continuity(after, manifest(Policy()))


def test_a_release_made_before_date_units_were_told() -> None:
    older = manifest(Policy())
    del older["policy"]["dates"]
    check_continuity(Policy(), older)
    with pytest.raises(Refused, match="it was month"):
        check_continuity(Policy(dates=WEEKS), older)
