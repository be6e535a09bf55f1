"""What a text itself gives away, without knowing whose it is.

presidio's analyzer over our language model: its predefined recognizers as the floor, the
clinical rule bank, and the model's entities, of which the words of medicine are taken back.
Offline: the suffix list that the e-mail recognizer consults is the one packed with tldextract.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer import predefined_recognizers as predefined

from cohortium_anonymize.text.lexicon import NAME_WORDS, clinical, vetoes_model
from cohortium_anonymize.text.moments import MONTH
from cohortium_anonymize.text.names import LABELS, EntityModel
from cohortium_anonymize.text.rules import ClinicalRules
from cohortium_anonymize.text.rules_identifiers import code_system_before
from cohortium_anonymize.text.rules_people import trimmed
from cohortium_anonymize.text.rules_times import follows_birth
from cohortium_anonymize.text.span import Span

# Types of presidio and of the model in our words.
TYPES = {
    "PERSON": "NAME", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION",
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
_DIGITS = re.compile(r"\d{2}|\d[ -]\d")
_ALWAYS = {"ClinicalRules", "ner"}
# What must stand somewhere in a text for a predefined recognizer to find anything in it.
_TRIGGERS: tuple[tuple[Any, re.Pattern[str]], ...] = (
    (predefined.CreditCardRecognizer, re.compile(r"\d(?:[ -]?\d){11}")),
    (predefined.UsBankRecognizer, re.compile(r"\d{8}")),
    (predefined.UsLicenseRecognizer, _DIGITS),
    (predefined.UsItinRecognizer, re.compile(r"9\d\d")),
    (predefined.UsPassportRecognizer, re.compile(r"\d{8}")),
    (predefined.UsSsnRecognizer, re.compile(r"\d{4}")),
    (predefined.UsMbiRecognizer, re.compile(r"[1-9][A-Za-z]")),
    (predefined.NhsRecognizer, re.compile(r"\d{3}[- ]?\d{3}")),
    (predefined.CryptoRecognizer, re.compile(r"[A-Za-z0-9]{25}")),
    (predefined.DateRecognizer, re.compile(r"\d[-/.]|[-/.]\d")),
    (predefined.IbanRecognizer, re.compile(r"[A-Za-z]{2}\d\d")),
    (predefined.IpRecognizer, re.compile(r"\d\.\d|:")),
    (predefined.MedicalLicenseRecognizer, re.compile(r"\d{7}")),
    (predefined.PhoneRecognizer, re.compile(r"\d(?:[^\w\n]{0,3}\d){6}")),
    (predefined.UrlRecognizer, re.compile(r"[A-Za-z0-9-]\.[A-Za-z]{2}")),
)
_FACILITY_CUE = re.compile(
    r"(?i)\b(?:hospital|clinic|medical|health(?:care)?|cent(?:er|re)|infirmary|hospice|nursing|pharmacy|university"
    r"|college|school|church|institute|manor|memorial|st\.?|saint|mount|general)\b"
)
_PLACE_BEFORE = re.compile(
    r"(?i)\b(?:at|from|near|via|(?:discussed|spoke|spoken|consulted|seen|d/w)\s(?:with|by))\s{1,2}(?:the\s)?$|d/w\s$"
)
_COUNTRY = re.compile(r"(?i)(?:the )?(?:u\.?s\.?a?\.?|united states(?: of america)?|america)")
_DATE_SHAPE = re.compile(rf"{MONTH}\b.*\d|\d.*\b{MONTH}\b|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{2,4}}")
_NAME_TOKEN = re.compile(r"[A-Z][A-Za-z'-]{3,30}")


class _Email(predefined.EmailRecognizer):
    """presidio's, with the packed suffix list; it would fetch a newer one."""

    _suffixes = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())

    def validate_result(self, pattern_text: str) -> bool:
        return bool(self._suffixes(pattern_text).top_domain_under_public_suffix)


def _gated(recognizer: Any, trigger: re.Pattern[str]) -> Any:
    """The recognizer, asked only about texts in which `trigger` stands."""
    inner = recognizer.analyze

    def analyze(text: str, entities: Any, nlp_artifacts: Any = None, **more: Any) -> Any:
        return inner(text, entities, nlp_artifacts, **more) if trigger.search(text) else []

    recognizer.analyze = analyze
    return recognizer


