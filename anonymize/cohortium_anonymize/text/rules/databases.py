"""What Hyperscan compiled, kept in the user's cache folder: the next process reads it in milliseconds.

It depends on the patterns and on Hyperscan alone; nothing of any text is in it. Whoever writes it decides
which rules are tried, so it is taken only where this user alone may write, and only whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any, Final

from cohortium_anonymize.engine.folder import PRIVATE, write

FILE: Final = "prefilter"
_LENGTH: Final = 4  # bytes, before each database
_OTHERS: Final = 0o022  # modes by which others may write


def place() -> Path:
    """The file, in `XDG_CACHE_HOME` or where that is by default."""
    caches = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(caches) if Path(caches).is_absolute() else Path.home() / ".cache"
    return base / "cohortium" / FILE


def load(sources: Sequence[str], group: int) -> list[Any]:
    """The databases of `sources`, so many patterns each; none where they are not kept, or cannot be used."""
    import hyperscan

    try:
        data = _own(place())
        body = data[hashlib.sha256().digest_size :]
        if not data.startswith(_digest(sources, group, body)):
            return []
        found = [hyperscan.loadb(one, hyperscan.HS_MODE_BLOCK) for one in _cut(body)]
        for database in found:
            database.scratch = hyperscan.Scratch(database)
    except (OSError, RuntimeError, hyperscan.error):  # not there; no home; of another machine
        return []
    return found


def keep(sources: Sequence[str], group: int, databases: Sequence[Any]) -> None:
    """Keep them, in place of what was kept; where that cannot be, they are compiled again next time."""
    import hyperscan

    dumped = [hyperscan.dumpb(database) for database in databases]
    body = b"".join(len(one).to_bytes(_LENGTH) + one for one in dumped)
    with suppress(OSError, RuntimeError):
        file = place()
        file.parent.parent.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(mode=PRIVATE, exist_ok=True)
        write(file, lambda stream: stream.write(_digest(sources, group, body) + body))


def _digest(sources: Sequence[str], group: int, body: bytes) -> bytes:
    said = repr((version("hyperscan"), group, list(sources)))
    return hashlib.sha256(hashlib.sha256(said.encode()).digest() + body).digest()


def _own(file: Path) -> bytes:
    """The file, where it and its folder are this user's and no one else may write them."""
    for path, kind in ((file.parent, S_ISDIR), (file, S_ISREG)):
        found = path.lstat()
        if not kind(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
            raise PermissionError(path)
    return file.read_bytes()


def _cut(body: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(body):
        end = at + _LENGTH + int.from_bytes(body[at : at + _LENGTH])
        found.append(body[at + _LENGTH : end])
        at = end
    return found
