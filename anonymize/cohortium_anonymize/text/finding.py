"""From finds in a text's normal form to spans of the text as it stands.

What is known of the patient is added to what the text itself gives away; stretches that overlap
become one, and are widened so that no word or number is cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from cohortium_anonymize.text.forms.normal import Normal
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.span import Span, merged


def found(normal: Normal, generic: Iterable[Span], known: Known) -> list[Span]:
    """Spans over the normal form: merged and widened."""
    spans = merged([*known.find(normal.text), *generic])
    return merged(widened(normal.text, span) for span in spans)


def widened(text: str, span: Span) -> Span:
    """The span out to the edges of the words that it cuts; ages stand as they are."""
    start, end = span.start, span.end
    if span.type == "AGE":
        return span
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return span.bounded(start, end)


def located(normal: Normal, spans: Iterable[Span]) -> list[Span]:
    """The spans in the original text."""
    return merged(span.bounded(*normal.original(span.start, span.end)) for span in spans)
