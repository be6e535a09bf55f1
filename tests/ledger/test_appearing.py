"""A ledger's file appears whole: what a dead process left beside it goes, a living one's stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cohortium_ledger import LedgerExists, Log, Signer
from cohortium_ledger.log.appearing import appearing, remove_abandoned

SIGNER = Signer("example.org/log", b"s" * 32)
DYING = """
import os, sys
from pathlib import Path
from cohortium_ledger import Signer
from cohortium_ledger.log import appearing
from cohortium_ledger import Log
appearing._appear = lambda *_: os._exit(9)
Log.create(Path(sys.argv[1]), Signer("example.org/log", b"s" * 32))
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def abandoned(tmp_path: Path) -> Path:
    """A folder in which a process died while it made a ledger."""
    folder = tmp_path / "ledger"
    done = subprocess.run([sys.executable, "-c", DYING, str(folder)], check=False)
    assert done.returncode == 9
    assert [name[:15] for name in names(folder)] == [".ledger.sqlite."]
    return folder


def test_the_next_that_makes_one_removes_it(abandoned: Path) -> None:
    Log.create(abandoned, SIGNER).close()
    assert names(abandoned) == ["ledger.sqlite"]


def test_the_next_that_writes_removes_it(abandoned: Path, tmp_path: Path) -> None:
    Log.create(tmp_path / "other", SIGNER).close()
    (tmp_path / "other" / "ledger.sqlite").rename(abandoned / "ledger.sqlite")
    Log.open(abandoned).close()
    assert len(names(abandoned)) > 1, "who reads removes nothing"
    Log.open(abandoned, SIGNER).close()
    assert names(abandoned) == ["ledger.sqlite"]


def test_what_is_being_made_stays(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    (tmp_path / ".ledger.sqlite.notes").mkdir()
    with pytest.raises(LedgerExists), appearing(path) as fresh:
        fresh.write_bytes(b"made")
        remove_abandoned(path)
        assert fresh.read_bytes() == b"made"
        with appearing(path) as other:
            other.write_bytes(b"faster")
    assert path.read_bytes() == b"faster"
    assert names(tmp_path) == [".ledger.sqlite.notes", "ledger.sqlite"]
