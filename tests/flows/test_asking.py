"""An answer is what a recount gives, without the withdrawn, and stands on the ledger before it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cohortium.errors import (
    BadInput,
    Conflict,
    Denied,
    NotFound,
    Refused,
    Unauthenticated,
    Unavailable,
)
from cohortium.flows import ask, enrol
from cohortium.flows.grant import authenticate, authorize, end_grant, issue_grant, operator_grant
from cohortium.flows.receipt import receipt, stored_receipt
from cohortium.standing import Grant
from cohortium.wiring import Installation, open_home
from cohortium_ledger import LedgerError, open_commitment

Copy = Callable[[Path], Path]
DATASET = "d-hearts"
BY_SEX = "select sex, count(*) as n, count(distinct subject) as people from subjects group by sex"


@pytest.fixture
def home(published: Path, copy: Copy) -> Iterator[Installation]:
    """The published home, open, to be changed."""
    with open_home(copy(published)) as installation:
        yield installation


@pytest.fixture
def grant(home: Installation) -> Grant:
    """The operator's own grant."""
    return operator_grant(home, DATASET)


def withdraw(home: Installation, *patients: str) -> enrol.Enrolled:
    found = enrol.find_patients(home, patients)
    return enrol.withdraw_consents(home, "hearts", found, by="test")


def frame(home: Installation, table: str, tables: Any) -> pd.DataFrame:
    """A queryable table without the subjects who have withdrawn."""
    release = ask.latest(home, DATASET)
    found: pd.DataFrame = tables(home.home.releases / release.id, "queryable")[table].to_pandas()
    gone = ask.excluded_subjects(home, release, home.state.refresh()).subjects
    return found[~found["subject"].isin(gone)]


def rounded(count: int) -> int:
    return (count + 2) // 5 * 5


def significant(value: Decimal) -> float:
    return float(Context(prec=3, rounding=ROUND_HALF_EVEN).plus(value))


def recount(home: Installation, tables: Any, keys: list[str]) -> list[list[Any]]:
    """Heart rates by subjects' columns, done with pandas: clamped, thresholded, rounded."""
    release = ask.latest(home, DATASET)
    [table] = [t for t in ask.read_manifest(home, release)["tables"] if t["name"] == "observations"]
    [low, high] = next(c["bounds"] for c in table["columns"] if c["name"] == "value")
    most = table["rows_per_subject"]
    rows = frame(home, "observations", tables)
    joined = rows.merge(frame(home, "subjects", tables), on="subject")
    out = []
    for key, group in joined.groupby(keys, dropna=False):
        people = group["subject"].nunique()
        if people < 10:
            continue
        total, count = Decimal(0), 0
        for _, own in group.groupby("subject"):
            values = [Decimal(str(value)) for value in own["value"].clip(low, high)]
            counted = min(len(values), most)
            total += sum(values, Decimal(0)) * counted / len(values)
            count += counted
        out.append([*key, rounded(count), rounded(people), significant(total / count)])
    return sorted(out)


@pytest.mark.parametrize("keys", [["sex"], ["sex", "zip"], ["sex", "birth_year"]])
@pytest.mark.parametrize("gone", [(), ("north-p20", "south-p21", "north-p0")])
def test_answers_agree_with_a_recount(
    home: Installation, grant: Grant, tables: Any, keys: list[str], gone: tuple[str, ...]
) -> None:
    if gone:
        withdraw(home, *gone)
    columns = ", ".join(f"s.{key}" for key in keys)
    answer = ask.ask(
        home, grant, DATASET,
        f"select {columns}, count(*), count(distinct o.subject), avg(o.value) from observations o"
        f" join subjects s on o.subject = s.subject group by {columns}",
    )  # fmt: skip
    expected = recount(home, tables, keys)
    assert expected
    assert sorted(list(row) for row in answer.rows) == expected


def test_filters_count_as_pandas_does(home: Installation, grant: Grant, tables: Any) -> None:
    conditions = frame(home, "conditions", tables)
    for code in ("I10", "E11.9"):
        sql = f"select count(distinct subject) from conditions where code = '{code}'"
        [[people]] = ask.ask(home, grant, DATASET, sql).rows
        assert people == rounded(conditions[conditions["code"] == code]["subject"].nunique())
    assert (
        ask.ask(home, grant, DATASET, "select count(*) from conditions where code = 'Z'").rows == ()
    )


