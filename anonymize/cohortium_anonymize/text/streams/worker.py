"""What a worker does with a shard of texts: have each de-identified within its time, and write the part.

The work itself is a child process's, one for each thread that works: it can be killed. A text is
quarantined as `timeout` when a child that has loaded all it needs was alone with it for that long,
and as `failed` when two such children ended over it; what a batch of texts brings down is found so.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from cohortium_anonymize.engine.folder import write
from cohortium_anonymize.errors import EngineError
from cohortium_anonymize.text.batches import batches
from cohortium_anonymize.text.child import Child, Died
from cohortium_anonymize.text.explaining.evaluation import Tally, tally
from cohortium_anonymize.text.streams.folder import read_key
from cohortium_anonymize.text.streams.output import Part, part_name, write_part
from cohortium_anonymize.text.streams.records import Record
from cohortium_anonymize.text.streams.source import Shard, forget

MODULE: Final = "cohortium_anonymize.text.streams.answers"
BATCH: Final = 32  # texts that a child is asked about at once
BATCH_CHARACTERS: Final = 100_000
LOADING: Final = 300.0  # seconds for a new child to load all it needs
RENEW: Final = 10_000  # texts after which a child is replaced, whatever has piled up in it
# Makes a child load the language model and presidio.
FIRST: Final = "Seen by Dr. Ann Example in Springfield on 3/4/2021, phone 555-212-9876."
ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class Work:
    """How texts are to be done: profile, whether spans are explained, seconds for each text, and the
    style of surrogates."""

    profile: str = "strict"
    explained: bool = False
    seconds: float = 60.0
    style: str = "tags"


@dataclass(slots=True)
class Done:
    """What became of a shard's texts: how many, how many spans, and those quarantined by reason."""

    texts: int = 0
    spans: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def over(self, answered: Iterable[tuple[Record, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
        """The output records, counted."""
        for record, answer in answered:
            self.texts += 1
            self.spans += len(answer["spans"])
            if answer["quarantined"]:
                self.reasons[answer["reason"]] += 1
            yield {"id": record.id, **answer}

    def add(self, other: Done) -> None:
        """Those of another shard too."""
        self.texts += other.texts
        self.spans += other.spans
        self.reasons += other.reasons


def deidentify(shard: Shard, work: Work, part: Part, folder: str) -> None:
    """Write the part of `shard` into `folder`, and before it what became of its texts.

    Each is written whole or not at all, and the same whenever it is done again.
    """
    place, done, made = Path(folder), Done(), BytesIO()  # a shard is small
    write_part(done.over(answers(shard.records(), work, read_key(place))), part, made)
    held = place / part_name(shard.number)
    counts = json.dumps([done.texts, done.spans, done.reasons]).encode()
    write(held.with_suffix(".json"), lambda file: file.write(counts))
    write(held, lambda file: file.write(made.getvalue()))


def read_done(folder: Path, number: int) -> Done:
    """What became of the texts of a shard whose part is there."""
    texts, spans, reasons = json.loads(
        (folder / part_name(number)).with_suffix(".json").read_bytes()
    )
    return Done(texts, spans, Counter(reasons))


def measure(shard: Shard, work: Work) -> Tally:
    """What of the shard's annotated identifiers is found, and what else is lost."""
    total = Tally()
    for record, answer in answers(shard.records(), work, b"measure"):
        total += tally(record.text, record.gold, answer)
    return total


def answers(
    records: Iterable[Record], work: Work, key: bytes
) -> Iterator[tuple[Record, dict[str, Any]]]:
    """Each record with what the child makes of it."""
    worker = _worker(work)
    for batch in batches(records, BATCH, BATCH_CHARACTERS):
        yield from zip(batch, worker.ask(batch, key), strict=True)


class _Worker:
    """A child and what it is asked."""

    def __init__(self, work: Work) -> None:
        self._seconds = work.seconds
        self._explained = work.explained
        how = "explained" if work.explained else "plain"
        self._child = Child(MODULE, work.profile, work.style, how)
        self._loaded: int | None = None  # the process that has loaded everything
        self._asked = 0

    def ask(self, batch: list[Record], key: bytes) -> list[dict[str, Any]]:
        """One answer for each record, whatever happens."""
        if self._asked >= RENEW:
            self.end()
        try:
            return self._asked_of(batch, key)
        except (TimeoutError, Died):
            return [self._alone(record, key) for record in batch]

    def end(self) -> None:
        """End the child."""
        self._child.end()
        self._asked = 0

    def _alone(self, record: Record, key: bytes) -> dict[str, Any]:
        for _ in range(ATTEMPTS):
            self._load()
            try:
                return self._asked_of([record], key)[0]
            except TimeoutError:
                return self._quarantined("timeout")
            except Died:
                continue
        return self._quarantined("failed")

    def _quarantined(self, reason: str) -> dict[str, Any]:
        record = {"text": "", "spans": [], "quarantined": True, "reason": reason}
        return {**record, "vetoed": []} if self._explained else record

    def _load(self) -> None:
        """See that the child has loaded everything, so that its time is the text's alone.

        EngineError when none can: that is no text's fault.
        """
        for _ in range(ATTEMPTS):
            if self._child.start().pid == self._loaded:
                return
            with suppress(TimeoutError, Died):
                self._child.ask(_question([Record("", FIRST)], b"load"), LOADING)
                self._loaded = self._child.pid
        if self._child.pid is None or self._child.pid != self._loaded:
            raise EngineError("the de-identifier cannot be started: is it installed whole?")

    def _asked_of(self, batch: list[Record], key: bytes) -> list[dict[str, Any]]:
        answer = self._child.ask(_question(batch, key), self._seconds)
        if not isinstance(answer, list) or len(answer) != len(batch):
            self._child.end()
            raise Died
        self._asked += len(batch)
        return answer


def _question(batch: list[Record], key: bytes) -> dict[str, Any]:
    return {"key": key.hex(), "items": [[record.text, record.known] for record in batch]}


_workers: dict[tuple[int, Work], _Worker] = {}


def _worker(work: Work) -> _Worker:
    """This thread's: kept from shard to shard, as a child takes seconds to load."""
    return _workers.setdefault((threading.get_ident(), work), _Worker(work))


def end_workers() -> None:
    """End the children of this process."""
    forget()
    while _workers:
        with suppress(KeyError):
            _workers.popitem()[1].end()
