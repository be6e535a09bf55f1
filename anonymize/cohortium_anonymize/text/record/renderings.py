"""How one identifier may be written: the renderings that `known` looks for.

A person's name yields sequences of words (all orders, initials, joined as in a login); a street
address its parts; a date of birth one pattern. All in lower case, without separators.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import permutations

from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record.tokens import words
from cohortium_anonymize.text.words import vocabulary
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical
from cohortium_anonymize.text.words.moments import MONTHS, ROMAN
from cohortium_anonymize.text.words.moments_spanish import MONTHS as SPANISH

_TITLES = frozenset(vocabulary.TITLES.split())
_CREDENTIALS = frozenset(vocabulary.CREDENTIALS.split())
STREETS = (
    ("street", "st"), ("avenue", "ave"), ("road", "rd"), ("boulevard", "blvd"), ("drive", "dr"),
    ("lane", "ln"), ("court", "ct"), ("place", "pl"), ("square", "sq"), ("terrace", "ter"),
    ("circle", "cir"), ("trail", "trl"), ("parkway", "pkwy"), ("highway", "hwy"), ("route", "rte"),
    ("way", "way"), ("alley", "aly"), ("loop", "loop"), ("north", "n"), ("south", "s"),
    ("east", "e"), ("west", "w"), ("apartment", "apt"), ("suite", "ste"),
)  # fmt: skip
_LONG = {short: long for long, short in STREETS}
_SHORT = dict(STREETS)
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "ter", "ten", "bin", "ibn", "zu", "zur",
})  # fmt: skip
_SPELLED = {
    "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00e5": "aa", "\u00f8": "oe",
    "\u00c4": "Ae", "\u00d6": "Oe", "\u00dc": "Ue", "\u00c5": "Aa", "\u00d8": "Oe",
}  # fmt: skip
_PAIRED = 6  # parts of a name of which any two may stand together
Sequence = tuple[str, ...]


def is_word(word: str) -> bool:
    """Whether a name is also a word, or too short to be matched whatever its case."""
    return len(word) < 4 or word in NAME_WORDS or clinical(word)


def spellings(name: str) -> list[str]:
    """The name as it is, without digits at its words' ends, and with "ue" for an umlaut."""
    plain = normalize(name).text
    without = re.sub(r"(?<=[^\W\d_]{3})\d+\b", "", plain)
    spelled = "".join(_SPELLED.get(c, c) for c in unicodedata.normalize("NFC", name))
    return list(dict.fromkeys((plain, without, normalize(spelled).text)))


@lru_cache(maxsize=50_000)
def name_parts(name: str) -> tuple[Sequence, ...]:
    """The parts of a name in the order given, family name last: ("ann",), ("okonkwo", "reyes")."""
    plain = normalize(name).text
    head, comma, tail = plain.partition(",")
    if comma and not set(words(tail)) <= _CREDENTIALS:
        plain = f"{tail} {head}"
    elif comma:
        plain = head
    parts = [tuple(words(part)) for part in plain.split()]
    parts = [part for part in parts if part]
    while len(parts) > 1 and len(parts[0]) == 1 and parts[0][0] in _TITLES:
        parts.pop(0)
    while len(parts) > 1 and "".join(parts[-1]) in _CREDENTIALS:
        parts.pop()
    while len(parts) > 2 and "".join(parts[-2]) in _PARTICLES:
        parts[-2:] = [parts[-2] + parts[-1]]
    return tuple(parts)


@lru_cache(maxsize=50_000)
def full_names(name: str) -> frozenset[Sequence]:
    """Every rendering of a whole name: all orders, initials with the family name, logins."""
    parts = name_parts(name)
    if len(parts) < 2:
        return frozenset(parts)
    first, *middle, last = parts
    initials = tuple((part[0][0],) for part in parts[:-1])
    given = first + tuple(word for part in middle for word in part)
    inner = sum(initials[1:], ())
    orders = {
        given + last, last + given, sum(initials, ()) + last, last + sum(initials, ()),
        initials[0] + last, last + initials[0], first + inner + last, last + first + inner,
        ("".join(i[0] for i in initials), *last), (*last, "".join(i[0] for i in initials)),
        (*first, last[0][0]), initials[0] + given[len(first) :] + last,
    }  # fmt: skip
    orders |= {one + two for one, two in permutations(parts[:_PAIRED], 2)} | {
        first + last,
        last + first,
    }
    one, two, letter = "".join(first), "".join(last), first[0][0]
    orders |= {
        (one + two,),
        (two + one,),
        (letter + two,),
        (two + letter,),
        (letter + last[0], *last[1:]),
        (one + two[0],),
    }
    return frozenset(order for order in orders if len("".join(order)) > 2)


def single_names(name: str) -> Iterator[str]:
    """The parts of a name that may stand alone: given, middle, family, halves of a double name."""
    for part in name_parts(name):
        for word in {*part, "".join(part)} - _PARTICLES:
            if len(word) > 1 and not word.isdigit():
                yield word


def address_parts(address: str) -> Iterator[tuple[str, Sequence]]:
    """("ADDRESS" | "LOCATION" | "ZIP", words) for each part of an address that identifies."""
    for piece in re.split(r"[,;\n|]", normalize(address).text):
        yield from _address_piece(piece.strip())