def test_who_withdraws_is_out_of_the_next_answer(
    home: Installation, grant: Grant, tables: Any, entries: Any
) -> None:
    before = ask.ask(home, grant, DATASET, BY_SEX)
    assert before.content["withdrawals_in_force"] == 0
    leaving = [f"north-p{n}" for n in range(20, 40)]
    done = withdraw(home, *leaving, "north-p0")
    after = ask.ask(home, grant, DATASET, BY_SEX)
    assert after.content["withdrawals_in_force"] == 21
    assert after.content["consent_size"] >= done.size
    people = frame(home, "subjects", tables)
    assert sorted(after.rows) == sorted(
        (sex, rounded(len(group)), rounded(len(group))) for sex, group in people.groupby("sex")
    )
    assert sum(row[1] for row in after.rows) < sum(row[1] for row in before.rows)
    enrol.grant_consents(home, "hearts", enrol.find_patients(home, leaving), by="test")
    again = ask.ask(home, grant, DATASET, BY_SEX)  # who comes back waits for the next release
    assert again.rows == after.rows
    assert again.content["withdrawals_in_force"] == 21
    answered = entries(home, "query.answered")
    assert [e.body["consent_size"] for e in answered] == [
        a.content["consent_size"] for a in (before, after, again)
    ]


def test_a_person_known_to_two_hospitals_is_out_with_either_withdrawal(
    home: Installation, grant: Grant
) -> None:
    release = ask.latest(home, DATASET)
    withdraw(home, "south-p3")
    excluded = ask.excluded_subjects(home, release, home.state.refresh())
    assert excluded.consents == 1
    withdraw(home, "north-p3")
    both = ask.excluded_subjects(home, release, home.state.refresh())
    assert both.consents == 2
    assert both.subjects == excluded.subjects
    assert len(both.subjects) <= 1


def test_intent_then_answer_each_once_and_the_receipt_opens(
    home: Installation, grant: Grant, entries: Any
) -> None:
    size = home.log.size
    answer = ask.ask(home, grant, DATASET, BY_SEX)
    intent, answered = entries(home)[size:]
    assert (intent.type, answered.type) == ("query.intent", "query.answered")
    assert (intent.n, answered.n) == (answer.intent, answer.index)
    assert answered.body["intent"] == intent.n
    assert intent.body["release"] == ask.latest(home, DATASET).id
    assert open_commitment(answered.body["commitment"], answer.key, dict(answer.content))
    for entry in (intent, answered):
        assert b"select" not in entry.data
        assert b"female" not in entry.data
    told = receipt(home, answer)
    assert told["state"] == "sequenced"
    assert told["opening"]["content"]["rows"] == [list(row) for row in answer.rows]
    home.log.integrate()
    assert stored_receipt(home, answer.index)["state"] == "integrated"
    for other in (answer.intent, home.log.size, 0, -1):
        with pytest.raises(NotFound):
            stored_receipt(home, other)


def test_answers_are_sequenced_on_a_grid(home: Installation, grant: Grant, entries: Any) -> None:
    for sql in (BY_SEX, "select count(*) from notes", "select count(*) from conditions"):
        ask.ask(home, grant, DATASET, sql)
    late = [
        datetime.fromisoformat(entry.time).timestamp() % ask.GRID_SECONDS
        for entry in entries(home, "query.answered")
    ]
    assert len(late) == 3
    assert all(offset < 0.1 for offset in late)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("select mrn from subjects where name = 'Abernathy'", "column"),
        ("select subject from subjects", "shape"),
        ("selec Abernathy", "parse"),
        ("select count(*) from read_csv('/etc/passwd')", "shape"),
        ("drop table subjects", "shape"),
        ("", "parse"),
    ],
)
def test_a_refusal_is_recorded_and_echoes_nothing(
    home: Installation, grant: Grant, entries: Any, sql: str, code: str
) -> None:
    size = home.log.size
    with pytest.raises(Refused) as refused:
        ask.ask(home, grant, DATASET, sql)
    [entry] = entries(home)[size:]
    assert entry.type == "query.refused"
    assert entry.body["code"] == refused.value.code
    assert code in (refused.value.code, "shape", "parse")
    assert entry.body["grant"] == grant.id
    said = " ".join([str(refused.value), *refused.value.reasons]).lower()
    for word in ("abernathy", "passwd", "mrn"):
        assert word not in said
        assert word.encode() not in entry.data
    opening = home.vault.opening(entry.n)
    assert opening is not None
    assert opening.private["question"] == sql
    explained = ask.explain(home, DATASET, sql)
    assert explained["decision"] == "refuse"
    assert explained["code"] == refused.value.code
    assert home.log.size == size + 1  # explaining records nothing


