"""A patient as a value: everything that says who they are, as one hospital wrote it.

Direct identifiers live in values of this module alone and never leave the platform. `Identity.known`
is what the text de-identifier takes; `Identity.linkage` tells that two hospitals' patients are one
person, by exact agreement of normalized parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_US_ZIP = re.compile(r"(\d{5})(?:-?\d{4})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name; `text` when the parts are not known apart."""

    given: tuple[str, ...] = ()
    family: str | None = None
    text: str | None = None

    @property
    def full(self) -> str:
        """The whole name in reading order."""
        parts = (*self.given, *((self.family,) if self.family else ()))
        return " ".join(parts) or self.text or ""


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A patient. `birth_date` and `death_date` are as written, perhaps partial (YYYY, YYYY-MM)."""

    names: tuple[Name, ...] = ()
    birth_date: str | None = None
    sex: str | None = None
    zip: str | None = None
    race: str | None = None
    ethnicity: str | None = None
    deceased: bool = False
    death_date: str | None = None
    ids: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    employer: str | None = None

    @property
    def birth_year(self) -> int | None:
        """The year of birth, None when unknown."""
        year = (self.birth_date or "")[:4]
        return int(year) if len(year) == 4 and year.isdecimal() else None

    def known(self) -> dict[str, Any]:
        """What the text de-identifier takes as this patient's own identifiers."""
        names: list[str] = []
        for name in self.names:
            names += [name.full, *name.given, name.family or "", name.text or ""]
        return {
            "names": list(distinct(part for part in names if len(part) > 1)),
            "birth_date": self.birth_date or "",
            "ids": list(self.ids),
            "phones": list(self.phones),
            "emails": list(self.emails),
            "addresses": list(self.addresses),
            "relatives": list(self.relatives),
            "providers": list(self.providers),
            "facilities": list(self.facilities),
            "employer": self.employer or "",
        }

    def linkage(self) -> tuple[str, str, str, str] | None:
        """(family, first given name, birth date, sex), normalized; None when any part is missing."""
        for name in self.names:
            parts = letters(name.family or ""), letters(name.given[0] if name.given else "")
            birth = self.birth_date or ""
            if all(parts) and _DAY.fullmatch(birth) and self.sex:
                return *parts, birth, self.sex
        return None


def letters(text: str) -> str:
    """`text` in NFKD, casefolded, letters alone: how names are compared."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in folded if character.isalpha())


def distinct(values: Iterable[Any]) -> tuple[str, ...]:
    """The non-empty strings among `values`, stripped, each once, in order."""
    strings = (value.strip() for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(text for text in strings if text))


def zip_code(value: Any) -> str | None:
    """A postal code as `subjects.zip` holds it: five digits for the US, else as written."""
    if not isinstance(value, str) or not value.strip():
        return None
    match = _US_ZIP.fullmatch(value.strip())
    return match.group(1) if match else value.strip().upper()


_SEXES = {"m": "male", "f": "female", "male": "male", "female": "female"}


def sex_of(value: Any) -> str | None:
    """FHIR's administrative gender of `value` (M, F and the four codes are known), else None."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return _SEXES.get(text, text if text in ("other", "unknown") else None)
