"""The folder that a release is made in: whole files leave it, nothing else does.

``.anonymize`` in the output folder, so that a move is a rename; of one run at a time. What a run that was
killed left there goes with the next one. A run has a folder of its own in it: a worker that is late and
belongs to an earlier one finds its place gone, and writes nothing.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from cohortium_anonymize.errors import InputError

NAME = ".anonymize"
PRIVATE = 0o700


@contextmanager
def making(output: Path) -> Iterator[Path]:
    """A new empty folder on the file system of `output`, which is made; it is gone afterwards.

    InputError when the folder cannot be made, or another run is under way there.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        place = output / NAME
        while (lock := _locked(place)) is None:
            pass  # another run ended in between, and took the folder with it
    except OSError as error:
        raise InputError(f"{output}: {error.strerror or 'cannot be written'}") from None
    try:
        for left in place.iterdir():
            if left.name != "lock":
                shutil.rmtree(left)
        folder = place / secrets.token_hex(8)
        folder.mkdir(mode=PRIVATE)
        yield folder
    finally:
        shutil.rmtree(place, ignore_errors=True)  # what a late worker keeps alive goes next time
        os.close(lock)


def _locked(place: Path) -> int | None:
    """The lock of `place`, held; None when it is not there any more."""
    place.mkdir(mode=PRIVATE, exist_ok=True)
    try:
        lock = os.open(place / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise InputError(f"{place.parent}: another run is writing there: wait for it") from None
    if os.fstat(lock).st_nlink:
        return lock
    os.close(lock)
    return None


def write(path: Path, produce: Callable[[IO[bytes]], Any]) -> None:
    """Write `path` by `produce`, whole or not at all, whoever else writes the same."""
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            produce(file)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise
