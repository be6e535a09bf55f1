"""The released tables and their columns: the data dictionary that everything downstream reads.

Pure, without pyarrow. Roles: subject (who), dimension (group and filter), measure (sum and average),
date (shifted), text (de-identified). Extraction's tables have `person` (int32) where these have
`subject`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["subject", "dimension", "measure", "date", "text"]
TYPES: Mapping[Role, str] = {
    "subject": "string",
    "dimension": "string",
    "measure": "float64",
    "date": "date32",
    "text": "string",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `type` is an Arrow type's name; `unit` and `system` may name a column that tells."""

    name: str
    type: str
    role: Role
    description: str
    unit: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One released table."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _column(name: str, role: Role, description: str, **more: str) -> Column:
    return Column(
        name=name,
        type=more.get("type", TYPES[role]),
        role=role,
        description=description,
        unit=more.get("unit"),
        system=more.get("system"),
    )


_SUBJECT = _column("subject", "subject", "The patient, known by a pseudonym of this release alone")
_ENCOUNTER = _column("encounter", "dimension", "The encounter it belongs to, by pseudonym")
_STATUS = _column("status", "dimension", "Status as the hospital's system codes it")


def _coded(what: str) -> tuple[Column, Column, Column]:
    return (
        _column("code", "dimension", f"Code of {what}", system="column:system"),
        _column("system", "dimension", "Code system: short name, else its URI"),
        _column("display", "dimension", "What the code means, in the code system's words"),
    )


def _date(name: str, description: str) -> Column:
    return _column(name, "date", description)


def _table(name: str, *columns: Column) -> TableSpec:
    return TableSpec(name, (_SUBJECT, *columns))


_DOSE = (
    _column("dose", "measure", "Amount of one dose", unit="column:dose_unit"),
    _column("dose_unit", "dimension", "Unit of the dose", system="ucum"),
)

_ALL = (
    _table(
        "subjects",
        _column("sex", "dimension", "Administrative sex", system="administrative-gender"),
        _column("birth_year", "dimension", "Year of birth", type="int32", unit="a"),
        _column("zip", "dimension", "Postal code of the home address"),
        _column("race", "dimension", "Race, where recorded", system="omb-race"),
        _column("ethnicity", "dimension", "Ethnicity, where recorded", system="omb-ethnicity"),
        _column("deceased", "dimension", "Whether known to have died", type="bool"),
    ),
    _table(
        "encounters",
        _ENCOUNTER,
        _date("started", "Day the encounter began"),
        _date("ended", "Day the encounter ended"),
        _column("class", "dimension", "Setting: AMB, EMER, IMP, ...", system="actcode"),
        *_coded("the kind of encounter"),
        _column("reason", "text", "Why, in words"),
    ),
    _table(
        "conditions",
        _ENCOUNTER,
        _date("recorded", "Day it was recorded"),
        _date("onset", "Day it began"),
        _date("abated", "Day it ended"),
        *_coded("the condition"),
        _column("category", "dimension", "Problem list item, encounter diagnosis, ..."),
        _STATUS,
    ),
    _table(
        "observations",
        _ENCOUNTER,
        _date("observed", "Day it was observed"),
        *_coded("what was observed"),
        _column("category", "dimension", "Laboratory, vital signs, social history, ..."),
        _STATUS,
        _column("value", "measure", "The number observed", unit="column:unit"),
        _column("unit", "dimension", "Unit of the number", system="ucum"),
        _column("value_code", "dimension", "The coded value observed"),
        _column("value_text", "text", "The value observed, in words"),
    ),
    _table(
        "medications",
        _ENCOUNTER,
        _date("ordered", "Day it was ordered, given, dispensed or first taken"),
        _date("ended", "Day it ended"),
        _column("kind", "dimension", "request, statement, administration, dispense or exposure"),
        *_coded("the medication"),
        _STATUS,
        *_DOSE,
        _column("route", "dimension", "Route of administration"),
        _column("dosage", "text", "Dosage in words"),
    ),
    _table(
        "procedures",
        _ENCOUNTER,
        _date("performed", "Day it was performed or began"),
        _date("ended", "Day it ended"),
        *_coded("the procedure"),
        _STATUS,
    ),
    _table(
        "allergies",
        _date("recorded", "Day it was recorded"),
        *_coded("the substance or finding"),
        _column("category", "dimension", "food, medication, environment or biologic"),
        _column("criticality", "dimension", "low, high or unable-to-assess"),
        _STATUS,
    ),
    _table(
        "immunizations",
        _ENCOUNTER,
        _date("occurred", "Day it was given"),
        *_coded("the vaccine"),
        _STATUS,
        *_DOSE,
    ),
    _table(
        "notes",
        _ENCOUNTER,
        _date("written", "Day it was written"),
        *_coded("the kind of note"),
        _column("text", "text", "The note"),
    ),
)
TABLES: Mapping[str, TableSpec] = {table.name: table for table in _ALL}
