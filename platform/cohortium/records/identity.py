"""Who a record describes: the patient's identity, read from whatever format it came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohortium.records import identity_fhir, identity_rows
from cohortium.records.patient import Identity, Name

__all__ = ["Identity", "Name", "identity", "may_be_person"]

Reader = Callable[[Mapping[str, Any]], Identity | None]
_READERS: Mapping[str, Reader] = {
    "Patient": identity_fhir.patient,
    "omop": identity_rows.person,
    "table": identity_rows.mapped,
}


def may_be_person(kind: str) -> bool:
    """Whether records of `kind` describe patients, or some of them do."""
    return kind == "Patient" or kind == "omop/person" or kind.startswith("table/")


def identity(kind: str, data: Mapping[str, Any]) -> Identity | None:
    """The patient that a record of `kind` describes; None when it describes none."""
    if may_be_person(kind):
        return _READERS[kind.partition("/")[0]](data)
    return None
