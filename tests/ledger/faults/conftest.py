"""What a real process asks of the disk: its system calls, recorded and tampered with by `strace`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

CALLS = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,truncate,ftruncate,fallocate,rename,"
    "renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,sync,syncfs,"
    "sync_file_range,symlink,symlinkat,copy_file_range,sendfile"
)
# Shared memory of SQLite, rebuilt by whoever opens the file first: nobody expects it on the disk.
_LEFT_OUT = ("-shm",)
_LINE = re.compile(r"(\d+) +(<\.\.\. )?(\w+)(?: resumed>|\()(.*)")
_END = re.compile(r"(.*)\) += (-?\d+|\?).*")
_HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True)
class Event:
    """A call that ended: its name, arguments and result, and how many had ended when it began."""

    call: str
    arguments: list[str]
    result: int
    begun: int

    def path(self, number: int = 0) -> Path:
        """The path in an argument: a string, or a descriptor that strace has named."""
        return Path(os.fsdecode(self.data(number)))

    def path_at(self, number: int = 0) -> Path:
        """The path in the argument after a folder's descriptor, from which it may start."""
        return self.path(number) / self.path(number + 1)

    def data(self, number: int) -> bytes:
        """The bytes in an argument."""
        found = _HEX.search(self.arguments[number])
        return bytes.fromhex(found[0].replace("\\x", "")) if found else b""


@dataclass(frozen=True)
class Recording:
    """What a process did to the folder `root`, in the order in which the calls ended, and what it said.

    `said` are the lines it wrote to its standard output, each with how many calls had ended before:
    from then on, somebody may have read it.
    """

    root: Path
    trace: Path
    events: list[Event]
    said: list[tuple[int, str]]


def record(program: str, root: Path, *arguments: str) -> Recording:
    """Run the Python `program` on the new folder `root` and `arguments`, and record what it does."""
    trace = root.with_suffix(".trace")
    root.mkdir()
    run = strace(
        ["-xx", "-y", "-s", "99999999", "-e", f"trace={CALLS}", "-o", str(trace)],
        program, str(root), *arguments,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    recording = _read(root, trace)
    assert sorted(line for _, line in recording.said) == sorted(run.stdout.splitlines())
    return recording


def strace(options: Sequence[str], program: str, *arguments: str) -> CompletedProcess[str]:
    """Run the Python `program` under strace; without one, that fails in CI, else skips."""
    tool = shutil.which("strace")
    if tool is None:
        _cannot("no strace: on Debian, apt-get install strace")
    run = subprocess.run(
        [str(tool), "-f", "-qq", "-e", "signal=none", *options, sys.executable, "-c", program,
         *arguments],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if "ptrace" in run.stderr and "not permitted" in run.stderr:
        _cannot("strace may not trace here")
    return run


def _cannot(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _read(root: Path, trace: Path) -> Recording:
    """The calls that touched the folder `root`, and what was written to standard output."""
    recording = Recording(root, trace, [], [])
    open_calls: dict[str, tuple[int, str]] = {}  # by thread: calls that have begun
    for line in trace.read_text(encoding="ascii").splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            assert "+++" in line or "---" in line, line
            continue
        thread, resumed, call, rest = found.groups()
        begun, before = open_calls.pop(thread) if resumed else (len(recording.events), "")
        if rest.endswith(_UNFINISHED):
            open_calls[thread] = begun, before + rest.removesuffix(_UNFINISHED)
            continue
        ended = _END.fullmatch(before + rest)
        if ended is None or not ended[2].isdigit():
            continue  # it failed, or never ended
        event = Event(call, ended[1].split(", "), int(ended[2]), begun)
        if call == "write" and event.arguments[0].startswith("1<"):
            recording.said.extend((begun, text) for text in event.data(1).decode().splitlines())
        elif any(_below(root, event, n) for n in range(min(2, len(event.arguments)))):
            recording.events.append(event)
    return recording


def _below(root: Path, event: Event, number: int) -> bool:
    if event.call in ("write", "pwrite64") and number:
        return False
    path = os.fsdecode(event.data(number))
    inside = path.startswith(f"{root}{os.sep}") and not path.endswith(_LEFT_OUT)
    return inside or path == str(root)


@pytest.fixture(scope="session")
def recorder() -> Callable[..., Recording]:
    """Records what a program does to a new folder: program, folder, arguments."""
    return record


@pytest.fixture(scope="session")
def straced() -> Callable[..., CompletedProcess[str]]:
    """Runs a program under strace: options, program, arguments."""
    return strace
