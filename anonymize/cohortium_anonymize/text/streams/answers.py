"""De-identification in a process of its own, which can be killed when a text takes too long.

Run as ``python -m cohortium_anonymize.text.streams.answers PROFILE STYLE plain|explained`` (see `child`). A
question is ``{"key": HEX, "items": [[TEXT, KNOWN], ...]}``, its answer an output record without id for each.
"""

from __future__ import annotations

import sys
from typing import Any

from cohortium_anonymize.text.child import serve
from cohortium_anonymize.text.deidentifier import Deidentifier, Item, Result
from cohortium_anonymize.text.explaining.explanation import Explained, explain
from cohortium_anonymize.text.options import Profile, Style

EXPLAINED = "explained"


def main(profile: Profile, style: Style, how: str) -> None:
    """Answer until the input ends."""
    serve(Answers(Deidentifier(profile, style=style), explained=how == EXPLAINED))


class Answers:
    """Questions answered by `deidentifier`."""

    def __init__(self, deidentifier: Deidentifier, *, explained: bool) -> None:
        self._deidentifier = deidentifier
        self._explained = explained

    def __call__(self, question: Any) -> list[dict[str, Any]]:
        """One output record for each item, in order."""
        key = bytes.fromhex(question["key"])
        items = [Item(text, known, key) for text, known in question["items"]]
        results = self._deidentifier.deidentify_many(items)
        return [self._record(item, result) for item, result in zip(items, results, strict=True)]

    def _record(self, item: Item, result: Result) -> dict[str, Any]:
        record = output(result)
        if self._explained and result.spans:
            explained = explain(self._deidentifier, item.text, item.known)
            record["spans"] = [_fields(one) for one in explained.spans]
            record["vetoed"] = [_fields(one) for one in explained.vetoed]
        elif self._explained:
            record["vetoed"] = []
        return record


def output(result: Result) -> dict[str, Any]:
    """The output record of a result, without its id (docs/formats/deidentify.md)."""
    spans = [
        {"start": span.start, "end": span.end, "type": span.type, "source": span.source}
        for span in result.spans
    ]
    record = {"text": result.text, "spans": spans, "quarantined": result.quarantined}
    return {**record, "reason": result.reason} if result.quarantined else record


def _fields(one: Explained) -> dict[str, Any]:
    fields = {name: getattr(one, name) for name in Explained.__slots__}
    return {**fields, "also": list(one.also)}


if __name__ == "__main__":
    main(*sys.argv[1:])  # type: ignore[arg-type] # the deidentifier checks it
