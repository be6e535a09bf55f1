"""Whether a release's files are still those that its manifest names, before a worker opens them.

Sizes are compared at every question; a file is read and hashed once per process, and again when its
inode, time or size says that it was touched. It does not look for who damaged a file, nor mend it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cohortium.errors import Unavailable

KNOWN_FILES = 4096  # digests kept; a release has tens of files


def sound_files(folder: Path, release: str, files: Iterable[Mapping[str, Any]]) -> list[Path]:
    """The paths of the manifest's `files` in `folder`; Unavailable when one is not as published."""
    return [_sound(folder / file["path"], release, file) for file in files]


def damaged(release: str) -> Unavailable:
    """What is said of a release that is not as published."""
    return Unavailable(
        f"the files of release {release} are damaged: restore its folder", code="release"
    )


def _sound(path: Path, release: str, file: Mapping[str, Any]) -> Path:
    try:
        found = path.stat()
        if found.st_size != file["bytes"]:
            raise damaged(release)
        digest = _digest(path, found.st_ino, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise damaged(release) from error
    if digest != file["sha256"]:
        raise damaged(release)
    return path


@lru_cache(KNOWN_FILES)
def _digest(path: Path, _inode: int, _touched: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
