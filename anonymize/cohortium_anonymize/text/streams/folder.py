"""The folder beside the output in which a run's parts and its key stand until the output is whole.

A run that was killed leaves it behind, and the same command goes on from there: same input, by its
digest, and same options; any other begins again. It is its owner's alone. There are de-identified
texts in it, and the run's key, by which someone could tell whether a tag stands for a name they guess.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE, S_ISDIR
from typing import Any, Final

from cohortium_anonymize.engine.folder import PRIVATE, write
from cohortium_anonymize.errors import InputError

LOCK: Final = "lock"
JOB: Final = "job.json"
KEY: Final = "key"


@contextmanager
def resumable(output: Path, job: dict[str, Any]) -> Iterator[Path]:
    """The folder for the run that makes `output`; `job` says all that its parts depend on.

    It is gone after a run that ended well, and stays after one that did not. InputError when it cannot be
    made, or another run is under way in it.
    """
    folder = place(output)
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        _own(folder)
        lock = _locked(folder)
    except OSError as error:
        raise InputError(f"--output {output}: {error.strerror or 'cannot be written'}") from None
    try:
        _prepare(folder, job)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def place(output: Path) -> Path:
    """The folder of the run that makes `output`."""
    return output.absolute().with_name(f".{output.name}.deidentify")


def read_key(folder: Path) -> bytes:
    """The run's key, random."""
    return (folder / KEY).read_bytes()


def _own(folder: Path) -> None:
    """InputError unless the folder is this user's alone: whoever else made it would know the key."""
    found = folder.lstat()
    if not S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or S_IMODE(found.st_mode) & 0o077:
        raise InputError(f"{folder}: not a folder of this user's alone: remove it")


def _locked(folder: Path) -> int:
    lock = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise InputError(f"{folder}: another run is writing there: wait for it") from None
    return lock


def _prepare(folder: Path, job: dict[str, Any]) -> None:
    """Keep what an earlier run of the same job left, and nothing else."""
    if _same(folder / JOB, job):
        return
    for left in folder.iterdir():
        if left.name != LOCK:
            left.unlink()
    write(folder / KEY, lambda file: file.write(secrets.token_bytes(32)))
    write(folder / JOB, lambda file: file.write(json.dumps(job, sort_keys=True).encode()))


def _same(path: Path, job: dict[str, Any]) -> bool:
    try:
        return bool(json.loads(path.read_bytes()) == job)
    except (OSError, ValueError):
        return False
