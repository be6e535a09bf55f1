"""Data-use terms of studies and purposes of researchers, in the words of GA4GH's Data Use Ontology.

Reads and checks both; whether a purpose fits terms is not decided here yet. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.documents import read_day, read_object
from cohortium.errors import BadInput

PERMISSIONS = ("NRES", "GRU", "HMB", "DS", "POA")
PRIMARIES = ("GRU", "HMB", "POA", "DS", "CC")
MODIFIERS = (
    "RS", "NMDS", "GSO", "NPUNCU", "PUB", "COL", "IRB", "GS", "MOR", "TS", "US", "PS", "IS", "RTN",
    "CC", "NPOA", "NPU", "NCU",
)  # fmt: skip
TERMS: Mapping[str, type] = {
    "permission": str, "diseases": list, "modifiers": list, "countries": list,
    "institutions": list, "projects": list, "users": list, "until": str,
}  # fmt: skip
PURPOSE: Mapping[str, type] = {
    "primary": str, "diseases": list, "methods": bool, "genetic": bool, "commercial": bool,
    "nonprofit": bool, "organisation": str, "country": str, "compute_region": str, "project": str,
    "user": str, "ethics_approval": dict, "until": str, "accepts": list,
}  # fmt: skip
APPROVAL: Mapping[str, type] = {"id": str, "expires": str}
WORDS: Mapping[type, str] = {
    str: "a string", list: "a list of strings", bool: "true or false", dict: "an object",
}  # fmt: skip


def check_terms(terms: Any) -> None:
    """Raise BadInput, naming the field, unless `terms` are data-use terms."""
    if not isinstance(terms, dict):
        raise BadInput("the study's terms are an object with a permission")
    _check_fields(terms, TERMS, "the terms")
    if terms.get("permission") not in PERMISSIONS:
        raise BadInput(f"the terms' permission is one of {', '.join(PERMISSIONS)}")
    _check_among(terms.get("modifiers", ()), "the terms' modifiers")
    if terms.get("until"):
        read_day(terms["until"], "the terms' until")


def read_purpose(data: bytes) -> dict[str, Any]:
    """A researcher's purpose; fields that are left out say nothing."""
    purpose = read_object(data, "a purpose")
    _check_fields(purpose, PURPOSE, "the purpose")
    if purpose.get("primary") not in PRIMARIES:
        raise BadInput(f"the purpose's primary is one of {', '.join(PRIMARIES)}")
    _check_among(purpose.get("accepts", ()), "the purpose's accepts")
    approval = purpose.get("ethics_approval", {})
    _check_fields(approval, APPROVAL, "the purpose's ethics_approval")
    for day in (purpose.get("until"), approval.get("expires")):
        if day:
            read_day(day, "a day of the purpose")
    return purpose


def _check_fields(found: Mapping[str, Any], known: Mapping[str, type], what: str) -> None:
    for name, value in found.items():
        expected = known.get(name)
        if expected is None:
            raise BadInput(f"{what} cannot have {name[:40]!r}: known are {', '.join(known)}")
        strings = expected is not list or all(isinstance(item, str) for item in value or ())
        if not isinstance(value, expected) or not strings:
            raise BadInput(f"{what}: {name} is {WORDS[expected]}")


def _check_among(values: Any, what: str) -> None:
    if any(value not in MODIFIERS for value in values):
        raise BadInput(f"{what} are some of {', '.join(MODIFIERS)}")
