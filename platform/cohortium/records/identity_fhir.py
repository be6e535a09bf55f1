"""FHIR R4 Patient to Identity, with the US Core extensions for race and ethnicity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cohortium.records.coding import objects, text_or_none
from cohortium.records.patient import Identity, Name, distinct, sex_of, zip_code

_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/"
_CORE = "http://hl7.org/fhir/StructureDefinition/"
Objects = Iterator[Mapping[str, Any]]


def patient(data: Mapping[str, Any]) -> Identity:
    """Who a Patient resource describes."""
    died = data.get("deceasedDateTime")
    homes = list(objects(data.get("address")))
    postal = next((home["postalCode"] for home in homes if home.get("postalCode")), None)
    contacts = list(objects(data.get("contact")))
    telecoms = [*objects(data.get("telecom"))]
    for contact in contacts:
        telecoms += objects(contact.get("telecom"))
        homes += objects(contact.get("address"))
    doctors = (reference.get("display") for reference in objects(data.get("generalPractitioner")))
    keeper = next(objects(data.get("managingOrganization")), {})
    return Identity(
        names=tuple(human_name(name) for name in objects(data.get("name"))),
        birth_date=text_or_none(data.get("birthDate")),
        sex=sex_of(data.get("gender")),
        zip=zip_code(postal),
        race=_omb(data, "us-core-race"),
        ethnicity=_omb(data, "us-core-ethnicity"),
        deceased=died is not None or data.get("deceasedBoolean") is True,
        death_date=text_or_none(died),
        ids=distinct(
            (data.get("id"), *(item.get("value") for item in objects(data.get("identifier"))))
        ),
        phones=distinct(_values(telecoms, ("phone", "fax", "sms", "pager"))),
        emails=distinct(_values(telecoms, ("email", "url", "other"))),
        addresses=distinct((*_addresses(homes), *_birth_place(data))),
        relatives=distinct((*_contact_names(contacts), _maiden(data))),
        providers=distinct(doctors),
        facilities=distinct((keeper.get("display"),)),
    )


def human_name(name: Mapping[str, Any]) -> Name:
    """A FHIR HumanName."""
    given = name.get("given")
    return Name(
        given=distinct(given if isinstance(given, list) else ()),
        family=text_or_none(name.get("family")),
        text=text_or_none(name.get("text")),
    )


def extensions(data: Mapping[str, Any], url: str) -> Objects:
    """The extensions of `data` with that `url`."""
    return (item for item in objects(data.get("extension")) if item.get("url") == url)


def _omb(data: Mapping[str, Any], name: str) -> str | None:
    """The OMB category's display; ``Multiple`` when there are several. Its text is people's words."""
    found = [
        coding.get("display") or coding.get("code")
        for outer in extensions(data, _US_CORE + name)
        for inner in extensions(outer, "ombCategory")
        for coding in objects(inner.get("valueCoding"))
    ]
    categories = distinct(found)
    return "Multiple" if len(categories) > 1 else (categories[0] if categories else None)


def _values(telecoms: list[Mapping[str, Any]], systems: tuple[str, ...]) -> Iterator[Any]:
    for telecom in telecoms:
        if telecom.get("system", "other") in systems:
            yield telecom.get("value")


def _addresses(homes: list[Mapping[str, Any]]) -> Iterator[Any]:
    """Each line, town, district and postal code, and the whole: any may stand alone in a note."""
    for home in homes:
        lines = home.get("line")
        lines = lines if isinstance(lines, list) else []
        parts = (*lines, home.get("city"), home.get("district"), home.get("postalCode"))
        yield from parts
        yield home.get("text")
        state = (home.get("state"),)
        yield ", ".join(distinct((*lines, home.get("city"), *state, home.get("postalCode"))))


def _birth_place(data: Mapping[str, Any]) -> Iterator[Any]:
    for extension in extensions(data, _CORE + "patient-birthPlace"):
        for place in objects(extension.get("valueAddress")):
            yield place.get("city")


def _contact_names(contacts: list[Mapping[str, Any]]) -> Iterator[str]:
    for contact in contacts:
        for name in objects(contact.get("name")):
            yield human_name(name).full


def _maiden(data: Mapping[str, Any]) -> Any:
    url = _CORE + "patient-mothersMaidenName"
    return next((item.get("valueString") for item in extensions(data, url)), None)
