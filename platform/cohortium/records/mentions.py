"""Names of providers and places, for the text de-identifier: whoever is in a record may be in a note.

Departments, wards and beds are left out: their names (Cardiology, Bed 3E-01) are words of medicine or
single out nobody, and taking them for identifiers would blacken notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cohortium.records.coding import code_of, objects
from cohortium.records.identity_fhir import human_name
from cohortium.records.patient import distinct

_INNER_ORGANIZATIONS = frozenset({"dept", "team", "cg"})
_OUTER_PLACES = frozenset({"si", "bu", "ho", "area", "jdn"})  # location-physical-type


@dataclass(frozen=True, slots=True)
class Mentions:
    """Names in one record: people who care, places of care, and relatives of its patient."""

    providers: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    relatives: tuple[str, ...] = ()


NOBODY = Mentions()


def mentions(kind: str, data: Mapping[str, Any]) -> Mentions:
    """The names in a record of `kind` (FHIR, ``omop/...`` or ``table/...``)."""
    if kind == "Practitioner":
        return Mentions(providers=_people(data))
    if kind == "PractitionerRole":
        return Mentions(
            providers=distinct(_displays(data, "practitioner")),
            facilities=(),
        )
    if kind == "RelatedPerson":
        return Mentions(relatives=_people(data))
    if kind == "Organization":
        inner = any(code_of(item) in _INNER_ORGANIZATIONS for item in objects(data.get("type")))
        return NOBODY if inner else Mentions(facilities=_titles(data))
    if kind == "Location":
        shape = code_of(data.get("physicalType"))
        outer = shape is None or shape in _OUTER_PLACES
        return Mentions(facilities=_titles(data)) if outer else NOBODY
    if kind == "omop/provider":
        return Mentions(providers=distinct((data.get("provider_name"),)))
    if kind == "omop/care_site":
        return Mentions(facilities=distinct((data.get("care_site_name"),)))
    if kind.startswith("table/"):
        return _mapped(data)
    return NOBODY


def _people(data: Mapping[str, Any]) -> tuple[str, ...]:
    return distinct(human_name(name).full for name in objects(data.get("name")))


def _displays(data: Mapping[str, Any], name: str) -> Iterator[Any]:
    return (reference.get("display") for reference in objects(data.get(name)))


def _titles(data: Mapping[str, Any]) -> tuple[str, ...]:
    aliases = data.get("alias")
    return distinct((data.get("name"), *(aliases if isinstance(aliases, list) else ())))


def _mapped(data: Mapping[str, Any]) -> Mentions:
    value = data.get("mapped", {}).get
    if data.get("table") == "providers":
        parts = " ".join(distinct((value("given"), value("family"))))
        return Mentions(providers=distinct((value("name"), parts)))
    if data.get("table") == "facilities":
        return Mentions(facilities=distinct((value("name"),)))
    return NOBODY
