"""Asking many witnesses at once: each by a thread of its own, one question at a time.

Who hangs is waited for by nobody: its thread stays behind until the client's own timeout, and until
then it is asked nothing more. What the answers are worth is `publication`'s to say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from cohortium_ledger.errors import LedgerError
from cohortium_ledger.witness.witness_client import Reply, WitnessClient

TIMEOUT = 5.0  # seconds for one round; a witness on another continent answers in one
GRACE = 0.3  # seconds more once the quorum is met, so that those a little slower are heard too

Word = Reply | bytes | None | LedgerError  # what a witness said, or why it said nothing
Question = Callable[[WitnessClient], Reply | bytes | None]
Take = Callable[[str, Word], Question | None]  # takes an answer; may have another question


@dataclass(frozen=True, slots=True)
class _Heard:
    """What came of a question, of this round or of an earlier one."""

    round: int
    name: str
    word: Word | Exception


class Panel:
    """The witnesses of one policy, by name. For one thread at a time."""

    def __init__(
        self,
        clients: Mapping[str, WitnessClient],
        *,
        timeout: float = TIMEOUT,
        grace: float = GRACE,
    ) -> None:
        self._clients = clients
        self._timeout = timeout
        self._grace = grace
        self._busy: set[str] = set()
        self._heard: SimpleQueue[_Heard] = SimpleQueue()
        self._round = 0

    def ask(
        self, questions: Mapping[str, Question], take: Take, enough: Callable[[], bool]
    ) -> None:
        """Put the questions, all at once; returns when all have answered, some time past `enough`,
        or when the round's time is over. Those who were not heard by then said nothing to `take`."""
        self._round += 1
        self._clear()
        waiting = dict(questions)
        for name, question in questions.items():
            self._put(name, question)
        end, met = time.monotonic() + self._timeout, False
        while waiting:
            if not met and enough():
                met, end = True, min(end, time.monotonic() + self._grace)
            try:
                heard = self._heard.get(timeout=max(0.0, end - time.monotonic()))
            except Empty:
                return
            self._busy.discard(heard.name)
            again = waiting.get(heard.name)
            if heard.round == self._round:
                again = take(heard.name, _word(heard))
            if again is None:
                waiting.pop(heard.name, None)
            else:
                self._put(heard.name, again)

    def close(self) -> None:
        """Let go of the clients; threads that still wait end by themselves."""
        for client in self._clients.values():
            client.close()

    def _clear(self) -> None:
        """Take note of those who have answered since the last round ended."""
        while True:
            try:
                self._busy.discard(self._heard.get_nowait().name)
            except Empty:
                return

    def _put(self, name: str, question: Question) -> None:
        """Ask, unless its last question is unanswered: then it is asked when that ends."""
        if name in self._busy:
            return
        self._busy.add(name)
        asking = (self._clients[name], self._round, name, question)
        threading.Thread(target=self._run, args=asking, daemon=True).start()

    def _run(self, client: WitnessClient, number: int, name: str, question: Question) -> None:
        word: Word | Exception
        try:
            word = question(client)
        except Exception as error:  # the asking thread raises what is no word of a witness
            word = error
        self._heard.put(_Heard(number, name, word))


def _word(heard: _Heard) -> Word:
    if isinstance(heard.word, Exception) and not isinstance(heard.word, LedgerError):
        raise heard.word
    return heard.word
