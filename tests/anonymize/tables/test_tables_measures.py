"""Every figure of risk, against definitions written out, and measured from the release alone."""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from cohortium_anonymize import (
    Column,
    InputError,
    Intervals,
    KAnonymity,
    Prefix,
    RowNumbers,
    Rows,
    Spec,
    Suppress,
    anonymize,
    measure,
)
from cohortium_anonymize.measures.uniqueness import uniqueness
from cohortium_anonymize.models import DeltaPresence, KMap, estimates

PEERS = Path(__file__).resolve().parents[3] / ".venv-peers/bin/python"
TREE = Rows(tuple((v, "low" if v < "3" else "high", "*") for v in "12345"))


def people(seed: int, rows: int = 120) -> pa.Table:
    draw = random.Random(seed)  # noqa: S311 - test data
    return pa.table(
        {
            "age": [draw.randint(20, 60) for _ in range(rows)],
            "zip": [f"0{draw.randint(210, 219)}" for _ in range(rows)],
            "ill": [draw.choice("1112345") for _ in range(rows)],
            "who": [f"p{draw.randint(0, rows // 2)}" for _ in range(rows)],
        }
    )


def spec(**other: Any) -> Spec:
    columns = {
        "age": Column("quasi-identifier", Intervals(5, 3)),
        "zip": Column("quasi-identifier", Prefix(3)),
        "ill": Column("sensitive", TREE),
    }
    return Spec(columns, (KAnonymity(3),), 0.1, **other)


def written_out(table: pa.Table, quasi: list[str], sensitive: str) -> dict[str, Any]:
    """The definitions, one after the other, in exact arithmetic where there is a choice."""
    rows = table.select([*quasi, sensitive]).to_pylist()
    classes: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in rows:
        classes[tuple(row[q] for q in quasi)].append(str(row[sensitive]))
    whole = Counter(str(row[sensitive]) for row in rows)
    share = {v: Fraction(n, len(rows)) for v, n in whole.items()}
    parts = [{v: Fraction(n, len(c)) for v, n in Counter(c).items()} for c in classes.values()]
    least = min(len(part) for part in parts)
    sizes = [len(c) for c in classes.values()]
    growth = {(i, v): (q - share[v]) / share[v] for i, p in enumerate(parts) for v, q in p.items()}
    enhanced = all(float(g) <= -math.log(share[v]) for (_, v), g in growth.items())
    return {
        "k": min(sizes), "classes": len(sizes), "rows": len(rows), "l": least,
        "unique": sizes.count(1) / len(rows),
        "entropy_l": min(math.exp(-sum(q * math.log(q) for q in p.values())) for p in parts),
        "t": max(sum(abs(p.get(v, 0) - share[v]) for v in share) / 2 for p in parts),
        "t_ordered": max(ordered(p, share) for p in parts),
        "t_hierarchical": max(by_tree(p, share) for p in parts),
        "alpha": max(max(p.values()) for p in parts),
        "beta": max(growth.values()),
        "enhanced_beta": max(growth.values()) if enhanced else None,
        "delta": max(abs(math.log2(q / share[v])) for p in parts for v, q in p.items()),
        "c": max(recursive(sorted(Counter(c).values(), reverse=True), least) for c in classes.values()),
    }  # fmt: skip


def recursive(counts: list[int], least: int) -> Fraction:
    return Fraction(counts[0], sum(counts[least - 1 :]))


def ordered(part: dict[str, Fraction], share: dict[str, Fraction]) -> Fraction:
    gap, far = Fraction(0), Fraction(0)
    for value in sorted(share):
        gap += part.get(value, 0) - share[value]
        far += abs(gap)
    return far / max(1, len(share) - 1)


