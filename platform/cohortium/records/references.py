"""FHIR references: what they point at. Literal ones alone; logical and conditional ones name nobody."""

from __future__ import annotations

from typing import Any


def target(reference: Any) -> tuple[str | None, str] | None:
    """(type, id) of a Reference; the type is None for ``urn:uuid:`` ones; None when it has no literal.

    ``Patient/7``, ``https://h/fhir/Patient/7`` and ``Patient/7/_history/2`` are all ("Patient", "7").
    """
    text = reference.get("reference") if type(reference) is dict else None
    if type(text) is not str or not text or text[0] == "#" or "?" in text:
        return None
    if text.startswith(("urn:uuid:", "urn:oid:")):
        return None, text[4:].partition(":")[2]
    parts = text.split("/")
    if len(parts) > 2 and parts[-2] == "_history":
        parts = parts[:-2]
    if len(parts) < 2 or not parts[-1] or not parts[-2]:
        return None
    return parts[-2], parts[-1]


def id_in(reference: Any) -> str | None:
    """The id a Reference points at, whatever its type; None when it has no literal."""
    found = target(reference)
    return found[1] if found else None
