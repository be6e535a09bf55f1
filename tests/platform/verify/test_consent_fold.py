"""The consent fold agrees with a plain reading of the same events, and refuses contradictions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.consent import (
    eligible,
    fold,
    granted_by_method,
    replay,
    withdrawn_between,
    withdrawn_by_method,
)
from cohortium.errors import Refused
from cohortium_ledger import Entry

BEGIN = [
    ("key.bound", {"role": "hospital", "name": "north", "key": "k"}),
    ("key.bound", {"role": "operator", "name": "operator", "key": "k"}),
    *(
        ("study.registered", {"study": study, "title": "t", "digest": "d", "until": "2030-01-01"})
        for study in ("s1", "s2")
    ),
]
GRANT = {"study": "s1", "hospital": "north", "method": "witnessed"}
LEAVE = {"study": "s1", "hospital": "north", "method": "desk", "consent": 4}
RELEASE = {"study": "s1", "dataset": "d", "release": "r", "manifest": "m", "consent_size": 5}
INTENT = {"grant": "g", "dataset": "d", "release": "r", "consent_size": 5}


def entries(*events: tuple[str, dict[str, object]]) -> list[Entry]:
    """The events as entries; what the fold reads of them, without hashes."""
    rows = [*BEGIN, *events]
    return [
        Entry(n, "", "2026-01-01T00:00:00.000Z", type, body, b"")
        for n, (type, body) in enumerate(rows)
    ]


@given(st.lists(st.tuples(st.sampled_from(["s1", "s2", "leave"]), st.integers(0, 30)), max_size=40))
def test_it_agrees_with_a_plain_reading(moves):
    events, history = [], []  # history: after each entry, {study: consents in force}
    inside: dict[int, str] = {}
    for study, pick in moves:
        index = len(BEGIN) + len(events)
        if study != "leave":
            events.append(("consent.granted", GRANT | {"study": study}))
            inside[index] = study
        elif inside:
            leaver = sorted(inside)[pick % len(inside)]
            method = ("desk", "portal")[pick % 2]
            body = LEAVE | {"study": inside.pop(leaver), "consent": leaver, "method": method}
            events.append(("consent.withdrawn", body))
        else:
            continue
        history.append((index + 1, dict(inside)))
    state = replay(entries(*events))
    for size, then in history:
        for study in ("s1", "s2"):
            expected = tuple(sorted(i for i, s in then.items() if s == study))
            assert eligible(state, study, size) == expected
            gone = set(expected) - set(eligible(state, study))
            assert set(withdrawn_between(state, study, size, state.size)) == gone
    for study in ("s1", "s2"):
        granted = sum(granted_by_method(state, study).values())
        withdrawn = sum(withdrawn_by_method(state, study).values())
        assert granted - withdrawn == len(eligible(state, study))


@pytest.mark.parametrize(
    "events",
    [
        [("consent.granted", GRANT | {"study": "s3"})],
        [("consent.granted", GRANT | {"hospital": "west"})],
        [("consent.granted", GRANT | {"hospital": "operator"})],
        [("consent.granted", GRANT | {"method": "telepathy"})],
        [("consent.granted", {"study": "s1"})],
        [("consent.withdrawn", LEAVE)],
        [("consent.granted", GRANT), ("consent.withdrawn", LEAVE), ("consent.withdrawn", LEAVE)],
        [("consent.granted", GRANT), ("consent.withdrawn", LEAVE | {"study": "s2"})],
        [("consent.granted", GRANT), ("consent.withdrawn", LEAVE | {"consent": True})],
        [("study.registered", BEGIN[2][1])],
        [("release.published", RELEASE)],
        [("consent.granted", GRANT), ("release.published", RELEASE), ("release.published", RELEASE)],
        [("query.intent", INTENT)],
        [("query.answered", {"intent": 0, "consent_size": 0})],
        [("grant.ended", {"grant": "g"})],
        [("grant.issued", {"grant": "g", "dataset": "d", "until": "2030-01-01", "download": 1})],
        [("consent.granted", GRANT), ("query.intent", INTENT),
         ("query.aborted", {"intent": 5}), ("query.answered", {"intent": 5, "consent_size": 5})],
        [("consent.granted", GRANT), ("query.intent", INTENT),
         ("query.answered", {"intent": 5, "consent_size": 4})],
    ],
)  # fmt: skip
def test_contradictions_are_refused_and_change_nothing(events):
    *before, last = entries(*events)
    state = replay(before)
    told = repr(state)
    with pytest.raises(Refused, match=f"entry {last.n} "):
        fold(state, last)
    assert repr(state) == told


def test_entries_out_of_order_are_refused():
    first, second, *_ = entries()
    with pytest.raises(Refused, match="where entry 0 should"):
        replay([second, first])


def test_types_it_does_not_need_are_passed_over():
    state = replay(entries(("query.refused", {"code": "shape"}), ("erasure.done", {})))
    assert state.size == len(BEGIN) + 2
