"""Columns that hold identifiers are text to the gate: no place in a question can name one."""

from __future__ import annotations

import pytest

from cohortium.errors import Refused
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

EVENT = "FROM encounters"
JOINED = "FROM encounters JOIN subjects USING (subject)"


@pytest.fixture(scope="module")
def visits() -> Registry:
    """Encounters as a release has them: the visit's pseudonym is text, like free text."""
    roles = {"subject": "subject", "encounter": "text", "class": "dimension", "started": "date"}
    columns = [
        {"name": name, "type": "date" if role == "date" else "string", "role": role}
        for name, role in roles.items()
    ]
    subject, sex = columns[0], {"name": "sex", "type": "string", "role": "dimension"}
    encounters = {"name": "encounters", "rows_per_subject": 8, "columns": columns}
    return Registry.from_manifest(
        {"tables": [{"name": "subjects", "columns": [subject, sex]}, encounters]}
    )


NAMED = [
    f"SELECT count(distinct subject) {EVENT} WHERE encounter = 'a'",
    f"SELECT count(distinct subject) {EVENT} WHERE 'a' = encounter",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter <> 'a'",
    f"SELECT count(distinct subject) {EVENT} WHERE NOT encounter > 'a'",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter IN ('a', 'b')",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter NOT IN ('a', 'b')",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter BETWEEN 'a' AND 'b'",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter IS NULL",
    f"SELECT count(distinct subject) {EVENT} WHERE encounter IS NOT NULL",
    f"SELECT count(distinct subject) {EVENT} WHERE class = encounter",
    f"SELECT count(distinct subject) {EVENT} WHERE class = 'x' OR (class = 'y' AND encounter = 'a')",
    f"SELECT count(*) {EVENT} WHERE ENCOUNTER = 'a'",
    f"SELECT count(*) {EVENT} WHERE \"encounter\" = 'a'",
    f"SELECT count(*) {EVENT} WHERE encounters.encounter = 'a'",
    f"SELECT count(*) {EVENT} e WHERE e.encounter = 'a'",
    f"SELECT count(*) {EVENT} encounter WHERE encounter.encounter = 'a'",
    f"SELECT count(*) {JOINED} WHERE encounter = 'a'",
    f"SELECT encounter, count(*) {EVENT} GROUP BY encounter",
    f"SELECT encounter AS e, count(*) {EVENT} GROUP BY e",
    f"SELECT encounter, count(*) {EVENT} GROUP BY 1",
    f"SELECT class, count(*) {EVENT} GROUP BY class, encounter",
    f"SELECT class AS encounter, count(*) {EVENT} GROUP BY encounter",
    f"SELECT year(encounter), count(*) {EVENT} GROUP BY 1",
    f"SELECT date_trunc('month', encounter), count(*) {EVENT} GROUP BY 1",
    f"SELECT sum(encounter) {EVENT}",
    f"SELECT avg(encounter) {EVENT}",
    f"SELECT count(encounter) {EVENT}",
    f"SELECT count(distinct encounter) {EVENT}",
    f"SELECT min(encounter), count(*) {EVENT}",
    f"SELECT count(*) {EVENT} ORDER BY encounter",
    "SELECT count(*) FROM encounters e JOIN subjects s ON e.encounter = s.subject",
    "SELECT count(*) FROM encounters JOIN subjects USING (encounter)",
    "SELECT count(*) FROM encounters JOIN subjects USING (subject, encounter)",
]


@pytest.mark.parametrize("text", NAMED)
def test_an_identifier_is_named_nowhere(text: str, visits: Registry) -> None:
    with pytest.raises(Refused) as caught:
        parse(text, visits)
    assert caught.value.code in {"column", "shape"}


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT class, count(*) {EVENT} WHERE class = 'encounter' GROUP BY class",
        f"SELECT count(*) AS encounter {EVENT} ORDER BY encounter",
    ],
)
def test_its_name_as_a_value_or_a_heading_names_nothing(text: str, visits: Registry) -> None:
    question = parse(text, visits)
    assert {key.field.name for key in question.keys} <= {"class"}
    assert question.where is None or "encounter =" not in question.canonical


def test_the_role_alone_refuses(visits: Registry) -> None:
    """Were the column a dimension, the first question would be taken."""
    column = {"name": "encounter", "type": "string", "role": "dimension"}
    subject = {"name": "subject", "type": "string", "role": "subject"}
    table = {"name": "encounters", "rows_per_subject": 8, "columns": [subject, column]}
    parse(NAMED[0], Registry.from_manifest({"tables": [table]}))
    with pytest.raises(Refused) as caught:
        parse(NAMED[0], visits)
    assert caught.value.reasons == ("text columns cannot be named in a question",)
