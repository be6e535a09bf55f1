"""A process of ours that answers questions, is given a time for each, and is replaced when it is gone.

Run as ``python -m MODULE ARGUMENT...``, with frames on its pipes: 4 bytes of length (big endian),
then JSON. It ends with its standard input, or when nobody has asked it for a while. What it says on
standard error goes nowhere: a traceback might show a text.
"""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from threading import Timer
from typing import IO, Any, Final

OURS: Final = "COHORTIUM_"  # settings of whoever starts it, passphrases among them
HEADER: Final = struct.Struct(">I")
IDLE: Final = 120.0  # seconds without a question, after which its owner may have forgotten it


class Died(Exception):
    """The process ended before it had answered."""


class Child:
    """A process that is started when it is first asked. For one thread at a time."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-I", "-m", module, *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, when there is one."""
        return self._process.pid if self._process else None

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, unless it runs."""
        if self._process is not None and self._process.poll() is not None:
            self.end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={n: value for n, value in os.environ.items() if not n.startswith(OURS)},
            )
        return self._process

    def ask(self, question: Any, seconds: float) -> Any:
        """The answer; TimeoutError when it is not there after so many seconds, Died when it never will be.

        After either the process is gone, and the next question starts another.
        """
        process = self.start()
        late: list[bool] = []

        def kill() -> None:
            late.append(True)
            process.kill()

        timer = Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            answer = _exchanged(process, question)
        except BaseException:
            self.end()  # half a frame may stand on the pipe: the next answer would be another's
            raise
        finally:
            timer.cancel()
        if answer is None:
            self.end()
            raise TimeoutError if late else Died
        return answer

    def kill(self) -> None:
        """Have it end over what it is being asked, by whatever thread."""
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """Kill it, where it runs, and forget it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _exchanged(process: subprocess.Popen[bytes], question: Any) -> Any | None:
    source, target = process.stdin, process.stdout
    if source is None or target is None:
        return None
    try:
        write(source, question)
    except BrokenPipeError:
        return None
    return read(target)


def write(stream: IO[bytes], value: object) -> None:
    """Write one frame."""
    data = json.dumps(value).encode()
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def read(stream: IO[bytes]) -> Any | None:
    """The next frame; None when the stream ends, or holds no frame."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    data = stream.read(size)
    try:
        return json.loads(data) if len(data) == size else None
    except ValueError:
        return None


def serve(answer: Callable[[Any], Any]) -> None:
    """Answer the questions on standard input, until it ends or none comes for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides
    source = sys.stdin.buffer
    while select.select([source], [], [], IDLE)[0] and (question := read(source)) is not None:
        write(sys.stdout.buffer, answer(question))
