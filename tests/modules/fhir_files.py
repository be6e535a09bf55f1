"""Files of FHIR resources for tests, and what reading them gives."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from cohortium.records.reading import read
from cohortium.records.record import Record, Rejection, Warned

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1970-02-03", "gender": "male"}
CONDITION = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/p1"},
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "38341003"}]},
}


def ndjson(*resources: Any) -> bytes:
    return b"".join(json.dumps(resource).encode() + b"\n" for resource in resources)


def outcomes(path: Path, **options: Any) -> tuple[list[Record], list[Rejection], list[Warned]]:
    found = list(read(path, **{"validate": "none", **options}))
    return tuple(
        [item for item in found if isinstance(item, kind)] for kind in (Record, Rejection, Warned)
    )  # type: ignore[return-value]


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
