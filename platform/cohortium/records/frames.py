"""Frames on a pipe between our own processes: 4 bytes of length (big endian), then that many bytes."""

from __future__ import annotations

import struct
import subprocess
import sys
from typing import IO, Final

HEADER: Final = struct.Struct(">I")


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
    """Start `module` of ours as a process. It must end when its standard input does."""
    return subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
        [sys.executable, "-I", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback might show a record
    )
