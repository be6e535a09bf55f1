"""Whether what stands where a name may is somebody: checks of rules for names that stand alone.

Each takes a stretch of a text and answers with the part that is a name, or None. From the widest to the narrowest:
`anybody`, `rarely`, `somebody`, `subject`, `strictly`. None looks around further than its line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cohortium_anonymize.text.rules.names.passages import NAMES
from cohortium_anonymize.text.rules.names.people import PARTICLES
from cohortium_anonymize.text.rules.names.standing import NOT, RARER
from cohortium_anonymize.text.rules.rule import LETTER, Check
from cohortium_anonymize.text.words.dictionary import VOWEL, familiar
from cohortium_anonymize.text.words.english import everyday, ordinary
from cohortium_anonymize.text.words.eponymous import eponymous, eponymous_whole
from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import (
    EPONYMS,
    NAME_WORDS,
    PRODUCTS,
    RARE_EPONYMS,
    clinical,
    grammatical,
)
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

# What stands in these places and is nobody's name.
_NOBODY_LISTED: Final = """
child case cases children kids staff bedside scene hallway triage code rapid lobby aide aides hha medic medics crew bystander bystanders roommate unsigned spouse me him us them our your several most many few some any each both pcm pharmacist walgreens cvs quest labcorp surescripts pdmp ems rheum switchboard dispatch housekeeping chaplain
anaerobes veteran teen toddler caller interpreter hospice sir sirs madam colleague colleagues parent members member provider team all friend friends customer
everyone sender recipient protocol report request records chart policy verbal epic usual home above below pcp pmd consultants
call calls results result values value order orders rounds shift days nights weekend floor desk station window line answer message voicemail
client clients resident residents teacher counselor coach boss lawyer attorney police fire transport ambulance church school work insurance company agency
mac geta lma tiva self none general local boy girl there again guys folks ladies gentlemen alot much precautions facility house office front bed room unit ward admit admission discharge transfer status post
"""
_NOBODY: Final = NOT | frozenset(_NOBODY_LISTED.split())
_PARTICLES: Final = frozenset(PARTICLES.split("|"))
_WORD: Final = re.compile(rf"[{LETTER}][{LETTER}'-]*")
# Names that are words of grammar or a role, beside another part of the name.
_BESIDE_LISTED = "so na oh an do my ha won her may more doctor"
_BESIDE: Final = frozenset(_BESIDE_LISTED.split())
_PRONOUNS: Final = frozenset(("her", "my", "in", "do", "an", "so", "na"))  # alone, no names
_TRADE: Final = re.compile(
    r"(?:ist|ician|isor|ator|aison|man|ary|er|or|ee|[a-z]{3}ing|[a-z]{3}s)\Z"
)
_AND: Final = re.compile(r",?[ ](?:and|&)[ ]", re.IGNORECASE)
_APART: Final = re.compile(r",?[ ](?:and|&)[ ]|,[ ]", re.IGNORECASE)
_CONTRACTED_LISTED = "o'clock ma'am y'all qur'an d'orange d'emblee ne'er rock'n'roll"
_CONTRACTED: Final = frozenset(_CONTRACTED_LISTED.split())
_LOWER: Final = re.compile(r"[a-z]{3}")
_ABBREVIATION: Final = 5  # letters, at most
_LONG: Final = 5  # letters of a word of medicine that is hardly a name


@lru_cache(10_000)
def _known(low: str) -> bool:
    """Whether a word is a name in other places, or on no list and in no dictionary."""
    return low in NAMES or low in RARER or (bool(VOWEL.search(low)) and not familiar(low))


@lru_cache(10_000)
def _may_be(low: str) -> bool:
    """Whether a word can be a name at all, where only names stand."""
    if low in _NOBODY or low in AFTER_NAMES or (grammatical(low) and low not in NAMES):
        return False
    if low in GIVEN:
        return True
    return not (clinical(low) or low in PRODUCTS) or (low in SURNAMES and len(low) <= _LONG)


def _words(text: str, start: int, end: int) -> list[str]:
    """The words of a stretch, in small letters."""
    return [word.lower().removesuffix("'s") for word in _WORD.findall(text, start, end)]


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether a short word in capitals stands in a line that has small letters."""
    if end - start > _ABBREVIATION or not text[start:end].isupper():
        return False
    line, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return bool(_LOWER.search(text, line, len(text) if last < 0 else last))


