"""Files that appear whole or not at all, and are on the disk when that is said.

Written beside their place, or in a folder of the same disk, synced, and renamed. A file's new name
is durable once its folder is synced too.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def put_file(path: Path, data: bytes, *, drafts: Path | None = None) -> None:
    """Write `path`, in place of what it was; what a crash leaves is in `drafts`, or beside it."""
    make_folder(path.parent)
    draft = (drafts or path.parent) / f".{path.name}.{secrets.token_hex(8)}"
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def make_folder(directory: Path, mode: int = 0o777) -> None:
    """Make `directory`, and those it stands in, where there is none; their names are durable."""
    if directory.is_dir():
        return
    make_folder(directory.parent)
    directory.mkdir(mode, exist_ok=True)
    sync_folder(directory.parent)


def sync_folder(directory: Path) -> None:
    """Make the names in `directory` durable."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
