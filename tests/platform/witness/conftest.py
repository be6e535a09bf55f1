"""Witnesses as hospitals run them: the command, its folder, its process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

COMMAND = "from cohortium.cli import main; main()"
PROMPT = """
import sys
from pathlib import Path
from cohortium import listener
from cohortium.witness import create_app
from cohortium_ledger import Witness
listener.HEADER_SECONDS = {seconds}
with Witness.open(Path(sys.argv[1]), sys.argv[2:]) as witness:
    app = create_app(witness, body_seconds={seconds})
    listener.listen(app, "127.0.0.1", 0, lambda address: print("serving", address, flush=True))
"""


Serving = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def log(growing_log: Any) -> Any:
    return growing_log()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A witness's folder, as ``witness init`` makes it."""
    from cohortium_ledger import Witness

    Witness.create(tmp_path / "w", "witness.example/w1").close()
    return tmp_path / "w"


@pytest.fixture
def serving(launched: Any) -> Serving:
    """Serves a folder for logs on a free port; with `seconds`, slow clients have only so many."""

    def serve(folder: Path, *vkeys: str, seconds: float | None = None) -> Any:
        if seconds is not None:
            program = PROMPT.format(seconds=seconds)
            return launched(program, folder, *vkeys)
        logs = [word for vkey in vkeys for word in ("--log", vkey)]
        return launched(COMMAND, "witness", "serve", "--dir", folder, "--port", "0", *logs)

    return serve
