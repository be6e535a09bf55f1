"""The plain character that a character stands for: what a reader sees, in ASCII where that can be.

Compatibility forms and accents by Unicode UAX #15 (NFKD); letters with strokes, small capitals and
digits of other scripts by their Unicode names and values; and the Cyrillic, Greek and Armenian
letters that look like Latin ones (a part of Unicode UTS #39's confusables).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOKALIKE = dict(
    zip(
        "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
        "\u0430\u0432\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445"
        "\u0501\u04bb\u051b\u051d\u04cf"
        "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
        "\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f2\u03f3"
        "\u0131\u0261\u0555\u0585\u054d\u057d\u0570\u0578\u0566",
        "ABESIJKMHOPCTYXabesijkmhopctyxdhqwlABEZHIKMNOPTYXikvoptuxcjigOoUuhnq",
        strict=True,
    )
)
_PLAIN = (
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u00b4\u2032\uff40", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\u30fc", "-")
    | dict.fromkeys("\u2028\u2029\x85", "\n")
    | dict.fromkeys("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", "")  # letters that show nothing
    | {"\u2044": "/", "\u2215": "/", "\u00df": "ss", "\u1e9e": "SS", "\u00e6": "ae", "\u00c6": "AE"}
    | {"\u0153": "oe", "\u0152": "OE", "\u00fe": "th", "\u00de": "Th", "\u00f0": "d", "\u00d0": "D"}
)
# These are letters of medicine unless they stand beside a Latin letter: "TNF-\u03b1", "M\u03b1ria".
_BESIDE_LATIN = {"\u03b1": "a", "\u03b5": "e", "\u03b3": "y"}
_NAMED = re.compile(r"LATIN (SMALL|CAPITAL) LETTER ([A-Z])(?: WITH .+)?")
_SMALL_CAPITAL = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])")


def plain(character: str, before: str = "", after: str = "") -> str:
    """What `character`, between its neighbours, stands for; '' for what shows nothing."""
    if character <= "\x7f":
        return character
    if character in _BESIDE_LATIN and ((before + after).isascii() and (before + after).strip()):
        return _BESIDE_LATIN[character] if (before + after).strip(" -").isalpha() else character
    return _alone(character)


@lru_cache(maxsize=8_192)
def _alone(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if "\x80" <= character <= "\x9f":
        return _windows(character)
    return "".join(_part(part) for part in unicodedata.normalize("NFKD", character))


def _windows(control: str) -> str:
    """What a C1 control is where Windows-1252 was read as Latin-1: they occur in no other text."""
    try:
        meant = control.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return " "
    return _alone(meant)


def _part(part: str) -> str:
    if part <= "\x7f":
        return part
    if part in _LOOKALIKE or part in _PLAIN:
        return _LOOKALIKE.get(part) or _PLAIN[part]
    category = unicodedata.category(part)
    if category in ("Mn", "Cf", "Me"):
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(part))
    return _latin(part)


def _latin(letter: str) -> str:
    name = unicodedata.name(letter, "")
    if found := _NAMED.fullmatch(name):
        return found[2] if found[1] == "CAPITAL" else found[2].lower()
    small = _SMALL_CAPITAL.fullmatch(name)
    return small[1].lower() if small else letter
