"""Recognition in a process of its own, which loads while whoever started it does other work.

It is given texts and nothing else: no key, no patient. Run as ``python -m cohortium_anonymize.text.apart
PROFILE``; frames on a pipe: 4 bytes of length (big endian), then JSON, texts in and spans out. The
process ends with its standard input.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import astuple
from typing import IO, Any, Final, Self

from cohortium_anonymize.text.span import Span

OURS: Final = "COHORTIUM_"  # settings of whoever starts it, passphrases among them
HEADER: Final = struct.Struct(">I")


class Apart:
    """A recognizer process. `find` is as `Recognition.find`, `ask` gives it later; use as a
    context manager."""

    def __init__(self, profile: str = "strict") -> None:
        self._profile = profile
        self._asking = ThreadPoolExecutor(1)  # one question at a time stands on the pipe
        self._ended = False
        self._broken = False  # an answer was not read whole: the next would be another's
        self._process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
            [sys.executable, "-I", "-m", "cohortium_anonymize.text.apart", profile],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback might show a text
            env={name: value for name, value in os.environ.items() if not name.startswith(OURS)},
        )

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans; found in this process when the other one is gone."""
        return self.ask(texts).result()

    def ask(self, texts: Sequence[str]) -> Future[list[list[Span]]]:
        """What `find` gives, once it is there; questions are answered in turn."""
        return self._asking.submit(self._answer, texts)

    def _answer(self, texts: Sequence[str]) -> list[list[Span]]:
        found = self._asked(texts)
        if found is None:
            if self._ended:
                raise CancelledError
            from cohortium_anonymize.text.recognition import recognition  # heavy

            return recognition(self._profile).find(texts)
        return [[Span(*span) for span in spans] for spans in found]

    def _asked(self, texts: Sequence[str]) -> Any | None:
        source, target = self._process.stdin, self._process.stdout
        if source is None or target is None or self._broken:
            return None
        self._broken = True
        try:
            _write(source, list(texts))
        except BrokenPipeError:
            return None
        found = _read(target)
        self._broken = found is None or len(found) != len(texts)
        return None if self._broken else found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True  # nobody waits for what is still asked
        self._process.kill()
        self._asking.shutdown(cancel_futures=True)
        self._process.communicate()


def _write(stream: IO[bytes], value: object) -> None:
    data = json.dumps(value).encode()
    stream.write(HEADER.pack(len(data)) + data)
    stream.flush()


def _read(stream: IO[bytes]) -> Any | None:
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    data = stream.read(size)
    return json.loads(data) if len(data) == size else None


def main(profile: str) -> None:
    """Load, then answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides
    from cohortium_anonymize.text.recognition import recognition

    recognizer = recognition(profile)
    while (texts := _read(sys.stdin.buffer)) is not None:
        found = recognizer.find(texts)
        _write(sys.stdout.buffer, [[astuple(span) for span in spans] for spans in found])


if __name__ == "__main__":
    main(sys.argv[1])
