"""Row `gate-compile`: a question's text to its compiled form, beside a fixed limit."""

from __future__ import annotations

import time
from statistics import quantiles

from bench.results import Row
from cohortium.gate.plan import compile as compiled
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry
from cohortium.records.columns import TABLES

LIMIT_MS = 5.0
ROUNDS = 100
QUESTIONS = (
    "select count(*) from subjects",
    "select count(distinct subject) from conditions where code = 'I10'",
    "select sex, count(*), count(distinct subject) from subjects group by sex order by 2 desc",
    "select display, count(*), avg(value) from observations where system = 'loinc' group by display",
    "select s.sex, s.birth_year, o.display, sum(o.value) from observations o"
    " join subjects s on o.subject = s.subject where o.code = '8480-6' and o.observed >= date '2024-01-01'"
    " group by s.sex, s.birth_year, o.display",
    "select m.route, count(*) from medications m join subjects s on m.subject = s.subject"
    " where (s.sex = 'female' or s.deceased = 'true') and not m.status = 'stopped' group by m.route",
)


def rows() -> list[Row]:
    """The 95th percentile over all questions and rounds, the first round left out."""
    registry = Registry.from_manifest(_manifest())
    took: list[float] = []
    for _ in range(ROUNDS + 1):
        for question in QUESTIONS:
            start = time.perf_counter()
            compiled(parse(question, registry), registry)
            took.append((time.perf_counter() - start) * 1000)
    p95 = quantiles(took[len(QUESTIONS) :], n=20)[-1]
    return [Row.of("gate-compile", p95, LIMIT_MS, unit="ms", target=1.0)]


def _manifest() -> dict[str, object]:
    """What the gate reads of a manifest, with every released table in it."""
    return {
        "tables": [
            {
                "name": table.name,
                "rows_per_subject": 16,
                "columns": [
                    {
                        "name": column.name,
                        "type": "string" if table.name == "subjects" else column.type,
                        "role": column.role,
                        **({"bounds": [0, 250]} if column.role == "measure" else {}),
                    }
                    for column in table.columns
                ],
            }
            for table in TABLES.values()
        ]
    }
