"""What the download rendition tells of a subject's events: codes, dates, and what singles out."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cohortium.errors import BadInput, Refused
from cohortium.records.tables import SCHEMAS, TABLES
from cohortium.release.histories import Histories, Settled
from cohortium.release.ladders import coded, ladder, shown
from cohortium.release.longitudinal import CODED, Codes, Dates, promises
from cohortium.release.policy import Policy, read_policy
from cohortium.release.renditions import download, first_days
from cohortium.release.sharing import Allowed
from cohortium.release.trajectories import blurred, check_unique, coarse
from cohortium.release.treatment import Uncounted

START = date(2020, 1, 1)
SNOMED, ICD = "snomed", "icd10cm"


def test_what_a_policy_says() -> None:
    assert (Policy().dates, Policy().codes) == (Dates("month", None), Codes(2, CODED))
    policy = read_policy(
        b'[dates]\nunit = "weeks-since-first"\nmax_unique = 1\n[values]\ndigits = 3\n'
        b'[codes]\nm = 3\ntables = ["procedures", "conditions"]\n'
    )
    assert policy.dates == Dates("weeks-since-first", 1.0)
    assert policy.codes == Codes(3, ("conditions", "procedures"))
    assert policy.value_digits == 3
    assert policy.describe()["codes"] == {"m": 3, "tables": ("conditions", "procedures")}


@pytest.mark.parametrize(
    ("data", "blamed"),
    [
        ('[dates]\nunit = "day"', "date unit is one of month"), ("[dates]\nunit = 1", "date unit"),
        ("[dates]\nmax_unique = 1.1", "max_unique"), ("[dates]\nmax_unique = true", "max_unique"),
        ("[dates]\nmax_unique = nan", "max_unique"),
        ("[dates]\nshift = 1", "'shift'"), ("[codes]\nm = 4", "m is"), ("[codes]\nm = 2.0", "m is"),
        ('[codes]\ntables = ["notes"]', "code tables"), ('[codes]\ntables = "all"', "code tables"),
        ("[codes]\nk = 2", "'k'"), ("[values]\ndigits = 7", "digits"), ("[values]\nn = 1", "'n'"),
        ("[values]\ndigits = 2\n[release]\nvalue_digits = 2", "twice"), ("dates = 1", "dates"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_blamed(data: str, blamed: str) -> None:
    with pytest.raises(BadInput, match=blamed):
        read_policy(data.encode())


@pytest.mark.parametrize(
    ("code", "system", "steps"),
    [
        ("E11.65", ICD, ["E11.6", "E11", "E08-E13", "E00-E90"]),
        ("E1165", ICD, ["E11.6", "E11", "E08-E13", "E00-E90"]),
        ("E11", "icd10", ["E08-E13", "E00-E90"]),
        ("A10BA02", "atc", ["A10BA", "A10B", "A10", "A"]),
        ("44054006", SNOMED, []), ("8867-4", "loinc", []),
    ],
)  # fmt: skip
def test_codes_climb_by_their_structure(code: str, system: str, steps: list[str]) -> None:
    above, found = ladder(), []
    word = above(coded("conditions", system, code))
    while word is not None:
        found.append(word.split("\x1f")[2][:-1])
        word = above(word)
    assert found == steps
    assert above(shown("conditions", ICD, "E11.65")) is None


def events(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """A shifted table of these rows; what they do not say is null."""
    columns = {c.name: [row.get(c.name) for row in rows] for c in TABLES[name].columns}
    types = {field.name: field.type for field in SCHEMAS[name]}
    return pa.table({n: pa.array(v, types.get(n, pa.string())) for n, v in columns.items()})


def condition(
    who: int, code: str | None, day: int, system: str = SNOMED, **more: Any
) -> dict[str, Any]:
    display = f"about {code}" if code else None
    when = START + timedelta(day)
    said = {"code": code, "system": system, "display": display, "recorded": when}
    return {"subject": f"s{who:03d}", **said, **more}


def everything(tables: dict[str, pa.Table]) -> Allowed:
    """All codes and displays of `tables` may leave."""
    values: dict[tuple[str, str], pa.Array] = {}
    for name, table in tables.items():
        rows = table.select(["system", "code", "display"]).to_pylist()
        codes = {f"{r['system'] or ''}\x1f{r['code']}" for r in rows if r["code"]}
        said = {f"{r['system'] or ''}\x1f{r['code'] or ''}\x1f{r['display']}" for r in rows}
        values[name, "code"] = pa.array(sorted(codes), pa.string())
        values[name, "display"] = pa.array(sorted(said), pa.string())
    return Allowed(values)


def settle(
    tables: dict[str, pa.Table], allowed: Allowed | None = None, *, k: int = 5,
    codes: Codes | None = None, dates: Dates | None = None, download: bool = True, seed: int = 1,
) -> Settled:  # fmt: skip
    histories, codes = Histories(), codes or Codes()
    for name, table in tables.items():
        histories.watch(name, table, codes)
    return histories.settle(
        allowed or everything(tables), codes, dates or Dates(), k=k, download=download, seed=seed
    )


def leaving(table: pa.Table, settled: Settled) -> list[dict[str, Any]]:
    made = settled.treatment.apply("conditions", download("conditions", table, 2))
    rows: list[dict[str, Any]] = made.to_pylist()
    return rows


def test_a_rare_pair_of_common_codes_is_parted() -> None:
    """Both codes are common; subjects 6 and 7 alone have both."""
    rows = [condition(who, "38341003", who) for who in range(8)]
    rows += [condition(who, "44054006", who) for who in range(6, 14)]
    table = events("conditions", rows)
    settled = settle({"conditions": table})
    told = leaving(table, settled)
    assert [r["subject"] for r in told if r["code"] == "38341003"] == [
        f"s{n:03d}" for n in range(6)
    ]
    assert len([r for r in told if r["code"] == "44054006"]) == 8
    assert settled.shares == {"kept": 14 / 16, "generalized": 0.0, "suppressed": 2 / 16}
    assert len(leaving(table, settle({"conditions": table}, codes=Codes(m=1)))) == 16
    assert len(leaving(table, settle({"conditions": table}, codes=Codes(m=0)))) == 16
    assert (
        len(leaving(table, settle({"conditions": table}, codes=Codes(tables=("allergies",))))) == 16
    )


def test_a_unique_code_rises_and_its_row_says_no_more() -> None:
    rows = [
        condition(who, f"E11.{who}", who, ICD, category="problem-list-item") for who in range(5)
    ]
    rows += [condition(5, "Q90.9", 5, ICD), condition(5, None, 6), condition(4, "E11.4", 40, ICD)]
    table = events("conditions", rows)
    told = leaving(table, settle({"conditions": table}))
    assert {r["code"] for r in told} == {"E11", None}
    general = [r for r in told if r["code"]]
    assert {r["display"] for r in general} == {None}
    assert {r["category"] for r in general} == {"problem-list-item", None}
    assert len(general) == 6
    assert [r["recorded"] for r in told if r["code"] is None] == ["2020-01"]  # it has no item


def test_displays_without_a_code_are_items_too() -> None:
    rows = [condition(who, None, who, display="Gout") for who in range(6)]
    rows += [condition(6, None, 6, display="Yellow nail syndrome")]
    table = events("conditions", rows)
    assert {r["display"] for r in leaving(table, settle({"conditions": table}))} == {"Gout"}


def test_what_does_not_leave_anyway_is_no_item() -> None:
    """A code that is withheld leaves its display, by which its rows are then known."""
    rows = [condition(who, "38341003", who, display="High") for who in range(6)]
    table = events("conditions", rows)
    allowed = Allowed({("conditions", "display"): pa.array(["snomed\x1f38341003\x1fHigh"])})
    settled = settle({"conditions": table}, allowed)
    told = settled.treatment.apply(
        "conditions",
        allowed.apply("conditions", download("conditions", table, 2), Counter()),
    )
    assert {(r["code"], r["display"]) for r in told.to_pylist()} == {(None, "High")}
    with pytest.raises(Uncounted):
        settled.treatment.apply("conditions", table)


def test_the_cut_into_shards_and_the_seed() -> None:
    draw = np.random.default_rng(2)
    rows = [
        condition(who, f"{38341003 + int(code)}", int(draw.integers(900)))
        for who in range(40)
        for code in draw.integers(0, 9, 5)
    ]
    table, codes = events("conditions", rows), Codes()
    whole = settle({"conditions": table}, seed=3)
    histories = Histories()
    for low, high in ((35, 40), (0, 10), (20, 35), (10, 20)):  # subjects, in another order
        names = pa.array([f"s{who:03d}" for who in range(low, high)])
        histories.watch("conditions", table.filter(pc.is_in(table["subject"], names)), codes)
    parts = histories.settle(
        everything({"conditions": table}), codes, Dates(), k=5, download=True, seed=3
    )
    assert parts.shares == whole.shares
    assert parts.trajectories == whole.trajectories
    assert leaving(table, parts) == leaving(table, whole)
    assert settle({"conditions": table}, seed=4).trajectories != whole.trajectories


def test_both_renditions_are_measured() -> None:
    """Everybody has events on the same days, but for one, a day later: days tell, months do not."""
    rows = [
        condition(who, "38341003", day + (who == 11 and day == 75))
        for who in range(12)
        for day in (14, 45, 75, 105)
    ]
    table = events("conditions", rows)
    found = settle({"conditions": table}).trajectories
    assert found.download is not None
    assert (found.queryable.intervals[3].asked, found.queryable.intervals[3].unique) == (12, 1)
    assert found.download.intervals[3].unique == 0
    assert found.download.points[1].unique <= found.queryable.points[1].unique
    assert found.download.rows.asked == 12
    told = blurred(found.describe())
    assert set(told) == {"queryable", "download"}
    assert "asked" not in str(told)
    assert told["queryable"]["intervals"]["3"]["unique"] == 0.1  # 1 of 12, in steps
    alone = settle({"conditions": table}, download=False).trajectories
    assert alone.download is None
    assert alone.leaving == 0.0


def test_a_limit_counts_the_doubt_against_the_release() -> None:
    rows = [condition(who, "38341003", 31 * at * (who + 1)) for who in range(12) for at in range(4)]
    found = settle({"conditions": events("conditions", rows)}).trajectories
    assert found.leaving == 1.0
    check_unique(found, Dates())
    check_unique(found, Dates(max_unique=1.0))
    with pytest.raises(Refused, match="max_unique of 90%") as refused:
        check_unique(found, Dates(max_unique=0.9))
    assert refused.value.code == "trajectories"


@pytest.mark.parametrize(
    ("unit", "told", "before"),
    [
        ("month", ["2020-01", "2020-02", "2021-01", None], "2019-12"),
        ("quarter", ["2020-Q1", "2020-Q1", "2021-Q1", None], "2019-Q4"),
        ("year", ["2020", "2020", "2021", None], "2019"),
        ("weeks-since-first", [2, 4, 52, None], -1),
    ],
)
def test_dates_are_told_in_the_policys_unit(unit: str, told: list[Any], before: Any) -> None:
    """The first event is of another table; what began before it has weeks below zero."""
    days = [14, 31, 366, 367]
    rows = [condition(1, "38341003", day) for day in days]
    rows[3]["recorded"] = None
    rows[0]["onset"] = START - timedelta(1)
    first = events("encounters", [{"subject": "s001", "started": START}])
    table = events("conditions", rows)
    weeks = first_days({"encounters": first, "conditions": table})
    made = download("conditions", table, 2, unit, weeks)
    assert sorted(made["recorded"].to_pylist(), key=str) == sorted(told, key=str)
    assert made["onset"].drop_null().to_pylist() == [before]


@pytest.mark.parametrize("unit", ["month", "quarter", "year"])
def test_measured_units_are_those_of_the_files(unit: str) -> None:
    days = np.arange(-800, 20_000, 13)
    table = events(
        "conditions",
        [condition(1, None, 0, recorded=date(1970, 1, 1) + timedelta(int(d))) for d in days],
    )
    words = download("conditions", table, 2, unit)["recorded"].to_pylist()
    counted = coarse(days, np.zeros(len(days), np.int64), unit).tolist()
    assert (
        len(set(words)) == len(set(counted)) == len(set(zip(sorted(words), counted, strict=True)))
    )


def test_promises_say_what_was_done() -> None:
    told = " ".join(promises(Dates("quarter"), Codes(2, ("conditions",))))
    assert "quarters instead of days" in told
    assert "2 rarest codes" in told
    assert len(promises(Dates(), Codes(m=0))) == 1
