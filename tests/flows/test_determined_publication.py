"""The same records, policy, key and clock make the same files, in whatever order the records came in."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium.flows import enrol
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import create_home, open_home

STUDY = {
    "id": "hearts", "title": "Hearts", "text": "We count hearts.", "until": "2090-01-01",
    "terms": {"permission": "GRU"},
}  # fmt: skip
LEDGER = ("consents", "intakes")  # name entries of the ledger, which stand in the order they came
NOON = datetime.now(UTC).replace(hour=12)


def another_way(folder: Path, hospitals: Path) -> list[tuple[str, Path]]:
    """The same records: the hospitals and their lines in another order, one hospital in two batches."""
    draw = random.Random(1)  # noqa: S311 - test data
    batches = [("south", folder / "s"), ("north", folder / "n1"), ("north", folder / "n2")]
    for hospital, batch in batches:
        batch.mkdir()
        for path in sorted((hospitals / hospital).glob("*.ndjson")):
            lines = path.read_text("utf-8").splitlines()
            if batch.name != "s" and path.stem == "Observation":
                half = len(lines) // 2
                lines = lines[:half] if batch.name == "n2" else lines[half:]
            elif batch.name == "n2" and path.stem not in ("Patient", "Encounter"):
                continue
            draw.shuffle(lines)
            (batch / path.name).write_text("\n".join(lines) + "\n", "utf-8")
    return batches


def released(home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], Any]:
    """The files of a release under a key that is chosen, and its manifest without the ledger's part."""
    with open_home(home, clock=lambda: NOON) as installation:
        monkeypatch.setattr(
            "cohortium.flows.publish.secrets.token_bytes", lambda count: b"k" * count
        )
        made = publish(installation, "hearts", Policy())
    files = {
        str(path.relative_to(made.path)): path.read_bytes() for path in made.path.rglob("*.parquet")
    }
    manifest = json.loads((made.path / "manifest.json").read_bytes())
    return files, {name: value for name, value in manifest.items() if name not in LEDGER}


def test_the_order_and_the_batches_of_intake_change_no_byte(
    hospitals: Path,
    enrolled: Path,
    take_in: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path / "home"
    create_home(home)
    with open_home(home) as installation:
        for hospital, batch in another_way(tmp_path, hospitals):
            take_in(installation, batch, hospital)
        enrol.register_study(installation, json.dumps(STUDY).encode(), by="test")
        everybody = enrol.find_patients(installation, enrol.ALL)
        enrol.grant_consents(installation, "hearts", list(reversed(everybody)), by="test")
        installation.log.integrate()
    ours = released(home, monkeypatch)
    theirs = released(Path(shutil.copytree(enrolled, tmp_path / "other")), monkeypatch)
    assert len(ours[0]) > 10
    assert ours[0] == theirs[0]
    assert ours[1] == theirs[1]
