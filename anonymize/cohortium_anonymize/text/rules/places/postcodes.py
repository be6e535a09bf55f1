"""Rules for postal codes, with the town and street before them.

Forms of the United States, Britain, Ireland, Canada, Australia and India. From a code one reads back over
capitalised words, house numbers and commas to where the address begins.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.rules.places.addresses import medical, told
from cohortium_anonymize.text.rules.places.regions import AUSTRALIAN, LANDS, STATE_NAMES, STATES
from cohortium_anonymize.text.rules.rule import LETTER, Check, Rule
from cohortium_anonymize.text.words.dictionary import familiar

_BACK = 100  # characters
_LONGEST_JOINED = 7  # characters of a code without its space
_TOKEN = re.compile(rf"[{LETTER}\d#][{LETTER}\d'./#-]*")
_JOINT = re.compile(r"\.?(?:[ ]{1,2}|,[ ]{0,2}|[ ]?-[ ]?|,?[ \t]{0,3}\n[ \t]{0,3})")
_NUMBER = re.compile(r"#?\d{1,4}[A-Za-z]?(?:[/-]\d{1,4}){0,3}|[A-Z]-\d{1,4}")
_SMALL = frozenset(("of", "the", "upon", "on", "in", "under", "le", "la", "de", "by", "and"))
_INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
_OUTWARD = r"(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d[A-Z\d]?|[A-PR-UWYZ]\d[A-HJKPSTUW])"
_BRITISH = rf"(?![A-Z]\d{{1,2}}[ ]\d(?:ST|ND|RD|TH)\b){_OUTWARD}[ ]{_INWARD}"
# The coma scale's E4 V5 M6 has the form too.
_CANADIAN = r"(?!E\dV[ -]\dM\d)[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]\d[ABCEGHJ-NPRSTV-Z]\d"
_IRISH = r"(?:[AC-FHKNPRTV-Y]\d{2}|D6W)[ ](?=[0-9]{0,3}[AC-FHKNPRTV-Y])[0-9AC-FHKNPRTV-Y]{4}"
_NO_QUANTITY = r"(?![\w%-]|[.,/]\d|[ ]?(?:m[cgl]g?|pg|ng)\b)"
_SENTENCE = re.compile(r"(?:^|[.!?:;\n])\s{0,3}$")
_KIND = re.compile(r"(?:Road|Rd|Street|St|Nagar|Marg|Colony|Layout|Avenue|Ave)\b")
_AFTER_CODE = re.compile(r"\s{0,2}(?:mm|cm|ml|mg|hr|st|nd|rd|th)$")


def _whole(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The code with the capitalised words and numbers of the address before it; None where there are none."""
    first = at = start
    for token in reversed(list(_TOKEN.finditer(text, max(0, start - _BACK), start))):
        word = token.group().rstrip(".")
        if text.endswith("&", 0, token.start()) or not _JOINT.fullmatch(
            text[token.end() - (len(token.group()) - len(word)) : at]
        ):
            break
        if not (_NUMBER.fullmatch(word) or word in _SMALL or _named(text, word, at)):
            break
        at = token.start()
        first = first if word in _SMALL else at
    begins = _without_verb(text, first, start)
    return (begins, end) if begins < start else None


def _named(text: str, word: str, after: int) -> bool:
    """Whether a word may be part of an address: a capitalised one, of medicine's only before a street's kind ("MG Road")."""
    if not word[0].isupper():
        return False
    return not medical(word) or (word.isupper() and _KIND.match(text, after) is not None)


def _without_verb(text: str, first: int, code: int) -> int:
    """Where the address begins after a sentence's first word: "Seen Hexham NE46 1XX"."""
    token = _TOKEN.match(text, first, code)
    if token and text[token.end()] == " " and _SENTENCE.search(text[max(0, first - 4) : first]):
        return token.end() + 1 if told(token.group()) and token.end() + 1 < code else first
    return first


def _after_name(check: Check = bare_number) -> Check:
    """The code only where a word that no dictionary has stands right before it."""

    def after(text: str, start: int, end: int) -> tuple[int, int] | None:
        before = list(_TOKEN.finditer(text, max(0, start - 40), start))
        if not before or _AFTER_CODE.search(text[start:end]):
            return None
        word = before[-1].group().rstrip(".")
        if text.endswith("&", 0, before[-1].start()):
            return None  # "A&E"
        named = (word[0].isupper() and not told(word) and not medical(word)) or not familiar(word)
        near = _JOINT.fullmatch(text[before[-1].end() : start]) is not None
        return check(text, start, end) if named and near and not word[-1].isdigit() else None

    return after


