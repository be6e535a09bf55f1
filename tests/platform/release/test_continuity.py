"""What a policy may not change between two releases of a dataset, for the sake of who holds both."""

from __future__ import annotations

from typing import Any

import pytest

from cohortium.errors import Refused
from cohortium.release.continuity import check_continuity
from cohortium.release.longitudinal import Codes, Dates
from cohortium.release.policy import Policy
from cohortium.release.text_policy import TextTerms

K = {"model": "k-anonymity", "k": 5}
RACE = {"model": "distinct-l-diversity", "l": 2, "column": "race"}
WEEKS = Dates("weeks-since-first")
DIVERSE = {**RACE, "l": 3}
CLOSE = {"model": "t-closeness", "column": "race", "t": 0.3}
CALLS = {"model": "recursive-cl-diversity", "column": "race", "c": 3.0, "l": 2}
FAST = Policy(text=TextTerms("fast", threshold=0.4))
RISK = {"model": "average-reidentification-risk", "threshold": 0.1}


def manifest(policy: Policy) -> dict[str, Any]:
    return {"policy": policy.describe()}


def asks(*models: dict[str, Any]) -> Policy:
    return Policy(privacy=(K, *models))


def check(policy: Policy, before: Policy) -> None:
    check_continuity(policy, manifest(before), [manifest(before)] if before.download else [])


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        (Policy(), Policy(dates=WEEKS), "date unit is weeks-since-first"),
        (Policy(dates=WEEKS), Policy(), "date unit is month"),
        (Policy(), asks(RACE), "race was a quasi-identifier"),
        (asks(RACE), Policy(), "race was sensitive"),
        (Policy(zip_digits=0), Policy(), "zip_digits is 3"),
        (Policy(), Policy(privacy=({**K, "k": 4},)), "under k-anonymity with k = 5.* k = 4"),
        (asks(DIVERSE), asks(RACE), "distinct-l-diversity of race with l = 3.* with l = 2"),
        (asks(RACE, CLOSE), asks(RACE), "t-closeness of race with t = 0.3.*nothing of the kind"),
        (asks(CLOSE), asks({**CLOSE, "t": 0.4}), "t = 0.3.* t = 0.4"),
        (asks(CLOSE), asks({**CLOSE, "t": 0.2, "distance": "ordered"}), "t-closeness of race"),
        (asks(CALLS), asks({**CALLS, "c": 4.0}), "c = 3.0, l = 2.*c = 4.0"),
        (asks(RISK), asks({**RISK, "threshold": 0.2}), "threshold = 0.1.*threshold = 0.2"),
        (Policy(), FAST, "profile is fast, in the release before it was strict"),
        (FAST, Policy(text=TextTerms("codes", threshold=0.1)), "profile is codes"),
        (
            FAST,
            Policy(text=TextTerms("strict")),
            "threshold is 0.5, in the release before it was 0.4",
        ),
    ],
)
def test_what_would_tell_more_beside_the_release_before(
    before: Policy, after: Policy, named: str
) -> None:
    check(before, before)
    with pytest.raises(Refused, match=f"{named}.*new id") as refused:
        check(after, before)
    assert refused.value.code == "policy"
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Policy(), Policy(privacy=({**K, "k": 10},), dates=Dates("year"), zip_digits=0)),
        (Policy(), Policy(codes=Codes(0), download=False, value_digits=6)),
        (Policy(), Policy(suppression=0.5)),
        (FAST, Policy(text=TextTerms("strict", "plausible", quarantined=0.9, threshold=0.1))),
        (Policy(), asks(RISK)),
        (asks(RACE), asks(DIVERSE, CLOSE)),
        (asks(CLOSE, RISK), asks({**RISK, "threshold": 0.05}, {**CLOSE, "t": 0.1})),
        (asks(CALLS), asks({**CALLS, "c": 2.0, "l": 3})),
        (Policy(download=False), Policy(dates=WEEKS)),  # nobody has dates in months
        (Policy(), Policy(dates=WEEKS, download=False)),
    ],
)
def test_what_may_change(before: Policy, after: Policy) -> None:
    check(after, before)


def test_dates_are_held_against_every_download() -> None:
    newest, first = manifest(Policy(dates=WEEKS, download=False)), manifest(Policy())
    with pytest.raises(Refused, match="it was month"):
        check_continuity(Policy(dates=WEEKS), newest, [first])
    check_continuity(Policy(dates=Dates("quarter")), newest, [first])


def test_a_release_made_before_date_units_and_texts_were_told() -> None:
    older = manifest(Policy())
    del older["policy"]["dates"]
    del older["policy"]["text"]
    with pytest.raises(Refused, match="it was strict"):
        check_continuity(FAST, older, [older])
    check_continuity(Policy(), older, [older])
    with pytest.raises(Refused, match="it was month"):
        check_continuity(Policy(dates=WEEKS), older, [older])
