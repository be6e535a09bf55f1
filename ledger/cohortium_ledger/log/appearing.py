"""A database file that appears whole or not at all: made in a folder beside its place, then linked there.

The folder is locked by who makes it, so what a process that died left behind can be told from what a
living one is making, and is removed by the next that makes or writes a ledger there.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cohortium_ledger.errors import LedgerExists, LedgerUnavailable
from cohortium_ledger.files import make_folder, sync_path
from cohortium_ledger.log.connection import told


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A path to make a file at, which gets the name `path` in the end, if all goes well.

    Raises LedgerExists when another took that name meanwhile, LedgerUnavailable.
    """
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        make_folder(path.parent)
        remove_abandoned(path)
        own.mkdir(mode=0o700)
        with _locked(own), told():
            yield own / path.name
            _appear(own / path.name, path)
    except OSError as error:
        raise LedgerUnavailable(f"no ledger can be made: {error.strerror}") from error
    finally:
        if own.is_dir():
            shutil.rmtree(own)


def remove_abandoned(path: Path) -> None:
    """Remove what processes that died while they made `path` left beside it, where that may be removed."""
    for folder in path.parent.glob(f".{path.name}.{'[0-9a-f]' * 16}"):
        # an error: held by a living one, gone, or not ours to remove
        with suppress(OSError), _locked(folder):
            shutil.rmtree(folder)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold `folder` until the end, or this process's; raises OSError where another does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _appear(fresh: Path, path: Path) -> None:
    """Give `fresh` its lasting name, durably, unless another took it meanwhile."""
    sync_path(fresh)
    try:
        os.link(fresh, path)
    except FileExistsError as error:
        raise LedgerExists(f"a ledger is in {path.parent} already") from error
    sync_path(path.parent)
