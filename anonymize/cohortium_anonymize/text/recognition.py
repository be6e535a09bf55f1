"""What a text itself gives away, without knowing whose it is.

The clinical rule bank; presidio's predefined recognizers as the floor; and the language model's
entities, of which the words of medicine are taken back. Rules read every text. The other two take
seconds to load, so they wait for the first text that could have something for them; the profile
`codes` has no model, and never loads one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cohortium_anonymize.text.model.belief import believed, may_name
from cohortium_anonymize.text.rules import bank as rules
from cohortium_anonymize.text.rules.dates.times import follows_birth
from cohortium_anonymize.text.rules.names import unfamiliar
from cohortium_anonymize.text.rules.triggers import asking
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical

if TYPE_CHECKING:
    from cohortium_anonymize.text.model.names import Entity, EntityModel, Tokenizer
    from cohortium_anonymize.text.rules.predefined import Predefined

# The model's labels in our words.
TYPES = {
    "PERSON": "NAME", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION",
    "ORG": "ORGANIZATION", "DATE": "DATE",
}  # fmt: skip
_LEAST_LETTERS = 4
_NAME_TOKEN = re.compile(r"[A-Z][A-Za-z'-]{3,30}")
_NAME_START = re.compile(r"[A-Z](?<![A-Za-z].)(?=(?P<rest>[A-Za-z'-]{0,30}))")
_GOES_ON = re.compile(r"[A-Za-z-]")


class Vetoed(NamedTuple):
    """What the model found and is not believed: code points of the text, and the model's label."""

    start: int
    end: int
    label: str


@lru_cache(maxsize=3)
def recognition(profile: str) -> Recognition:
    """The recognition of a profile: one a process, as its parts take seconds to load."""
    return Recognition(gated=profile == "fast", named=profile != "codes")


class Recognition:
    """Rules, predefined recognizers and model together. Works on normal-form texts.

    Without `named` the model is left out; with `gated` it reads the lines that it most likely
    finds something in.
    """

    def __init__(self, *, gated: bool = False, named: bool = True) -> None:
        self._gated = gated
        self._named = named
        self._model: EntityModel | None = None
        self._tokenizer: Tokenizer | None = None
        self._predefined: Predefined | None = None

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, which may overlap. The model reads all of them together."""
        found = rules.finds(texts)
        named = [at for at, text in enumerate(texts) if self._named and may_name(text)]
        asked = asking(texts, [_dates(spans) for spans in found])
        if named:
            self._add_named(found, texts, named, asked)
        elif asked:
            self._add_asked(found, texts, asked)
        if self._named:
            for text, spans, more in zip(texts, found, rules.finds_uncased(texts), strict=True):
                spans += more
                spans += _beyond(unfamiliar.finds(text), spans)
        return [
            [*(_dated(text, span) for span in spans), *_said_again(text, spans)]
            for text, spans in zip(texts, found, strict=True)
        ]

    def vetoed(self, texts: Sequence[str]) -> list[list[Vetoed]]:
        """For each text what the model finds in it and is not believed; for explanations alone.

        None in a text that the model is not shown (see `belief.may_name`).
        """
        refused: list[list[Vetoed]] = [[] for _ in texts]
        named = [at for at, text in enumerate(texts) if self._named and may_name(text)]
        if not named:
            return refused
        model = self._loaded()
        with model.memory_zone():
            entities = model.entities([texts[at] for at in named])
            for at, ones in zip(named, entities, strict=True):
                refused[at] += [Vetoed(*one) for one in ones if not believed(texts[at], *one)]
        return refused

    def _add_named(
        self, found: list[list[Span]], texts: Sequence[str], named: list[int], asked: list[int]
    ) -> None:
        """Add what the model finds in the texts at `named`, and presidio in those at `asked`."""
        model = self._loaded()
        with model.memory_zone():
            taken = [[(span.start, span.end) for span in found[at]] for at in named]
            entities = model.entities([texts[at] for at in named], taken)
            for at, ones in zip(named, entities, strict=True):
                found[at] += _spans(texts[at], ones)
            for at in asked:
                found[at] += self._asked(model, texts[at], found[at])

    def _add_asked(self, found: list[list[Span]], texts: Sequence[str], asked: list[int]) -> None:
        """Add what presidio finds in the texts at `asked`: it wants tokens, and no model."""
        tokens = self._tokens()
        with tokens.memory_zone():
            for at in asked:
                found[at] += self._asked(tokens, texts[at], found[at])

    def _loaded(self) -> EntityModel:
        if self._model is None:
            from cohortium_anonymize.text.model.names import EntityModel  # heavy: spaCy

            self._model = EntityModel(gated=self._gated)
        return self._model

    def _tokens(self) -> Tokenizer:
        if self._model is not None:
            return self._model
        if self._tokenizer is None:
            from cohortium_anonymize.text.model.names import Tokenizer

            self._tokenizer = Tokenizer()
        return self._tokenizer

    def _asked(self, tokens: Tokenizer, text: str, found: list[Span]) -> list[Span]:
        return list(self._floor(tokens).find(tokens.document, text, _dates(found)))

    def _floor(self, tokens: Tokenizer) -> Predefined:
        if self._predefined is None:
            from cohortium_anonymize.text.rules.predefined import Predefined  # heavy: presidio

            self._predefined = Predefined(tokens.vocabulary)
        return self._predefined


def _spans(text: str, entities: list[Entity]) -> Iterator[Span]:
    for start, end, label in entities:
        kept = believed(text, start, end, label)
        if kept is not None:
            yield Span(*kept, TYPES[label], "ner", rule=label)


def _beyond(new: Iterable[Span], spans: list[Span]) -> list[Span]:
    """Those of the new spans that do not lie within one of the others, which says more of its kind."""
    return [
        span
        for span in new
        if not any(other.start <= span.start and span.end <= other.end for other in spans)
    ]


def _dated(text: str, span: Span) -> Span:
    if span.type == "DATE" and follows_birth(text, span.start):
        return Span(span.start, span.end, "BIRTH_DATE", span.source, rule=span.rule)
    return span


def _dates(found: list[Span]) -> list[tuple[int, int]]:
    """Where rules found dates: presidio's recognizer of dates need not read them again."""
    return [(span.start, span.end) for span in found if span.type == "DATE"]


def _said_again(text: str, spans: list[Span]) -> Iterator[Span]:
    """The parts of a name found once, wherever they stand again written as a name."""
    parts: set[str] = set()
    for span in spans:
        found = text[span.start : span.end]
        if span.type == "NAME" and (span.source == "rules" or " " in found):
            parts.update(
                re.sub(r"'s$", "", part)
                for part in _NAME_TOKEN.findall(found)
                if not clinical(part) and part.lower() not in NAME_WORDS
            )
    begins = {part[:_LEAST_LETTERS] for part in parts}
    for match in _NAME_START.finditer(text) if parts else ():
        start, word = match.start(), match.group() + match["rest"]
        if word[:_LEAST_LETTERS] not in begins:
            continue
        for end in (len(word), *(at for at, character in enumerate(word) if character == "'")):
            if word[:end] in parts and not _GOES_ON.match(text, start + end):
                yield Span(start, start + end, "NAME", "rules", rule="said_again")
