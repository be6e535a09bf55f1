"""The 18 identifiers of the HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i), (A) to (R), and what each becomes.

A column is declared as one of `KINDS`. Most kinds are removed whole; places, dates and ages keep what
the rule lets stand. A column that holds none of these is declared `not-identifying`, which is a
statement of whoever configures it; a column of free text is none of them: text goes through the text
de-identifier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Treatment = Literal["removed", "state", "zip", "birth", "year", "age", "kept"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of column: the letter of the rule (empty where none applies), and how it is treated."""

    letter: str
    treatment: Treatment


KINDS: Mapping[str, Kind] = {
    "name": Kind("A", "removed"),
    "place": Kind("B", "removed"),  # street, city, county, precinct, and any code of one
    "state": Kind("B", "state"),
    "zip": Kind("B", "zip"),
    "birth-date": Kind("C", "birth"),
    "date": Kind("C", "year"),  # admission, discharge, death, and any other of the person
    "age": Kind("C", "age"),
    "phone": Kind("D", "removed"),
    "fax": Kind("E", "removed"),
    "email": Kind("F", "removed"),
    "ssn": Kind("G", "removed"),
    "medical-record-number": Kind("H", "removed"),
    "health-plan-number": Kind("I", "removed"),
    "account-number": Kind("J", "removed"),
    "licence-number": Kind("K", "removed"),
    "vehicle-identifier": Kind("L", "removed"),
    "device-identifier": Kind("M", "removed"),
    "url": Kind("N", "removed"),
    "ip-address": Kind("O", "removed"),
    "biometric": Kind("P", "removed"),
    "photograph": Kind("Q", "removed"),
    "unique-code": Kind("R", "removed"),  # also codes derived from any of the above
    "not-identifying": Kind("", "kept"),
}
