"""What lines of messages have that notes have not: a speaker before each, and no capitals after him."""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.surnames import SURNAMES

_SPEAKER: Final = re.compile(
    r"[ \t]{0,4}(?:\[?\d{1,2}:\d\d(?::\d\d)?(?:[ ]?[AaPp][Mm])?\]?[ ]{1,2}(?:-[ ])?[A-Za-z][\w .-]{0,20}|(?i:pt|patient|client|caller|member|parent|mom|mum|dad|mother|father"
    r"|caregiver|nurse|rn|dr|doctor|provider|agent|staff|me))[ ]?:[ ]{1,2}"
)
_SMALL: Final = re.compile(r"[a-z]{3}")
_SENTENCE: Final = re.compile(r"[.!?] {1,2}[A-Z]|\bI\b")
_LEAST: Final = 3  # words of a message
# Whose relative one is, and the relatives: in small letters, no part of the name that follows.
_RELATIVES_LISTED = """
my mother father mom mum dad parents wife husband spouse partner daughter son sister brother aunt uncle niece nephew cousin cousins friend
neighbor neighbour grandmother grandfather grandma grandpa girlfriend boyfriend roommate boss
"""
_RELATIVES: Final = frozenset(_RELATIVES_LISTED.split())
_LISTED: Final = GIVEN | SURNAMES


def message(text: str, start: int, end: int) -> int | None:
    """Where the message in small letters begins in the line text[start:end]; None where there is none."""
    speaker = _SPEAKER.match(text, start, end)
    if speaker is None:
        return None
    said = text[speaker.end() : end]
    small = not said[:1].isupper() and bool(_SMALL.search(said)) and not _SENTENCE.search(said)
    return speaker.end() if small and len(said.split()) >= _LEAST else None


def relative(low: str, other: str) -> bool:
    """Whether a word says whose relative somebody is, or which; `other` follows it: "my linh" is a name."""
    return low in _RELATIVES and not (low == "my" and other in _LISTED)
