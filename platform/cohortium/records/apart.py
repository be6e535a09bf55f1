"""Reading in a process of its own: while it parses and checks, whoever called seals and stores.

`read` gives what `reading.read` gives, in the same order but for schema warnings, which may follow
their records later. Small inputs are read in this process. Run as ``python -m cohortium.records.apart
VALIDATE PATH``, frames go out in pairs: a JSON list of what was read, and the contents of its records,
joined. A list of two texts instead ends them: the kind of error and its message, empty when none.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from cohortium.errors import BadInput, CohortiumError, Unavailable
from cohortium.records import reading
from cohortium.records.frames import read_frame, start, write_frame
from cohortium.records.reading import Outcome
from cohortium.records.record import Record, Rejection, Warned
from cohortium.records.schema import Validate
from cohortium.records.schema_process import SchemaProcess

SMALL = 4 << 20  # bytes as stored: below, a process costs more than it saves
BATCH_OUTCOMES = 512  # at most in one pair of frames
BATCH_BYTES = 1 << 20
_KINDS: tuple[type[Rejection | Warned], ...] = (Rejection, Warned)


class Parsed(Mapping[str, Any]):
    """A record's data, parsed when first looked at: most never is."""

    __slots__ = ("_content", "_data")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._data: Mapping[str, Any] | None = None

    def _parsed(self) -> Mapping[str, Any]:
        if self._data is None:
            self._data = cast("Mapping[str, Any]", orjson.loads(self._content))
        return self._data

    def __getitem__(self, name: str) -> Any:
        return self._parsed()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())


def read(path: Path, *, validate: Validate = "sample", small: int = SMALL) -> Iterator[Outcome]:
    """What `reading.read` gives; from another process when more than `small` bytes are stored."""
    if _stored(path) <= small:
        yield from reading.read(path, validate=validate)
        return
    process = start("cohortium.records.apart", validate, str(path.absolute()))
    try:
        yield from _received(cast("BinaryIO", process.stdout))
    finally:
        process.kill()
        process.communicate()


def _stored(path: Path) -> int:
    """Bytes at `path`; 0 when they cannot be counted, which reading will say better."""
    try:
        files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
        return sum(file.stat().st_size for file in files)
    except OSError:
        return 0


def _received(stream: BinaryIO) -> Iterator[Outcome]:
    while (header := read_frame(stream)) is not None:
        told = orjson.loads(header)
        if told and type(told[0]) is str:
            _raise(*told)
            return
        contents = read_frame(stream)
        if contents is None:
            break
        yield from _outcomes(told, contents)
    raise Unavailable("reading ended early (killed, or out of memory); nothing was taken in")


def _outcomes(told: list[list[Any]], contents: bytes) -> Iterator[Outcome]:
    at = 0
    for item in told:
        if len(item) == 4:
            yield _KINDS[item[0]](*item[1:])
            continue
        kind, number, patient, file, line, length = item
        content = contents[at : at + length]
        at += length
        yield Record(kind, number, patient, content, Parsed(content), file, line)


def _raise(kind: str, message: str, code: str) -> None:
    if kind == "BadInput":
        raise BadInput(message, code=code)
    if kind:
        raise Unavailable(message, code=code)


class _Sender:
    """Gathers outcomes into pairs of frames."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._told: list[tuple[Any, ...]] = []
        self._contents: list[bytes] = []
        self._size = 0

    def add(self, item: Outcome) -> None:
        """Send `item`, soon."""
        if isinstance(item, Record):
            length = len(item.content)
            self._told.append((item.kind, item.id, item.patient, item.file, item.line, length))
            self._contents.append(item.content)
            self._size += length
        else:
            self._told.append((_KINDS.index(type(item)), item.file, item.line, item.reason))
        if len(self._told) >= BATCH_OUTCOMES or self._size >= BATCH_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send what was gathered."""
        if self._told:
            write_frame(self._out, orjson.dumps(self._told))
            write_frame(self._out, b"".join(self._contents))
            self._out.flush()
        self._told, self._contents, self._size = [], [], 0


def _send(out: BinaryIO, path: Path, validate: Validate) -> None:
    sender = _Sender(out)
    with closing(SchemaProcess()) as schema:
        for item in reading.read(path, validate=validate, elsewhere=schema.departures):
            sender.add(item)
    sender.flush()


def main(validate: Validate, path: Path) -> None:
    """Read it all, and say how it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides
    out = sys.stdout.buffer
    ending = ("", "", "")
    try:
        _send(out, path, validate)
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more
    except CohortiumError as error:
        ending = (type(error).__name__, str(error), error.code)
    write_frame(out, orjson.dumps(ending))
    out.flush()


if __name__ == "__main__":
    main(cast("Validate", sys.argv[1]), Path(sys.argv[2]))
