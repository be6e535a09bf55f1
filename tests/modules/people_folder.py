"""A folder with a table of people and a configuration, for `cohortium anonymize` to run in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium.cli import run

COLUMNS = """
[columns.age]
role = "quasi-identifier"
hierarchy = {kind = "intervals", width = 5, levels = 2}
[columns.zip]
role = "quasi-identifier"
hierarchy = {kind = "prefix", levels = 5}
[columns.illness]
role = "sensitive"
"""


def people(count: int) -> list[str]:
    """So many lines of age, zip and illness."""
    return [f"{30 + n % 10},0213{n % 3},{'flu' if n % 2 else 'gout'}\n" for n in range(count)]


def anonymize(folder: Path, *more: str) -> int:
    """Run the command in this process: ``config.toml``, to ``out``. Its exit code."""
    return run(["anonymize", str(folder / "config.toml"), "--output", str(folder / "out"), *more])


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What the command says where it refuses, in one line, without a secret and with nothing written."""
    assert anonymize(folder, *more) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "secret" not in captured.err.lower()
    assert not (folder / "out").exists()
    return captured.err
