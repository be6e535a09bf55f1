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
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import chain
from typing import Any, Final

from cohortium_anonymize.text.rules import databases

# Read for each pattern before it is compiled: all are about when that has begun to pay.
CHARACTERS_EACH: Final = 600
GROUP: Final = 16  # patterns that one scan reads for; larger ones take too long to compile
_ABOVE_ASCII = re.compile(r"\\u[0-9a-fA-F]{4}")
_REPEAT = re.compile(r"\{(\d+),(\d+)\}")
_FEW = 2  # repeats up to which a bound costs nothing to compile
_FLAGS = re.compile(r"\(\?[a-z]+\)")
_BEHIND_NOT = re.compile(r"\(\?<!(?:\[(?P<set>(?:[^\]\\^]|\\.)+)\]|(?P<word>\\w))\)")
_BEHIND = re.compile(r"(?:\(\?:\^\|)?\(\?<=[^()]{1,20}\)(?:\|\(\?<=[^()]{1,20}\))*(?!\(\?<=)")
_ABOVE = re.compile(r"[^\x00-\x7f]")
_LETTER_ABOVE = re.compile(r"[^\W\x00-\x7f]")  # or digit
_SIGN = "\x7f"  # no letter, no space; `_compiled` puts it where a pattern names what is above ASCII
# Python's \s has the separators of files and records, Hyperscan's not.
_UNLIKE = re.compile(r"[\x1c-\x1f]")


def installed() -> bool:
    """Whether Hyperscan is there."""
    return find_spec("hyperscan") is not None


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

    def wanted(self, text: str) -> Iterator[int]:
        """The places of the patterns that could match in `text`, in order; all where it cannot be told."""
        everything = range(len(self._patterns))
        data = _bytes(text)
        if data is None or not self._lock.acquire(blocking=False):
            return iter(everything)
        try:
            self._grow(len(text))
            hits: list[int] = []
            for database in self._compiled:
                database.scan(data, match_event_handler=lambda number, *_: hits.append(number))
            left = len(self._compiled) * self._group
        finally:
            self._lock.release()
        return chain(sorted(hits), everything[left:])

    def _grow(self, characters: int) -> None:
        """Compile the groups that are due after so many more characters."""
        if not self._read:
            self._sources = [_source(pattern) for pattern in self._patterns]
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
    if _UNLIKE.search(text) or _LETTER_ABOVE.search(text):
        return None
    return (text if text.isascii() else _ABOVE.sub(_SIGN, text)).encode("ascii")


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


def _source(pattern: str) -> str:
    """The pattern as Hyperscan reads it, wider where that is cheaper."""
    source = _ABOVE_ASCII.sub(r"\\x7f", pattern)
    source = _looked_behind(_looked_ahead(source))
    return _REPEAT.sub(_unbounded, source)


def _looked_ahead(source: str) -> str:
    """The pattern with what it looks ahead for at its very end read: Hyperscan leaves out looking."""
    start, opened = -1, []
    for match in re.finditer(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()]", source, re.DOTALL):
        if match.group() == "(":
            opened.append(match.start())
        elif match.group() == ")":
            start = opened.pop()
            if match.end() == len(source) and source.startswith("(?=", start):
                return f"{source[:start]}(?:{source[start + 3 :]}"
    return source


def _looked_behind(source: str) -> str:
    """The same of what it looks behind for at its beginning, where that is one character or the other."""
    flags = _FLAGS.match(source)
    at = flags.end() if flags else 0
    if "|" in _outside(source[at:]):
        return source
    if match := _BEHIND_NOT.match(source, at):
        characters = match["set"] or match["word"]
        if r"\x7f" in characters:  # stands for letters here, for signs in the text
            return source
        return f"{source[:at]}(?:^|[^{characters}]){source[match.end() :]}"
    if match := _BEHIND.match(source, at):
        return source[:at] + match.group().replace("(?<=", "(?:") + source[match.end() :]
    return source


def _outside(source: str) -> str:
    """What of a pattern stands in no group and no set."""
    depth, out = 0, []
    for match in re.finditer(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|.", source, re.DOTALL):
        depth += (match.group() == "(") - (match.group() == ")")
        out.append(match.group() if not depth and len(match.group()) == 1 else "")
    return "".join(out)


def _unbounded(match: re.Match[str]) -> str:
    """A repeat without its upper bound, whose states would take long to lay out."""
    least, most = int(match[1]), int(match[2])
    return match[0] if most <= _FEW else f"{{{least},}}"
