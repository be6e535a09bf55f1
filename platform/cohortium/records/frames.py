"""Frames on a pipe between our own processes: 4 bytes of length (big endian), then that many bytes."""

from __future__ import annotations

import fcntl
import gc
import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from typing import IO, Final

HEADER: Final = struct.Struct(">I")
OURS: Final = "COHORTIUM_"  # passphrases and addresses are among our settings
AHEAD = 1 << 20  # bytes a pipe holds: the usual 64 KiB would make both ends work by turns
COLLECT_EVERY = 100_000  # objects made and not yet let go, before cycles are looked for


def write_frame(stream: IO[bytes], data: bytes) -> None:
    """Write one frame; the caller flushes."""
    stream.write(HEADER.pack(len(data)))
    stream.write(data)


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, None at the end of the stream or where it breaks off."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    data = stream.read(size)
    return data if len(data) == size else None


def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `module` of ours as a process. It must end when its standard input does.

    It has none of our settings, which tell how keys are opened: what it may know, it is sent.
    """
    process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        [sys.executable, "-I", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback might show a record
        env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
    )
    if sys.platform == "linux" and process.stdout is not None:
        with suppress(PermissionError):  # the system allows no more: slower, and fine
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, AHEAD)
    return process


def begin() -> None:
    """What a process that `start` started does first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides
    gc.set_threshold(COLLECT_EVERY)  # records and schema models make many objects and few cycles
