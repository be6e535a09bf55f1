"""Reading in a process of its own: while it parses and checks, whoever called seals and stores.

`read` gives what `reading.read` gives, gathered in lots, in the same order but for schema warnings,
which may follow their records later. Small inputs are read in this process. Run as ``python -m
cohortium.records.apart VALIDATE PATH``, frames go out in pairs, one pair a lot. A list of three texts
instead ends them: the kind of error, its message and its code, empty when none.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

import orjson

from cohortium.errors import BadInput, CohortiumError, Unavailable
from cohortium.records import reading
from cohortium.records.frames import begin, read_frame, start, write_frame
from cohortium.records.lots import Lot, lots, packed, unpacked
from cohortium.records.schema import Validate
from cohortium.records.schema_process import SchemaProcess

SMALL = 4 << 20  # bytes as stored: below, a process costs more than it saves
END = b'["'  # what the list of three texts begins with, and no lot


def read(path: Path, *, validate: Validate = "sample", small: int = SMALL) -> Iterator[Lot]:
    """What `reading.read` gives, in lots; from another process when more than `small` bytes are stored."""
    if _stored(path) <= small:
        yield from lots(reading.read(path, validate=validate))
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


def _received(stream: BinaryIO) -> Iterator[Lot]:
    while (columns := read_frame(stream)) is not None:
        if columns.startswith(END):
            _raise(*orjson.loads(columns))
            return
        contents = read_frame(stream)
        if contents is None:
            break
        yield unpacked(columns, contents)
    raise Unavailable("reading ended early (killed, or out of memory); nothing was taken in")


def _raise(kind: str, message: str, code: str) -> None:
    if kind == "BadInput":
        raise BadInput(message, code=code)
    if kind:
        raise Unavailable(message, code=code)


def _send(out: BinaryIO, path: Path, validate: Validate) -> None:
    with closing(SchemaProcess()) as schema:
        for lot in lots(reading.read(path, validate=validate, elsewhere=schema.departures)):
            for frame in packed(lot):
                write_frame(out, frame)
            out.flush()


def main(validate: Validate, path: Path) -> None:
    """Read it all, and say how it ended."""
    begin()
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
