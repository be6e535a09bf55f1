"""The report of an intake: which records were rejected or warned of, where they stood, and why.

Files, lines and reasons only, never values. It is written as the intake goes, in a file beside its
place, and appears there when the intake stands; memory does not grow with it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from cohortium.errors import Unavailable
from cohortium_ledger.files import sync_path


class IntakeReport:
    """A report being written. Leaving the context without `publish` removes it."""

    def __init__(self, folder: Path, hospital: str, started: str) -> None:
        self.path = folder / f"intake-{hospital}-{secrets.token_hex(8)}.json"
        self._part = self.path.with_name(f".{self.path.name}.part")
        self._issues = 0
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        self._file.write(json.dumps({"hospital": hospital, "started": started})[:-1])
        self._file.write(', "issues": [')

    def add(self, level: str, file: str, line: int, reason: str) -> None:
        """Note one record that was ``rejected`` or ``warned`` of."""
        issue = {"level": level, "file": file, "line": line, "reason": reason}
        self._say(("," if self._issues else "") + "\n" + json.dumps(issue, ensure_ascii=False))
        self._issues += 1

    def finish(self, counts: Mapping[str, Any]) -> None:
        """Write the counts and make the content durable; `publish` has nothing left to fail on."""
        self._say("], " + json.dumps(dict(counts))[1:] + "\n")
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise self._unavailable(error) from error

    def publish(self) -> None:
        """Let the report appear in its place."""
        self._part.replace(self.path)
        sync_path(self.path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self._file.close()
        finally:
            self._part.unlink(missing_ok=True)

    def _say(self, text: str) -> None:
        try:
            self._file.write(text)
        except OSError as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: OSError) -> Unavailable:
        return Unavailable(
            f"the report cannot be written in {self.path.parent}: {error.strerror}; nothing was taken in",
            code="disk",
        )
