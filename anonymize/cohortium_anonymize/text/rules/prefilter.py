"""Which rules could find something in a text: one pass of Hyperscan before Python's `re`.

Most rules find nothing in most texts. Where the package `hyperscan` is installed, each pattern is also
compiled for it in its prefilter mode, which may say yes too often and never no too often; `re` then
reads the text for the rules that are left, so the spans are the same with and without it. Patterns are
compiled a group after another as texts are read: a command that reads three notes does not wait for it.
When all are, they may be kept for the next process (see `databases`).

A byte must be a character: signs above ASCII ("\u2022") become one that is no word's, and texts with
letters above it are read by all rules.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Final

from cohortium_anonymize.text.rules import databases
from cohortium_anonymize.text.rules.widened import SIGN, widened

# Read for each pattern before it is compiled: all are about when that has begun to pay.
CHARACTERS_EACH: Final = 600
SOUND: Final = (
    "0.6.0"  # with Intel's engine 5.4.2; 5.4.12, in 0.9.1, misses what stands far into a text
)
GROUP: Final = 16  # patterns that one scan reads for; larger ones take too long to compile
_ABOVE = re.compile(r"[^\x00-\x7f]")
# Python's \s has the separators of files and records, Hyperscan's not.
_UNLIKE = "\x1c\x1d\x1e\x1f"


def installed() -> bool:
    """Whether Hyperscan is there, with the engine that is known to miss nothing."""
    return find_spec("hyperscan") is not None and version("hyperscan") == SOUND


class Prefilter:
    """Asks about a sequence of patterns, by their places in it. Safe to be used by several threads."""

    def __init__(
        self,
        patterns: Sequence[str],
        *,
        patience: int = CHARACTERS_EACH,
        group: int = GROUP,
        kept: bool = False,
    ) -> None:
        """Patterns as `re` reads them, their flags inside ("(?i)"); `kept` by the user, compiled."""
        self._patterns = patterns
        self._patience = patience
        self._group = group
        self._kept = kept
        self._read = 0
        self._sources: list[str] = []
        self._compiled: list[Any] = []  # of `group` patterns each, the last perhaps of fewer
        self._lock = threading.Lock()

    def wanted(self, texts: Sequence[str]) -> list[Sequence[int]]:
        """For each pattern the places of the texts in which it could match, in order; all of them where
        it cannot be told."""
        everything = range(len(texts))
        if not self._lock.acquire(blocking=False):
            return [everything] * len(self._patterns)
        try:
            data = [_bytes(text) for text in texts]
            self._grow(sum(map(len, texts)))
            hits: list[list[int]] = [[] for _ in range(len(self._compiled) * self._group)]
            # A database reads all texts before the next one does: what it reads with fills a cache.
            for at in range(0, len(hits), self._group):
                self._scan(at, data, hits)
        finally:
            self._lock.release()
        return [*hits[: len(self._patterns)], *[everything] * (len(self._patterns) - len(hits))]

    def _scan(self, first: int, data: Sequence[bytes | None], hits: list[list[int]]) -> None:
        """Add to `hits` what the database of the patterns from `first` on tells."""
        scan = self._compiled[first // self._group].scan
        for place, one in enumerate(data):
            if one is None:
                for found in hits[first : first + self._group]:
                    found.append(place)
            else:
                scan(one, match_event_handler=lambda number, *_, at=place: hits[number].append(at))

    def _grow(self, characters: int) -> None:
        """Compile the groups that are due after so many more characters."""
        if not self._read:
            self._sources = [widened(pattern) for pattern in self._patterns]
            self._compiled = databases.load(self._sources, self._group) if self._kept else []
        self._read += characters
        while (at := len(self._compiled) * self._group) < len(self._sources):
            sources = self._sources[at : at + self._group]
            if self._read < (at + len(sources)) * self._patience:
                return
            self._compiled.append(_database(sources, at))
            if self._kept and at + len(sources) == len(self._sources):
                databases.keep(self._sources, self._group, self._compiled)


def _bytes(text: str) -> bytes | None:
    """The text with a byte for each character, or None where that would change what patterns see."""
    if any(sign in text for sign in _UNLIKE):
        return None
    if text.isascii():
        return text.encode("ascii")
    if any(map(str.isalnum, _ABOVE.findall(text))):
        return None
    return _ABOVE.sub(SIGN, text).encode("ascii")


def _database(sources: Sequence[str], first: int) -> Any:
    """What Hyperscan reads a text with for `sources`, which it calls by numbers from `first` on."""
    import hyperscan

    flags = (
        hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_ALLOWEMPTY
    )
    database = hyperscan.Database()
    database.compile(
        expressions=[source.encode("ascii") for source in sources],
        ids=list(range(first, first + len(sources))),
        flags=[int(flags)] * len(sources),
    )
    return database
