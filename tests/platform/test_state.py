"""Two folds of the same ledger agree: the platform's state on disk, and the verifier's in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium import consent
from cohortium.adapters.state import State
from cohortium.errors import NotFound, Unavailable
from cohortium_ledger import Draft, Entry, Log, Signer

TIME = "2026-03-01T00:00:00.000Z"
STUDIES, HOSPITALS = ("s1", "s2"), ("north", "south")
SEAL = "0" * 64


class History:
    """Entries as an installation could have written them; `step` picks what comes next."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.in_force: list[tuple[int, str, str]] = []
        self.grants: list[str] = []
        self.open: list[int] = []
        self.reviews = 0
        for name in HOSPITALS:
            self.add("key.bound", {"role": "hospital", "name": name, "key": name})
        for name in STUDIES:
            body = {"study": name, "title": name, "digest": SEAL, "until": "2090-01-01"}
            self.add("study.registered", {**body, "commitment": SEAL})

    def add(self, type: str, body: dict[str, Any]) -> int:
        self.drafts.append(Draft(type, body, TIME))
        return len(self.drafts) - 1

    def step(self, what: int, which: int) -> None:
        study, hospital = STUDIES[which % 2], HOSPITALS[which // 2 % 2]
        match what:
            case 0 | 1 | 2:
                body = {"study": study, "hospital": hospital, "method": "witnessed"}
                n = self.add("consent.granted", {**body, "commitment": SEAL, "signature": "s"})
                self.in_force.append((n, study, hospital))
            case 3 | 4 if self.in_force:
                n, study, hospital = self.in_force.pop(which % len(self.in_force))
                method = ("desk", "portal")[which % 2]
                body = {"study": study, "hospital": hospital, "consent": n, "method": method}
                self.add("consent.withdrawn", {**body, "commitment": SEAL, "signature": "s"})
            case 5:
                body = {"hospital": hospital, "batch": f"b{len(self.drafts)}", "root": SEAL}
                self.add("intake.received", {**body, "records": which, "signature": "s"})
            case 6:
                body = {"study": study, "dataset": f"d-{study}", "release": f"r-{len(self.drafts)}",
                        "manifest": SEAL, "consent_size": len(self.drafts)}  # fmt: skip
                self.add("release.published", {**body, "commitment": SEAL})
            case 7:
                self.grants.append(f"g{len(self.drafts)}")
                body = {"grant": self.grants[-1], "dataset": f"d-{study}", "until": "2090-01-01"}
                self.add("grant.issued", {**body, "download": bool(which % 2), "commitment": SEAL})
            case 8 if self.grants:
                self.add("grant.ended", {"grant": self.grants[which % len(self.grants)]})
            case 9 if self.grants:
                body = {"grant": self.grants[which % len(self.grants)], "dataset": f"d-{study}",
                        "release": "r-1", "consent_size": len(self.drafts)}  # fmt: skip
                self.open.append(self.add("query.intent", {**body, "commitment": SEAL}))
            case 10 | 11 if self.open:
                intent = self.open.pop(which % len(self.open))
                if what == 10:
                    body = {"intent": intent, "consent_size": len(self.drafts)}
                    self.add("query.answered", {**body, "commitment": SEAL})
                else:
                    self.add("query.aborted", {"intent": intent, "code": "failed"})
            case 12:
                decision = ("release", "reject")[which % 2]
                body = {"study": study, "hospital": hospital, "decision": decision}
                self.reviews += 1
                self.add("quarantine.reviewed", {**body, "commitment": SEAL, "signature": "s"})


steps = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 9)), max_size=60)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@contextmanager
def ledger(folder: Path) -> Iterator[Log]:
    with Log.create(folder / "log", Signer.generate("log.example.org/test")) as log:
        yield log


def agree(state: State, log: Log) -> None:
    """What both folds tell of every study, at every size, is the same."""
    pure = consent.replay(Entry.parse(data) for data in log.entries())
    size = state.refresh()
    assert size == pure.size == log.size
    for study in STUDIES:
        for at in range(size + 1):
            assert tuple(state.consents(study, at)) == consent.eligible(pure, study, at)
        for since in range(0, size + 1, 3):
            between = consent.withdrawn_between(pure, study, since, size)
            assert tuple(state.withdrawn(study, since, size)) == between
        counts = state.consent_counts(study)
        assert counts["in_force"] == len(consent.eligible(pure, study))
        for method, count in consent.withdrawn_by_method(pure, study).items():
            assert counts[f"withdrawn:{method}"] == count
    assert [(r.id, r.index, r.consent_size) for r in state.releases()] == [
        (r.release, r.index, r.consent_size) for r in pure.releases.values()
    ]
    assert [(g.id, g.index, g.ended, g.download) for g in state.grants()] == [
        (g.grant, g.index, g.ended, g.download) for g in pure.grants.values()
    ]
    dangling = [q.index for q in pure.queries.values() if q.outcome is None]
    assert state.dangling("9999") == dangling
    assert {i for i, _, _ in state.intakes()} == pure.intakes.keys()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, steps)
def test_both_folds_agree_on_any_history(
    first: list[tuple[int, int]], then: list[tuple[int, int]]
) -> None:
    history = History()
    with tempfile.TemporaryDirectory() as name, ledger(Path(name)) as log:
        for step in first:
            history.step(*step)
        log.append(history.drafts)
        state = State(Path(name) / "state.db", log)
        agree(state, log)
        told = len(history.drafts)
        for step in then:
            history.step(*step)
        if history.drafts[told:]:
            log.append(history.drafts[told:])
        agree(state, log)  # brought up in two steps
        assert state.counts()["review"] == history.reviews
        dump = state.dump()
        state.close()
        fresh = State(Path(name) / "fresh.db", log)
        fresh.refresh()
        assert fresh.dump() == dump  # as rebuilt in one
        fresh.close()


def test_two_that_fold_at_once_fold_once(tmp_path: Path) -> None:
    history = History()
    for number in range(20):
        history.step(0, number)
    with ledger(tmp_path) as log:
        one, two = (State(tmp_path / "state.db", log) for _ in range(2))
        log.append(history.drafts)
        assert one.refresh() == two.refresh() == log.size
        assert one.dump() == two.dump()
        assert one.consent_counts("s1")["granted"] == 10
        one.close()
        two.close()


def test_a_ledger_shorter_than_its_state_is_refused(tmp_path: Path) -> None:
    history = History()
    with ledger(made(tmp_path / "a")) as log:
        log.append(history.drafts)
        state = State(tmp_path / "state.db", log)
        state.refresh()
        state.close()
    with ledger(made(tmp_path / "b")) as log:
        state = State(tmp_path / "state.db", log)
        with pytest.raises(
            Unavailable, match="4 entries were folded into the state, the ledger has 0"
        ):
            state.refresh()
        state.close()


def test_what_is_not_there(tmp_path: Path) -> None:
    with ledger(tmp_path) as log:
        state = State(tmp_path / "state.db", log)
        for ask in (state.study, state.release, state.latest):
            with pytest.raises(NotFound):
                ask("nothing")
        assert state.grant("nothing") is None
        assert state.consents("nothing", 10) == []
        state.close()
