"""OMOP CDM 5.4 rows to rows of the released tables, one function an OMOP table.

Codes come from ``@concepts``, which reading joined to each row. ``*_source_value`` is what the site
wrote, of any shape, and never becomes a code; concept 0 is no code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cohortium.records.coding import NO_CODE, Code, unit_name
from cohortium.records.days import day_number
from cohortium.records.sink import Sink

Row = Mapping[str, Any]
Rule = Callable[[int, Row, Sink], None]

# visit_concept_id -> HL7 ActCode, so that both shapes group alike
CLASSES = {
    "9201": "IMP",
    "9202": "AMB",
    "9203": "EMER",
    "262": "EMER",
    "581476": "HH",
    "5083": "VR",
}
# drug_type_concept_id -> kind of medication row
DRUG_KINDS = {
    "38000177": "request",
    "32838": "request",
    "38000175": "dispense",
    "581452": "dispense",
    "32825": "dispense",
    "38000180": "administration",
    "32818": "administration",
    "44787730": "statement",
    "32865": "statement",
}


def _code(row: Row, column: str) -> Code:
    """The standard concept, else the source concept."""
    concepts = row.get("@concepts")
    if concepts is None:
        return NO_CODE
    found = concepts.get(column + "_concept_id") or concepts.get(column + "_source_concept_id")
    return tuple(found) if found else NO_CODE


def _label(row: Row, column: str) -> str | None:
    """What a secondary concept says: its display, else its code."""
    code, _, display = _code(row, column)
    return display or code


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def visit(person: int, row: Row, sink: Sink) -> None:
    """visit_occurrence."""
    sink.rows["encounters"].append((
        person,
        row.get("visit_occurrence_id"),
        day_number(row.get("visit_start_date")),
        day_number(row.get("visit_end_date")),
        CLASSES.get(row.get("visit_concept_id", "")),
        *_code(row, "visit"),
        None,
    ))  # fmt: skip


def condition(person: int, row: Row, sink: Sink) -> None:
    """condition_occurrence: OMOP knows when it began and ended, not when it was written down."""
    started = day_number(row.get("condition_start_date"))
    sink.rows["conditions"].append((
        person,
        row.get("visit_occurrence_id"),
        started,
        started,
        day_number(row.get("condition_end_date")),
        *_code(row, "condition"),
        _label(row, "condition_type"),
        _label(row, "condition_status"),
    ))  # fmt: skip


def measurement(person: int, row: Row, sink: Sink) -> None:
    """measurement: numbers with units, else coded values, else the words written."""
    _observed(person, row, sink, "measurement", row.get("value_source_value"))


def observation(person: int, row: Row, sink: Sink) -> None:
    """observation: the same, with its own column for words."""
    _observed(person, row, sink, "observation", row.get("value_as_string"))


def _observed(person: int, row: Row, sink: Sink, name: str, words: str | None) -> None:
    number = _number(row.get("value_as_number"))
    value_code = (_code(row, "value_as"))[0]
    unit = _code(row, "unit")[0] or unit_name(row.get("unit_source_value", ""))
    sink.rows["observations"].append((
        person,
        row.get("visit_occurrence_id"),
        day_number(row.get(name + "_date")),
        *_code(row, name),
        name,
        None,
        number,
        unit,
        value_code,
        words if number is None and value_code is None else None,
    ))  # fmt: skip


def drug(person: int, row: Row, sink: Sink) -> None:
    """drug_exposure: vaccines (CVX) to `immunizations`, everything else to `medications`."""
    code = _code(row, "drug")
    visit_id = row.get("visit_occurrence_id")
    started = day_number(row.get("drug_exposure_start_date"))
    if code[1] == "cvx":
        sink.rows["immunizations"].append((person, visit_id, started, *code, None, None, None))
        return
    sink.rows["medications"].append((
        person,
        visit_id,
        started,
        day_number(row.get("drug_exposure_end_date")),
        DRUG_KINDS.get(row.get("drug_type_concept_id", ""), "exposure"),
        *code,
        None,
        None,
        None,
        _label(row, "route"),
        row.get("sig"),
    ))  # fmt: skip


def procedure(person: int, row: Row, sink: Sink) -> None:
    """procedure_occurrence."""
    sink.rows["procedures"].append((
        person,
        row.get("visit_occurrence_id"),
        day_number(row.get("procedure_date")),
        day_number(row.get("procedure_end_date")),
        *_code(row, "procedure"),
        None,
    ))  # fmt: skip


def note(person: int, row: Row, sink: Sink) -> None:
    """note: its class speaks for what it is."""
    text = row.get("note_text")
    if not text:
        sink.skipped["notes"] += 1
        return
    written = day_number(row.get("note_date"))
    code = _code(row, "note_class")
    sink.rows["notes"].append((person, row.get("visit_occurrence_id"), written, *code, text))


RULES: Mapping[str, Rule] = {
    "omop/condition_occurrence": condition,
    "omop/drug_exposure": drug,
    "omop/measurement": measurement,
    "omop/note": note,
    "omop/observation": observation,
    "omop/procedure_occurrence": procedure,
    "omop/visit_occurrence": visit,
}
