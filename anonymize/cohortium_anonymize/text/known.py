"""What the patient's own record says identifies them, found in a text however it is written.

Built once per patient and used for every text of theirs. Exact renderings first, then names
within a small edit distance. Names that are also words ("Will", "May") match as part of a full
name always, and alone where they are written as a name. Identifiers shorter than three letters
or digits cannot be told from the text and are left to the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any

from rapidfuzz.distance import OSA

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text import moments, renderings, vocabulary
from cohortium_anonymize.text.lexicon import clinical, used_as_word
from cohortium_anonymize.text.normal import normalize
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.tokens import Tokens, words

LISTS = ("names", "ids", "phones", "emails", "addresses", "relatives", "providers", "facilities")
TEXTS = ("birth_date", "employer")
_FUZZY_LEAST = 5  # shorter names have too many neighbours that are words
_FUZZY_LONG = 8  # from here two edits are allowed
_BEFORE_PHONE = re.compile(r"(?:\+?\d{1,3}[\s.-]{0,2})?\(?$")
_DOTTED = re.compile(r"(?<![A-Za-z.])(?:[A-Z]\.[ ]?){1,4}[A-Z](?:\.|(?![A-Za-z.]))")
_CAPITALS = re.compile(r"(?<![\w.'/-])[A-Z]{2,4}(?![\w/-])")
_BEFORE_INITIALS = re.compile(
    r"(?i)(?:\b(?:patient|pt|initials|subject|mr|mrs|ms|miss|name|client)[.:,(]?|\bre:)\s{1,2}\(?$"
)
_AFTER_INITIALS = re.compile(
    r"(?: (?:was|has|had|presents?|presented|reports|reported|states|stated|denies|denied|seen|came|arrived|called|returns|returned"
    r"|complains|underwent|tolerated|is an?|says|said|feels|lives)\b|,? (?:an? )?\d{1,3}[ -]?(?:y|F\b|M\b)|'s (?:mother|father|wife|husband|son|daughter)\b)"
)


@dataclass(frozen=True, slots=True)
class _Sequence:
    words: tuple[str, ...]
    type: str
    label: str
    careful: bool = False  # a name that is also a word
    capitals: bool = False  # an abbreviation


@dataclass(slots=True)
class Known:
    """One patient's identifiers, ready to be looked for. Make one with `Known.of`."""

    content: Mapping[str, Any]
    _sequences: dict[str, list[_Sequence]] = field(default_factory=dict)
    _needles: dict[str, tuple[str, str]] = field(default_factory=dict)
    _fuzzy: dict[str, str] = field(default_factory=dict)
    _born: date | None = None
    _initials: set[str] = field(default_factory=set)
    around: Known | None = None
    plain: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of `review`, made when needed

    @staticmethod
    def of(value: Known | Mapping[str, Any] | None, around: Known | None = None) -> Known:
        """From the `known` object of docs/formats/deidentify.md. InputError on any other shape.

        `around` are people and places that many patients share, built once and looked for too.
        """
        if isinstance(value, Known):
            return value
        known = _built(json.dumps(_checked(value or {}), sort_keys=True))
        return known if around is None else replace(known, around=around)

    @property
    def layers(self) -> tuple[Known, ...]:
        """The patient's own, then what is around them."""
        return (self,) if self.around is None else (self, *self.around.layers)

    def find(self, text: str) -> list[Span]:
        """Every known identifier in a normal-form text; spans may overlap."""
        if not any(known._sequences or known._needles or known._born for known in self.layers):
            return []
        tokens = Tokens(text)
        spans = list(self._words_in(tokens))
        needles = chain.from_iterable(known._needles.items() for known in self.layers)
        for needle, (kind, label) in needles:
            for start, end in tokens.occurrences(needle):
                if kind == "PHONE":
                    lead = _BEFORE_PHONE.search(text[max(0, start - 8) : start])
                    start -= len(lead.group()) if lead else 0
                spans.append(Span(start, end, kind, "known", label))
        spans += self._births(text)
        spans += self._initials_in(text)
        return spans + list(self._nearly(tokens, spans))

    def birth_date(self) -> date | None:
        """The day of birth, where the record has one."""
        return moments.parse(str(self.content.get("birth_date", "")).strip())

    # -- finding ---------------------------------------------------------------------------

    def _births(self, text: str) -> Iterator[Span]:
        """The birth date. Every way of writing it has the day's digits and the year's last two."""
        day = self._born
        if day is None or str(day.day) not in text or f"{day.year % 100:02d}" not in text:
            return
        for start, end in renderings.births(text, day):
            yield Span(start, end, "BIRTH_DATE", "known")

    def _initials_in(self, text: str) -> Iterator[Span]:
        """The patient's initials: with points anywhere, in bare capitals where someone is meant."""
        if not self._initials:
            return
        for match in _DOTTED.finditer(text):
            if re.sub(r"[^A-Z]", "", match.group()) in self._initials:
                yield Span(match.start(), match.end(), "NAME", "known", "patient")
        for match in _CAPITALS.finditer(text):
            if match.group() not in self._initials:
                continue
            named = _BEFORE_INITIALS.search(text[max(0, match.start() - 24) : match.start()])
            if named or (not clinical(match.group()) and _AFTER_INITIALS.match(text, match.end())):
                yield Span(match.start(), match.end(), "NAME", "known", "patient")

    def _words_in(self, tokens: Tokens) -> Iterator[Span]:
        for index, token in enumerate(tokens.all):
            for candidate in self._candidates(token.lower):
                last = index + len(candidate.words) - 1
                if last >= len(tokens.all) or not tokens.joined(index, last):
                    continue
                found = tuple(t.lower for t in tokens.all[index + 1 : last + 1])
                if found != candidate.words[1:]:
                    continue
                end = tokens.all[last].end
                if candidate.capitals and not tokens.text[token.start : end].isupper():
                    continue
                if candidate.careful and _as_word(tokens.text, token.start, end):
                    continue
                yield Span(token.start, end, candidate.type, "known", candidate.label)

    def _candidates(self, word: str) -> Iterable[_Sequence]:
        bare = word.rstrip("0123456789")
        for known in self.layers:
            found = known._sequences.get(word)
            if found is None and bare != word and len(bare) > 3:
                found = known._sequences.get(bare)
            yield from found or ()

    def _nearly(self, tokens: Tokens, spans: list[Span]) -> Iterator[Span]:
        if not self._fuzzy:
            return
        taken = {span.start for span in spans}
        plain = {t.lower for t in tokens.all if tokens.text[t.start].islower()}
        for token in tokens.all:
            if len(token.lower) < _FUZZY_LEAST - 1 or token.start in taken or token.lower in plain:
                continue
            if tokens.text[token.start].islower() or not token.lower.isalpha():
                continue
            label = None if clinical(token.lower) else self._near(token.lower)
            if label:
                yield Span(token.start, token.end, "NAME", "known", label)

    def _near(self, word: str) -> str | None:
        for name, label in self._fuzzy.items():
            limit = 2 if len(name) >= _FUZZY_LONG else 1
            if name[0] != word[0] and len(name) < _FUZZY_LONG:
                continue
            if OSA.distance(name, word, score_cutoff=limit) <= limit:
                return label
        return None

    # -- building --------------------------------------------------------------------------

    def _build(self) -> None:
        for role, alone in (("names", "all"), ("relatives", "all"), ("providers", "family")):
            for name in self.content.get(role, ()):
                whole = " ".join(words(normalize(name).text))
                self._person(name, "patient" if role == "names" else f"{role}:{whole}", alone)
        for identifier in self.content.get("ids", ()):
            self._identifier(identifier)
        for phone in self.content.get("phones", ()):
            self._phone(phone)
        for email in self.content.get("emails", ()):
            self._email(email)
        for address in self.content.get("addresses", ()):
            for kind, found in renderings.address_parts(address):
                self._place(found, kind)
        for facility in self.content.get("facilities", ()):
            self._organization(facility, "FACILITY")
        self._organization(str(self.content.get("employer", "")), "ORGANIZATION")
        self._birth_date(str(self.content.get("birth_date", "")).strip())

    def _add(self, sequence: _Sequence) -> None:
        if sequence.words and sequence.words[0]:
            self._sequences.setdefault(sequence.words[0], []).append(sequence)

    def _person(self, name: str, label: str, alone: str) -> None:
        parts = renderings.name_parts(name)
        if label == "patient":
            self._initials |= renderings.initials(name)
        for rendering in renderings.full_names(name):
            if len(rendering) > 1 or len(parts) > 1:
                self._add(_Sequence(rendering, "NAME", label))
        family = "".join(parts[-1]) if parts else ""
        for word in renderings.single_names(name):
            if alone == "family" and word != family and word not in parts[-1]:
                continue
            careful = renderings.is_word(word)
            self._add(_Sequence((word,), "NAME", label, careful))
            if not careful and len(word) >= _FUZZY_LEAST and alone == "all":
                self._fuzzy.setdefault(word, label)
        for part in parts:
            if len(part) > 1:
                self._add(_Sequence(part, "NAME", label))

    def _identifier(self, identifier: str) -> None:
        found = words(normalize(identifier).text)
        whole = "".join(found)
        digits = re.sub(r"\D", "", whole)
        if len(whole) < 3 or not digits:
            if len(whole) > 3:
                self._add(_Sequence(tuple(found), "ID", whole))
            return
        self._needles[whole] = ("ID", whole)
        bare = digits.lstrip("0")
        if len(bare) >= 5 and len(digits) >= len(whole) - 6:
            self._needles.setdefault(bare, ("ID", whole))

    def _phone(self, phone: str) -> None:
        digits = re.sub(r"\D", "", normalize(re.split(r"(?i)x|ext", phone)[0]).text)
        if len(digits) < 7:
            return
        label = digits[-10:]
        self._needles[digits] = ("PHONE", label)
        self._needles[label] = ("PHONE", label)
        if len(label) == 10:
            self._needles[label[-7:]] = ("PHONE", label)

    def _email(self, email: str) -> None:
        local, _, domain = normalize(email).text.lower().partition("@")
        if not local or not domain:
            return
        joined = "".join(words(local)) + "".join(words(domain))
        spoken = "dot".join(words(local)) + "at" + "dot".join(words(domain))
        label = email.strip().lower()
        for needle in (joined, spoken, "".join(words(local)) + "at" + "dot".join(words(domain))):
            self._needles[needle] = ("EMAIL", label)
        name = "".join(words(local))
        if len(name) >= 5 and not clinical(name):
            self._needles.setdefault(name, ("EMAIL", label))

    def _place(self, found: tuple[str, ...], kind: str) -> None:
        careful = len(found) == 1 and kind == "LOCATION" and renderings.is_word(found[0])
        if kind == "ZIP" or len("".join(found)) > 2:
            self._add(_Sequence(found, kind, "".join(found), careful))

    def _organization(self, name: str, kind: str) -> None:
        found = tuple(words(normalize(name).text))
        if not found or all(clinical(word) or word.isdigit() for word in found):
            return
        label = "".join(found)
        self._add(_Sequence(found, kind, label, len(found) == 1 and renderings.is_word(found[0])))
        short = list(found)
        while len(short) > 1 and (clinical(short[-1]) or short[-1] in _KINDS):
            short.pop()
        if len(short) > 1 or not renderings.is_word(short[0]):
            self._add(_Sequence(tuple(short), kind, label, len(short) == 1))
        initials = "".join(word[0] for word in found if word not in ("of", "the", "and", "for"))
        if len(initials) > 2 and not clinical(initials):
            self._add(_Sequence((initials,), kind, label, capitals=True))

    def _birth_date(self, text: str) -> None:
        self._born = moments.parse(text)
        if (
            self._born is None and len(re.sub(r"\D", "", text)) > 4
        ):  # some day we cannot read: at least as written
            self._needles["".join(words(text))] = ("BIRTH_DATE", "")


_KINDS = frozenset(vocabulary.ORGANIZATION_KINDS.split())


def _as_word(text: str, start: int, end: int) -> bool:
    """Whether a name that is also a word is only the word here."""
    found = text[start:end]
    if clinical(found):  # a heading or the first word of a sentence
        before = text[:start].rstrip(" \t")
        if found.isupper() or not before or before[-1] in "\n.:*-":
            return True
    return used_as_word(text, start, end)


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


@lru_cache(maxsize=4_096)
def _built(canonical: str) -> Known:
    known = Known(json.loads(canonical))
    known._build()
    return known
