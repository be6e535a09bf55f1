"""Power cuts, replayed: what the disk may have kept of what a process asked of it.

A replay takes the recorded calls up to some point and keeps what a disk must keep of them: what was
synced. Of the rest it keeps nothing, all, a beginning that is torn at a sector, or some sectors and
not others; of the changes to the names in a folder, a beginning.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

POINTS = int(os.environ.get("CRASH_POINTS", "150"))  # in all; `make torture` tries more
SECTORS = (512, 4096)
KEEPING = ("lost", "kept", "torn", "shuffled")  # what becomes of what was not synced


@dataclass
class File:
    """A file: what is on the disk for certain, and what was asked since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, int, bytes | None]] = field(default_factory=list)  # event, at, data
    size: int = 0  # as the process sees it

    def ask(self, event: int, at: int, data: bytes | None) -> None:
        """Write `data` at `at`; None cuts the file there, or extends it."""
        self.pending.append((event, at, data))
        self.size = at if data is None else max(self.size, at + len(data))

    def sync(self, before: int) -> None:
        """Everything asked before the event `before` is on the disk."""
        for event, at, data in self.pending:
            if event < before:
                _apply(self.durable, at, data)
        self.pending = [asked for asked in self.pending if asked[0] >= before]

    def crash(self, how: str, draw: Random) -> bytes:
        """What the file may have in it after a power cut."""
        content = bytearray(self.durable)
        pieces = [(at, data) for _, at, data in self.pending]
        if how == "lost":
            pieces = []
        elif how == "torn" and pieces:
            pieces = pieces[: draw.randrange(len(pieces)) + 1]
            last = list(_sectors(*pieces.pop(), draw.choice(SECTORS)))
            pieces += last[: draw.randrange(len(last)) + 1]
        elif how == "shuffled":
            share, sector = draw.random(), draw.choice(SECTORS)
            pieces = [s for piece in pieces for s in _sectors(*piece, sector)]
            pieces = [s for s in pieces if draw.random() < share]
        for at, data in pieces:
            _apply(content, at, data)
        return bytes(content)


@dataclass
class Folder:
    """A folder: the names on the disk for certain, and the changes since, which keep their order."""

    durable: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[tuple[int, dict[str, File | Folder | None]]] = field(default_factory=list)
    names: dict[str, File | Folder] = field(default_factory=dict)  # as the process sees them

    def ask(self, event: int, change: dict[str, File | Folder | None]) -> None:
        self.pending.append((event, change))
        _rename(self.names, change)

    def sync(self, before: int) -> None:
        for event, change in self.pending:
            if event < before:
                _rename(self.durable, change)
        self.pending = [asked for asked in self.pending if asked[0] >= before]

    def crash(self, how: str, draw: Random, into: Path) -> None:
        """Write what may be left after a power cut into the folder `into`."""
        kept = {"lost": 0, "kept": len(self.pending)}.get(
            how, draw.randrange(len(self.pending) + 1)
        )
        names = dict(self.durable)
        for _, change in self.pending[:kept]:
            _rename(names, change)
        into.mkdir(mode=0o700)
        for name, node in sorted(names.items()):
            if isinstance(node, Folder):
                node.crash(how, draw, into / name)
            else:
                (into / name).touch(0o600)
                (into / name).write_bytes(node.crash(how, draw))


