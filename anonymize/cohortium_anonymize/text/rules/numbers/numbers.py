"""Rules for numbers that only their form gives away: long ones, groups, letters joined to digits.

Codes of public systems, catalogue numbers and quantities with their unit stay.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.rules.rule import Rule
from cohortium_anonymize.text.words.lexicon import clinical

_WORD_BEFORE = re.compile(r"([A-Za-z]{2,20})[ :=]{1,3}$")


def _six(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Six digits, unless they are a round count of what is named before them ("platelets 250000")."""
    before = _WORD_BEFORE.search(text, max(0, start - 24), start)
    if before and clinical(before[1]) and text.endswith("000", start, end):
        return None
    return bare_number(text, start, end)


RULES = (
    Rule("accession_colon", "ID", r"\b\d{2,4}:[A-Z]{1,4}:?\d{3,8}[A-Z]?\b"),
    Rule("long_number", "ID", r"(?<![\d.])\d{7,30}(?![\d.]\d)", check=bare_number),
    Rule("six_digits", "ID", r"(?<![\d.,/-])\d{6}(?![\d]|[.,/-]\d)", check=_six),
    Rule(
        "digit_groups",
        "ID",
        r"(?<![\w.-])\d{2,6}(?:-\d{2,6}){2,5}(?![\w-])",
        check=bare_number,
    ),
    Rule(
        "mixed_code",
        "ID",
        r"(?<![A-Za-z0-9-])(?!(?:I|CA|LU|IN|TL|RA|SM|XE|CR|IR|CO|CS|HPV|CYP)-?\d{3}(?![\w-]))(?=[A-Z0-9-]{0,30}\d{3})(?:[A-Z]{1,6}-?\d{5,12}|[A-Z]{2,6}-?\d{5,12}[A-Z]{1,2}|[A-Z]{1,6}(?:-[A-Z0-9]{1,8}){0,3}-\d{3,12}"
        r"|\d{3,12}-[A-Z]{1,6}|[A-Z]\d{2}-\d{4,10}|[A-Z]{1,6}\d{3,12}-[A-Z]{1,3}\d{3,12}|[A-Z]{1,3}\d{2,4}[A-Z]{1,3}\d{2,6})"
        r"(?:-[A-Z0-9]{1,12}){0,4}(?![A-Za-z0-9])",
        check=bare_number,
    ),
)