def by_tree(part: dict[str, Fraction], share: dict[str, Fraction]) -> Fraction:
    """Half the cost of moving within a branch and the whole of moving between: two levels."""
    leaves = sum(abs(part.get(v, 0) - share[v]) for v in share) / 2
    low = [sum(p.get(v, 0) for v in "12") for p in (part, share)]
    return (leaves + abs(low[0] - low[1])) / 2


def flat(figures: dict[str, Any]) -> dict[str, Any]:
    return figures | figures["sensitive"]["ill"]


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_is_its_definition(seed: int, tmp_path: Path) -> None:
    table = people(seed)
    release = anonymize(table, spec())
    pq.write_table(release.table, tmp_path / "r.parquet")
    for data, figures in (
        (release.table, release.risk),
        (release.table, measure(tmp_path / "r.parquet", ["age", "zip"], "ill", hierarchies={"ill": TREE})),
        (table, release.before),
    ):  # fmt: skip
        told = flat(figures)
        for name, value in written_out(data, ["age", "zip"], "ill").items():
            if value is None:
                assert told[name] is None
            else:
                assert told[name] == pytest.approx(float(value), rel=1e-12, abs=1e-12), name


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("subject", [None, "who"])
def test_a_release_is_measured_from_its_file_alone(
    seed: int, subject: str | None, tmp_path: Path
) -> None:
    """Whatever was suppressed, the claims are those of whoever holds the file."""
    release = anonymize(people(seed, 600), spec(rows_per_subject=subject))
    assert release.suppressed_rows
    pq.write_table(release.table, tmp_path / "r.parquet")
    pa.csv.write_csv(release.table, tmp_path / "r.csv")
    for form in (release.table, tmp_path / "r.parquet", str(tmp_path / "r.csv")):
        measured = measure(form, ["age", "zip"], "ill", subject=subject, hierarchies={"ill": TREE})
        assert measured.keys() == release.risk.keys()
        same(measured, dict(release.risk))


def same(one: Any, other: Any, name: str = "") -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys(), name
        for key in one:
            same(one[key], other[key], f"{name}.{key}")
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-12), name
    else:
        assert one == other, name


def test_values_that_nobody_released_has_are_not_known_of(tmp_path: Path) -> None:
    """The one row with the largest value is suppressed: distances are over the values that are left."""
    table = pa.table({"q": ["a"] * 6 + ["b"], "s": ["1", "2", "3"] * 2 + ["9"]})
    columns = {"q": Column("quasi-identifier", Suppress()), "s": Column("sensitive")}
    release = anonymize(table, Spec(columns, (KAnonymity(2),), 0.2))
    assert release.suppressed_rows == 1
    same(measure(release.table, ["q"], "s"), dict(release.risk))


def test_adversaries_by_what_they_know() -> None:
    """Classes of 1 and 2 of a subset, in crowds of 4 and 2."""
    table = pa.table({"q": list("aaaabb")})
    columns = {"q": Column("quasi-identifier", Suppress())}
    release = anonymize(
        table, Spec(columns, (KMap(2), DeltaPresence(0, 1)), subset=RowNumbers((0, 4, 5)))
    )
    risk = release.risk
    assert risk["k"] == 1
    assert risk["prosecutor"] == {
        "highest": 1.0,
        "average": pytest.approx(2 / 3),
        "at_risk": 1.0,
    }
    assert risk["journalist"]["highest"] == 0.5
    assert risk["journalist"]["average"] == pytest.approx((1 / 4 + 2 / 2) / 3)
    assert risk["marketer"]["average"] == pytest.approx((1 / 4 + 2 / 2) / 3)
    assert risk["journalist"]["basis"] == risk["marketer"]["basis"] == "population"
    assert risk["presence"] == {"least": 0.25, "most": 1.0}


def test_without_a_population_the_bound_is_named() -> None:
    figures = measure(pa.table({"q": list("aaabb")}), ["q"])
    assert figures["journalist"] == figures["prosecutor"] | {"basis": "prosecutor's bound"}
    assert figures["marketer"] == {"average": 2 / 5, "basis": "prosecutor's bound"}
    assert "presence" not in figures


