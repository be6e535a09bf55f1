"""FHIR R4 resources to rows of the released tables, one function a resource type.

Each takes (person, resource, sink) and appends rows in the order of `columns.TABLES`. What is marked
``entered-in-error`` makes no row. Nothing here judges a resource: intake has rejected what cannot be
read, so an unexpected shape makes a null.
"""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.records import elements, rows_medication
from cohortium.records.attachments import decode
from cohortium.records.coding import (
    code_of,
    first,
    free_text,
    number_of,
    objects,
    pick,
    text_or_none,
)
from cohortium.records.days import day_number
from cohortium.records.elements import ERROR, Resource, Rule
from cohortium.records.references import id_in
from cohortium.records.sink import Sink


def encounter(person: int, data: Resource, sink: Sink) -> None:
    """Encounter: `class` and first `type`; reasons in words."""
    status = data.get("status")
    if status == ERROR:
        return
    period = data.get("period")
    period = period if type(period) is dict else {}
    setting = first(data.get("class")) or {}
    reasons = data.get("reasonCode")
    words = [free_text(reason) for reason in reasons] if type(reasons) is list else []
    sink.rows["encounters"].append((
        person,
        text_or_none(data.get("id")),
        day_number(period.get("start")),
        day_number(period.get("end")),
        text_or_none(setting.get("code")),
        *pick(first(data.get("type"))),
        "; ".join(word for word in words if word) or None,
    ))  # fmt: skip


def condition(person: int, data: Resource, sink: Sink) -> None:
    """Condition: clinical status, else (refuted, unconfirmed) verification status."""
    verification = code_of(data.get("verificationStatus"))
    if verification == ERROR:
        return
    sink.rows["conditions"].append((
        person,
        elements.encounter_id(data),
        day_number(data.get("recordedDate")),
        elements.period(data, "onset")[0],
        elements.last(data, "abatement"),
        *pick(data.get("code")),
        code_of(data.get("category")),
        code_of(data.get("clinicalStatus")) or verification,
    ))  # fmt: skip


def observation(person: int, data: Resource, sink: Sink) -> None:
    """Observation: one row for its own value, one for each component."""
    status = text_or_none(data.get("status"))
    if status == ERROR:
        return
    observed = day_number(data.get("effectiveDateTime") or data.get("effectiveInstant"))
    if observed is None:
        observed = elements.period(data, "effective")[0]
    encounter_id = elements.encounter_id(data)
    category = code_of(data.get("category"))
    append = sink.rows["observations"].append
    value = _value(data)
    components = data.get("component")
    if value is not NO_VALUE or not components:
        append((person, encounter_id, observed, *pick(data.get("code")), category, status, *value))
    if type(components) is list:
        for part in components:
            if type(part) is dict:
                code = pick(part.get("code"))
                append((person, encounter_id, observed, *code, category, status, *_value(part)))


# value, unit, value_code, value_text
Value = tuple[float | None, str | None, str | None, str | None]
NO_VALUE: Value = (None, None, None, None)


def _value(data: Resource) -> Value:
    quantity = data.get("valueQuantity")
    if type(quantity) is dict:
        return _quantity_value(quantity)
    concept = data.get("valueCodeableConcept")
    if concept is not None:
        code = code_of(concept)
        return None, None, code, None if code else free_text(concept)
    number = data.get("valueInteger")
    if number is not None:
        return number_of(number), None, None, None
    text = data.get("valueString")
    if text is not None:
        return None, None, None, text_or_none(text)
    truth = data.get("valueBoolean")
    if type(truth) is bool:
        return None, None, "true" if truth else "false", None
    return NO_VALUE


def _quantity_value(quantity: Resource) -> Value:
    """A number with its unit. With a comparator (``<5``) it is no number to average: words then."""
    number, unit = elements.quantity(quantity)
    comparator = quantity.get("comparator")
    if comparator is None or number is None:
        return number, unit, None, None
    return None, unit, None, f"{comparator}{number:g}" + (f" {unit}" if unit else "")


def procedure(person: int, data: Resource, sink: Sink) -> None:
    """Procedure: when it was performed."""
    status = data.get("status")
    if status == ERROR:
        return
    days = elements.period(data, "performed")
    code = pick(data.get("code"))
    sink.rows["procedures"].append(
        (person, elements.encounter_id(data), *days, *code, text_or_none(status))
    )


def allergy(person: int, data: Resource, sink: Sink) -> None:
    """AllergyIntolerance: its first category."""
    verification = code_of(data.get("verificationStatus"))
    if verification == ERROR:
        return
    categories = data.get("category")
    category = categories[0] if type(categories) is list and categories else None
    sink.rows["allergies"].append((
        person,
        day_number(data.get("recordedDate")),
        *pick(data.get("code")),
        text_or_none(category),
        text_or_none(data.get("criticality")),
        code_of(data.get("clinicalStatus")) or verification,
    ))  # fmt: skip


def immunization(person: int, data: Resource, sink: Sink) -> None:
    """Immunization, given or not (see status)."""
    status = data.get("status")
    if status == ERROR:
        return
    sink.rows["immunizations"].append((
        person,
        elements.encounter_id(data),
        day_number(data.get("occurrenceDateTime")),
        *pick(data.get("vaccineCode")),
        text_or_none(status),
        *elements.quantity(data.get("doseQuantity")),
    ))  # fmt: skip


def document(person: int, data: Resource, sink: Sink) -> None:
    """DocumentReference: one note for each attachment we read; superseded ones are left out."""
    if data.get("status") in (ERROR, "superseded"):
        return
    context = first(data.get("context")) or {}
    encounter_id = id_in(first(context.get("encounter")))
    written = day_number(data.get("date"))
    code = pick(data.get("type"))
    for part in objects(data.get("content")):
        attachment = part.get("attachment")
        text = decode(attachment) if type(attachment) is dict else None
        if text is None:
            sink.skipped["notes"] += 1
            continue
        sink.rows["notes"].append((person, encounter_id, written, *code, text))


RULES: Mapping[str, Rule] = {
    "AllergyIntolerance": allergy,
    "Condition": condition,
    "DocumentReference": document,
    "Encounter": encounter,
    "Immunization": immunization,
    "Observation": observation,
    "Procedure": procedure,
    **rows_medication.RULES,
}
