"""What Hyperscan compiled, kept in the user's cache folder: the next process reads it in milliseconds.

It depends on what Hyperscan was given, and on Hyperscan alone; nothing of any text is in it. Whoever writes it
decides which rules are tried, so it is taken only from folders of this user's that no one else may write, and whole.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, Final

from cohortium_anonymize.engine.folder import PRIVATE, write

NAME: Final = "prefilter"
_LENGTH: Final = 4  # bytes, before each database
_OTHERS: Final = 0o022  # modes by which others may write
_LARGEST: Final = 256 << 20  # bytes
_UNUSED: Final = 30 * 86_400.0  # seconds after which another version's file goes


def place(sources: Sequence[str], group: int) -> Path:
    """The file, in `XDG_CACHE_HOME` or where that is by default. RuntimeError without a home."""
    caches = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(caches) if Path(caches).is_absolute() else Path.home() / ".cache"
    return base / "cohortium" / f"{NAME}-{_digest(sources, group).hex()[:16]}"


def load(sources: Sequence[str], group: int) -> list[Any]:
    """The databases of `sources`, so many patterns each; none where they are not kept, or cannot be used."""
    import hyperscan

    try:
        data = _own(place(sources, group))
        body = data[hashlib.sha256().digest_size :]
        if not data.startswith(_sealed(sources, group, body)):
            return []
        found = [hyperscan.loadb(one, hyperscan.HS_MODE_BLOCK) for one in _cut(body)]
        for database in found:
            database.scratch = hyperscan.Scratch(database)
    except (OSError, RuntimeError, hyperscan.error):  # not there; no home; of another machine
        return []
    return found


def keep(sources: Sequence[str], group: int, databases: Sequence[Any]) -> None:
    """Keep them; where that cannot be, they are compiled again next time."""
    import hyperscan

    dumped = [hyperscan.dumpb(database) for database in databases]
    body = b"".join(len(one).to_bytes(_LENGTH) + one for one in dumped)
    with suppress(OSError, RuntimeError):
        file = place(sources, group)
        base = file.parent.parent
        _check(base if base.exists() else base.parent)  # no folders in what is another's
        base.mkdir(mode=PRIVATE, exist_ok=True)
        file.parent.mkdir(mode=PRIVATE, exist_ok=True)
        _check(file.parent)
        _clear(file.parent)
        write(file, lambda stream: stream.write(_sealed(sources, group, body) + body))


def _digest(sources: Sequence[str], group: int) -> bytes:
    """Of all that the databases depend on."""
    return hashlib.sha256(repr((version("hyperscan"), group, list(sources))).encode()).digest()


def _sealed(sources: Sequence[str], group: int, body: bytes) -> bytes:
    return hashlib.sha256(_digest(sources, group) + body).digest()


def _check(folder: Path) -> None:
    """PermissionError unless a folder is this user's, and no one else may write it."""
    found = folder.lstat()
    if not S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
        raise PermissionError(folder)


def _own(file: Path) -> bytes:
    """The file, where it and its folder are this user's alone to write."""
    _check(file.parent)
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
        found = os.fstat(descriptor)
        ours = S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or found.st_mode & _OTHERS or found.st_size > _LARGEST:
            raise PermissionError(file)
        return stream.read()


def _clear(folder: Path) -> None:
    """Remove what killed processes left half-written, and what no version has written for long."""
    for left in folder.glob(f".{NAME}*"):
        left.unlink(missing_ok=True)
    for old in folder.glob(f"{NAME}*"):
        if time.time() - old.lstat().st_mtime > _UNUSED:
            old.unlink(missing_ok=True)


def _cut(body: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(body):
        end = at + _LENGTH + int.from_bytes(body[at : at + _LENGTH])
        found.append(body[at + _LENGTH : end])
        at = end
    return found
