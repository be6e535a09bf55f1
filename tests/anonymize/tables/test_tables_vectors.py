"""The reference vectors of another anonymizer: same optimum, same rows suppressed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cohortium_anonymize import NoSolution, Spec, anonymize, measure, parse_spec, read_table

RELATIVE = 1e-9
METRICS = {
    "MetricMDNUEntropyPotentiallyPrecomputed": ("non-uniform-entropy", False),
    "MetricMDNUNMEntropyPotentiallyPrecomputed": ("non-uniform-entropy", True),
    "MetricSDDiscernability": ("discernibility", False),
    "MetricSDAECS": ("aecs", True),
    "MetricMDNMLoss": ("loss", True),
}
S = {"column": "occupation"}
MODELS = (  # the vectors' words -> our table
    (r"(\d+)-anonymity", lambda k: {"model": "k-anonymity", "k": int(k)}),
    (
        r"shannon-entropy-([\d.]+)-diversity for.*",
        lambda v: {"model": "entropy-l-diversity", "l": float(v), **S},
    ),
    (
        r"recursive-\(([\d.]+),(\d+)\)-diversity for.*",
        lambda c, v: {"model": "recursive-cl-diversity", "c": float(c), "l": int(v), **S},
    ),
    (
        r"([\d.]+)-closeness with equal ground-distance for.*",
        lambda t: {"model": "t-closeness", "t": float(t), **S},
    ),
    (
        r"(basic|enhanced)-([\d.]+)-likeness for.*",
        lambda kind, b: {"model": f"{kind}-beta-likeness", "beta": float(b), **S},
    ),
)
# every case of the development vectors whose models are built (the slowest takes seconds)
CASES = (2, 4, 5, 7, 12, 15, 17, 57, 60, 70, 74, 85, 92, 97, 101)


@pytest.fixture(scope="module")
def vectors(shared: Path) -> Path:
    return shared / "vectors" / "anonymize"


@pytest.fixture(scope="module")
def adult(vectors: Path) -> pa.Table:
    return read_table(vectors / "adult.csv", ";")


@pytest.fixture(scope="module")
def cases(vectors: Path) -> dict[int, dict[str, Any]]:
    document = json.loads((vectors / "arx_expected_dev.json").read_text())
    return {case["id"]: case for case in document["cases"]}


def models_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for word in re.split(r", (?=[^)]*(?:\(|$))", case["privacy_models"].strip("[]")):
        for pattern, make in MODELS:
            if match := re.fullmatch(pattern, word):
                found.append(make(*match.groups()))
                break
        else:
            raise AssertionError(f"not built: {word}")
    return found


def spec_of(case: dict[str, Any], columns: list[str], folder: Path) -> Spec:
    roles: dict[str, Any] = {
        name: {"role": "quasi-identifier", "hierarchy": f"adult_hierarchy_{name}.csv"}
        for name in columns
    }
    if case["sensitive"]:
        roles[case["sensitive"]] = {"role": "sensitive"}
    metric, counted = METRICS[case["metric_class"]]
    document = {
        "delimiter": ";",
        "columns": roles,
        "privacy": models_of(case),
        "suppression": {"limit": case["suppression_limit"]},
        "utility": {"metric": metric, "count_suppression": counted},
    }
    return parse_spec(document, folder)


@pytest.mark.parametrize("number", CASES)
def test_optimum_is_that_of_the_reference(
    number: int, cases: dict[int, dict[str, Any]], adult: pa.Table, vectors: Path
) -> None:
    case = cases[number]
    spec = spec_of(case, adult.column_names, vectors)
    if case["expected_transformation"] is None:
        with pytest.raises(NoSolution) as none:
            anonymize(adult, spec)
        assert none.value.proven
        assert none.value.exit_code == 1
        return
    release = anonymize(adult, spec)
    assert release.optimal
    assert release.information_loss == pytest.approx(float(case["expected_loss"]), rel=RELATIVE)
    assert list(release.transformation.values()) == case["expected_transformation"]
    assert release.suppressed_rows == case["observed"]["suppressed_records"]
    assert release.table.num_rows == adult.num_rows - release.suppressed_rows
    assert release.lower_bound == release.information_loss


def test_loss_optimum_of_the_published_benchmark(adult: pa.Table, vectors: Path) -> None:
    """Seven quasi-identifiers, k = 5, at most 5 % suppressed: figures of the reference's own run."""
    quasi = [name for name in adult.column_names if name not in ("workclass", "salary-class")]
    roles = {
        name: {"role": "quasi-identifier", "hierarchy": f"adult_hierarchy_{name}.csv"}
        for name in quasi
    }
    spec = parse_spec(
        {
            "delimiter": ";",
            "columns": {**roles, "salary-class": {"role": "sensitive"}},
            "privacy": [{"model": "k-anonymity", "k": 5}],
            "suppression": {"limit": 0.05},
        },
        vectors,
    )
    release = anonymize(adult, spec)
    assert release.optimal
    assert release.information_loss == pytest.approx(0.1921770, abs=5e-8)
    assert list(release.transformation.values()) == [0, 3, 0, 0, 2, 1, 1]
    assert (release.suppressed_rows, release.risk["classes"]) == (1444, 427)
    measured = measure(release.table, quasi, "salary-class")
    for key in ("k", "classes", "l", "entropy_l", "t"):
        assert measured[key] == release.risk[key]
    assert measured["k"] >= 5


def test_measure_equals_the_published_figure(adult: pa.Table) -> None:
    quasi = [name for name in adult.column_names if name not in ("occupation", "salary-class")]
    figures = measure(adult, quasi, "occupation")
    assert figures["k"] == 1
    assert figures["l"] == 1
    assert figures["classes"] == len(
        set(zip(*(adult.column(q).to_pylist() for q in quasi), strict=True))
    )
