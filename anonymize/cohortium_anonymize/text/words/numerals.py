"""English numbers and ordinals in words, and the pieces of patterns made of them."""

from __future__ import annotations

from typing import Final

DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "thirtieth",
)  # fmt: skip

ONES: Final = rf"(?:{'|'.join(DIGITS[1:])})"
ONES_ORDINAL: Final = rf"(?:{'|'.join(ORDINALS[:9])})"
FROM_TEN: Final = rf"(?:{'|'.join(TEENS)}|(?:{'|'.join(TENS[2:])})(?:[- ]{ONES})?)"
_FROM_FOURTH = rf"{'|'.join(ORDINALS[3:20])}|twenty[- ]{ONES_ORDINAL}|thirtieth|thirty[- ]first"
DAY_ORDINAL: Final = rf"(?:{'|'.join(ORDINALS[:3])}|{_FROM_FOURTH})"  # of a month
DAY_FROM_FOURTH: Final = rf"(?:{_FROM_FOURTH})"
YEAR_WORDS: Final = rf"(?:(?:eighteen|nineteen|twenty)[- ](?:hundred|oh?[- ]{ONES}|{FROM_TEN})|two[ ]thousand(?:[ ](?:and[ ])?(?:{FROM_TEN}|{ONES}))?)"
