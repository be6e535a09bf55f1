"""The text de-identifier: notes in, notes without the patient out, the medicine intact.

    de = Deidentifier()                       # or profile="fast"
    result = de.deidentify(text, known, key=patient_key, offset_days=-133)

`key` is one patient's in one release: equal values get equal tags under it, and nothing links
tags across keys. Fails closed: a text that cannot be processed comes back quarantined and empty;
one that the second look does not trust comes back quarantined with its text, for a person to see.
A quarantined text must not be released.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.known import Known
from cohortium_anonymize.text.normal import Normal, normalize
from cohortium_anonymize.text.review import residual, unreadable
from cohortium_anonymize.text.span import Span, merged
from cohortium_anonymize.text.surrogates import surrogate

Profile = Literal["strict", "fast"]
Recognize = Callable[[Sequence[str]], list[list[Span]]]
_BATCH = 128  # texts read together; bounds memory
_BATCH_CHARACTERS = 400_000
_REMEMBERED = 20_000  # short texts whose spans are kept: coded fields repeat by the thousand
_SHORT = 200


class Item(NamedTuple):
    """One text to de-identify, with what is known of its patient. A plain tuple does as well."""

    text: str
    known: Known | Mapping[str, Any] | None = None
    key: bytes = b""
    offset_days: int | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The text without identifiers; `spans` bound them in the input, in code points.

    `reason`, where quarantined: too-long, undecodable, language, failed (all with empty text),
    residual-known, residual-number, residual-email (with the text that was not trusted).
    """

    text: str
    spans: tuple[Span, ...] = ()
    quarantined: bool = False
    reason: str = ""


class Deidentifier:
    """De-identifies clinical text. Cheap to make; the model loads at the first text."""

    def __init__(self, profile: Profile = "strict", *, recognize: Recognize | None = None) -> None:
        """`recognize` finds what texts give away by themselves, in place of this process's model."""
        if profile not in get_args(Profile):
            raise InputError("profile must be strict or fast")
        self.profile = profile
        self._recognize = recognize
        self._remembered: OrderedDict[str, tuple[Span, ...]] = OrderedDict()

    def spans(self, text: str, known: Known | Mapping[str, Any] | None = None) -> list[Span]:
        """What identifies someone in `text`: ordered, apart, in code points of `text`.

        InputError for a text that cannot be read (see `Result.reason`).
        """
        reason = unreadable(text)
        if reason:
            raise InputError(f"the text cannot be read: {reason}")
        normal = normalize(text)
        return _located(normal, _found(normal, self._generic([normal])[0], Known.of(known)))

    def deidentify(
        self,
        text: str,
        known: Known | Mapping[str, Any] | None = None,
        *,
        key: bytes,
        offset_days: int | None = None,
    ) -> Result:
        """The text without what identifies. Dates move by `offset_days`, or go when None."""
        return next(self.deidentify_many([Item(text, known, key, offset_days)]))

    def deidentify_many(self, items: Iterable[Item | tuple[Any, ...]]) -> Iterator[Result]:
        """One result for each item, in order; reads ahead a batch, equal short texts only once."""
        source = (Item(*item) for item in items)
        for batch in _batches(source):
            yield from self._batch(batch)

    def _batch(self, batch: list[Item]) -> Iterator[Result]:
        for item in batch:
            if not item.key:
                raise InputError("a key is needed: bytes of one patient in one release")
        whose = [Known.of(item.known) for item in batch]
        reasons = [unreadable(item.text) for item in batch]
        normals = [
            Normal("") if reason else normalize(item.text)
            for item, reason in zip(batch, reasons, strict=True)
        ]
        generic = self._closed(normals)
        for item, known, reason, normal, found in zip(
            batch, whose, reasons, normals, generic, strict=True
        ):
            if reason or found is None:
                yield Result("", quarantined=True, reason=reason or "failed")
            else:
                yield _replaced(item, known, normal, found)

    def _closed(self, normals: list[Normal]) -> list[tuple[Span, ...] | None]:
        """Spans of each text; None where even on its own it could not be processed."""
        try:
            return list(self._generic(normals))
        except Exception:  # fail closed, one by one: a bad text must not take others with it
            return [self._alone(normal) for normal in normals]

    def _alone(self, normal: Normal) -> tuple[Span, ...] | None:
        try:
            return self._generic([normal])[0]
        except Exception:  # whatever it was, the note is quarantined as failed
            return None

    def _generic(self, normals: list[Normal]) -> list[tuple[Span, ...]]:
        """What each text gives away by itself, each distinct text read once."""
        fresh = [
            text
            for text in dict.fromkeys(normal.text for normal in normals)
            if text not in self._remembered and any(c.isalnum() for c in text)
        ]
        read: dict[str, tuple[Span, ...]] = {}
        if fresh:
            spans = (self._recognize or self._model())(fresh)
            read = {text: tuple(found) for text, found in zip(fresh, spans, strict=True)}
        result = [read.get(n.text, self._remembered.get(n.text, ())) for n in normals]
        for text, found in read.items():
            if len(text) <= _SHORT:
                self._remembered[text] = found
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)
        return result

    def _model(self) -> Recognize:
        from cohortium_anonymize.text.recognition import recognition  # heavy: at the first text

        return recognition(self.profile).find


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text)
        if len(batch) >= _BATCH or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _found(normal: Normal, generic: tuple[Span, ...], known: Known) -> list[Span]:
    """Spans over the normal form: merged, and widened so that no word or number is cut."""
    spans = merged([*known.find(normal.text), *generic])
    return merged(_widened(normal.text, span) for span in spans)


def _widened(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    if span.type == "AGE":
        return span
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return Span(start, end, span.type, span.source, span.label)


def _located(normal: Normal, spans: list[Span]) -> list[Span]:
    """The spans in the original text."""
    return merged(
        Span(*normal.original(span.start, span.end), span.type, span.source, span.label)
        for span in spans
    )


def _replaced(item: Item, known: Known, normal: Normal, generic: tuple[Span, ...]) -> Result:
    try:
        spans = _located(normal, _found(normal, generic, known))
        text, shifted = _rewritten(item, spans)
        reason = residual(text, known, shifted)
    except Exception:  # fail closed
        return Result("", quarantined=True, reason="failed")
    return Result(text, tuple(spans), bool(reason), reason)


def _rewritten(item: Item, spans: list[Span]) -> tuple[str, list[tuple[int, int]]]:
    """The new text, and where in it shifted dates stand."""
    out: list[str] = []
    shifted: list[tuple[int, int]] = []
    at = length = 0
    for span in spans:
        found = normalize(item.text[span.start : span.end]).text
        new = surrogate(span, found, key=item.key, offset_days=item.offset_days)
        out += [item.text[at : span.start], new]
        length += span.start - at
        if span.type == "DATE":
            shifted.append((length, length + len(new)))
        length += len(new)
        at = span.end
    return "".join(out) + item.text[at:], shifted
