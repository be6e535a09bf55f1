"""A clinical record as received, and what can be wrong with one. No IO here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


# Made so often that a dataclass would cost as much as a resource's checks.
class Record(NamedTuple):
    """One clinical resource as received.

    `kind` is the FHIR resource type, or ``omop/<table>`` or ``table/<table>``; `id` is unique within
    hospital and kind; `patient` is the hospital's own id of the patient, None for providers, places
    and everything that belongs to nobody. `content` is the canonical JSON that is fingerprinted and
    stored: UTF-8, keys sorted, no white space. `file` and `line` (1-based) say where it stood.
    """

    kind: str
    id: str
    patient: str | None
    content: bytes
    data: Mapping[str, Any]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that lacks what we rely on. `reason` names fields, never their values."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A record that came in although it departs from its schema. `reason` names fields only."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class PatientRef:
    """A patient as one hospital knows them. `id` is the hospital's own logical id."""

    hospital: str
    id: str
