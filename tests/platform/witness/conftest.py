"""Witnesses as hospitals run them: the command, its folder, its process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

COMMAND = [sys.executable, "-c", "from cohortium.cli import main; main()", "witness"]
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


@dataclass(frozen=True)
class Running:
    """A serving witness: its address, its process, and the file that its log goes to."""

    url: str
    process: subprocess.Popen[str]
    log: Path


Serving = Callable[..., AbstractContextManager[Running]]


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
def serving(tmp_path: Path) -> Serving:
    """Serves a folder for logs on a free port; with `seconds`, slow clients have only so many."""

    @contextmanager
    def serve(folder: Path, *vkeys: str, seconds: float | None = None) -> Iterator[Running]:
        if seconds is None:
            logs = [word for vkey in vkeys for word in ("--log", vkey)]
            command = [*COMMAND, "serve", "--dir", str(folder), "--port", "0", *logs]
        else:
            program = PROMPT.format(seconds=seconds)
            command = [sys.executable, "-c", program, str(folder), *vkeys]
        log = tmp_path / f"server-{len(list(tmp_path.glob('server-*')))}.log"
        with (
            log.open("w") as errors,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        ):
            assert process.stdout is not None
            line = process.stdout.readline()
            try:
                assert line.startswith("serving http://127.0.0.1:"), log.read_text()
                yield Running(line.removeprefix("serving ").strip(), process, log)
            finally:
                process.terminate()
                process.wait(30)

    return serve