def _parts(lows: list[str]) -> bool:
    """Whether all words may be parts of one name."""
    if len(lows) == 1 and lows[0] in _PRONOUNS:
        return False
    if lows[0] == "her" or (lows[0] == "my" and not (len(lows) > 1 and lows[1] in NAMES)):
        return False
    sure = any(_known(low) and low not in _BESIDE and not everyday(low) for low in lows)
    for at, low in enumerate(lows):
        if low in _PARTICLES and at < len(lows) - 1:
            continue
        if not (_may_be(low) or (sure and len(lows) > 1 and _beside(low, first=not at))):
            return False
    return True


def _beside(low: str, *, first: bool) -> bool:
    """Whether a word that is none by itself can be part of a name, beside one that surely is."""
    if low in _BESIDE:
        return not (first and low == "doctor")
    if first or low in _NOBODY or grammatical(low) or low in AFTER_NAMES:
        return False
    return low in PRODUCTS or (len(low) <= _LONG and bool(VOWEL.search(low)))


def somebody(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What is a name in other places, or on no list."""
    lows = _words(text, start, end)
    if not lows or not _parts(lows) or _abbreviated(text, start, end):
        return None
    return (start, end) if any(map(_known, lows)) else None


def rarely(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What `somebody` finds, and a rare word that is nobody's trade."""
    if (found := somebody(text, start, end)) is not None:
        return found
    lows = _words(text, start, end)
    if _abbreviated(text, start, end):
        return None
    rare = any(not ordinary(low) and not _TRADE.search(low) for low in lows)
    return (start, end) if rare and _parts(lows) else None


def rare_alone(text: str, start: int, end: int) -> tuple[int, int] | None:
    """What `rarely` finds where it is one word, else what `somebody` does."""
    return (somebody if " " in text[start:end] else rarely)(text, start, end)


def anybody(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Whoever stands where nothing else may: any word but those for no one in person."""
    lows = _words(text, start, end)
    return (start, end) if lows and _parts(lows) and not _abbreviated(text, start, end) else None


def second(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The second of two joined by "and", where both are names."""
    joined = _AND.search(text, start, end)
    if joined is None or somebody(text, start, joined.start()) is None:
        return None
    return somebody(text, joined.end(), end)


def speaker(text: str, start: int, end: int, check: Check | None = None) -> tuple[int, int] | None:
    """Who says or does something, without what stands before him: "yesterday murilo"."""
    for word in _WORD.finditer(text, start, end):
        low = word.group().lower()
        usual = ordinary(low) and low not in NAMES
        if low in _PARTICLES or (_may_be(low) and not usual):
            return (check or somebody)(text, word.start(), end)
    return None


def sayer(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Like `speaker`, before what people alone do: rare words too."""
    return speaker(text, start, end, rarely)


def strictly(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Words of which each is a name or on no list, and none one of every day or of medicine."""
    lows = _words(text, start, end)
    if any(everyday(low) or clinical(low) or low in PRODUCTS or not _known(low) for low in lows):
        return None
    return somebody(text, start, end)


def owner(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Whose something is, unless a disease or sign is called so."""
    if any(low in EPONYMS or low in RARE_EPONYMS for low in _words(text, start, end)):
        return None
    return None if eponymous(text, start, end) else speaker(text, start, end, rarely)


def nth(place: int) -> Check:
    """The name at a place of a list, where all are names."""

    def check(text: str, start: int, end: int) -> tuple[int, int] | None:
        parts, at = [], start
        for match in _APART.finditer(text, start, end):
            parts.append((at, match.start()))
            at = match.end()
        parts.append((at, end))
        return parts[place] if all(somebody(text, *part) for part in parts) else None

    return check


def particled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A surname with its particle, as far as it is no eponym."""
    *particles, low = _words(text, start, end)
    known = _known(low) and not (everyday(low) or clinical(low) or low in EPONYMS)
    known = known or len(particles) > 1
    return (start, end) if known and not eponymous_whole(text, start, end) else None


def with_apostrophe(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A word with an apostrophe inside that is no contraction and no sign."""
    low = text[start:end].lower()
    contracted = low in _CONTRACTED or clinical(low) or eponymous(text, start, end)
    return None if contracted else (start, end)


def subject(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Who a sentence is about: a name that is no word of every day and no thing's name."""
    lows = _words(text, start, end)
    surely = any(low in NAMES and not (everyday(low) or low in NAME_WORDS) for low in lows)
    things = any(low in EPONYMS or low in PRODUCTS or clinical(low) for low in lows)
    return somebody(text, start, end) if surely and not things else None
