"""Closed vocabularies: of dimension columns, what is not a member of a public value set is withheld.

A record may carry anything in a field that ought to hold a code: a status ``final by Dr Jones``, a
unit that is a name. Extraction does not judge; here, before anything is written, only members of
the value sets pass: HL7's and FHIR R4's, OMOP's, UCUM units, public code systems. Displays, routes
and coded values have no closed set and are `sharing`'s. Pure, over identifiable Arrow tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.codes import LOCAL, code, system
from cohortium.release.units import unit


def _set(*members: str) -> frozenset[str]:
    return frozenset(member.casefold() for line in members for member in line.split("|"))


# FHIR R4: encounter, event, request, observation, immunization and document statuses; condition and
# allergy clinical and verification statuses. OMOP: vocabulary "Condition Status".
STATUS = _set(
    "planned|arrived|triaged|in-progress|onleave|finished|cancelled|entered-in-error|unknown",
    "preparation|not-done|on-hold|stopped|completed|active|draft|intended|not-taken|declined",
    "registered|preliminary|final|amended|corrected|current|superseded",
    "recurrence|relapse|inactive|remission|resolved",
    "unconfirmed|provisional|differential|confirmed|refuted|presumed",
    "admission diagnosis|cause of death|confirmed diagnosis|contributory cause of death",
    "death diagnosis|discharge diagnosis|final diagnosis|preliminary diagnosis",
    "primary admission diagnosis|primary diagnosis|primary discharge diagnosis",
    "primary referral diagnosis|referral diagnosis|resolved condition",
    "secondary admission diagnosis|secondary diagnosis|secondary discharge diagnosis",
    "secondary referral diagnosis|suspected diagnosis|condition to be diagnosed by procedure",
)
# HL7 v3 ActEncounterCode, and the words of FHIR before R4
CLASS = _set(
    "AMB|EMER|FLD|HH|IMP|ACUTE|NONAC|OBSENC|PRENC|SS|VR",
    "inpatient|outpatient|ambulatory|emergency|home|field|daytime|virtual|other",
)
# FHIR condition-category, observation-category, allergy categories; US Core's; HL7 v2-0074; what
# our OMOP reader writes; OMOP vocabulary "Type Concept"
CATEGORY = _set(
    "problem-list-item|encounter-diagnosis|health-concern|problem|diagnosis|complaint|symptom",
    "finding|social-history|vital-signs|imaging|laboratory|procedure|survey|exam|therapy|activity",
    "sdoh|functional-status|disability-status|cognitive-status|screening-assessment|care-plan",
    "treatment-intervention-preference|care-experience-preference|clinical-test",
    "food|medication|environment|biologic|measurement|observation",
    "AU|BG|BLB|CG|CH|CP|CT|CTH|CUS|EC|EN|GE|HM|ICU|IMG|IMM|LAB|MB|MCB|MYC|NMR|NMS|NRS|OSL|OT|OTH",
    "OUS|PAR|PAT|PF|PHR|PHY|PT|RAD|RC|RT|RUS|RX|SP|SR|TX|URN|VR|VUS|XRC",
    "EHR|EHR encounter diagnosis|EHR encounter record|EHR problem list|EHR problem list entry",
    "EHR admission note|EHR admission diagnosis|EHR discharge summary|EHR billing diagnosis",
    "EHR chief complaint|EHR episode entry|EHR note|EHR order|EHR outpatient note",
    "EHR referral record|EHR physical examination|EHR Pathology report|EHR Radiology report",
    "Claim|Inpatient claim|Outpatient claim|Pharmacy claim|Professional claim|Facility claim",
    "Registry|Survey|Lab|Patient self-report|Case Report Form|Death Certificate|Standard algorithm",
)
CRITICALITY = _set("low|high|unable-to-assess")
KIND = _set("request|statement|administration|dispense|exposure")
CLOSED: Mapping[str, frozenset[str]] = {
    "status": STATUS, "class": CLASS, "category": CATEGORY, "criticality": CRITICALITY,
    "kind": KIND,
}  # fmt: skip
UNITS = ("unit", "dose_unit")


def confined(name: str, table: pa.Table, withheld: Counter[str]) -> pa.Table:
    """`table` with null where a value is no member; `withheld` counts them by ``table.column``."""
    for column, members in CLOSED.items():
        if column in table.column_names:
            passes = _member_of(members)
            table = _replaced(name, table, column, _judged(table, column, passes), withheld)
    for column in UNITS:
        if column in table.column_names:
            table = _replaced(name, table, column, _judged(table, column, unit), withheld)
    return _coded(name, table, withheld) if "system" in table.column_names else table


def _member_of(members: frozenset[str]) -> Callable[[str], bool]:
    return lambda value: value.casefold() in members


def _judged(table: pa.Table, column: str, passes: Callable[[str], bool]) -> pa.Array:
    """The column with null for what does not pass; each distinct value is judged once."""
    return _mapped(table, column, lambda value: value if passes(value) else None)


def _mapped(table: pa.Table, column: str, become: Callable[[str], str | None]) -> pa.Array:
    encoded = pc.dictionary_encode(table.column(column).combine_chunks())
    values = [become(value) for value in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(values, pa.string()), encoded.indices)


def _coded(name: str, table: pa.Table, withheld: Counter[str]) -> pa.Table:
    """System and code: public systems by short name; codes of their shape alone."""
    systems = _mapped(table, "system", system)
    withheld[f"{name}.system"] += pc.sum(pc.equal(systems, LOCAL)).as_py() or 0
    codes = _codes(systems, table.column("code").combine_chunks())
    at = table.column_names.index("system")
    return _replaced(name, table.set_column(at, "system", systems), "code", codes, withheld)


def _codes(systems: pa.Array, codes: pa.Array) -> pa.Array:
    """`codes` with null for what is no code of its system; each distinct pair is judged once."""
    of, what = pc.dictionary_encode(systems), pc.dictionary_encode(codes)
    names, values = of.dictionary.to_pylist(), what.dictionary.to_pylist()
    both = pc.add(pc.multiply(of.indices.cast(pa.int64()), len(values)), what.indices)
    distinct = pc.dictionary_encode(both)
    pairs = [
        (names[at // len(values)], values[at % len(values)])
        for at in distinct.dictionary.to_pylist()
    ]
    kept = [value if value and code(name, value) else None for name, value in pairs]
    return pc.take(pa.array(kept, pa.string()), distinct.indices)


def _replaced(
    name: str, table: pa.Table, column: str, values: pa.Array, withheld: Counter[str]
) -> pa.Table:
    withheld[f"{name}.{column}"] += values.null_count - table.column(column).null_count
    return table.set_column(table.column_names.index(column), column, values)
