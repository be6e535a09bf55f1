"""Reviews of quarantined texts: what a custodian decided, and whether it still holds. Pure.

A decision is about one text of one patient, in one column. To release it is also to have seen what
the de-identifier made of it: the text leaves as long as that takes out at least as much and the second
look finds nothing new. Else it is quarantined anew. What is rejected stays out, whatever is made of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cohortium_anonymize.text import Result

RELEASE, REJECT = "release", "reject"
Outcome = Literal["free", "held", "released", "rejected"]
Digest = Callable[..., str]  # a keyed hash of texts, of one patient for one study


@dataclass(frozen=True, slots=True)
class Look:
    """What the de-identifier made of a text: why it is held back (or ""), the spans it took out, in
    code points of the text, and digests of what the second look found.

    Where it is not `complete` there is no de-identified text to decide on: it could not be read.
    """

    reason: str
    spans: tuple[tuple[int, int], ...] = ()
    found: frozenset[str] = frozenset()
    complete: bool = True

    @classmethod
    def of(cls, renderings: Sequence[Result], digest: Digest) -> Look:
        """From the results of one text, one for each rendition."""
        words = {
            result.text[residue.start : residue.end].casefold()
            for result in renderings
            for residue in result.residues
        }
        return cls(
            next((result.reason for result in renderings if result.quarantined), ""),
            tuple((span.start, span.end) for span in renderings[0].spans),
            frozenset(digest("found", _hash(word)) for word in words),
            all(result.text for result in renderings),
        )

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Look:
        """What `row` made of a complete one: no other can be released."""
        spans = tuple((int(start), int(end)) for start, end in row["spans"])
        return cls(str(row["reason"]), spans, frozenset(row["found"]))

    def row(self) -> dict[str, Any]:
        """As it is sealed with a decision."""
        return {
            "reason": self.reason,
            "spans": [list(span) for span in self.spans],
            "found": sorted(self.found),
        }

    def within(self, seen: Look) -> bool:
        """Whether who agreed to `seen` agreed to this: the same reason, nothing new found by the
        second look, and all taken out that was."""
        kept = all(_covered(span, self.spans) for span in seen.spans)
        return self.reason == seen.reason and self.found <= seen.found and kept


@dataclass(frozen=True, slots=True)
class Review:
    """One decision, `release` or `reject`, recorded at entry `index`."""

    decision: str
    look: Look
    index: int


@dataclass(frozen=True, slots=True)
class Held:
    """A text that was held back, by its id. `seen` is the entry of the review it was held against, or -1."""

    id: str
    table: str
    column: str
    reason: str
    outcome: Outcome
    seen: int = -1

    def row(self, consent: int) -> list[Any]:
        """As it is sealed with a release: whose it is, by the entry of their consent."""
        return [consent, self.id, self.table, self.column, self.reason, self.outcome, self.seen]


def read_held(row: Sequence[Any]) -> tuple[int, Held]:
    """The consent and the text that `Held.row` wrote."""
    consent, id_, table, column, reason, outcome, seen = row
    return int(consent), Held(id_, table, column, reason, outcome, int(seen))


def outcome(review: Review | None, look: Look) -> Outcome:
    """What becomes of a text: `free` leaves as all do, `released` by a person's decision."""
    if review is not None and review.decision == REJECT:
        return "rejected"
    if not look.reason:
        return "free"
    if review is None or not look.complete:
        return "held"
    return "released" if look.within(review.look) else "held"


def text_id(digest: Digest, table: str, column: str, text: str) -> str:
    """The name under which a text is reviewed; it says nothing, and nobody can test a guess at it
    once the patient is erased."""
    return f"q-{digest('text', table, column, _hash(text))[:16]}"


def _hash(text: str) -> str:
    """What a keyed hash is made of: a text may hold what separates its parts, and broken code points."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _covered(span: tuple[int, int], by: Sequence[tuple[int, int]]) -> bool:
    at, end = span
    for start, stop in by:
        if start <= at < stop:
            at = stop
    return at >= end