class Disk:
    """A folder on a disk that keeps what was synced, and of the rest what it likes."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.top = Folder()

    def take(self, number: int, event: Any) -> None:
        """Do what call `number` did. A call that is not known here is an error, never left out."""
        getattr(self, f"_{event.call}")(number, event)

    def _open(self, number: int, event: Any) -> None:
        self._opened(number, event.path(), event.arguments[1])

    def _openat(self, number: int, event: Any) -> None:
        self._opened(number, event.path_at(), event.arguments[2])

    def _pwrite64(self, number: int, event: Any) -> None:
        data, at = event.data(1)[: event.result], int(event.arguments[3])
        self._file(event.path()).ask(number, at, data)

    def _write(self, number: int, event: Any) -> None:
        file = self._file(event.path())  # files that are written so are written from begin to end
        file.ask(number, file.size, event.data(1)[: event.result])

    def _ftruncate(self, number: int, event: Any) -> None:
        self._file(event.path()).ask(number, int(event.arguments[1]), None)

    def _fsync(self, number: int, event: Any) -> None:
        self._node(event.path()).sync(event.begun)

    _fdatasync = _fsync

    def _mkdir(self, number: int, event: Any) -> None:
        self._name(number, event.path(), Folder())

    def _mkdirat(self, number: int, event: Any) -> None:
        self._name(number, event.path_at(), Folder())

    def _link(self, number: int, event: Any) -> None:
        self._name(number, event.path(1), self._node(event.path()))

    def _linkat(self, number: int, event: Any) -> None:
        self._name(number, event.path_at(2), self._node(event.path_at()))

    def _rename(self, number: int, event: Any) -> None:
        self._moved(number, event.path(), event.path(1))

    def _renameat(self, number: int, event: Any) -> None:
        self._moved(number, event.path_at(), event.path_at(2))

    _renameat2 = _renameat

    def _unlink(self, number: int, event: Any) -> None:
        self._name(number, event.path(), None)

    _rmdir = _unlink

    def _unlinkat(self, number: int, event: Any) -> None:
        self._name(number, event.path_at(), None)

    def _opened(self, number: int, path: Path, flags: str) -> None:
        if "O_CREAT" in flags:
            folder, name = self._place(path)
            if name not in folder.names:
                folder.ask(number, {name: File()})
        if "O_TRUNC" in flags:
            self._file(path).ask(number, 0, None)

    def _name(self, number: int, path: Path, node: File | Folder | None) -> None:
        folder, name = self._place(path)
        folder.ask(number, {name: node})

    def _moved(self, number: int, path: Path, new: Path) -> None:
        assert path.parent == new.parent, "between folders it would be two changes"
        folder, name = self._place(path)
        folder.ask(number, {new.name: folder.names[name], name: None})

    def _node(self, path: Path) -> Any:
        node: Any = self.top
        for name in path.relative_to(self._root).parts:
            node = node.names[name]
        return node

    def _file(self, path: Path) -> File:
        node = self._node(path)
        assert isinstance(node, File)
        return node

    def _place(self, path: Path) -> tuple[Any, str]:
        return self._node(path.parent), path.name


def crashes(recording: Any, count: int, into: Path) -> Iterator[tuple[str, Path, list[str]]]:
    """`count` power cuts, spread over the run: a name, the folder left, and the lines said before."""
    cuts = len(recording.events) + 1
    chosen: dict[int, list[int]] = {}
    for number in range(count):
        chosen.setdefault(number * cuts // count, []).append(number)
    disk = Disk(recording.root)
    for cut in range(cuts):
        for number in chosen.get(cut, ()):
            how, left = KEEPING[number % len(KEEPING)], into / f"{number}"
            disk.top.crash(how, Random(number), left)  # noqa: S311 - to be repeated, no secret
            said = [line for begun, line in recording.said if begun <= cut]
            yield f"cut {cut} of {cuts}, {how}, seed {number}, in {recording.trace}", left, said
            shutil.rmtree(left)
        if cut < len(recording.events):
            disk.take(cut, recording.events[cut])


def _sectors(at: int, data: bytes | None, sector: int) -> Iterator[tuple[int, bytes | None]]:
    """A write in pieces, cut where sectors of the disk begin."""
    if data is None:
        yield at, None
        return
    position = 0
    while position < len(data):
        end = min(len(data), position + sector - (at + position) % sector)
        yield at + position, data[position:end]
        position = end


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    if data is None:
        del content[at:]
    else:
        content[at : at + len(data)] = data


def _rename(names: dict[str, Any], change: dict[str, Any]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


@pytest.fixture
def power_cuts(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Checks what power cuts leave of a recording, of all points a `share`; how many were tried.

    The check is given the folder left, and what had been said. Replays are made in memory where that
    is a folder: they need not be durable a second time.
    """
    shm = Path("/dev/shm")
    into = Path(tempfile.mkdtemp(prefix="cuts-", dir=shm if os.access(shm, os.W_OK) else tmp_path))

    def check_all(recording: Any, share: float, check: Callable[[Path, list[str]], None]) -> int:
        tried = 0
        for name, left, said in crashes(recording, int(POINTS * share), into):
            with _told(name):
                check(left, said)
            tried += 1
        return tried

    yield check_all
    shutil.rmtree(into)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of which power cut an error is."""
    try:
        yield
    except BaseException as error:
        error.add_note(name)
        raise
