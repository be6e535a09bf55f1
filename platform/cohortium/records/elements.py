"""Elements that several FHIR R4 resource types have: a reference to a visit, times, quantities.

An unexpected shape makes a null, as in the rows that are made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohortium.records.coding import number_of, unit_of
from cohortium.records.days import day_number
from cohortium.records.references import id_in
from cohortium.records.sink import Sink

Resource = Mapping[str, Any]
Rule = Callable[[int, Resource, Sink], None]
ERROR = "entered-in-error"


def encounter_id(data: Resource, name: str = "encounter") -> str | None:
    """The id of the visit that the element `name` refers to."""
    reference = data.get(name)
    if type(reference) is not dict:
        return None
    text = reference.get("reference")
    if type(text) is str and text.startswith("Encounter/") and "/" not in text[10:]:
        return text[10:] or None
    return id_in(reference)


def period(data: Resource, name: str) -> tuple[int | None, int | None]:
    """First and last day of ``<name>DateTime`` or ``<name>Period``."""
    moment = data.get(name + "DateTime")
    if moment is not None:
        return day_number(moment), None
    period = data.get(name + "Period")
    if type(period) is not dict:
        return None, None
    return day_number(period.get("start")), day_number(period.get("end"))


def quantity(quantity: Any) -> tuple[float | None, str | None]:
    """Value and unit of a Quantity."""
    if type(quantity) is not dict:
        return None, None
    return number_of(quantity.get("value")), unit_of(quantity)


def last(data: Resource, name: str) -> int | None:
    """Last day of the element `name`, else its first."""
    started, ended = period(data, name)
    return ended if ended is not None else started
