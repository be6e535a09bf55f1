"""Who took a stretch of text, and why; and what the language model found and was not believed in.

A recognizer is named by its source and what it is there: ``rules.mrn``, ``presidio.UsSsnRecognizer``,
``ner.PERSON``, ``known.names``. Reasons are the recognizers', not the text's: none quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.deidentifier import Deidentifier
from cohortium_anonymize.text.explaining import reasons, reasons_forms, reasons_spanish
from cohortium_anonymize.text.finding import found, located
from cohortium_anonymize.text.forms.normal import Normal, normalize
from cohortium_anonymize.text.recognition import TYPES, Vetoed, recognition
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.review import unreadable
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.lexicon import CLINICAL, EPONYMS, clinical, grammatical

_PRESIDIO = {
    "CreditCardRecognizer": "digits in the form of a payment card whose check digit is right",
    "CryptoRecognizer": "the form of a wallet address, with its checksum",
    "DateRecognizer": "the form of a date",
    "EmailRecognizer": "an e-mail address under a public suffix",
    "IbanRecognizer": "an IBAN, with its checksum",
    "IpRecognizer": "the form of an IP address",
    "MedicalLicenseRecognizer": "the form of a DEA number, with its check digit",
    "NhsRecognizer": "ten digits of an NHS number, with the check digit",
    "PhoneRecognizer": "digits that are a telephone number somewhere",
    "UrlRecognizer": "an address of the web",
    "UsBankRecognizer": "digits beside a word for a bank account",
    "UsItinRecognizer": "the form of a US taxpayer number, beside a word for it",
    "UsLicenseRecognizer": "the form of a US driving licence, beside a word for it",
    "UsMbiRecognizer": "the form of a Medicare number, beside a word for it",
    "UsPassportRecognizer": "the form of a US passport number, beside a word for it",
    "UsSsnRecognizer": "the form of a US social security number, beside a word for it",
}
_MODEL = {
    "PERSON": "the language model reads a person's name",
    "GPE": "the language model reads a town, state or country",
    "LOC": "the language model reads a place",
    "FAC": "the language model reads a building",
    "ORG": "the language model reads an organization that someone is at",
    "DATE": "the language model reads a date, and it has the form of one",
}
# What of the record is known to be what: by label where that says it, else by type.
_FIELDS = {
    "BIRTH_DATE": "birth_date", "ID": "ids", "PHONE": "phones", "EMAIL": "emails", "ADDRESS": "addresses", "LOCATION": "addresses", "ZIP": "addresses",
    "FACILITY": "facilities", "ORGANIZATION": "employer", "NAME": "names",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Explained:
    """A stretch [start, end) in code points of the text. `also` are others that found something in it."""

    start: int
    end: int
    type: str
    source: str
    recognizer: str
    why: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was taken from a text, and what the model found in vain."""

    spans: tuple[Explained, ...]
    vetoed: tuple[Explained, ...]


def explain(
    deidentifier: Deidentifier, text: str, known: Known | Mapping[str, Any] | None = None
) -> Explanation:
    """The spans that `deidentifier` takes from `text`, explained.

    InputError for a text that cannot be read. Of `vetoed` are no stretches that something else took,
    and none of a text that the model is not shown, as it would be believed in nothing.
    """
    if reason := unreadable(text):
        raise InputError(f"the text cannot be read: {reason}")
    normal, whose = normalize(text), Known.of(known)
    generic = deidentifier.generic(normal)
    taken = located(normal, found(normal, generic, whose))
    every = [
        span.bounded(*normal.original(span.start, span.end))
        for span in (*whose.find(normal.text), *generic)
    ]
    refused = recognition(deidentifier.profile).vetoed([normal.text])[0]
    return Explanation(
        tuple(_taken(span, every) for span in taken),
        tuple(one for find in refused if (one := _refused(normal, find, taken)) is not None),
    )


def recognizer(span: Span) -> str:
    """The name of what found a span."""
    if span.source == "known":
        return f"known.{_field(span)}"
    return f"{span.source}.{span.rule}" if span.rule else span.source


def why(span: Span) -> str:
    """Why it was taken, in one line."""
    if span.source == "known":
        return f"the patient's record has it under {_field(span)}"
    if span.source == "rules":
        return rule_reason(span.rule) or "a form that clinical writing marks as identifying"
    if span.source == "presidio":
        return _PRESIDIO.get(span.rule, "a form that presidio knows")
    return _MODEL.get(span.rule, "the language model's reading")


def rule_reason(name: str) -> str:
    """Why the rule of this name takes something; '' for one that nobody has described."""
    tables = (reasons.RULES, reasons_forms.RULES, reasons_spanish.RULES)
    names = (name, re.sub(r"_?\d+$", "", name))
    return next((table[key] for key in names for table in tables if key in table), "")


def veto(text: str, start: int, end: int, label: str) -> str:
    """Why the model is not believed in text[start:end]."""
    words = _WORD.findall(text[start:end])
    if label == "DATE":
        return "a duration, an age or a moment that names no day"
    if not words:
        return "no word in it"
    for name, tells in _CLASSES:
        if all(tells(word) for word in words):
            return f"allow-list: {name}"
    if any(map(clinical, words)):
        return "allow-list: words of medicine, and nothing beside them that is written as a name"
    if label == "ORG":
        return "an organization that is no facility, and nobody is said to be at"
    if text[start:end].islower():
        return "written in lower case, as no name is"
    return "a country, or no name once the words of grammar are taken off"


def _eponym(word: str) -> bool:
    return word.lower().removesuffix("'s") in EPONYMS


def _listed(word: str) -> bool:
    return word.lower().removesuffix("'s") in CLINICAL


_CLASSES = (
    ("eponyms", _eponym),
    ("clinical words", _listed),
    ("endings of drugs, tests and diseases", lambda word: clinical(word) and not _listed(word)),
    ("words of grammar", grammatical),
    ("clinical words and eponyms", lambda word: clinical(word) or _eponym(word)),
    ("words of medicine and grammar", lambda word: clinical(word) or grammatical(word)),
)


def _field(span: Span) -> str:
    role = span.label.partition(":")[0]
    if role in ("relatives", "providers"):
        return role
    return _FIELDS.get(span.type, span.type.lower())


def _taken(span: Span, every: Sequence[Span]) -> Explained:
    others = {
        recognizer(one): None for one in every if one.start < span.end and span.start < one.end
    }
    name = recognizer(span)
    others.pop(name, None)
    return Explained(
        span.start, span.end, span.type, span.source, name, why(span), tuple(sorted(others))
    )


def _refused(normal: Normal, find: Vetoed, taken: Sequence[Span]) -> Explained | None:
    start, end = normal.original(find.start, find.end)
    if any(span.start < end and start < span.end for span in taken):
        return None
    reason = veto(normal.text, find.start, find.end, find.label)
    return Explained(start, end, TYPES[find.label], "ner", f"ner.{find.label}", reason)
