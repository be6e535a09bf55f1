"""Surrogates that look like what they replace: a made-up name, a number of the same form.

Every choice is drawn from HMAC-SHA256 of the value under the patient's key, so that equal values get
equal surrogates within one key and nothing links them across keys. Words are replaced one by one:
"John Smith", "SMITH, JOHN" and "Mr. Smith" stay the same person. What must belong to nobody is taken
from what is set aside for examples: telephone numbers 555-01xx (North American Numbering Plan), hosts
of RFC 2606, addresses of RFC 5737, social security numbers from 900 (never issued). A number of another
form keeps its separators, and may by chance be somebody else's.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from functools import partial
from typing import Final

from cohortium_anonymize.text.words import vocabulary

# Parts of made-up family names and places: "Ashford", "Brambell". Used in any position of a name,
# since a word alone does not say which it is.
_FIRST_PARTS = """
ash bar bel ben bex black blen brad bram bran bren brook bur cal car chad char chel clay clif cob col cop cor cran crom
cul dal dan dar den dor dun east ed el em fair fal fen fin fox gar glen gor grant had hal ham har hart haw hay hazel hep
hil hol hor hun ken kes kil kim kin lan lang lar lin lock lud mal man mar mel mil mor mul nor oak or ox pem pres rad ran
red rip ros row rud rush sal sand shel sher stan sten stock sut tam ten thorn til tor tun up wal war wes whit wil win
wood wor yar
"""
_LAST_PARTS = """
bell berry borne brook bury by cliff combe cote cott croft dale den don fell field ford gate grave ham holme house hurst
land leigh ley lock low man mead mere mond more ridge rock sham shaw stead stock stone stow thorpe ton vale wade way
well wick win wood worth
"""
_FACILITY_WORDS = """
hospital clinic medical center centre memorial general regional st saint mount of the and for at infirmary hospice
pharmacy nursing home care emergency children's
"""
_ADDRESS_WORDS = """
street st avenue ave road rd boulevard blvd drive dr lane ln court ct place pl square sq terrace ter circle cir trail
trl parkway pkwy highway hwy route rte way alley loop north south east west n s e w apartment apt suite ste unit floor
box po p o
"""
_FIRST: Final = tuple(_FIRST_PARTS.split())
_LAST: Final = tuple(_LAST_PARTS.split())
_SURNAMES: Final = frozenset({"do", "pa"})  # which are credentials too: never left standing
_TITLES: Final = frozenset((vocabulary.TITLES + vocabulary.CREDENTIALS).split()) - _SURNAMES
_KINDS: Final = frozenset((vocabulary.ORGANIZATION_KINDS + _FACILITY_WORDS).split())
_PLACE_WORDS: Final = frozenset(_ADDRESS_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+")
_SHORT = 3  # letters, all capitals: an abbreviation
_PHONE_DIGITS = (7, 10, 11)  # of numbers whose last seven are exchange and line
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Draw = Callable[[str, int], int]  # (what for, bound) -> 0 <= number < bound


def plausible(kind: str, found: str, *, key: bytes) -> str:
    """A made-up value of type `kind` in the form of `found`, its normal form. Never `found` itself."""
    draw = partial(_drawn, key)
    if "@" in found:  # also where the patient's name in it was found first
        kind = "EMAIL"
    if kind in ("EMAIL", "URL", "IP"):
        return _address(kind, found, draw)
    if kind in ("NAME", "FACILITY", "ORGANIZATION", "LOCATION", "ADDRESS"):
        kept = {"NAME": _TITLES, "ADDRESS": _PLACE_WORDS}.get(kind, _KINDS)
        return _WORD.sub(lambda match: _word(match.group(), kept, draw), found)
    return _number(kind, found, draw)


def _drawn(key: bytes, what: str, bound: int) -> int:
    digest = hmac.new(key, f"plausible|{what}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest, "big") % bound  # 256 bits: the bias is below 2^-200


def _word(word: str, kept: frozenset[str], draw: Draw) -> str:
    low = word.lower().replace("\u2019", "'")
    stem = low.removesuffix("'s")
    if stem in kept:
        return word
    if word.isdigit():
        return _digits(word, draw)
    if len(stem) == 1 or (len(stem) <= _SHORT and word.isupper()):  # an initial, "IL", "MGH"
        return _cased(_letters(stem, draw), word)
    return _cased(_name(stem, draw), word[: len(stem)]) + word[len(stem) :]


def _name(word: str, draw: Draw) -> str:
    """A made-up name for a word in lower case, another than the word."""
    for turn in range(8):
        first = _FIRST[draw(f"first|{turn}|{word}", len(_FIRST))]
        last = _LAST[draw(f"last|{turn}|{word}", len(_LAST))]
        if first + last != word and first[-1] != last[0]:
            return first + last
    return f"{first}{last}"


def _letters(word: str, draw: Draw) -> str:
    """As many letters, each another than it was."""
    return "".join(
        _LETTERS[(ord(letter) - ord("a") + 1 + draw(f"letter|{word}|{at}", 25)) % 26]
        for at, letter in enumerate(word)
    )


def _cased(made: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return made.upper()
    return made.capitalize() if like[0].isupper() else made


def _digits(digits: str, draw: Draw) -> str:
    """As many digits, others: a 0 in front stays one, so that "02139" stays a ZIP code's form."""
    kept = "0" if len(digits) > 1 and digits[0] == "0" else ""
    size = len(digits) - len(kept)
    low = 0 if kept or digits == "0" else 10 ** (size - 1)
    made = kept + str(low + draw(f"digits|{digits}", 10**size - low)).zfill(size)
    return made if made != digits else made[:-1] + str((int(made[-1]) + 1) % 10)


def _number(kind: str, found: str, draw: Draw) -> str:
    """Letters for letters and digits for digits, whatever stands between them."""
    value = "".join(character for character in found if character.isalnum()).lower()
    digits = [character for character in found if character.isdigit()]
    made = list(_digits("".join(digits), partial(_salted, draw, value))) if digits else []
    if kind == "SSN" and made:
        made[0] = "9"
    if kind == "PHONE" and len(digits) in _PHONE_DIGITS:
        made[-7:-2] = list("55501")
    letters = iter(range(len(found)))
    left = iter(made)
    out = []
    for character in found:
        if character.isdigit():
            out.append(next(left))
        elif character.isalpha() and kind not in ("PHONE", "SSN"):
            place = draw(f"letter|{value}|{next(letters)}", 26)
            out.append(_cased(_LETTERS[place], character * 2))
        else:
            out.append(character)
    return "".join(out)


def _salted(draw: Draw, value: str, what: str, bound: int) -> int:
    return draw(f"{value}|{what}", bound)


def _address(kind: str, found: str, draw: Draw) -> str:
    value = found.lower()
    if kind == "IP":
        last = draw(f"ip|{value}", 254) + 1
        return f"2001:db8::{last:x}" if ":" in found else f"192.0.2.{last}"
    name = f"{_name(value, draw)}{draw(f'mark|{value}', 90) + 10}"
    return f"{name}@example.org" if kind == "EMAIL" else f"https://example.org/{name}"
