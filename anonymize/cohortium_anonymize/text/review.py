"""The second look, at the output: what must not be there any more.

Independent of the first pass: known identifiers are written out in their plain renderings and
looked for as they stand, and shapes that identify are looked for anywhere but in our own tags
and shifted dates. A hit quarantines the note; the reason is a code, never the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from cohortium_anonymize.text.known import Known
from cohortium_anonymize.text.normal import normalize
from cohortium_anonymize.text.renderings import is_word, name_parts
from cohortium_anonymize.text.rules_identifiers import bare_number
from cohortium_anonymize.text.surrogates import TAG

MAX_CHARACTERS = 1_000_000  # longer is no note, and would hold up all others
_FOREIGN_SHARE = 0.3  # of the letters in other scripts: the model reads English only
_FOREIGN_LEAST = 20
_NUMBER = re.compile(r"(?<![\d.])\d{6,}(?!\d)")
_EMAIL = re.compile(r"[^\s@\[\]]{1,64}@[^\s@\[\]]{1,64}\.[A-Za-z]{2,}")
_TOKEN = re.compile(r"[^\W_]+")
_BIRTH_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%d/%m/%Y",
    "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%y", "%m-%d-%y", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%d %B %Y",
    "%d %b %Y", "%d-%b-%Y", "%d%b%Y", "%m%d%Y",
)  # fmt: skip


def unreadable(text: str) -> str:
    """The reason code for which a text is not even read, or ''."""
    if len(text) > MAX_CHARACTERS:
        return "too-long"
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        return "undecodable"
    return "" if text.isascii() else _script(text)


def residual(output: str, known: Known, shifted: list[tuple[int, int]]) -> str:
    """The reason code for which `output` must not leave, or ''. `shifted`: where moved dates are."""
    ours = [match.span() for match in TAG.finditer(output)] + shifted
    rest = list(output)
    for start, end in ours:
        rest[start:end] = "\x1f" * (end - start)
    text = normalize("".join(rest)).text
    if _EMAIL.search(text):
        return "residual-email"
    for match in _NUMBER.finditer(text):
        if bare_number(text, match.start(), match.end()):
            return "residual-number"
    lowered = text.lower()
    tokens = frozenset(_TOKEN.findall(lowered))
    for layer in known.layers:
        by_token = _by_first_token(layer)
        for token in by_token.keys() & tokens:
            if any(_stands(lowered, plain) for plain in by_token[token]):
                return "residual-known"
    return ""


def _by_first_token(known: Known) -> Mapping[str, tuple[str, ...]]:
    """The plain renderings of one layer, by their first word: made once, asked of every text."""
    if not known.plain:
        found: dict[str, tuple[str, ...]] = {"": ()}
        for plain in dict.fromkeys(plain_renderings(known)):
            if first := _TOKEN.search(plain):
                found[first.group()] = (*found.get(first.group(), ()), plain)
        known.plain.update(found)
    return known.plain


def plain_renderings(known: Known) -> list[str]:
    """The identifiers of one layer as people write them most often, in lower case."""
    content = known.content
    found: list[str] = []
    for role in ("names", "relatives", "providers"):
        for name in content.get(role, ()):
            found += _names(name)
    for identifier in content.get("ids", ()):
        if len(identifier) > 3 and any(c.isdigit() for c in identifier):
            found += [identifier, re.sub(r"[\W_]", "", identifier)]
    for phone in content.get("phones", ()):
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= 7:
            found += [phone, digits, digits[-10:]]
    found += content.get("emails", ())
    day = known.birth_date()
    if isinstance(day, date) and day.year >= 1900:
        found += [day.strftime(form) for form in _BIRTH_FORMATS]
    return [normalize(plain).text.lower().strip() for plain in found]


def _names(name: str) -> list[str]:
    parts = [" ".join(part) for part in name_parts(name)]
    if len(parts) < 2:
        return [part for part in parts if not is_word(part)]
    first, last = parts[0], parts[-1]
    return [
        " ".join(parts),
        f"{first} {last}",
        f"{last}, {first}",
        f"{last} {first}",
        f"{last}^{first}",
    ]


def _stands(text: str, plain: str) -> bool:
    if len(plain) < 3:
        return False
    at = text.find(plain)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(plain) : at + len(plain) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(plain, at + 1)
    return False


def _script(text: str) -> str:
    letters = [c for c in text if c.isalpha()]
    foreign = sum(
        1 for c in letters if ord(c) > 0x24F and not unicodedata.name(c, "").startswith("FULLWIDTH")
    )
    return (
        "language" if foreign >= _FOREIGN_LEAST and foreign > len(letters) * _FOREIGN_SHARE else ""
    )
