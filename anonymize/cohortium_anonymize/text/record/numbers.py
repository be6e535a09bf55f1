"""What numbers and addresses of the net a patient has: everything `lookup` is to look for of one.

Separators, leading zeros, prefix letters, country codes, digits as words, "at" and "dot".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record.lookup import Entry, Lookup
from cohortium_anonymize.text.record.misspelling import Misspelling
from cohortium_anonymize.text.record.tokens import words
from cohortium_anonymize.text.span import Span
from cohortium_anonymize.text.words.lexicon import clinical
from cohortium_anonymize.text.words.numerals import DIGITS, ORDINALS, TEENS, TENS

_NEEDLE_DIGITS = 5  # shorter numbers are found beside a label only
# The end of a number, where the text says that it is one: "xxx-xx-1234", "last four 1234".
_ENDING = re.compile(
    r"(?i)(?:last\s{1,2}(?:4|four)(?:\s{1,2}(?:digits|of\s{1,2}\w{2,8}))?|ending(?:\s{1,2}(?:in|with))?|[x*#]{2,9})[\s:#(-]{0,3}(?P<end>\d{4})(?!\d)"
)
_LABELLED = re.compile(
    r"(?i)(?:mrn|record|chart|patient|pt|account|acct|member|policy|\bid|number|no\.?|#)[\s:#.=(-]{0,4}(?P<number>0{0,12}\d{3,4})(?!\d|[.,/-]\d)"
)


def enter_identifier(
    lookup: Lookup, misspelling: Misspelling, short: dict[str, str], identifier: str
) -> None:
    """A record number or the like; `short` takes digits that are found beside a label only."""
    found = words(normalize(identifier).text)
    whole = "".join(found)
    digits = re.sub(r"\D", "", whole)
    if len(whole) < 3 or not digits:
        if len(whole) > 3:
            lookup.enter(Entry(tuple(found), "ID", whole))
        return
    lookup.needle(whole, "ID", whole)
    misspelling.number(whole, whole)
    for run in re.findall(rf"\d{{{_NEEDLE_DIGITS},}}", whole):
        lookup.needle(run, "ID", whole, stronger=False)
        if (before := whole[: whole.index(run)]).isalpha():
            lookup.needle(before + run, "ID", whole, stronger=False)
    bare = digits.lstrip("0")
    prefix = re.match(r"[a-z]*", whole)
    if bare and prefix and prefix.group() and len(prefix.group() + bare) >= _NEEDLE_DIGITS:
        lookup.needle(prefix.group() + bare, "ID", whole, stronger=False)
    if len(digits) < len(whole) - 6 or not bare:
        return
    if len(bare) >= _NEEDLE_DIGITS:
        lookup.needle(bare, "ID", whole, stronger=False)
        misspelling.number(bare, whole)
    if len(bare) in (3, 4):
        short[bare] = whole
    if len(digits) >= 8:
        short[digits[-4:]] = whole


def short_numbers(text: str, short: dict[str, str]) -> Iterator[Span]:
    """Short numbers and ends of numbers, where the text says that they are such."""
    if not short or not any(number in text for number in short):
        return
    for pattern, group in ((_ENDING, "end"), (_LABELLED, "number")):
        for match in pattern.finditer(text):
            if label := short.get(match[group].lstrip("0")) or short.get(match[group]):
                yield Span(*match.span(group), "ID", "known", label)


def enter_phone(lookup: Lookup, phone: str) -> None:
    """A telephone number: with country code, without, without area code, and in words."""
    digits = re.sub(r"\D", "", normalize(re.split(r"(?i)x|ext", phone)[0]).text)
    if len(digits) < 7:
        return
    label = digits[-10:]
    forms = {digits, label}
    if len(label) == 10:  # with the country code of North America, and without area code
        forms |= {f"1{label}", label[-7:]}
    if phone.lstrip().startswith("+"):
        forms |= {digits[code:] for code in (1, 2, 3) if len(digits) - code >= 8}
    if digits.startswith("00"):
        forms.add(digits.lstrip("0"))
    for form in forms:
        lookup.needle(form, "PHONE", label)
    for zero in ("zero", "oh", "o"):
        said = (zero if digit == "0" else DIGITS[int(digit)] for digit in label)
        lookup.needle("".join(said), "PHONE", label)


def enter_email(lookup: Lookup, email: str) -> None:
    """An e-mail address: with "at" and "dot" written out or not, and its local part alone."""
    local, _, domain = normalize(email).text.lower().partition("@")
    if not local or not domain:
        return
    label = email.strip().lower()
    for before in {"".join(words(local)), "dot".join(words(local))}:
        for at in ("", "at", "a"):
            for dot in ("", "dot"):
                lookup.needle(f"{before}{at}{dot.join(words(domain))}", "EMAIL", label)
    name = "".join(words(local))
    if len(name) >= 5 and not all(clinical(word) for word in words(local)):
        lookup.needle(name, "EMAIL", label, stronger=False)
        lookup.needle("dot".join(words(local)), "EMAIL", label, stronger=False)


def enter_day_in_words(lookup: Lookup, day: date, months: tuple[str, ...]) -> None:
    """A birth date that is written out: "March twenty-fifth, nineteen eighty-two"."""
    tens, ones = divmod(day.day, 10)
    if day.day <= 20 or not ones:
        ordinal = ORDINALS[day.day - 1] if day.day <= 20 else ORDINALS[20]
    else:
        ordinal = TENS[tens] + ORDINALS[ones - 1]
    month = months[day.month - 1]
    for year in _years(day.year):
        for form in (f"{month}{ordinal}", f"{month}the{ordinal}", f"{ordinal}of{month}"):
            lookup.needle(f"{form}{year}", "BIRTH_DATE", "")
        lookup.needle(f"{month}{day.day}{year}", "BIRTH_DATE", "")


def _years(year: int) -> set[str]:
    century, rest = divmod(year, 100)
    said = _number(rest)
    if century == 20:
        return {f"twothousand{said}", f"twothousandand{said}", f"twenty{said}", f"twentyoh{said}"}
    return {
        f"{_number(century)}{said}",
        f"{_number(century)}oh{said}",
        f"{_number(century)}hundred{said}",
    }


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 1:
        return TEENS[ones]
    return TENS[tens] + (DIGITS[ones] if ones else "")