def test_uniqueness_of_sample_and_population() -> None:
    import numpy as np

    told = uniqueness({"1": 60, "2": 20, "7": 4}, 10_000)
    assert told["sample"] == 60 / 128
    sizes, counts = np.array([1, 2, 7]), np.array([60, 20, 4])
    for name, share in told["estimates"].items():
        found = getattr(estimates, name)(sizes, counts, 10_000)
        assert share == (None if found is None else found / 10_000)
    assert uniqueness({"5": 3}, 100)["estimates"] == dict.fromkeys(told["estimates"], 0.0)
    with pytest.raises(InputError, match="smaller than the table"):
        uniqueness({"5": 3}, 14)
    table = people(1)
    measured = measure(table, ["age", "zip"], population=5000)
    assert measured["uniqueness"] == uniqueness(measured["class_sizes"], 5000)


@pytest.mark.parametrize(
    ("quasi", "sensitive", "said"),
    [
        ([], (), "at least one"),
        (["age", "no"], (), "no column no"),
        (["age"], "no", "no column no"),
    ],
)
@pytest.mark.parametrize("as_file", [False, True])
def test_what_cannot_be_measured(
    quasi: list[str], sensitive: Any, said: str, as_file: bool, tmp_path: Path
) -> None:
    table: Any = people(1)
    if as_file:
        pq.write_table(table, tmp_path / "t.parquet")
        table = tmp_path / "t.parquet"
    with pytest.raises(InputError, match=said):
        measure(table, quasi, sensitive)


PYCANON = """
import json, sys
import pandas as pd
from pycanon import anonymity as a
frame = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
numbers = frame.assign(ill=frame["ill"].astype(int))
q, s = ["age", "zip"], ["ill"]
print(json.dumps({
    "k": int(a.k_anonymity(frame, q)), "l": int(a.l_diversity(frame, q, s)),
    "entropy_l": int(a.entropy_l_diversity(frame, q, s)), "t": float(a.t_closeness(frame, q, s)),
    "t_ordered": float(a.t_closeness(numbers, q, s)),
    "alpha": float(a.alpha_k_anonymity(frame, q, s)[0]),
    "beta": float(a.basic_beta_likeness(frame, q, s)),
    "enhanced": float(a.enhanced_beta_likeness(frame, q, s)),
    "delta": float(a.delta_disclosure(frame, q, s)),
}))
"""


@pytest.mark.parametrize("seed", [1, 7])
def test_pycanon_agrees_with_what_a_release_claims(seed: int, tmp_path: Path) -> None:
    if not PEERS.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the peers' Python is not at {PEERS}")
        pytest.skip(f"the peers' Python is not at {PEERS}: make setup")
    release = anonymize(people(seed, 400), spec())
    pq.write_table(release.table, tmp_path / "r.parquet")
    pa.csv.write_csv(pq.read_table(tmp_path / "r.parquet"), tmp_path / "r.csv")
    done = subprocess.run(
        [PEERS, "-c", PYCANON, tmp_path / "r.csv"], capture_output=True, text=True, check=True
    )
    theirs, ours = json.loads(done.stdout), flat(dict(release.risk))
    for name in ("k", "l", "t", "t_ordered", "alpha", "beta"):
        assert ours[name] == pytest.approx(theirs[name], rel=1e-9), name
    assert math.floor(ours["entropy_l"] * (1 + 1e-12)) == theirs["entropy_l"]
    assert ours["delta"] * math.log(2) == pytest.approx(theirs["delta"], rel=1e-9)
    rarest = min(Counter(release.table.column("ill").to_pylist()).values())
    bound = -math.log(rarest / release.table.num_rows)  # pycanon tells a beta also where none holds
    assert min(ours["beta"], bound) == pytest.approx(theirs["enhanced"], rel=1e-9)
