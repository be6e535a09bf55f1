"""Withdrawals, deaths and a ledger that is down while a question runs: it gets no answer, or the true one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import (
    Denied,
    Refused,
    Unavailable,
)
from cohortium.flows import ask, enrol
from cohortium.flows.grant import end_grant, operator_grant
from cohortium.standing import Grant
from cohortium.wiring import Installation, open_home
from cohortium_ledger import LedgerError
from hearts import BY_SEX, DATASET, withdraw

Copy = Callable[[Path], Path]


def test_a_withdrawal_during_the_run_voids_it(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers, seen = home.workers, []
    run = workers.run

    def interrupted(plan: Any, files: Any, excluded: Any) -> Any:
        rows = run(plan, files, excluded)
        seen.append(tuple(excluded))
        if len(seen) == 1:
            withdraw(home, "north-p30")
        return rows

    monkeypatch.setattr(workers, "run", interrupted)
    size = home.log.size
    answer = ask.ask(home, grant, DATASET, BY_SEX)
    assert [e.type for e in entries(home)[size:]] == [
        "query.intent", "consent.withdrawn", "query.aborted", "query.intent", "query.answered",
    ]  # fmt: skip
    assert entries(home)[size + 2].body["code"] == "overtaken"
    assert (seen[0], len(seen[1])) == ((), 1)
    assert answer.content["withdrawals_in_force"] == 1
    assert answer.content["consent_size"] > size + 1
    home.log.audit()


def test_withdrawals_that_never_end_give_no_answer(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, turns = home.workers.run, iter(range(20, 40))

    def interrupted(plan: Any, files: Any, excluded: Any) -> Any:
        withdraw(home, f"north-p{next(turns)}")
        return run(plan, files, excluded)

    monkeypatch.setattr(home.workers, "run", interrupted)
    with pytest.raises(Unavailable, match="ask again"):
        ask.ask(home, grant, DATASET, BY_SEX)
    assert len(entries(home, "query.intent")) == len(entries(home, "query.aborted")) == 5
    assert entries(home, "query.answered") == []
    home.log.audit()


def test_another_studys_withdrawals_do_not_disturb(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {"id": "lungs", "title": "Lungs", "text": "Words.", "until": "2090-01-01"}
    enrol.register_study(home, json.dumps(other).encode(), by="test")
    who = enrol.find_patients(home, ["north-p30"])
    enrol.grant_consents(home, "lungs", who, by="test")
    run = home.workers.run

    def interrupted(plan: Any, files: Any, excluded: Any) -> Any:
        enrol.withdraw_consents(home, "lungs", who, by="test")
        return run(plan, files, excluded)

    monkeypatch.setattr(home.workers, "run", interrupted)
    answer = ask.ask(home, grant, DATASET, BY_SEX)
    assert answer.content["withdrawals_in_force"] == 0
    assert len(entries(home, "query.intent")) == 1


def test_a_worker_past_its_time_aborts_the_question(
    published: Path, copy: Copy, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORTIUM_WORKER_SECONDS", "0.001")
    with open_home(copy(published)) as home:
        with pytest.raises((Refused, Unavailable)):
            ask.ask(home, operator_grant(home, DATASET), DATASET, BY_SEX)
        assert [e.type for e in entries(home)][-2:] == ["query.intent", "query.aborted"]
        assert entries(home)[-1].body["intent"] == entries(home)[-2].n
        home.log.audit()


@pytest.mark.parametrize("down_at", ["query.intent", "query.answered"])
def test_ledger_down_no_answer(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch, down_at: str
) -> None:
    append, ran = home.log.append, []
    run = home.workers.run

    def failing(drafts: Any, *, guard: Any = None) -> Any:
        if any(draft.type == down_at for draft in drafts):
            raise LedgerError("the disk is full")
        return append(drafts, guard=guard)

    def watched(plan: Any, files: Any, excluded: Any) -> Any:
        ran.append(plan)
        return run(plan, files, excluded)

    size = home.log.size
    with monkeypatch.context() as patched:
        patched.setattr(home.log, "append", failing)
        patched.setattr(home.workers, "run", watched)
        with pytest.raises((LedgerError, Unavailable)):
            ask.ask(home, grant, DATASET, BY_SEX)
    assert len(ran) == (0 if down_at == "query.intent" else 1)
    assert "query.answered" not in [e.type for e in entries(home)[size:]]
    assert list(home.vault.openings("query.answered")) == []
    ask.ask(home, grant, DATASET, BY_SEX)
    home.log.audit()


def test_the_sweep_closes_what_the_dead_left_open_and_nothing_else(
    published: Path, copy: Copy, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy(published)
    with open_home(path) as home:
        grant = operator_grant(home, DATASET)
        kept = ask.ask(home, grant, DATASET, BY_SEX)

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(home.workers, "run", die)
            with pytest.raises(KeyboardInterrupt):
                ask.ask(home, grant, DATASET, BY_SEX)
        [left] = [e.n for e in entries(home, "query.intent") if e.n != kept.intent]
        assert ask.sweep(home) == 0  # it may still be at work
    later = datetime.now(UTC) + ask.ABANDONED + timedelta(minutes=1)
    with open_home(path, clock=lambda: later) as home:
        assert ask.sweep(home) == 1
        [aborted] = entries(home, "query.aborted")
        assert aborted.body == {"intent": left, "code": "abandoned"}
        assert ask.sweep(home) == 0
        home.log.audit()


def test_an_answer_that_comes_after_the_sweep_is_not_given(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, clock = home.workers.run, home.clock

    def slow(plan: Any, files: Any, excluded: Any) -> Any:
        with open_home(home.home.root, clock=lambda: clock() + timedelta(hours=1)) as other:
            assert ask.sweep(other) == 1
        return run(plan, files, excluded)

    monkeypatch.setattr(home.workers, "run", slow)
    with pytest.raises(Unavailable, match="ask it again"):
        ask.ask(home, grant, DATASET, BY_SEX)
    assert entries(home, "query.answered") == []
    home.log.audit()


def test_a_grant_that_ends_while_asking_gets_nothing(
    home: Installation, grant: Grant, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, ended = home.journal.record, []

    def ending(events: Any, *, guard: Any = None) -> Any:
        if events[0].type == "query.intent" and not ended:
            ended.append(end_grant(home, grant.id, by="test"))
        return record(events, guard=guard)

    monkeypatch.setattr(home.journal, "record", ending)
    with pytest.raises(Denied, match="just ended"):
        ask.ask(home, grant, DATASET, BY_SEX)
    assert ended
    assert entries(home, "query.intent") == []
    assert list(home.vault.openings("query.intent")) == []
