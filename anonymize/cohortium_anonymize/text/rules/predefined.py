"""presidio's predefined recognizers, as the floor: numbers and addresses with a form or a checksum.

Offline: the suffix list that the e-mail recognizer consults is the one packed with tldextract.
Importing presidio takes a second or two: only for texts that `triggers` lets through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer import predefined_recognizers as predefined
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from cohortium_anonymize.text.rules.numbers.identifiers import code_system_before
from cohortium_anonymize.text.rules.triggers import LOINC_KIND, TRIGGERS, asks, windows
from cohortium_anonymize.text.span import Span

# Types of presidio in our words.
TYPES = {
    "DATE_TIME": "DATE", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL", "IP_ADDRESS": "IP",
    "US_SSN": "SSN", "CREDIT_CARD": "ACCOUNT", "IBAN_CODE": "ACCOUNT", "US_BANK_NUMBER": "ACCOUNT",
    "US_DRIVER_LICENSE": "LICENSE", "MEDICAL_LICENSE": "LICENSE", "US_ITIN": "ID",
    "US_PASSPORT": "ID", "UK_NHS": "MRN", "US_MBI": "PLAN", "CRYPTO": "ID",
}  # fmt: skip
# Forms so loose that presidio itself asks for a word of context beside them (it then adds .35):
# below these scores "L4" is a driving licence and a lab value a bank account.
_THRESHOLDS = {
    "US_DRIVER_LICENSE": 0.4, "US_BANK_NUMBER": 0.4, "US_PASSPORT": 0.4, "US_ITIN": 0.4,
    "US_SSN": 0.4, "UK_NHS": 0.4, "MEDICAL_LICENSE": 0.4, "DATE_TIME": 0.5, "US_MBI": 0.4,
}  # fmt: skip
_KIND = re.compile(rf"\.{LOINC_KIND}")


class _Email(predefined.EmailRecognizer):
    """presidio's, with the packed suffix list; it would fetch a newer one."""

    _suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())

    def validate_result(self, pattern_text: str) -> bool:
        return bool(self._suffixes(pattern_text).top_domain_under_public_suffix)


class _Tokens(NlpEngine):
    """What presidio wants of an NLP engine: tokens around a find, in which it looks for context."""

    engine_name = "cohortium_tokens"
    is_available = True

    def __init__(self, vocabulary: Any) -> None:
        self._vocabulary = vocabulary

    def load(self) -> None:
        """Nothing to load: documents come tokenized."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: Any, language: str) -> Any:
        """The artifacts of one tokenized document."""
        return NlpArtifacts(
            entities=[],
            tokens=text,
            tokens_indices=[token.idx for token in text],
            lemmas=[token.lower_ for token in text],  # context words match by stem all the same
            nlp_engine=self,
            language=language,
        )

    def process_batch(
        self,
        texts: Iterable[Any],
        language: str,
        batch_size: int = 1,  # noqa: ARG002 - presidio's signature
        n_process: int = 1,  # noqa: ARG002 - presidio's signature
        **_: Any,
    ) -> Iterator[tuple[Any, Any]]:
        """The artifacts of each."""
        return ((text, self.process_text(text, language)) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002 - presidio's signature
        """Whether the word carries no context."""
        return bool(self._vocabulary[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002 - presidio's signature
        """Whether the word is punctuation."""
        return bool(self._vocabulary[word].is_punct)

    def get_supported_entities(self) -> list[str]:
        """None: the model's entities do not pass through presidio."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]


class Predefined:
    """presidio's analyzer over its own recognizers."""

    def __init__(self, vocabulary: Any) -> None:
        self._tokens = _Tokens(vocabulary)
        self._analyzer = AnalyzerEngine(
            registry=RecognizerRegistry(
                recognizers=[_gated(name) for name in TRIGGERS], supported_languages=["en"]
            ),
            nlp_engine=self._tokens,
            supported_languages=["en"],
        )

    def find(
        self, tokenize: Callable[[str], Any], text: str, dates: Sequence[tuple[int, int]] = ()
    ) -> Iterator[Span]:
        """What they find in a text, loose forms left out; only what `windows` cuts out is read."""
        for start, end in windows(text, dates):
            for span in self.read(tokenize(text[start:end])):
                yield replace(span, start=start + span.start, end=start + span.end)

    def read(self, document: Any) -> Iterator[Span]:
        """What they find in a tokenized text."""
        text = document.text
        artifacts = self._tokens.process_text(document, "en")
        for result in self._analyzer.analyze(text, language="en", nlp_artifacts=artifacts):
            if _sound(text, result):
                kind = TYPES.get(result.entity_type, result.entity_type)
                yield Span(result.start, result.end, kind, "presidio", rule=_name(result))


def _gated(name: str) -> Any:
    """The recognizer, asked only about texts in which its form could stand."""
    recognizer: Any = _Email() if name == "EmailRecognizer" else getattr(predefined, name)()
    inner = recognizer.analyze

    def analyze(text: str, entities: Any, nlp_artifacts: Any = None, **more: Any) -> Any:
        return inner(text, entities, nlp_artifacts, **more) if asks(name, text) else []

    recognizer.analyze = analyze
    return recognizer


def _name(result: Any) -> str:
    """The recognizer, by the name of its class in presidio."""
    name = str((result.recognition_metadata or {}).get("recognizer_name", ""))
    return "EmailRecognizer" if name == _Email.__name__ else name


def _sound(text: str, result: Any) -> bool:
    """Whether a find is more than a loose form."""
    if result.score < _THRESHOLDS.get(result.entity_type, 0.0):
        return False
    if code_system_before(text, result.start):
        return False
    found = text[result.start : result.end]
    if result.entity_type == "URL":
        if _KIND.match(text, result.start + found.rfind(".")):
            return False
        # "twice daily.It helped" is no address
        return "/" in found or not re.fullmatch(r"[\w-]+\.[A-Z][a-z]+", found)
    return result.entity_type != "IP_ADDRESS" or len(found) > 4
