"""The text de-identifier: notes in, notes without the patient out, the medicine intact.

    de = Deidentifier()                       # or profile="fast", or "codes": no language model
    result = de.deidentify(text, known, key=patient_key, offset_days=-133)

`key` is one patient's in one release: equal values get equal tags under it, and nothing links
tags across keys. Fails closed: a text that cannot be processed comes back quarantined and empty;
one that the second look does not trust comes back quarantined with its text, for a person to see.
A quarantined text must not be released.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.batches import batches
from cohortium_anonymize.text.dating import Dating
from cohortium_anonymize.text.finding import found, located
from cohortium_anonymize.text.forms.form import foreign_form
from cohortium_anonymize.text.forms.normal import Normal, normalize
from cohortium_anonymize.text.options import Profile, Style
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.review import THRESHOLD, Residue, residues, unreadable
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.surrogates import surrogate

Recognize = Callable[[Sequence[str]], list[list[Span]]]
Ask = Callable[[Sequence[str]], Future[list[list[Span]]]]
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

    `reason`, where quarantined: too-long, undecodable, language, failed, timeout (all with empty text),
    residual-known, residual-number, residual-email, residual-name, residual-script, markup, binary (with the text that was not trusted;
    undecodable too, where it could be read but characters were lost before).
    `residues` are what these were for, in code points of the new text.
    """

    text: str
    spans: tuple[Span, ...] = ()
    quarantined: bool = False
    reason: str = ""
    residues: tuple[Residue, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that is being read elsewhere: the answer that will hold its spans, and where."""

    answer: Future[list[list[Span]]]
    at: int

    def spans(self) -> tuple[Span, ...] | None:
        """Wait for what the text gives away; None where reading failed."""
        if self.answer.exception() is not None:
            return None
        return tuple(self.answer.result()[self.at])


Ahead = Mapping[str, Asked]  # by normal form
Located = dict[tuple[str, int], list[Span]]  # by text and identity of its `Known`


class Deidentifier:
    """De-identifies clinical text. Cheap to make; the model loads at the first text."""

    def __init__(
        self,
        profile: Profile = "strict",
        *,
        style: Style = "tags",
        threshold: float = THRESHOLD,
        recognize: Recognize | None = None,
        ask: Ask | None = None,
    ) -> None:
        """`style` is that of surrogates; `threshold`, in (0, 1], the residual score from which a text is
        quarantined. `recognize` finds what texts give away by themselves, in place of this process's model;
        `ask` does so while the caller goes on."""
        if profile not in get_args(Profile):
            raise InputError("profile must be strict, fast or codes")
        if style not in get_args(Style):
            raise InputError("style must be tags or plausible")
        if not 0 < threshold <= 1:
            raise InputError("threshold must be above 0, at most 1")
        self.profile = profile
        self._style: Style = style
        self._threshold = threshold
        self._recognize = recognize
        self._ask = ask
        self._remembered: OrderedDict[str, tuple[Span, ...] | Asked] = OrderedDict()

    def spans(self, text: str, known: Known | Mapping[str, Any] | None = None) -> list[Span]:
        """What identifies someone in `text`: ordered, apart, in code points of `text`.

        InputError for a text that cannot be read (see `Result.reason`).
        """
        reason = unreadable(text)
        if reason:
            raise InputError(f"the text cannot be read: {reason}")
        normal = normalize(text)
        return located(normal, found(normal, self.generic(normal), Known.of(known)))

    def generic(self, normal: Normal) -> tuple[Span, ...]:
        """What a text gives away by itself, in its normal form; stretches may overlap."""
        return self._generic([normal], {})[0]

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

    def ahead(self, texts: Iterable[str]) -> Ahead:
        """Have `texts` read, each once, while the caller does other work: for `deidentify_many`.

        Without an `ask` nothing is read ahead.
        """
        asked: dict[str, Asked] = {}
        if self._ask is None:
            return asked
        normals = dict.fromkeys(normalize(text).text for text in texts if not unreadable(text))
        fresh = (Item(text) for text in normals if text not in self._remembered and _says(text))
        for batch in batches(fresh, _BATCH, _BATCH_CHARACTERS):
            answer = self._ask([item.text for item in batch])
            asked |= {item.text: Asked(answer, at) for at, item in enumerate(batch)}
        self._remember(asked)
        return asked

    def deidentify_many(
        self, items: Iterable[Item | tuple[Any, ...]], ahead: Ahead | None = None
    ) -> Iterator[Result]:
        """One result for each item, in order; reads ahead a batch, equal short texts only once.

        What `ahead` holds is waited for; a text whose reading failed there is read again here.
        """
        source = (Item(*item) for item in items)
        for batch in batches(source, _BATCH, _BATCH_CHARACTERS):
            yield from self._batch(batch, ahead or {})

    def _batch(self, batch: list[Item], ahead: Ahead) -> Iterator[Result]:
        for item in batch:
            if not item.key:
                raise InputError("a key is needed: bytes of one patient in one release")
        whose = [Known.of(item.known) for item in batch]
        reasons = [unreadable(item.text) for item in batch]
        normals = [
            Normal("") if reason else normalize(item.text)
            for item, reason in zip(batch, reasons, strict=True)
        ]
        generic = self._closed(normals, ahead)
        before: Located = {}
        for item, known, reason, normal, spans in zip(
            batch, whose, reasons, normals, generic, strict=True
        ):
            if reason or isinstance(spans, str):
                yield Result("", quarantined=True, reason=reason or str(spans))
            else:
                yield self._replaced(item, known, normal, spans, before)

    def _replaced(
        self,
        item: Item,
        known: Known,
        normal: Normal,
        generic: tuple[Span, ...],
        before: Located,
    ) -> Result:
        """`before` keeps the spans of a batch: a text is often rendered more than once."""
        try:
            at = (item.text, id(known))
            if (spans := before.get(at)) is None:
                spans = before[at] = located(normal, found(normal, generic, known))
            text, ours = _rewritten(item, spans, self._style)
            left = tuple(residues(text, known, ours, self._threshold))
            reason = left[0].reason if left else foreign_form(item.text)
        except Exception:  # fail closed
            return Result("", quarantined=True, reason="failed")
        return Result(text, tuple(spans), bool(reason), reason, left)

    def _closed(self, normals: list[Normal], ahead: Ahead) -> list[tuple[Span, ...] | str]:
        """Spans of each text; the reason where even on its own it could not be processed."""
        try:
            return list(self._generic(normals, ahead))
        except Exception:  # fail closed, one by one: a bad text must not take others with it
            return [self._alone(normal, ahead) for normal in normals]

    def _alone(self, normal: Normal, ahead: Ahead) -> tuple[Span, ...] | str:
        try:
            return self._generic([normal], ahead)[0]
        except TimeoutError:
            return "timeout"
        except Exception:  # whatever it was, the note is quarantined
            return "failed"

    def _generic(self, normals: list[Normal], ahead: Ahead) -> list[tuple[Span, ...]]:
        """What each text gives away by itself, each distinct text read once."""
        texts = dict.fromkeys(normal.text for normal in normals)
        read = {text: spans for text in texts if (spans := self._read(text, ahead)) is not None}
        fresh = [text for text in texts if text not in read and _says(text)]
        if fresh:
            answer = (self._recognize or self._model())(fresh)
            read |= {text: tuple(spans) for text, spans in zip(fresh, answer, strict=True)}
        new = set(fresh)  # others were remembered when asked; what was dropped since stays so
        kept = {text: s for text, s in read.items() if text in new or text in self._remembered}
        self._remember(kept)
        return [read.get(normal.text, ()) for normal in normals]

    def _read(self, text: str, ahead: Ahead) -> tuple[Span, ...] | None:
        """The spans of a text that was read before, or is being read."""
        known = self._remembered.get(text)
        if known is None or isinstance(known, Asked):
            asked = ahead.get(text) or known
            return asked.spans() if asked else None
        return known

    def _remember(self, read: Mapping[str, tuple[Span, ...] | Asked]) -> None:
        """Keep what short texts gave away."""
        self._remembered.update((text, s) for text, s in read.items() if len(text) <= _SHORT)
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    def _model(self) -> Recognize:
        from cohortium_anonymize.text.recognition import recognition  # heavy: at the first text

        return recognition(self.profile).find


def _says(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _rewritten(item: Item, spans: list[Span], style: Style) -> tuple[str, list[tuple[int, int]]]:
    """The new text, and where in it surrogates stand."""
    out: list[str] = []
    ours: list[tuple[int, int]] = []
    at = length = 0
    said = [(span, normalize(item.text[span.start : span.end]).text) for span in spans]
    offset = item.offset_days
    dating = None if offset is None else Dating.of(item.text, said, offset)
    for span, plain in said:
        new = surrogate(span, plain, key=item.key, dating=dating, style=style)
        out += [item.text[at : span.start], new]
        length += span.start - at
        ours.append((length, length + len(new)))
        length += len(new)
        at = span.end
    return "".join(out) + item.text[at:], ours