def _address_piece(piece: str) -> Iterator[tuple[str, Sequence]]:
    postal = re.search(r"\b\d{5}(?:-\d{4})?$|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", piece)
    if postal:
        code = words(postal.group())
        yield "ZIP", (code[0],) if code[0].isdigit() else tuple(code)
        piece = piece[: postal.start()]
    state = re.search(r"(?:^|\s)([A-Z]{2})\s*$", piece)
    piece = piece[: state.start()].strip() if state else piece
    found = tuple(words(piece))
    if not found or piece.lower() in _REGIONS:
        return
    if not any(word.isdigit() or word in _LONG or word in _SHORT for word in found):
        yield "LOCATION", found
        return
    variants = {
        found,
        tuple(_LONG.get(w, w) for w in found),
        tuple(_SHORT.get(w, w) for w in found),
    }
    for variant in variants:
        if len("".join(variant)) > 4:
            yield "ADDRESS", variant
        street = variant[1:] if variant[0].isdigit() else variant
        if len(street) > 1 and not clinical(street[0]) and len(street[0]) > 2:
            yield "ADDRESS", street


_REGIONS = frozenset(
    {
        "us", "usa", "united states of america", "united states", "america", "uk", "united kingdom",
        "canada", "england",
    }
)  # fmt: skip


def initials(name: str) -> frozenset[str]:
    """The initials of a whole name in both orders, with and without the middle: "SW", "WS"."""
    letters = [part[0][0].upper() for part in name_parts(name)]
    if len(letters) < 2:
        return frozenset()
    first, *middle, last = letters
    inner = "".join(middle)
    return frozenset((first + last, last + first, first + inner + last, last + first + inner))


_NAMED = "|".join(
    f"{month[:3]}(?:{month[3:]}|t)?" if month[3:] else month for month in (*MONTHS, *SPANISH)
)
_PIECE = rf"(?:\d{{1,4}}(?:st|nd|rd|th)?(?!(?!t\d\d:)[0-9a-z])|'\d\d(?![0-9a-z])|(?:{_NAMED}|XI{{0,2}}|IX|IV|VI{{0,3}}|I{{1,3}})(?![0-9a-z])\.?)"
_SEPARATOR = r"[\s./\-,_|^~()\u00b7]{1,3}"
_LINK = r"(?:(?:day )?(?:of|the|in|de|del) ){0,2}"
# Compiled once for everyone: three pieces, or one run of digits or of digits around a month's name.
_DAY_SHAPE = re.compile(
    rf"(?i)(?<![0-9a-z])(?=(?P<three>(?P<one>{_PIECE}){_SEPARATOR}{_LINK}(?P<two>{_PIECE}){_SEPARATOR}{_LINK}(?P<last>{_PIECE})))"
    rf"|(?i:(?<![0-9a-z])(?=(?P<run>\d{{8}}(?:\d{{4}}|\d{{6}})?|\d{{6}}|\d{{1,2}}(?:{_NAMED})'?(?:\d{{4}}|\d\d)|(?:{_NAMED})\d{{1,2}}'?(?:\d{{4}}|\d\d))(?![0-9])))"
)
_ORDERS = ("mdy", "dmy", "ymd", "ydm")


def births(text: str, day: date) -> Iterator[tuple[int, int]]:
    """Where `day` stands in `text`, in any way of writing it, with any of the usual separators."""
    runs = _runs(day)
    for match in _DAY_SHAPE.finditer(text):
        if match["run"]:
            run = match["run"].lower().replace("'", "")
            if run in runs or (len(run) > 10 and run[:8] in runs and run.isdigit()):
                yield match.span("run")
            continue
        meanings = [_meanings(match[name], day) for name in ("one", "two", "last")]
        if any(all(w in m for w, m in zip(order, meanings, strict=True)) for order in _ORDERS):
            yield match.span("three")


def _meanings(piece: str, day: date) -> str:
    """Which of the day's month (m), day (d) and year (y) a piece may be."""
    low = piece.lower().strip(".'")
    digits = low.rstrip("stndrh")
    month, spanish = MONTHS[day.month - 1], SPANISH[day.month - 1]
    if not digits.isdigit():
        roman = ROMAN[day.month - 1].lower()
        names = (month, month[:3], f"{month[:3]}t", spanish, spanish[:3], roman)
        return "m" if low in names else ""
    number, short = int(digits), len(digits) < 3
    return (
        ("m" if short and number == day.month and digits == low else "")
        + ("d" if short and number == day.day else "")
        + ("y" if number == (day.year % 100 if len(digits) == 2 else day.year) else "")
    )


def _runs(day: date) -> frozenset[str]:
    """The day without separators, in lower case."""
    name = MONTHS[day.month - 1]
    named = {
        form
        for mon in {name, name[:3]}
        for d in {str(day.day), f"{day.day:02d}"}
        for y in {str(day.year), f"{day.year % 100:02d}"}
        for form in (f"{d}{mon}{y}", f"{mon}{d}{y}")
    }
    forms = ("%Y%m%d", "%m%d%Y", "%d%m%Y", "%m%d%y", "%y%m%d")
    return frozenset({day.strftime(form) for form in forms} | named)
