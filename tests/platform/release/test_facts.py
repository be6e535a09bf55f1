"""Facts of events: what is told of them stands for what is true, and days or exact values single out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from cohortium.records.tables import TABLES
from cohortium.release.facts import SPAN, Facts, Held, bounds, columns
from cohortium.release.renditions import download
from cohortium_anonymize.attacks.battery import Battery, attack
from cohortium_anonymize.attacks.columns import Measured
from cohortium_anonymize.attacks.terms import Terms

PERSONS = 300
WEIGHT = "29463-7"


def observations(count: int = PERSONS) -> pa.Table:
    """Two weights of everybody, up to twenty years apart; one person has none."""
    draw = np.random.default_rng(2)
    rows = []
    for at in range(count):
        first = date(2000, 1, 1) + timedelta(days=int(draw.integers(0, 364)))
        for day in (first, first + timedelta(days=int(draw.integers(1, 7000)))):
            weight = round(float(draw.normal(75, 12)), 3)
            rows.append({"subject": f"s{at:03d}", "observed": day, "code": WEIGHT, "value": weight})
    spec = [(c.name, pa.type_for_alias(c.type)) for c in TABLES["observations"].columns]
    return pa.Table.from_pylist(rows, pa.schema(spec))


def under_attack(true: pa.Table, told: pa.Table, count: int = PERSONS) -> list[Measured]:
    held = Held()
    for start in range(0, true.num_rows, 128):
        held.add("observations", true.slice(start, 128))
    found = Facts(held.chosen(count)), Facts(held.chosen(count))
    for facts, table in zip(found, (true, told), strict=True):
        for start in range(0, table.num_rows, 100):
            facts.add("observations", table.slice(start, 100))
    return columns([f"s{at:03d}" for at in range(count)], *found)


def judged(true: pa.Table, told: pa.Table) -> Battery:
    return attack(under_attack(true, told), (), Terms(), 9)


@pytest.mark.parametrize("unit", ["month", "quarter", "year"])
def test_what_is_told_stands_for_what_is_true(unit: str) -> None:
    true = observations()
    told = download("observations", true, 2, unit)
    facts = under_attack(true, told)
    assert [fact.name for fact in facts] == [
        SPAN, "span of observations", f"observations.value of {WEIGHT}",
    ]  # fmt: skip
    everybody = np.arange(PERSONS)
    for fact in facts:
        assert fact.compatible(everybody, everybody).diagonal().all(), fact.name


def test_months_and_bands_pass_where_days_and_exact_values_fail() -> None:
    true = observations()
    told = download("observations", true, 2)
    assert judged(true, told).verdict == "passed"
    for column, fact in (("observed", SPAN), ("value", f"observations.value of {WEIGHT}")):
        at = told.column_names.index(column)
        ordered = true.sort_by([("subject", "ascending"), ("observed", "ascending")])
        broken = download("observations", ordered, 2).set_column(at, column, ordered.column(column))
        found = judged(true, broken)
        assert found.verdict == "refused"
        assert f"singling-out by {fact}" in [outcome.name for outcome in found.over]


def test_dates_in_every_unit_have_their_first_and_last_day() -> None:
    words = ["2020-02", "2021-Q4", "2019", "1970-01-02", None]
    low, high = bounds(pa.chunked_array([words]))
    first, last = date(2020, 2, 1), date(2020, 2, 29)
    epoch = date(1970, 1, 1)
    assert (low[0].as_py(), high[0].as_py()) == ((first - epoch).days, (last - epoch).days)
    assert high[1].as_py() - low[1].as_py() == 91
    assert high[2].as_py() - low[2].as_py() == 364
    assert (low[3].as_py(), high[3].as_py(), low[4].as_py()) == (1, 1, None)
    low, high = bounds(pa.array([3, None], pa.int32()))
    assert (low.to_pylist(), high.to_pylist()) == ([21, None], [27, None])
    low, high = bounds(pa.array([date(1970, 1, 9)]))
    assert (low.to_pylist(), high.to_pylist()) == ([8], [8])


def test_without_events_there_are_no_facts() -> None:
    assert under_attack(observations(0), observations(0), 5) == []
