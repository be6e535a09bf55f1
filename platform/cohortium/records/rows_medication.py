"""FHIR R4's four medication resources to rows of `medications`: ordered, taken, given, handed over.

As `rows_fhir`, whose rules these are too: each takes (person, resource, sink).
"""

from __future__ import annotations

from collections.abc import Mapping

from cohortium.records import elements
from cohortium.records.coding import NO_CODE, Code, first, objects, pick, text_or_none
from cohortium.records.days import day_number
from cohortium.records.elements import ERROR, Resource, Rule
from cohortium.records.sink import Sink


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
    return *elements.quantity(amount), _route(dosage), text_or_none(dosage.get("text"))


def medication_request(person: int, data: Resource, sink: Sink) -> None:
    """MedicationRequest: ordered when authored, ended with the validity of its dispensing."""
    dispense = first(data.get("dispenseRequest")) or {}
    validity = first(dispense.get("validityPeriod")) or {}
    days = day_number(data.get("authoredOn")), day_number(validity.get("end"))
    _add_medication(person, data, sink, "request", days)


def medication_statement(person: int, data: Resource, sink: Sink) -> None:
    """MedicationStatement: the time it was taken."""
    _add_medication(person, data, sink, "statement", elements.period(data, "effective"))


def medication_administration(person: int, data: Resource, sink: Sink) -> None:
    """MedicationAdministration: the time it was given."""
    _add_medication(person, data, sink, "administration", elements.period(data, "effective"))


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
        elements.encounter_id(data, context),
        *days,
        kind,
        *_medication(data),
        text_or_none(status),
        *_dosed(dosage),
    ))  # fmt: skip


RULES: Mapping[str, Rule] = {
    "MedicationAdministration": medication_administration,
    "MedicationDispense": medication_dispense,
    "MedicationRequest": medication_request,
    "MedicationStatement": medication_statement,
}
