"""A small release's registry, and Parquet files to go with it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.adapters.worker import Workers
from cohortium.gate.registry import Registry

SUBJECTS = [f"p{number:031d}" for number in range(300)]


def _column(name: str, kind: str, role: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "role": role, "description": "", **more}


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """The part of a manifest that the gate reads."""
    subject = _column("subject", "string", "subject")
    return {
        "tables": [
            {
                "name": "subjects",
                "columns": [
                    subject,
                    _column("sex", "string", "dimension"),
                    _column("birth_year", "string", "dimension"),
                    _column("deceased", "boolean", "dimension"),
                ],
            },
            {
                "name": "observations",
                "rows_per_subject": 5,
                "columns": [
                    subject,
                    _column("observed", "date32", "date"),
                    _column("code", "string", "dimension"),
                    _column("grade", "int32", "dimension"),
                    _column("value", "double", "measure", bounds=[0, 250], unit="mm[Hg]"),
                    _column("dose", "double", "measure", bounds=[-2.5, 2.5]),
                    _column("raw", "double", "measure"),
                    _column("value_text", "string", "text"),
                ],
            },
        ]
    }


@pytest.fixture(scope="session")
def registry(manifest: Mapping[str, Any]) -> Registry:
    return Registry.from_manifest(manifest)


@pytest.fixture(scope="session")
def rows() -> dict[str, list[dict[str, Any]]]:
    """The release's rows: missing values, outliers, busy subjects, subjects without a person, a code whose rows are mostly one subject's."""
    chance = random.Random(7)  # noqa: S311 - test data
    people = [
        {
            "subject": subject,
            "sex": chance.choice(["F", "M", None]),
            "birth_year": chance.choice(["1940-1949", "1950-1959", "1960-1969"]),
            "deceased": chance.random() < 0.2,
        }
        for subject in SUBJECTS
    ]
    events = [
        {
            "subject": chance.choice([*SUBJECTS[:280], *SUBJECTS[:10] * 8]),
            "observed": chance.choice([None, date(2020, 1, 30) + timedelta(chance.randrange(800))]),
            "code": chance.choice(["8480-6", "8462-4", "2093-3 [Mass/volume]", "it's", None]),
            "grade": chance.choice([None, 1, 2, 3]),
            "value": chance.choice([None, float("nan"), 9999.0, -5.0, chance.gauss(120, 25)]),
            "dose": chance.choice([None, chance.uniform(-3, 3)]),
            "raw": chance.random(),
            "value_text": "free text",
        }
        for _ in range(3000)
    ]
    mostly_one = [*SUBJECTS[20:29], *[SUBJECTS[29]] * 8]
    events += [
        {
            "subject": subject,
            "observed": date(2021, 5, 5),
            "code": "mostly one's",
            "grade": 1,
            "value": 200.0 if subject == SUBJECTS[29] else 100.0,
            "dose": None if subject == SUBJECTS[29] else 1.0,
            "raw": 0.5,
            "value_text": "free text",
        }
        for subject in mostly_one
    ]
    return {"subjects": people, "observations": events}


@pytest.fixture(scope="session")
def files(
    rows: Mapping[str, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Path]]:
    """The rows as the queryable rendition keeps them; one name has a quote and a space."""
    folder = tmp_path_factory.mktemp("release") / "it's queryable"
    folder.mkdir()
    made = {}
    for name, table in rows.items():
        path = folder / f"{name}.parquet"
        pq.write_table(pa.Table.from_pylist(table), path)
        made[name] = [path]
    return made


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers() as pool:
        pool.warm()
        yield pool
