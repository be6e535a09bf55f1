"""An answer is what a recount gives, without the withdrawn, and stands on the ledger before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cohortium.errors import (
    BadInput,
    NotFound,
    Refused,
)
from cohortium.flows import ask
from cohortium.flows.grant import authenticate, issue_grant, operator_grant
from cohortium.flows.receipt import receipt, stored_receipt
from cohortium.standing import Grant
from cohortium.wiring import Installation, open_home
from cohortium_ledger import open_commitment
from hearts import BY_SEX, DATASET, consent, withdraw

Copy = Callable[[Path], Path]


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
    consent(home, *leaving)
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
