"""OMOP persons and patients of mapped CSV tables to Identity.

An OMOP person carries what reading joined to it: ``@concepts``, ``@location`` and ``@death``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.records.days import iso
from cohortium.records.patient import Identity, Name, distinct, sex_of, zip_code

_GENDERS = {"8507": "male", "8532": "female", "8521": "other", "8551": "unknown"}


def person(data: Mapping[str, Any]) -> Identity:
    """Who an OMOP ``person`` row describes. OMOP has no names, phones or e-mail addresses."""
    concepts = data.get("@concepts", {})
    place = data.get("@location", {})
    died = data.get("@death")
    gender = str(data.get("gender_concept_id", ""))
    return Identity(
        birth_date=_birth_date(data),
        sex=_GENDERS.get(gender) or sex_of(data.get("gender_source_value")),
        zip=zip_code(place.get("zip")),
        race=_display(concepts, "race_concept_id"),
        ethnicity=_display(concepts, "ethnicity_concept_id"),
        deceased=died is not None,
        death_date=died or None,
        ids=distinct((data.get("person_id"), data.get("person_source_value"))),
        addresses=distinct(
            place.get(part) for part in ("address_1", "address_2", "city", "county", "zip")
        ),
    )


def _birth_date(data: Mapping[str, Any]) -> str | None:
    whole = iso(data.get("birth_datetime"))
    if whole is not None:
        return whole
    year, month, day = (data.get(f"{part}_of_birth", "") for part in ("year", "month", "day"))
    if not year.isdecimal():
        return None
    text = f"{int(year):04d}"
    if month.isdecimal():
        text += f"-{int(month):02d}"
        if day.isdecimal():
            text += f"-{int(day):02d}"
    return text


def _display(concepts: Mapping[str, Any], column: str) -> str | None:
    code = concepts.get(column)
    return code[2] if code else None


def mapped(data: Mapping[str, Any]) -> Identity | None:
    """Who a row of a mapped table of kind ``patients`` describes."""
    if data.get("table") != "patients":
        return None
    value = data["mapped"].get
    given = (value("given"), value("middle"))
    address = (value("street"), value("city"), value("zip"))
    whole = ", ".join(distinct((value("street"), value("city"), value("state"), value("zip"))))
    return Identity(
        names=_names(distinct(given), value("family"), value("name")),
        birth_date=value("birth_date"),
        sex=sex_of(value("sex")),
        zip=zip_code(value("zip")),
        race=value("race"),
        ethnicity=value("ethnicity"),
        deceased=value("deceased") is True or value("death_date") is not None,
        death_date=value("death_date"),
        ids=distinct((data.get("id"), value("mrn"), value("ssn"), value("other_id"))),
        phones=distinct((value("phone"), value("mobile"))),
        emails=distinct((value("email"),)),
        addresses=distinct((*address, whole)),
        relatives=distinct((value("contact_name"), value("mothers_maiden_name"))),
        providers=distinct((value("provider"),)),
        employer=value("employer"),
    )


def _names(given: tuple[str, ...], family: str | None, text: str | None) -> tuple[Name, ...]:
    return (Name(given, family, text),) if given or family or text else ()
