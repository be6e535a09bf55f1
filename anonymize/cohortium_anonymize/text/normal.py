"""The form of a text in which identifiers are looked for, with the way back to the original.

Compatibility forms, accents, full-width digits, zero-width characters, look-alike letters of
other scripts, HTML entities and tags are brought to plain characters (Unicode UAX #15, NFKD;
look-alikes: the Latin-looking letters of Cyrillic and Greek). Finding happens here, replacing
always in the original text: `Normal.original` maps a stretch back. It does not change case.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_LOOKALIKE = dict(
    zip(
        "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443"
        "\u0445\u0501\u04bb\u051b\u051d\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u0131\u0261",
        "ABESIJKMHOPCTYXaesijopcyxdhqwABEZHIKMNOPTYXoig",
        strict=True,
    )
)
_PLAIN = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u201c": '"',
    "\u201d": '"',
} | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_LINE_ENDS = "\u2028\u2029\x85"
_MARKUP = re.compile(
    r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});"
    r"|</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>\n]{0,200})?/?>"
)


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in normal form; `starts[i]`, `ends[i]` bound the original of character i."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original text that [start, end) of the normal form stand for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], max(self.ends[start:end])


def normalize(text: str) -> Normal:
    """Bring `text` to normal form. Plain ASCII without markup is its own normal form."""
    if text.isascii() and not _MARKUP.search(text):
        return Normal(text)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(plain: str, start: int, end: int) -> None:
        for character in plain:
            out.append(character)
            starts.append(start)
            ends.append(end)

    at = 0
    for match in _MARKUP.finditer(text):
        _characters(text, at, match.start(), put, ends)
        plain = _markup(match.group())
        if plain == " " and out and out[-1] == " ":
            ends[-1] = match.end()  # neighbouring tags are one space
        else:
            put(plain, match.start(), match.end())
        at = match.end()
    _characters(text, at, len(text), put, ends)
    return Normal("".join(out), tuple(starts), tuple(ends))


def _characters(
    text: str, start: int, end: int, put: Callable[[str, int, int], None], ends: list[int]
) -> None:
    for index in range(start, end):
        plain = _plain(text[index])
        if plain:
            put(plain, index, index + 1)
        elif ends:
            ends[-1] = index + 1  # a mark or invisible character belongs to what precedes it


def _markup(found: str) -> str:
    if found.startswith("<"):
        return " "
    plain = html.unescape(found)
    return "".join(_plain(character) for character in plain) if plain != found else found


def _plain(character: str) -> str:
    if character < "\x7f":
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if character in _LINE_ENDS:
        return "\n"
    kept = []
    for part in unicodedata.normalize("NFKD", character):
        category = unicodedata.category(part)
        if category in ("Mn", "Cf", "Me"):
            continue
        kept.append(" " if category == "Zs" else _LOOKALIKE.get(part, part))
    return "".join(kept)
