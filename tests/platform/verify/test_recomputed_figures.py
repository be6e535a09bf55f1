"""`cohortium verify --recompute`: a claim that the rows do not bear out is named and refused."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium.release.assembly import blurred
from cohortium_anonymize import measure

ROWS = 20  # of persons; the story releases three fewer than consented, and one withdrew
LARGE, SMALL = 17, 3
PATH = "download/people.parquet"


def people(sizes: tuple[int, ...]) -> pa.Table:
    """One class of each size."""
    ages = [str(1950 + 10 * place) for place, size in enumerate(sizes) for _ in range(size)]
    columns = {"subject": [f"s{n:02}" for n in range(len(ages))], "birth_year": ages}
    return pa.table({**columns, "race": [("a", "b")[n % 2] for n in range(len(ages))]})


def parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


@pytest.fixture
def bundled(tell: Callable[..., Any], tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Bundle some rows under claims of one's own: `bundled(table, risk=..., exact=...)`."""

    def make(
        table: pa.Table,
        claimed: pa.Table | None = None,
        quasi: tuple[str, ...] = ("birth_year",),
        risk: Mapping[str, Any] = {},
        exact: Mapping[str, Any] = {},
        k: int = 5,
    ) -> tuple[Path, Path]:
        said = measure(claimed or table, quasi, "race", subject="subject")
        data = parquet(table)
        (tmp_path / "folder/download").mkdir(parents=True)
        (tmp_path / "folder" / PATH).write_bytes(data)
        file = {
            "rendition": "download", "path": PATH, "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }  # fmt: skip
        columns = [
            {"name": name, "type": "string", "role": "dimension", "description": name}
            for name in table.column_names
        ]
        told = {"name": "subjects", "rows": ROWS, "rows_per_subject": 1, "columns": columns}
        models = [
            {"model": "k-anonymity", "k": k},
            {"model": "distinct-l-diversity", "column": "race", "l": 2},
        ]
        world = tell(
            patients=ROWS + 4,
            counts={"risk": said | dict(exact)},
            manifest={
                "tables": [told | {"files": [file]}],
                "policy": {"privacy": models},
                "risk": blurred(said) | {"transformation": dict.fromkeys(quasi, 1)} | dict(risk),
            },
        )
        policy = tmp_path / "policy"
        policy.write_text(world.policy)
        return world.release_bundle(tmp_path / "b.zip"), policy

    return make


def verify(paths: tuple[Path, Path], *more: str) -> int:
    return run(["verify", str(paths[0]), "--policy", str(paths[1]), *more])


def test_what_the_rows_have_is_verified(bundled, capsys) -> None:
    paths = bundled(people((12, 8)))
    assert verify(paths, "--recompute", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verified"] is True
    assert told["checks"][-1]["name"] == "figures"
    assert told["checks"][-1]["detail"].startswith("k 8, 2 classes of 20 subjects")
    assert verify(paths, "--recompute") == 0
    assert "ok  figures" in capsys.readouterr().out


def test_a_bundle_that_claims_five_over_three_is_refused(bundled, capsys) -> None:
    """All digests and signatures are right: the publisher lied, or erred, about the rows."""
    paths = bundled(people((LARGE, SMALL)), claimed=people((15, 5)))
    assert verify(paths) == 0
    capsys.readouterr()
    assert verify(paths, "--recompute", "--json") == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["verified"] is False
    assert told["reason"] == "the manifest claims k of 5, the rows have 3"
    assert said.err == "cohortium: not verified: the manifest claims k of 5, the rows have 3\n"


LIES: list[tuple[str, dict[str, Any], str]] = [
    ("policy", {"k": 13}, "the policy asks for k of 13, the rows have 8"),
    ("t", {"risk": {"t": 0.99}}, "the manifest claims t of 0.99, the rows have 0"),
    ("classes", {"exact": {"classes": 3}}, "exact.json claims classes of 3, the rows have 2"),
    (
        "histogram",
        {"exact": {"class_sizes": {"12": 1, "8": 1, "1": 1}}},
        "exact.json claims class_sizes.1 of 1, the rows have 0",
    ),
    (
        "column",
        {"exact": {"sensitive": {"race": {"beta": 0.5}}}},
        "exact.json claims sensitive.race.beta of 0.5",
    ),
    ("adversary", {"exact": {"marketer": {"average": 0.01}}}, "marketer.average of 0.01"),
]


@pytest.mark.parametrize(("lie", "said"), [lie[1:] for lie in LIES], ids=[lie[0] for lie in LIES])
def test_every_figure_is_compared(lie: dict[str, Any], said: str, bundled, capsys) -> None:
    assert verify(bundled(people((12, 8)), **lie), "--recompute") == 1
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.err.count("\n") == 1
    assert "NO  figures" in printed.out


def test_a_column_left_out_of_the_quasi_identifiers_is_refused(bundled, capsys) -> None:
    table = people((12, 8)).append_column("zip", pa.array([str(n) for n in range(ROWS)]))
    assert verify(bundled(table), "--recompute") == 1
    assert "column zip of subjects is not among those" in capsys.readouterr().err


def test_a_person_in_two_rows_counts_once(bundled, capsys) -> None:
    table = people((12, 8))
    doubled = table.set_column(0, "subject", pa.array([f"s{n // 2}" for n in range(ROWS)]))
    assert verify(bundled(doubled, claimed=table), "--recompute") == 1
    assert "the manifest claims k of 8, the rows have 4" in capsys.readouterr().err


def test_risk_in_no_form_that_can_be_compared(bundled, capsys) -> None:
    assert verify(bundled(people((12, 8)), risk={"transformation": 7}), "--recompute") == 1
    assert "not in the form" in capsys.readouterr().err


def test_a_receipt_has_no_rows_to_measure(honest, tmp_path: Path, capsys) -> None:
    policy = tmp_path / "policy"
    policy.write_text(honest.policy)
    receipt = honest.receipt_bundle(tmp_path / "r.zip")
    assert verify((receipt, policy), "--recompute") == 2
    assert "give a release's bundle" in capsys.readouterr().err


def test_rows_that_are_no_parquet(honest, tmp_path: Path, capsys) -> None:
    policy = tmp_path / "policy"
    policy.write_text(honest.policy)
    bundle = honest.release_bundle(tmp_path / "b.zip")
    assert verify((bundle, policy), "--recompute") == 1
    assert "no Parquet file that can be read" in capsys.readouterr().err


BARE = """
import sys
class Guard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pyarrow", "numpy", "duckdb", "pandas", "cohortium_anonymize"):
            raise ModuleNotFoundError("not in the base install: " + name, name=name)
sys.meta_path.insert(0, Guard())
from cohortium.cli import run
raise SystemExit(run(["verify", sys.argv[1], "--policy", sys.argv[2], *sys.argv[3:]]))
"""


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--recompute"], 2)])
def test_without_the_extra_it_says_which(more: list[str], code: int, bundled) -> None:
    paths = bundled(people((12, 8)))
    done = subprocess.run(
        [sys.executable, "-c", BARE, *paths, *more], capture_output=True, text=True
    )
    assert done.returncode == code
    assert ("cohortium[server]" in done.stderr) is bool(more)
    assert done.stderr.count("\n") == len(more)
