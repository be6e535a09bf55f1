"""How well identifiers are found: precision, recall, leaks and over-redaction against annotated texts.

A token is a run of word characters. It identifies when an annotated entity touches it, and is found when
spans cover all of it, whatever their type; a token that identifies nobody is lost when a span touches it. An
entity is found whole when all of its tokens are. A text leaks when one of its entities is not found whole; a
text without entities is flagged when anything is found in it. Texts that are quarantined before they are
read are counted apart: nothing of them is released.

Intervals are Wilson's at 95 % (E. B. Wilson, JASA 22, 1927), each case taken as independent. Tokens and
entities of one text are not quite that: for those the interval is somewhat too narrow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from math import sqrt
from typing import Any, Final

from cohortium_anonymize.text.streams.records import Gold

CONFIDENCE: Final = 0.95
_Z: Final = 1.959963984540054  # of the normal distribution, two-sided at that confidence
_TOKEN: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over texts; by type, of entities and tokens as annotated, and of spans and tokens as found."""

    counts: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    whole: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    right_spans: Counter[str] = field(default_factory=Counter)
    redacted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))


def tally(text: str, gold: Gold, answer: Mapping[str, Any]) -> Tally:
    """The counts of one text: `answer` is its output record (docs/formats/deidentify.md)."""
    if answer["quarantined"] and text and not answer["text"]:
        return Tally(Counter(texts=1, unread=1))
    found = [(span["start"], span["end"], span["type"]) for span in answer["spans"]]
    wanted, taken = _mask(text, gold), _mask(text, found)
    total = Tally(Counter(texts=1))
    for start, end in _tokens(text, 0, len(text)):
        identifies, touched = any(wanted[start:end]), any(taken[start:end])
        total.counts["tokens" if identifies else "others"] += 1
        if identifies:
            total.counts["covered"] += all(taken[start:end])
        else:
            total.counts["lost"] += touched
        total.counts["redacted"] += touched
    whole = _count_entities(total, text, gold, taken)
    _count_spans(total, text, found, wanted)
    if gold:
        total.counts.update(identifying=1, leaked=not whole)
    else:
        total.counts.update(clean=1, flagged=bool(found))
    return total


def _count_entities(total: Tally, text: str, gold: Gold, taken: bytearray) -> bool:
    """Count each entity and its tokens; whether all are found whole."""
    every = True
    for start, end, kind in gold:
        tokens = [all(taken[a:b]) for a, b in _tokens(text, start, end)]
        whole = all(tokens) and (bool(tokens) or all(taken[start:end]))
        total.entities[kind] += 1
        total.whole[kind] += whole
        total.tokens[kind] += len(tokens)
        total.covered[kind] += sum(tokens)
        every = every and whole
    return every


def _count_spans(
    total: Tally, text: str, found: list[tuple[int, int, str]], wanted: bytearray
) -> None:
    for start, end, kind in found:
        tokens = [any(wanted[a:b]) for a, b in _tokens(text, start, end)]
        total.spans[kind] += 1
        total.right_spans[kind] += any(wanted[start:end])
        total.redacted[kind] += len(tokens)
        total.right[kind] += sum(tokens)


def _mask(text: str, spans: Any) -> bytearray:
    mask = bytearray(len(text))
    for start, end, _ in spans:
        mask[start:end] = b"\x01" * (end - start)
    return mask


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The tokens that text[start:end] touches, whole."""
    while start > 0 and _is_word(text[start - 1]) and _is_word(text[start : start + 1]):
        start -= 1
    for match in _TOKEN.finditer(text, start):
        if match.start() >= end:
            return
        yield match.span()


def _is_word(character: str) -> bool:
    return bool(_TOKEN.fullmatch(character))


def wilson(hits: int, cases: int) -> tuple[float, float] | None:
    """Wilson's interval at 95 % of a proportion; None without cases."""
    if not cases:
        return None
    share, z2 = hits / cases, _Z * _Z
    middle = share + z2 / (2 * cases)
    width = _Z * sqrt(share * (1 - share) / cases + z2 / (4 * cases * cases))
    scale = 1 + z2 / cases
    low, high = (middle - width) / scale, (middle + width) / scale
    return low if hits else 0.0, high if hits < cases else 1.0  # exact there, without rounding


def report(total: Tally) -> dict[str, Any]:
    """Every measure with its interval, overall, by annotated type and by the type that was found."""
    counts = total.counts
    entities, whole = total.entities.total(), total.whole.total()
    spans, right = total.spans.total(), total.right_spans.total()
    return {
        "texts": counts["texts"],
        "unread": counts["unread"],
        "confidence": CONFIDENCE,
        "interval": "Wilson",
        "token_recall": _proportion(counts["covered"], counts["tokens"]),
        "entity_recall": _proportion(whole, entities),
        "token_precision": _proportion(counts["redacted"] - counts["lost"], counts["redacted"]),
        "span_precision": _proportion(right, spans),
        "leak_rate": _proportion(counts["leaked"], counts["identifying"]),
        "others_redacted": _proportion(counts["lost"], counts["others"]),
        "clean_flagged": _proportion(counts["flagged"], counts["clean"]),
        "by_type": {
            kind: {
                "entity_recall": _proportion(total.whole[kind], total.entities[kind]),
                "token_recall": _proportion(total.covered[kind], total.tokens[kind]),
            }
            for kind in sorted(total.entities)
        },
        "by_found_type": {
            kind: {
                "span_precision": _proportion(total.right_spans[kind], total.spans[kind]),
                "token_precision": _proportion(total.right[kind], total.redacted[kind]),
            }
            for kind in sorted(total.spans)
        },
    }


def _proportion(hits: int, cases: int) -> dict[str, Any]:
    interval = wilson(hits, cases)
    low, high = interval or (None, None)
    return {
        "value": hits / cases if cases else None,
        "low": low,
        "high": high,
        "hits": hits,
        "cases": cases,
    }
