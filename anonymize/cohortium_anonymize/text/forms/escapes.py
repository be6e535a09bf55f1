"""Ways in which other software writes characters inside a text, and what those characters are.

HTML entities and tags; HL7 v2 escapes (chapter 2, section 7: ``\\F\\ \\S\\ \\T\\ \\R\\ \\E\\ \\.br\\``);
JSON strings (RFC 8259, section 7); percent-encoding (RFC 3986) and quoted-printable (RFC 2045) where
nothing else can be meant, since "SpO2=95" and "50%" are medicine; UTF-8 that was read as Windows-1252.
"""

from __future__ import annotations

import html
import re
from functools import cached_property

# What stands after the first character of an escape.
_REST = r"""
      (?<=&)(?:[A-Za-z][A-Za-z0-9]{1,30};|\#\d{1,7};|\#[xX][0-9A-Fa-f]{1,6};|nbsp(?![A-Za-z;]))
    | (?<=<)/?[A-Za-z][\w:.-]{0,60}(?:\s{0,20}/?>|(?=\s[^<>]{0,4000}>))
    | (?<=\\)(?:
          (?:[FSTREHN]|\.[a-z]{2}[+-]?\d{0,3}|X(?:[0-9A-Fa-f]{2}){1,40})\\
        | u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}
        | u[0-9A-Fa-f]{4} | x[0-9A-Fa-f]{2} | ["'/\\nrt])
    | (?<==)(?:[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,3}|(?:[89][A-F]|[A-F][0-9A-F])(?![0-9A-F])|20(?=[A-Za-z]|\r?\n|\Z))
    | (?<=%)[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2}){0,200}
"""
# It begins with one of five, so that a text without them is scanned at once.
ESCAPE = re.compile(rf"[&<\\=%](?:{_REST})", re.VERBOSE)
_TAIL = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
# An escape, or a character beyond ASCII with those that it was misread as.
SPECIAL = re.compile(
    rf"""[&<\\=%\u0080-\U0010ffff](?:{_REST}
    | (?<=[\u00c2-\u00df]){_TAIL} | (?<=[\u00e0-\u00ef]){_TAIL}{{2}} | (?<=[\u00f0-\u00f4]){_TAIL}{{3}}
    | (?<=[^\x00-\x7f]))""",
    re.VERBOSE,
)
_CLOSING = re.compile(r"</([A-Za-z][\w:.-]{0,60})")
_VOID = frozenset({"br", "hr", "img", "wbr", "p", "li", "tr", "td", "th", "meta", "link", "input"})
_HL7 = {"F": "|", "S": "^", "T": "&", "R": "~", "E": "\\", "H": "", "N": ""}
_SPACES = {"n": "\n", "r": "\n", "t": "\t"}
_JSON = re.compile(r"""\\(?:["/]|u[0-9A-Fa-f]{4}|[nrt](?![a-z]))""")
_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:\\|\\\\\w{1,40}\\")


class Surroundings:
    """What else a text holds, where that decides what an escape means; looked up once, if at all."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def closed(self) -> frozenset[str]:
        """The tags that are closed somewhere."""
        return frozenset(name.lower() for name in _CLOSING.findall(self._text))

    @cached_property
    def json(self) -> bool:
        """Whether a backslash and "notes" are a new line and "otes" here, and not a folder."""
        return bool(_JSON.search(self._text)) and not _PATH.search(self._text)


def meaning(match: re.Match[str], around: Surroundings) -> str | None:
    """What the escape found by `ESCAPE` stands for; None where it is no escape."""
    found = match.group()
    if found[0] == "&":
        meant = html.unescape(found if found.endswith(";") else f"{found};")
        return None if meant == found else meant
    if found[0] == "<":
        return " " if _tag(match, around) else None
    if found[0] == "=":
        return _bytes(found[1:].replace("=", ""), match)
    return _percent(match) if found[0] == "%" else _backslash(match, around)


def misread(found: str) -> str | None:
    """The Latin letter or punctuation that `found`, UTF-8 read as Windows-1252, was; or None."""
    raw = b"".join(_byte(character) for character in found)
    try:
        meant = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return meant if meant < "\u0250" or "\u2010" <= meant <= "\u2122" else None


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


def _backslash(match: re.Match[str], around: Surroundings) -> str | None:
    body = match.group()[1:]
    if len(body) > 1 and body[-1] == "\\":
        return _hl7(body[:-1])
    if body[0] == "u":
        units = bytes.fromhex(body[1:5] + body[7:])
        meant = units.decode("utf-16-be", "replace")
        return None if meant == "\ufffd" or meant < " " else meant
    if body[0] == "x":
        return chr(int(body[1:], 16)) if int(body[1:], 16) >= 32 else None
    if body not in _SPACES:
        return body
    text, end = match.string, match.end()
    if not text[end : end + 1].islower():
        return _SPACES[body]
    return _SPACES[body] if around.json else None


def _tag(match: re.Match[str], around: Surroundings) -> bool:
    """Whether "<ann>" is a tag: one of HTML's that stand alone, or one that is closed somewhere."""
    name = match.group().strip("</> \t\r\n").lower()
    return name in _VOID or match.group().endswith("/>") or name in around.closed


def _hl7(body: str) -> str | None:
    if body[0] == "X":
        return _bytes(body[1:], None)
    return _HL7.get(body, "\n")


def _percent(match: re.Match[str]) -> str | None:
    meant = _bytes(match.group().replace("%", ""), None)
    after_number = match.string[max(0, match.start() - 1) : match.start()].isdigit()
    if meant is None or (after_number and meant[0].isalnum()):
        return None  # "50%41": a share, or an A after 50
    return meant


def _bytes(digits: str, lone: re.Match[str] | None) -> str | None:
    """Bytes in hexadecimal as UTF-8; single ones of `lone` also as a letter of Windows-1252."""
    raw = bytes.fromhex(digits)
    try:
        meant = raw.decode("utf-8")
    except UnicodeDecodeError:
        if lone is None or len(raw) > 1:
            return None
        meant = raw.decode("cp1252", "replace")
        before = lone.string[max(0, lone.start() - 1) : lone.start()]
        return meant if meant.isalpha() and before.isalpha() else None
    return meant if all(character >= " " or character in "\t\r\n" for character in meant) else None
