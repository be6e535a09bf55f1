"""The process that runs one plan over one release's files, and ends.

Started as ``python -I -m cohortium.adapters.worker_process`` with an empty environment, it limits
itself, opens the engine, says it is ready, reads one request, answers, and exits. It knows nothing
of questions: it runs the SQL it is given, and so is built as if that were hostile. Any error is
the one constant answer; the engine's own words never leave.

Frames on stdin and stdout: 4 bytes big-endian length, then UTF-8 JSON. Request::

    {"sql": "...", "parameters": [["BIGINT", 10], ...], "tables": {"name": ["/path", ...]},
     "excluded": ["subject", ...], "max_rows": 50000}

Answers: ``{"ready": true}``, then ``{"rows": [[...]]}`` or ``{"failed": true}``.
"""

from __future__ import annotations

import json
import re
import resource
import struct
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Final

import duckdb

HEADER: Final = struct.Struct(">I")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SETTINGS: Final = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
    "SET enable_object_cache = false",
    "SET temp_directory = ''",
    "SET preserve_insertion_order = false",
    "SET TimeZone = 'UTC'",
)


class Hostile(Exception):
    """A request or a result that cannot be the platform's own."""


def write_frame(stream: BinaryIO, message: Mapping[str, Any]) -> None:
    """Write `message` as one frame."""
    data = json.dumps(message, ensure_ascii=False).encode()
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> Any | None:
    """The next frame of `stream`, or None at its end."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    data = stream.read(size)
    return json.loads(data) if len(data) == size else None


def limit(cpu_seconds: int, address_space_mb: int, open_files: int) -> None:
    """Bound this process for good: memory, CPU, files, no writing, no core, no new processes."""
    size = address_space_mb << 20
    for kind, value in (
        (resource.RLIMIT_AS, size),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),  # the engine's threads are already running
    ):
        resource.setrlimit(kind, (value, value))


def engine(threads: int, memory_mb: int) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory engine with its threads running, not yet locked."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{memory_mb}MB",
    }
    connection = duckdb.connect(":memory:", config=config)
    for statement in _SETTINGS:
        connection.execute(statement)
    connection.execute("SELECT sum(range) FROM range(1000)").fetchall()
    return connection


def answer(connection: duckdb.DuckDBPyConnection, request: Mapping[str, Any]) -> list[list[Any]]:
    """Open the request's tables, lock the engine, run the one statement."""
    _open(connection, request["tables"], request["excluded"])
    parameters = [_bound(kind, value) for kind, value in request["parameters"]]
    result = connection.execute(request["sql"], parameters)
    rows = result.fetchmany(request["max_rows"] + 1)
    if len(rows) > request["max_rows"]:
        raise Hostile
    return [[_plain(value) for value in row] for row in rows]


def _open(
    connection: duckdb.DuckDBPyConnection,
    tables: Mapping[str, Sequence[str]],
    excluded: Sequence[str],
) -> None:
    """Views on the files, in every one of which the excluded subjects are not; then lock."""
    paths = [path for files in tables.values() for path in files]
    connection.execute(f"SET allowed_paths = [{', '.join(map(_text, paths))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("CREATE TABLE excluded_subjects (subject VARCHAR NOT NULL)")
    connection.execute("INSERT INTO excluded_subjects SELECT unnest($1::VARCHAR[])", [excluded])
    for name, files in tables.items():
        if not _NAME.fullmatch(name) or name == "excluded_subjects":
            raise Hostile
        source = f"read_parquet([{', '.join(map(_text, files))}])"
        connection.execute(
            f'CREATE VIEW "{name}" AS SELECT t.* FROM {source} AS t '  # noqa: S608 - names and paths are ours
            "ANTI JOIN excluded_subjects AS e ON t.subject = e.subject WHERE t.subject IS NOT NULL"
        )
    connection.execute("SET lock_configuration = true")


def _text(value: str) -> str:
    if "\0" in value:
        raise Hostile
    return "'" + value.replace("'", "''") + "'"


def _bound(kind: str, value: Any) -> Any:
    return date.fromisoformat(value) if kind == "DATE" else value


def _plain(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    raise Hostile


def main(arguments: Sequence[str]) -> int:
    """Serve one request. Arguments: CPU seconds, address space MB, files, threads, engine MB."""
    cpu_seconds, address_space_mb, open_files, threads, memory_mb = map(int, arguments)
    connection = engine(threads, memory_mb)
    limit(cpu_seconds, address_space_mb, open_files)
    write_frame(sys.stdout.buffer, {"ready": True})
    request = read_frame(sys.stdin.buffer)
    if request is None:
        return 0
    try:
        outcome: dict[str, Any] = {"rows": answer(connection, request)}
    except Exception:
        outcome = {"failed": True}
    write_frame(sys.stdout.buffer, outcome)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
