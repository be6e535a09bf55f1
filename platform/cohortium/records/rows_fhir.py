"""FHIR R4 resources to rows of the released tables, one function a resource type.

Each takes (person, resource, sink) and appends rows in the order of `columns.TABLES`. What is marked
``entered-in-error`` makes no row. Nothing here judges a resource: intake has rejected what cannot be
read, so an unexpected shape makes a null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohortium.records.attachments import decode
from cohortium.records.coding import (
    NO_CODE,
    Code,
    code_of,
    first,
    free_text,
    number_of,
    objects,
    pick,
    text_or_none,
    unit_of,
)
from cohortium.records.days import day_number
from cohortium.records.references import id_in
from cohortium.records.sink import Sink

Resource = Mapping[str, Any]
Rule = Callable[[int, Resource, Sink], None]
ERROR = "entered-in-error"


def _encounter_id(data: Resource, name: str = "encounter") -> str | None:
    reference = data.get(name)
    if type(reference) is not dict:
        return None
    text = reference.get("reference")
    if type(text) is str and text.startswith("Encounter/") and "/" not in text[10:]:
        return text[10:] or None
    return id_in(reference)


def _period(data: Resource, name: str) -> tuple[int | None, int | None]:
    """First and last day of ``<name>DateTime`` or ``<name>Period``."""
    moment = data.get(name + "DateTime")
    if moment is not None:
        return day_number(moment), None
    period = data.get(name + "Period")
    if type(period) is not dict:
        return None, None
    return day_number(period.get("start")), day_number(period.get("end"))


def _quantity(quantity: Any) -> tuple[float | None, str | None]:
    if type(quantity) is not dict:
        return None, None
    return number_of(quantity.get("value")), unit_of(quantity)


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
        _encounter_id(data),
        day_number(data.get("recordedDate")),
        _period(data, "onset")[0],
        _last(data, "abatement"),
        *pick(data.get("code")),
        code_of(data.get("category")),
        code_of(data.get("clinicalStatus")) or verification,
    ))  # fmt: skip


def _last(data: Resource, name: str) -> int | None:
    started, ended = _period(data, name)
    return ended if ended is not None else started


def observation(person: int, data: Resource, sink: Sink) -> None:
    """Observation: one row for its own value, one for each component."""
    status = text_or_none(data.get("status"))
    if status == ERROR:
        return
    observed = day_number(data.get("effectiveDateTime") or data.get("effectiveInstant"))
    if observed is None:
        observed = _period(data, "effective")[0]
    encounter_id = _encounter_id(data)
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


Value = tuple[
    float | None, str | None, str | None, str | None
]  # value, unit, value_code, value_text
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
    number, unit = _quantity(quantity)
    comparator = quantity.get("comparator")
    if comparator is None or number is None:
        return number, unit, None, None
    return None, unit, None, f"{comparator}{number:g}" + (f" {unit}" if unit else "")


def _medication(data: Resource) -> Code:
    """`medicationCodeableConcept`, or the contained Medication that `medicationReference` names."""
    concept = data.get("medicationCodeableConcept")
    if concept is not None:
        return pick(concept)
    reference = data.get("medicationReference")
    name = reference.get("reference") if type(reference) is dict else None
    for inside in objects(data.get("contained")):
        if type(name) is str and name == f"#{inside.get('id')}":
            return pick(inside.get("code"))
    return NO_CODE


def _route(dosage: Resource) -> str | None:
    code, _, display = pick(dosage.get("route"))
    return display or code


def _dosed(dosage: Resource) -> tuple[float | None, str | None, str | None, str | None]:
    """Dose, unit, route and words of a Dosage, or of MedicationAdministration.dosage."""
    amount = dosage.get("dose")
    if amount is None:
        amount = (first(dosage.get("doseAndRate")) or {}).get("doseQuantity")
    return *_quantity(amount), _route(dosage), text_or_none(dosage.get("text"))


def medication_request(person: int, data: Resource, sink: Sink) -> None:
    """MedicationRequest: ordered when authored, ended with the validity of its dispensing."""
    dispense = first(data.get("dispenseRequest")) or {}
    validity = first(dispense.get("validityPeriod")) or {}
    days = day_number(data.get("authoredOn")), day_number(validity.get("end"))
    _add_medication(person, data, sink, "request", days)


def medication_statement(person: int, data: Resource, sink: Sink) -> None:
    """MedicationStatement: the time it was taken."""
    _add_medication(person, data, sink, "statement", _period(data, "effective"))


def medication_administration(person: int, data: Resource, sink: Sink) -> None:
    """MedicationAdministration: the time it was given."""
    _add_medication(person, data, sink, "administration", _period(data, "effective"))


def medication_dispense(person: int, data: Resource, sink: Sink) -> None:
    """MedicationDispense: the day it was handed over, else prepared."""
    given = day_number(data.get("whenHandedOver") or data.get("whenPrepared"))
    _add_medication(person, data, sink, "dispense", (given, None))


def _add_medication(
    person: int, data: Resource, sink: Sink, kind: str, days: tuple[int | None, int | None]
) -> None:
    status = data.get("status")
    if status == ERROR:
        return
    dosage = first(data.get("dosageInstruction")) or first(data.get("dosage")) or {}
    context = "encounter" if "encounter" in data else "context"
    sink.rows["medications"].append((
        person,
        _encounter_id(data, context),
        *days,
        kind,
        *_medication(data),
        text_or_none(status),
        *_dosed(dosage),
    ))  # fmt: skip


def procedure(person: int, data: Resource, sink: Sink) -> None:
    """Procedure: when it was performed."""
    status = data.get("status")
    if status == ERROR:
        return
    days = _period(data, "performed")
    code = pick(data.get("code"))
    sink.rows["procedures"].append(
        (person, _encounter_id(data), *days, *code, text_or_none(status))
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
        _encounter_id(data),
        day_number(data.get("occurrenceDateTime")),
        *pick(data.get("vaccineCode")),
        text_or_none(status),
        *_quantity(data.get("doseQuantity")),
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
    "MedicationAdministration": medication_administration,
    "MedicationDispense": medication_dispense,
    "MedicationRequest": medication_request,
    "MedicationStatement": medication_statement,
    "Observation": observation,
    "Procedure": procedure,
}
