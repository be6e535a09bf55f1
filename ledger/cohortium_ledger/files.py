"""Files that appear whole or not at all, and are on the disk when that is said.

Written beside their place, or in a folder of the same disk, synced, and renamed. A file's new name
is durable once its folder is synced too.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def put_file(path: Path, data: bytes, *, drafts: Path | None = None) -> None:
    """Write `path`, in place of what it was; what a crash leaves is in `drafts`, or beside it."""
    make_folder(path.parent)
    with drafted(path, data, folder=drafts) as draft:
        draft.replace(path)


@contextmanager
def drafted(
    path: Path, data: bytes, mode: int = 0o666, *, folder: Path | None = None
) -> Iterator[Path]:
    """`data` in a new file beside `path`, or in `folder`, on the disk, to be given the name `path`."""
    draft = (folder or path.parent) / f".{path.name}.{secrets.token_hex(8)}.part"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def make_folder(directory: Path, mode: int = 0o777) -> None:
    """Make `directory`, and those it stands in, where there is none; their names are durable."""
    if directory.is_dir():
        return
    make_folder(directory.parent)
    directory.mkdir(mode, exist_ok=True)
    sync_path(directory.parent)


def sync_path(path: Path) -> None:
    """Make what `path` holds durable: a file's bytes, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
