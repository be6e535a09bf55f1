"""Spanish dates: the months' names, the forms of a full date, years in words, and a month in the form of another.

Abbreviations that English has too ("mar", "jun") count as Spanish where they are written small after
the day, or with "de": there a moved date stays Spanish.
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
LONG: Final = rf"(?i:{'|'.join(MONTHS)}|setiembre)"
_OWN = r"(?i:ene|abr|ago|set|dic)"
_SHARED = r"(?:feb|mar|may|jun|jul|sept|sep|oct|nov)"
NAME: Final = rf"(?:{LONG}|{_OWN}|{_SHARED})(?![A-Za-z])"
_MES = rf"(?P<mes>{NAME})"
_LARGE = rf"(?P<mes>{LONG}|{_OWN}|(?i:{_SHARED}))(?![A-Za-z])"
_DAY = r"(?P<d>[0-3]?\d)"
_LONG_YEAR = r"(?P<y>(?:19|20)\d{2})"
_YEAR = r"(?P<y>(?:19|20)\d{2}|\d{2})"
_OF = r"(?i:[ ]{1,2}del?(?:[ ]ano)?[ ]{1,2})"

FULL_FORMS: Final = (
    rf"{_DAY}(?i:[ ]{{1,2}}de[ ]{{1,2}}){_LARGE}\.?(?:{_OF}|,?[ ]{{1,2}}){_LONG_YEAR}",
    rf"{_DAY}[-./ ]{{1,2}}{_MES}\.?(?:{_OF}|[-./, ]{{1,2}}){_YEAR}",
    rf"(?P<mes>{LONG}|{_OWN})\.?[ ]{{1,2}}{_DAY}(?:{_OF}|,?[ ]{{1,2}}){_LONG_YEAR}",
)

_TENS = r"(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa)(?:[ ]y[ ](?:un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve))?"
_UNDER = rf"(?:{_TENS}|veinte|veinti[a-z]{{3,6}}|dieci[a-z]{{4,6}}|diez|once|doce|trece|catorce|quince|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
YEAR_WORDS: Final = rf"(?:dos[ ]mil|mil[ ]novecientos)(?:[ ]{_UNDER})?"


def number(name: str) -> int:
    """The month, 1 to 12, of a Spanish name or abbreviation of it."""
    start = name[:3].lower().replace("set", "sep")
    return next(at for at, month in enumerate(MONTHS, 1) if month.startswith(start))


def named(month: int, was: str) -> str:
    """The name of a month, 1 to 12, as long and in the case as `was`, the name of one."""
    low = was.lower()
    long = low in MONTHS or low == "setiembre"
    name = MONTHS[month - 1] if long else MONTHS[month - 1][:3]
    if was.isupper():
        return name.upper()
    return name.capitalize() if was[0].isupper() else name
