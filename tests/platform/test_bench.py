"""The bench harness: what it merges, what its multiplied input holds, and that its work is the whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))


def test_new_rows_replace_their_names_alone(tmp_path: Path) -> None:
    from bench.results import Row, merge

    path = tmp_path / "bench-results.json"
    merge(path, [Row.of("a", 2, 4, unit="s", target=1), Row.of("b", 9, 3, unit="s", target=2)])
    merge(path, [Row.of("b", 3, 3, unit="s", target=2)])
    found = json.loads(path.read_text())
    assert [(row["name"], row["ratio"]) for row in found] == [("a", 0.5), ("b", 1.0)]
    keys = {"name", "ours", "peer", "unit", "ratio", "target", "better"}
    assert all(set(row) == keys for row in found)
    assert all(isinstance(row[k], int | float) for row in found for k in ("ours", "peer", "ratio"))


@pytest.mark.parametrize(
    ("ratio", "better", "reached"),
    [(1.0, "lower", True), (1.01, "lower", False), (1.0, "higher", True), (0.99, "higher", False)],
)
def test_a_ratio_is_judged_by_its_direction(ratio: float, better: str, reached: bool) -> None:
    from bench.results import Row

    row = Row.of("x", ratio, 1, unit="s", target=1, better=better)  # type: ignore[arg-type]
    assert row.reached is reached


def test_a_copy_has_ids_and_references_of_its_own() -> None:
    from bench.fhir_data import copied

    patient = {
        "resourceType": "Patient", "id": "p", "birthDate": "1960-02-29",
        "identifier": [{"value": "m"}],
    }  # fmt: skip
    observation = {
        "resourceType": "Observation", "id": "o", "subject": {"reference": "Patient/p"},
        "contained": [{"id": "c"}], "focus": [{"reference": "#c"}],
    }  # fmt: skip
    assert copied(patient, 0) is patient
    moved = copied(patient, 2)
    assert (moved["id"], moved["birthDate"]) == ("p-2", "1962-02-28")
    assert moved["identifier"] == [{"value": "m-2"}]
    other = copied(observation, 2)
    assert other["subject"] == {"reference": "Patient/p-2"}
    assert (other["focus"], other["contained"]) == ([{"reference": "#c"}], [{"id": "c"}])
    assert observation["subject"] == {"reference": "Patient/p"}, "the original is left alone"


def test_an_unknown_row_is_a_usage_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "nothing-like-it"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "no benchmark is called nothing-like-it" in done.stderr


def test_the_gate_row_is_measured() -> None:
    from bench import gate

    [row] = gate.rows()
    assert row.name == "gate-compile"
    assert row.ours > 0
