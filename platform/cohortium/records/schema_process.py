"""The process that compares records with the FHIR schema, beside the one that reads them.

Run as ``python -m cohortium.records.schema_process``. Frames in: kind, NUL, content. Frames out: the
departures in UTF-8, empty when there are none. It ends with its standard input.
"""

from __future__ import annotations

import sys
from subprocess import Popen

from cohortium.errors import Unavailable
from cohortium.records.frames import begin, read_frame, start, write_frame
from cohortium.records.schema import departures


class SchemaProcess:
    """The other end: `departures` as in `schema`, answered by the process. One thread at a time."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None

    def departures(self, kind: str, content: bytes) -> str | None:
        """Where `content` departs from the schema; Unavailable when the process is gone."""
        if self._process is None:
            self._process = start("cohortium.records.schema_process")
        if self._process.stdin is None or self._process.stdout is None:
            raise Unavailable("the schema check cannot be reached")
        try:
            write_frame(self._process.stdin, kind.encode() + b"\0" + content)
            self._process.stdin.flush()
            found = read_frame(self._process.stdout)
        except BrokenPipeError:
            found = None
        if found is None:
            raise Unavailable("the schema check ended early (out of memory?): try again")
        return found.decode() or None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


def main() -> None:
    """Answer until the input ends."""
    begin()
    while (request := read_frame(sys.stdin.buffer)) is not None:
        kind, _, content = request.partition(b"\0")
        write_frame(sys.stdout.buffer, (departures(kind.decode(), content) or "").encode())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
