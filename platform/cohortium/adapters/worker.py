"""Workers: a disposable process for every question, one kept warm for the next.

The parent holds the clock: a worker past its time is killed, whatever it does. Workers get an empty
environment, no descriptors but their pipes, and the paths of the tables the plan reads. What they
write on stderr goes nowhere. See `cohortium.adapters.worker_process` for what binds them from inside.
"""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from cohortium.adapters.worker_process import HEADER, read_frame
from cohortium.errors import Unavailable
from cohortium.gate.limits import (
    ADDRESS_SPACE_MB,
    CONCURRENT_WORKERS,
    CPU_SECONDS,
    ENGINE_MEMORY_MB,
    ENGINE_THREADS,
    MAX_GROUPS,
    OPEN_FILES,
    QUEUE_SECONDS,
    WALL_SECONDS,
)
from cohortium.gate.plan import Plan
from cohortium.gate.refusal import refuse

_MODULE: Final = "cohortium.adapters.worker_process"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use; see `cohortium.gate.limits` for the reasons."""

    wall_seconds: float = WALL_SECONDS
    cpu_seconds: int = CPU_SECONDS
    address_space_mb: int = ADDRESS_SPACE_MB
    engine_memory_mb: int = ENGINE_MEMORY_MB
    threads: int = ENGINE_THREADS
    open_files: int = OPEN_FILES
    concurrent: int = CONCURRENT_WORKERS
    queue_seconds: float = QUEUE_SECONDS
    max_rows: int = MAX_GROUPS

    def arguments(self) -> list[str]:
        """As the worker process takes them."""
        numbers = (
            self.cpu_seconds,
            self.address_space_mb,
            self.open_files,
            self.threads,
            self.engine_memory_mb,
        )
        return [str(number) for number in numbers]


class Workers:
    """Runs plans, each in a process of its own. Safe to call from many threads; close it at the end."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._turns = threading.BoundedSemaphore(self._limits.concurrent)
        self._lock = threading.Lock()
        self._standby: subprocess.Popen[bytes] | None = None
        self._closed = False

    def warm(self) -> None:
        """Start the standby, so that the first question does not wait for it."""
        with self._lock:
            if self._standby is None and not self._closed:
                self._standby = self._spawn()

    def run(
        self, plan: Plan, files: Mapping[str, Sequence[Path]], excluded: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        """The exact rows of `plan` over `files` (table name to Parquet files), without `excluded`.

        Raises `Refused` (code "failed") when the plan fails or is killed, `Unavailable` when it
        could not be tried. Rows hold str, int, bool and None; dates are ISO text.
        """
        request = self._request(plan, files, excluded)
        with self._turn():
            outcome = self._exchange(request)
        self.warm()
        rows = outcome.get("rows")
        if not isinstance(rows, list):
            refuse("failed", "the question took too long or too much memory, or the worker failed")
        return [tuple(row) for row in rows]

    def close(self) -> None:
        """End the standby; questions that run are let finish."""
        with self._lock:
            self._closed = True
            standby, self._standby = self._standby, None
        if standby is not None:
            _end(standby)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _request(
        self, plan: Plan, files: Mapping[str, Sequence[Path]], excluded: Sequence[str]
    ) -> bytes:
        message = {
            "sql": plan.sql,
            "parameters": [[p.type, _json_value(p.value)] for p in plan.parameters],
            "tables": {name: _paths(name, files) for name in plan.tables},
            "excluded": list(excluded),
            "max_rows": self._limits.max_rows,
        }
        data = json.dumps(message, ensure_ascii=False).encode()
        return HEADER.pack(len(data)) + data

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._limits.queue_seconds):
            raise Unavailable("too many questions are being answered: ask again in a minute")
        try:
            yield
        finally:
            self._turns.release()

    def _exchange(self, request: bytes) -> dict[str, Any]:
        """Hand `request` to a fresh worker and return its answer, empty where it gave none."""
        process = self._take()
        try:
            output, _ = process.communicate(request, timeout=self._limits.wall_seconds)
        except subprocess.TimeoutExpired:
            return {}
        finally:
            _end(process)
        frames = io.BytesIO(output)
        if read_frame(frames) is None:
            raise Unavailable(
                "the worker did not start: check the installation's packages and memory"
            )
        return read_frame(frames) or {}

    def _take(self) -> subprocess.Popen[bytes]:
        """The standby, or a fresh worker when there is none alive."""
        with self._lock:
            if self._closed:
                raise Unavailable("the workers are closed: the server is stopping")
            taken, self._standby = self._standby, None
        if taken is not None and taken.poll() is None:
            return taken
        return self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-B", "-m", _MODULE, *self._limits.arguments()]
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable("no worker can be started now: check memory and processes") from error


def _paths(name: str, files: Mapping[str, Sequence[Path]]) -> list[str]:
    paths = [path.resolve() for path in files.get(name, ())]
    if not paths or not all(path.is_file() for path in paths):
        raise Unavailable(
            f"the release's file of table {name} is missing: restore it from a backup"
        )
    return [str(path) for path in paths]


def _json_value(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill `process` if it still runs, and leave neither zombie nor pipe behind."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # unsent bytes of a request nobody will read
                pipe.close()
    process.wait()
