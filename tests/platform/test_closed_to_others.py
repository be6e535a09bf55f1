"""What the command writes is for its user alone, whatever the shell's umask; it leaves no core dump."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, resource, sys
from cohortium.cli import run
os.umask(0)
code = run(sys.argv[1:])
print(code, resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_a_home_is_closed_to_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "init", "--home", str(home), "--json"],
        capture_output=True, text=True, check=True, env=dict(os.environ),
    )  # fmt: skip
    assert done.stdout.strip().endswith("0 (0, 0)")
    found = [home, *home.rglob("*")]
    assert {"ledger.sqlite", "state.db", "vault.db", "openings.db"} <= {path.name for path in found}
    for path in found:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
