"""What the patient's own record says identifies them, found in a text however it is written.

Built once per patient and used for every text of theirs. Exact renderings first, then what is broken
apart or written wrong. Names that are also words ("Will", "May") match as part of a full name always,
and alone where they are written as a name. Identifiers shorter than three letters or digits cannot be
told from the text and are left to the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record import numbers, persons, places, renderings
from cohortium_anonymize.text.record.broken import broken
from cohortium_anonymize.text.record.lookup import Lookup
from cohortium_anonymize.text.record.misspelling import LEAST, Candidate, Misspelling
from cohortium_anonymize.text.record.tokens import Tokens, words
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words import moments

LISTS = ("names", "ids", "phones", "emails", "addresses", "relatives", "providers", "facilities")
TEXTS = ("birth_date", "employer")


@dataclass(slots=True)
class Known:
    """One patient's identifiers, ready to be looked for. Make one with `Known.of`."""

    content: Mapping[str, Any]
    around: Known | None = None
    plain: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of `review`, made when needed
    _lookup: Lookup = field(default_factory=Lookup)
    _misspelling: Misspelling = field(default_factory=Misspelling)
    _letters: dict[str, str] = field(default_factory=dict)
    _short: dict[str, str] = field(default_factory=dict)
    _born: date | None = None
    _initials: set[str] = field(default_factory=set)

    @staticmethod
    def of(value: Known | Mapping[str, Any] | None, around: Known | None = None) -> Known:
        """From the `known` object of docs/formats/deidentify.md. InputError on any other shape.

        `around` are people and places that many patients share, built once and looked for too.
        """
        if isinstance(value, Known):
            return value
        known = _built(json.dumps(_checked(value or {}), sort_keys=True))
        return known if around is None else replace(known, around=around)

    @staticmethod
    def check(value: Any) -> None:
        """InputError unless `of` takes the value; nothing is built."""
        _checked(value or {})

    @property
    def layers(self) -> tuple[Known, ...]:
        """The patient's own, then what is around them."""
        return (self,) if self.around is None else (self, *self.around.layers)

    def find(self, text: str) -> list[Span]:
        """Every known identifier in a normal-form text; spans may overlap."""
        layers = [known for known in self.layers if known._anything()]
        if not layers:
            return []
        tokens = Tokens(text)
        spans = [span for known in layers for span in known._own(tokens)]
        spans += list(persons.also_called(text, spans))
        return spans + [s for known in layers for s in known._misspelling.find(tokens, spans)]

    def birth_date(self) -> date | None:
        """The day of birth, where the record has one."""
        return moments.parse(str(self.content.get("birth_date", "")).strip())

    # -- finding ---------------------------------------------------------------------------

    def _anything(self) -> bool:
        return bool(self._lookup.entries or self._lookup.needles or self._born)

    def _own(self, tokens: Tokens) -> Iterator[Span]:
        """This layer's identifiers, as they are."""
        yield from self._lookup.find(tokens)
        yield from self._births(tokens.text)
        yield from persons.initials_in(tokens.text, self._initials)
        yield from broken(tokens.text, self._letters)
        yield from numbers.short_numbers(tokens.text, self._short)

    def _births(self, text: str) -> Iterator[Span]:
        """The birth date. Every way of writing it has the day's digits and the year's last two."""
        day = self._born
        if day is None or str(day.day) not in text or f"{day.year % 100:02d}" not in text:
            return
        for start, end in renderings.births(text, day):
            yield Span(start, end, "BIRTH_DATE", "known")

    # -- building --------------------------------------------------------------------------

    def _build(self) -> None:
        for role in ("names", "relatives", "providers"):
            for name in self.content.get(role, ()):
                whole = " ".join(words(normalize(name).text))
                label = "patient" if role == "names" else f"{role}:{whole}"
                self._person(name, label, alone=role != "providers")
        for identifier in self.content.get("ids", ()):
            numbers.enter_identifier(self._lookup, self._misspelling, self._short, identifier)
        for phone in self.content.get("phones", ()):
            numbers.enter_phone(self._lookup, phone)
        for email in self.content.get("emails", ()):
            numbers.enter_email(self._lookup, email)
        for address in self.content.get("addresses", ()):
            places.enter_address(self._lookup, self._misspelling, address)
        for facility in self.content.get("facilities", ()):
            places.enter_organization(self._lookup, facility, "FACILITY")
        places.enter_organization(
            self._lookup, str(self.content.get("employer", "")), "ORGANIZATION"
        )
        self._birth_date(str(self.content.get("birth_date", "")).strip())

    def _person(self, name: str, label: str, *, alone: bool) -> None:
        persons.enter_person(self._lookup, name, label, alone=alone)
        if label == "patient":
            self._initials |= renderings.initials(name)
        for spelling in renderings.spellings(name):
            parts = renderings.name_parts(spelling)
            for word in renderings.single_names(spelling):
                if alone or word in parts[-1]:
                    self._letters.setdefault(word, label)
                if alone:
                    beside = renderings.is_word(word) or len(word) < LEAST
                    self._misspelling.name(word, Candidate("NAME", label, beside))

    def _birth_date(self, text: str) -> None:
        self._born = moments.parse(text)
        if self._born is not None:
            numbers.enter_day_in_words(self._lookup, self._born, moments.MONTHS)
        elif len(re.sub(r"\D", "", text)) > 4 or len(words(text)) > 3:  # unread: as written
            self._lookup.needle("".join(words(text)), "BIRTH_DATE", "")


def _checked(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("known must be an object of identifiers")
    unknown = set(value) - {*LISTS, *TEXTS}
    if unknown:
        raise InputError(
            f"known has a field that means nothing here; fields are {', '.join((*LISTS, *TEXTS))}"
        )
    checked: dict[str, Any] = {}
    for key in LISTS:
        items = value.get(key) or ()
        if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) for item in items):
            raise InputError(f"known.{key} must be a list of texts")
        checked[key] = [item for item in items if item.strip()]
    for key in TEXTS:
        text = value.get(key) or ""
        if not isinstance(text, str):
            raise InputError(f"known.{key} must be a text")
        checked[key] = text
    return checked


@lru_cache(maxsize=512)
def _built(canonical: str) -> Known:
    known = Known(json.loads(canonical))
    known._build()
    return known