def test_what_cannot_be_encoded_is_refused_like_any_other(
    home: Installation, grant: Grant, entries: Any
) -> None:
    for sql in ("select count(*) from subjects where sex = '\ud800'", "\0", "é" * 20_000):
        with pytest.raises((Refused, BadInput)):
            ask.ask(home, grant, DATASET, sql)
    home.log.audit()


def test_the_budget_is_spent_by_questions_that_ran(
    published: Path, copy: Copy, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORTIUM_QUESTIONS_PER_DAY", "2")
    path = copy(published)
    with open_home(path) as home:
        grant = operator_grant(home, DATASET)
        with pytest.raises(Refused):
            ask.ask(home, grant, DATASET, "nonsense")  # costs nothing
        for _ in range(2):
            ask.ask(home, grant, DATASET, BY_SEX)
        with pytest.raises(Refused, match="no questions left") as refused:
            ask.ask(home, grant, DATASET, BY_SEX)
        assert "2 questions a day" in " ".join(refused.value.reasons)
        assert refused.value.code == "budget"
        assert entries(home)[-1].type == "query.refused"
        assert entries(home)[-1].body["code"] == "budget"
        other = issue_grant(
            home, researcher="r", dataset=DATASET, purpose={"primary": "GRU"}, by="test",
            until=home.clock().date(), download=False,
        )  # fmt: skip
        ask.ask(home, authenticate(home, other.token), DATASET, BY_SEX)  # each grant has its own
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with open_home(path, clock=lambda: tomorrow) as home:
        ask.ask(home, operator_grant(home, DATASET), DATASET, BY_SEX)


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


def test_tokens(published: Path, copy: Copy) -> None:
    path, today = copy(published), datetime.now(UTC).date()
    with open_home(path) as home:
        issued = issue_grant(
            home, researcher="Dr. R", dataset=DATASET, purpose={"primary": "GRU"}, until=today,
            download=False, by="test",
        )  # fmt: skip
        grant = authenticate(home, issued.token)
        assert grant.id == issued.grant
        authorize(grant, DATASET)
        with pytest.raises(Denied, match="download"):
            authorize(grant, DATASET, download=True)
        with pytest.raises(Denied, match="does not cover"):
            authorize(grant, "d-other")
        prefix, secret = issued.token.rsplit("_", 1)[0], issued.token[-43:]
        wrong = [
            None, "", "coh", "Bearer x", issued.token + "x", issued.token[:-1], issued.token.upper(),
            f"{prefix}_{'A' * 43}", f"coh_{'0' * 16}_{secret}", issued.token + "\n", " " + issued.token,
        ]  # fmt: skip
        for token in wrong:
            with pytest.raises(Unauthenticated) as denied:
                authenticate(home, token)
            assert secret not in str(denied.value)
    for path_bytes in (p.read_bytes() for p in path.rglob("*") if p.is_file()):
        assert secret.encode() not in path_bytes
        assert b"Dr. R" not in path_bytes
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with (
        open_home(path, clock=lambda: tomorrow) as home,
        pytest.raises(Unauthenticated, match="ended"),
    ):
        authenticate(home, issued.token)
    with open_home(path) as home:
        end_grant(home, issued.grant, by="test")
        with pytest.raises(Unauthenticated, match="ended"):
            authenticate(home, issued.token)
        with pytest.raises(Conflict):
            end_grant(home, issued.grant, by="test")
        with pytest.raises(NotFound):
            end_grant(home, "0" * 16, by="test")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"until": date(2020, 1, 1)}, BadInput),
        ({"until": date(9999, 12, 31)}, BadInput),
        ({"researcher": "  "}, BadInput),
        ({"researcher": "r" * 201}, BadInput),
        ({"dataset": "d-other"}, NotFound),
    ],
)
def test_grants_that_cannot_be(home: Installation, change: Any, error: type) -> None:
    wanted: dict[str, Any] = {
        "researcher": "r", "dataset": DATASET, "purpose": {"primary": "GRU"}, "by": "test",
        "until": home.clock().date(), "download": False, **change,
    }  # fmt: skip
    size = home.log.size
    with pytest.raises(error):
        issue_grant(home, **wanted)
    assert home.log.size == size
