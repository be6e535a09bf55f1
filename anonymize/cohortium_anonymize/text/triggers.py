"""What must stand in a text for presidio's predefined recognizers to find anything that counts.

Each is asked only about texts in which its forms could stand; most coded texts ask none, and
then presidio is not even loaded. The forms are wider than the recognizers' own, never narrower;
where a form counts only beside a word of context (see `predefined`), that word must stand too.
"""

from __future__ import annotations

import re
from typing import Final

_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
# LOINC joins what is measured to its kind with a point: "Troponin I.cardiac" is no address.
LOINC_KIND: Final = (
    r"(?:cardiac|total|bound|ionized|indirect|conjugated|unconjugated|glycosylated|tissue|whole|fetal"
    r"|arterial|venous|capillary|intact|reactive|inorganic|corrected|predicted|standard|actual)\b"
)
# Recognizer of presidio's by name -> patterns all of which must be found.
TRIGGERS: Final[dict[str, tuple[re.Pattern[str], ...]]] = {
    "EmailRecognizer": (re.compile("@"),),
    "CreditCardRecognizer": (re.compile(r"\d(?:[ -]?\d){11}"),),
    "UsBankRecognizer": (re.compile(r"\d{8}"),),
    "UsLicenseRecognizer": (
        re.compile(r"\d{2}|\d[ -]\d"),
        re.compile(r"(?i)driv|permit|lic|identification|dls"),
    ),
    "UsItinRecognizer": (re.compile(r"9\d\d[- ]?\d\d[- ]?\d{4}"),),
    "UsPassportRecognizer": (re.compile(r"\d{8}"),),
    "UsSsnRecognizer": (re.compile(r"\d{3}[- .]?\d\d[- .]?\d{4}"),),
    "UsMbiRecognizer": (
        re.compile(r"[1-9][A-Za-z][A-Za-z0-9]\d-?[A-Za-z][A-Za-z0-9]\d-?[A-Za-z]{2}\d\d"),
    ),
    "NhsRecognizer": (re.compile(r"\d{3}[- ]?\d{3}[- ]?\d{4}"),),
    "CryptoRecognizer": (re.compile(r"[A-Za-z0-9]{25}"),),
    "DateRecognizer": (
        re.compile(rf"(?i)\d[-/.]\d{{1,2}}[-/.]\d|\d-{_MONTH}|{_MONTH}-\d|\d/\d{{4}}"),
    ),
    "IbanRecognizer": (re.compile(r"[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]{4}){2}"),),
    "IpRecognizer": (re.compile(r"\d\.\d{1,3}\.\d|:[0-9A-Fa-f]{0,4}:"),),
    "MedicalLicenseRecognizer": (re.compile(r"\d{7}"),),
    "PhoneRecognizer": (re.compile(r"\d(?:[^\w\n]{0,3}\d){6}"),),
    "UrlRecognizer": (re.compile(rf"[A-Za-z0-9.-]\.(?!{LOINC_KIND})[A-Za-z]{{2}}"),),
}


def asks(name: str, text: str) -> bool:
    """Whether the recognizer `name` could find anything that counts in `text`."""
    return all(pattern.search(text) for pattern in TRIGGERS[name])


def asks_any(text: str) -> bool:
    """Whether any of them could."""
    return any(asks(name, text) for name in TRIGGERS)
