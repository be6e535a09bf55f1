"""What a text itself gives away, without knowing whose it is.

The clinical rule bank; presidio's predefined recognizers as the floor; and the language model's
entities, of which the words of medicine are taken back. Rules read every text. The other two take
seconds to load, so they wait for the first text that could have something for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from cohortium_anonymize.text import rules
from cohortium_anonymize.text.belief import believed, may_name
from cohortium_anonymize.text.lexicon import NAME_WORDS, clinical
from cohortium_anonymize.text.rules_times import follows_birth
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.triggers import asks_any

if TYPE_CHECKING:
    from cohortium_anonymize.text.names import Entity, EntityModel
    from cohortium_anonymize.text.predefined import Predefined

# The model's labels in our words.
TYPES = {
    "PERSON": "NAME", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION",
    "ORG": "ORGANIZATION", "DATE": "DATE",
}  # fmt: skip
_NAME_TOKEN = re.compile(r"[A-Z][A-Za-z'-]{3,30}")


@lru_cache(maxsize=2)
def recognition(profile: str) -> Recognition:
    """The recognition of a profile: one a process, as its parts take seconds to load."""
    return Recognition(gated=profile == "fast")


class Recognition:
    """Rules, predefined recognizers and model together. Works on normal-form texts."""

    def __init__(self, *, gated: bool) -> None:
        self._gated = gated
        self._model: EntityModel | None = None
        self._predefined: Predefined | None = None

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, which may overlap. The model reads all of them together."""
        found = [list(rules.finds(text)) for text in texts]
        named = [at for at, text in enumerate(texts) if may_name(text)]
        asked = [at for at, text in enumerate(texts) if asks_any(text)]
        if named or asked:
            self._add(found, texts, named, asked)
        return [
            [*(_dated(text, span) for span in spans), *_said_again(text, spans)]
            for text, spans in zip(texts, found, strict=True)
        ]

    def _add(
        self, found: list[list[Span]], texts: Sequence[str], named: list[int], asked: list[int]
    ) -> None:
        """Add what the model finds in the texts at `named`, and presidio in those at `asked`."""
        model = self._loaded()
        with model.memory_zone():
            documents = {at: model.document(texts[at]) for at in {*named, *asked}}
            entities = model.entities([documents[at] for at in named])
            for at, ones in zip(named, entities, strict=True):
                found[at] += _spans(texts[at], ones)
            for at in asked:
                found[at] += self._floor(model).find(documents[at])

    def _loaded(self) -> EntityModel:
        if self._model is None:
            from cohortium_anonymize.text.names import EntityModel  # heavy: spaCy

            self._model = EntityModel(gated=self._gated)
        return self._model

    def _floor(self, model: EntityModel) -> Predefined:
        if self._predefined is None:
            from cohortium_anonymize.text.predefined import Predefined  # heavy: presidio

            self._predefined = Predefined(model.vocabulary)
        return self._predefined


def _spans(text: str, entities: list[Entity]) -> Iterator[Span]:
    for start, end, label in entities:
        kept = believed(text, start, end, label)
        if kept is not None:
            yield Span(*kept, TYPES[label], "ner")


def _dated(text: str, span: Span) -> Span:
    if span.type == "DATE" and follows_birth(text, span.start):
        return Span(span.start, span.end, "BIRTH_DATE", span.source)
    return span


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
    for part in parts:
        for match in re.finditer(rf"(?<![A-Za-z]){re.escape(part)}(?![A-Za-z-])", text):
            yield Span(match.start(), match.end(), "NAME", "rules")
