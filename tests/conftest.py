"""What all tests share: where third parties' vectors stand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third parties' vectors and patients; its absence fails in CI, else skips."""
    folder = Path(os.environ.get("COHORTIUM_SHARED", ROOT / "../shared"))
    folder = folder if folder.is_absolute() else ROOT / folder
    if folder.is_dir():
        return folder
    reason = f"COHORTIUM_SHARED: no folder {folder}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
