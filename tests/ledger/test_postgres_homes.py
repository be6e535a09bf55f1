"""An installation whose ledger is in PostgreSQL: made, used and audited there."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium.cli import run
from cohortium.flows.quorum import set_quorum
from cohortium.home import LEDGER_URL
from cohortium.wiring import create_home, open_home
from cohortium_ledger import LedgerMissing


def test_a_home_over_a_database(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LEDGER_URL, postgres)
    home = tmp_path / "home"
    create_home(home)
    (home / "home.json").unlink()  # as a crash in its making leaves it
    create_home(home)
    with open_home(home) as installation:
        set_quorum(installation, installation.local_policy(5))
        assert installation.integrate().state == "cosigned"
    assert list((home / "ledger").iterdir()) == []
    assert run(["ledger", "audit", "--home", str(home)]) == 0
    monkeypatch.delenv(LEDGER_URL)
    with pytest.raises(LedgerMissing), open_home(home):
        pass
