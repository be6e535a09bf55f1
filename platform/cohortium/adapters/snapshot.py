"""An SQLite file of a home as of one moment, copied while others write to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from cohortium.errors import BadInput, Unavailable

WAIT: Final = 30.0  # seconds to wait for whoever writes
Writing = Callable[[Path], None]  # makes a file, which must not be there, with what was at a moment


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep everybody from writing to the file; nothing is written here."""
    with _told(path.name), closing(_connected(path)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        yield
        lock.execute("ROLLBACK")


@contextmanager
def snapshot(path: Path) -> Iterator[Writing]:
    """The file as it is now, whatever is written later."""
    with _told(path.name), closing(_connected(path)) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield partial(_write, connection)


def _write(source: sqlite3.Connection, target: Path) -> None:
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _told(target.name), closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous = FULL")
        source.backup(copy)


def _connected(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise BadInput(f"no {path}: this home cannot be copied, restore it first")
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, isolation_level=None
    )


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Unavailable(f"{what} cannot be copied now: {error}", code="backup") from error