@lru_cache(maxsize=2)
def recognition(profile: str) -> Recognition:
    """The recognition of a profile; loading takes seconds, so once a process."""
    return Recognition(gated=profile == "fast")


class Recognition:
    """presidio's analyzer, put together for clinical text. Works on normal-form texts."""

    def __init__(self, *, gated: bool) -> None:
        self._model = EntityModel(gated=gated)
        self._model.load()
        registry = RecognizerRegistry(recognizers=list(_recognizers()), supported_languages=["en"])
        self._analyzer = AnalyzerEngine(
            registry=registry, nlp_engine=self._model, supported_languages=["en"]
        )

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, which may overlap. The model reads all of them together."""
        self._model.prepare(texts)
        with self._model.memory_zone():
            return [
                list(self._spans(text, artifacts))
                for text, artifacts in self._model.process_batch(texts, "en")
            ]

    def _spans(self, text: str, artifacts: Any) -> Iterator[Span]:
        results = self._analyzer.analyze(text, language="en", nlp_artifacts=artifacts)
        spans = [span for result in results if (span := _span(text, result))]
        yield from spans
        yield from _said_again(text, spans)


def _recognizers() -> Iterator[Any]:
    yield ClinicalRules()
    yield predefined.SpacyRecognizer(supported_entities=sorted(LABELS), name="ner")
    yield _gated(_Email(), re.compile("@"))
    for kind, trigger in _TRIGGERS:
        yield _gated(kind(), trigger)


def _span(text: str, result: Any) -> Span | None:
    name = result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY]
    start, end = result.start, result.end
    kind = TYPES.get(result.entity_type, result.entity_type)
    source = {"ClinicalRules": "rules", "ner": "ner"}.get(name, "presidio")
    if source == "ner":
        found = _believed(text, start, end, result.entity_type)
        if found is None:
            return None
        start, end = found
    elif source == "presidio" and not _sound(text, result):
        return None
    if kind == "DATE" and follows_birth(text, start):
        kind = "BIRTH_DATE"
    return Span(start, end, kind, source)


def _sound(text: str, result: Any) -> bool:
    """Whether a predefined recognizer's find is more than a loose form."""
    if result.score < _THRESHOLDS.get(result.entity_type, 0.0):
        return False
    if code_system_before(text, result.start):
        return False
    found = text[result.start : result.end]
    if result.entity_type == "URL":  # "twice daily.It helped" is no address
        return "/" in found or not re.fullmatch(r"[\w-]+\.[A-Z][a-z]+", found)
    return result.entity_type != "IP_ADDRESS" or len(found) > 4


def _believed(text: str, start: int, end: int, label: str) -> tuple[int, int] | None:
    """What of the model's find stands, once the words of medicine are taken back."""
    found = text[start:end]
    if label == "DATE":
        return (start, end) if _DATE_SHAPE.search(found) else None
    if not any(c.isupper() for c in found) and (
        label != "PERSON" or " " not in found or any(clinical(word) for word in found.split())
    ):
        return None
    if vetoes_model(text, start, end) or (label == "GPE" and _COUNTRY.fullmatch(found)):
        return None
    if label == "ORG" and not _organization(text, start, end):
        return None
    if label == "PERSON" and any(c.isdigit() for c in found):
        return trimmed(text, start, start + re.search(r"\d", found).start())  # type: ignore[union-attr]
    return trimmed(text, start, end)


def _organization(text: str, start: int, end: int) -> bool:
    """Facilities go, and organizations that someone is at; others may stay (HIPAA names none)."""
    found = text[start:end]
    if _FACILITY_CUE.search(found):
        return True
    if not re.search(r"[A-Z][a-z]{2}", found):  # an acronym is a test more often than a place
        return False
    if re.fullmatch(r"[A-Z][a-z'-]+(?:[ ][A-Z][a-z'-]+){1,2}", found) and not any(
        clinical(word) for word in found.split()
    ):
        return True  # two capitalised words not of medicine: as often a person, misread
    return bool(_PLACE_BEFORE.search(text[max(0, start - 24) : start]))


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
