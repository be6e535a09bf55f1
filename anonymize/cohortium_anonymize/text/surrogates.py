"""What stands in a text instead of an identifier.

A tag, `[TYPE-xxxxx]`, the same for the same value under one key and unlinkable under another: the
letters are a truncated HMAC-SHA256 of type and value. Or, in style `plausible`, a made-up value of the
same form. Dates move by the patient's offset and
keep their form (`dating`); a birth date never moves, since who knows the true one would know the offset.
Ages over 89 become 90+ (45 CFR 164.514(b)(2)(i)(C)).
"""

from __future__ import annotations

import hashlib
import hmac

from cohortium_anonymize.text.dating import GONE, Dating
from cohortium_anonymize.text.options import Style
from cohortium_anonymize.text.plausible import plausible
from cohortium_anonymize.text.record.tokens import words
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words import vocabulary

# No vowels: no words. 28 letters, five of them: 17 million tags, enough for one patient's values.
_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
_TAG_LENGTH = 5
_TITLES = frozenset((vocabulary.TITLES + vocabulary.CREDENTIALS).split())


def surrogate(
    span: Span, found: str, *, key: bytes, dating: Dating | None, style: Style = "tags"
) -> str:
    """The replacement of `found`, the normal form of what `span` covers; without `dating` dates go."""
    if span.type == "AGE":
        return "90+"
    if span.type == "BIRTH_DATE":
        return "[BIRTH_DATE]"
    if span.type == "DATE":
        return (dating and dating.moved(found)) or GONE
    if style == "plausible":
        return plausible(span.type, found, key=key)
    return tag(span.type, span.label or _value(found), key=key)


def tag(kind: str, value: str, *, key: bytes) -> str:
    """The tag of a value: equal for equal (kind, value, key)."""
    digest = hmac.new(key, f"{kind}|{value}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(_TAG_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return f"[{kind}-{''.join(letters)}]"


def _value(found: str) -> str:
    """One value for "Smith, John", "JOHN SMITH" and "Dr. John Smith": its words in order."""
    parts = words(found)
    kept = [part for part in parts if part not in _TITLES and part != "s"]
    return " ".join(sorted(kept or parts))