def _joined(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A British code without its space: the longest forms anywhere, shorter ones after a name."""
    return (start, end) if end - start >= _LONGEST_JOINED else _after_name()(text, start, end)


def _counted(text: str, start: int, end: int) -> tuple[int, int] | None:
    return _whole(text, start, end) if bare_number(text, start, end) else None


def _said(text: str, start: int, end: int) -> tuple[int, int] | None:
    return (start, end) if sum(c.isdigit() for c in text[start:end]) > 1 else None


def _zip(name: str, pattern: str, check: Check | None = None) -> Rule:
    return Rule(name, "ZIP", pattern, "zip", check)


RULES = (
    Rule("postcode_address", "ADDRESS", rf"(?<![\w-])(?:{_BRITISH}|{_CANADIAN}|{_IRISH})(?![\w-])", 0, _whole),
    Rule("postcode_address_named", "ADDRESS", rf"(?<=[A-Za-z,-])[ ]{{0,2}}(?P<zip>{_OUTWARD}{_INWARD}|(?!E\dV\dM)[A-Z]\d[A-Z]\d[A-Z]\d|(?:{AUSTRALIAN}|{LANDS}),?[ ]\d{{4}}|[1-9]\d{{2}}[ ]?\d{{3}}){_NO_QUANTITY}", "zip", _after_name(_counted)),
    Rule("state_zip", "ZIP", rf"\b(?:{STATES}|{STATE_NAMES}),?\s{{1,2}}(?P<zip>\d{{5}}(?:-\d{{4}})?)(?!\d)", "zip"),
    Rule("zip_plus", "ZIP", r"(?<![\d-])\d{5}-\d{4}(?![\d-])"),
    _zip("postcode_uk", rf"(?<![\w-])(?P<zip>GIR[ ]?0AA|{_BRITISH})(?![\w-])"),
    _zip("postcode_uk_joined", rf"(?<![\w-])(?P<zip>{_OUTWARD}{_INWARD})(?![\w-])", _joined),
    _zip("postcode_uk_lower", r"(?<![\w-])(?P<zip>[a-z]{1,2}\d{1,2}[a-z]?[ ]\d[abd-hjlnp-uw-z]{2})(?![\w-])", _after_name()),
    _zip("postcode_ca", rf"(?<![\w-])(?P<zip>{_CANADIAN})(?![\w-])"),
    _zip("postcode_ca_joined", r"(?<![\w-])(?!E\dV\dM\d)(?P<zip>[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d)(?![\w-])", _after_name()),
    _zip("postcode_ca_lower", r"(?<![\w-])(?!e\dv[ ]?\dm\d)(?P<zip>[abceghj-nprstvxy]\d[abceghj-nprstv-z][ ]?\d[abceghj-nprstv-z]\d)(?![\w-])"),
    _zip("postcode_ie", rf"(?<![\w-])(?P<zip>{_IRISH})(?![\w-])"),
    _zip("postcode_au", rf"(?<=[a-z,] )(?P<zip>(?:{AUSTRALIAN}|{LANDS}),?[ ]\d{{4}})(?![\w%]|[.,/-]\d|[ ]?(?:m[cgl]g?|pg|ng)\b)", _after_name()),
    _zip("postcode_au_capitals", rf"(?<=[A-Z,] )(?P<zip>(?:{AUSTRALIAN}),?[ ]\d{{4}})(?![\w%]|[.,/-]\d|[ ]?(?:m[cgl]g?|pg|ng)\b)", _after_name()),
    _zip("postcode_in", r"(?<=[a-z,-])[ ]{0,2}(?P<zip>[1-9]\d{2}[ ]?\d{3})(?![\w%]|[.,/-]\d)", _after_name()),
    _zip("postcode_said", r"(?i)\b(?:zip|postal|post|pin)(?:[ -]?codes?)?(?![a-z])\W{0,4}(?:is\s|of\s)?(?P<zip>[a-z0-9]{3,5}(?:[ -]?[a-z0-9]{2,4})?\b)", _said),
)  # fmt: skip
