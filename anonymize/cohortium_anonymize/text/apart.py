"""Recognition in a process of its own, which loads while whoever started it does other work.

It is given texts and nothing else: no key, no patient. Run as ``python -m cohortium_anonymize.text.apart
PROFILE``: lists of texts in, lists of spans out (see `child`).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import astuple
from typing import Any, Final, Self

from cohortium_anonymize.text.child import Child, Died, serve
from cohortium_anonymize.text.span import Span

LONGEST: Final = 600.0  # seconds for one question: a hundred texts, or a million characters


class Apart:
    """A recognizer process. `find` is as `Recognition.find`, `ask` gives it later; use as a
    context manager."""

    def __init__(self, profile: str = "strict", seconds: float = LONGEST) -> None:
        """`seconds` is how long a question may take: then the process is replaced."""
        self._asking = ThreadPoolExecutor(1)  # one question at a time stands on the pipe
        self._seconds = seconds
        self._ended = False
        self._child = Child("cohortium_anonymize.text.apart", profile)
        self._child.start()

    @property
    def pid(self) -> int | None:
        """Of the process, when there is one."""
        return self._child.pid

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans.

        TimeoutError when they took too long, Died when two processes ended over them: ask for
        each text alone, then, to learn which it was.
        """
        return self.ask(texts).result()

    def ask(self, texts: Sequence[str]) -> Future[list[list[Span]]]:
        """What `find` gives, once it is there; questions are answered in turn."""
        return self._asking.submit(self._answer, texts)

    def _answer(self, texts: Sequence[str]) -> list[list[Span]]:
        try:
            found = self._asked(texts)
        except Died:  # once may be an accident
            found = self._asked(texts)
        return [[Span(*span) for span in spans] for spans in found]

    def _asked(self, texts: Sequence[str]) -> Any:
        if self._ended:
            raise CancelledError
        found = self._child.ask(list(texts), self._seconds)
        if not isinstance(found, list) or len(found) != len(texts):
            self._child.end()  # the answer to another question
            raise Died
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True  # nobody waits for what is still asked
        self._child.kill()
        self._asking.shutdown(cancel_futures=True)
        self._child.end()


def main(profile: str) -> None:
    """Load, then answer until the input ends."""
    from cohortium_anonymize.text.recognition import recognition  # heavy

    recognizer = recognition(profile)

    def answer(texts: Any) -> list[list[tuple[Any, ...]]]:
        return [[astuple(span) for span in spans] for spans in recognizer.find(texts)]

    serve(answer)


if __name__ == "__main__":
    main(sys.argv[1])
