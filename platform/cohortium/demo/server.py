"""A server of its own for the tour: the real ``cohortium serve``, over loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cohortium.errors import Unavailable

READY = "serving "
STOP_SECONDS = 20


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Serve `home` on a free port; yields its address, and stops it at the end."""
    command = [
        sys.executable, "-c", "from cohortium.cli import main; main()",
        "serve", "--home", str(home), "--host", "127.0.0.1", "--port", "0",
    ]  # fmt: skip
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


def _address(server: subprocess.Popen[str]) -> str:
    if server.stdout is None:
        raise Unavailable("the server has no output to read its address from")
    for line in server.stdout:
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
    raise Unavailable("the server did not start: run cohortium serve on this home to see why")
