"""Input of the FHIR rows: a third-party export without notes, once and several times over."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import orjson

ARCHIVE = Path("data/clinosim-fhir-r4/fhir_r4_299patients.zip")
LEFT_OUT = "DocumentReference"


def unpack(folder: Path) -> Path:
    """The export as a folder of NDJSON files in `folder`, notes left out."""
    shared = Path(os.environ.get("COHORTIUM_SHARED", "../shared"))
    plain = folder / "1x"
    plain.mkdir()
    with zipfile.ZipFile(shared / ARCHIVE) as archive:
        for info in archive.infolist():
            name = Path(info.filename).name
            if name.endswith(".ndjson") and not name.startswith(LEFT_OUT):
                (plain / name).write_bytes(archive.read(info))
    return plain


def multiply(plain: Path, times: int) -> Path:
    """A folder with every resource `times` over, each copy a hospital's worth of other patients."""
    folder = plain.with_name(f"{times}x")
    folder.mkdir()
    for file in sorted(plain.glob("*.ndjson")):
        with (folder / file.name).open("wb") as out:
            for copy in range(times):
                with file.open("rb") as lines:
                    out.writelines(
                        orjson.dumps(copied(orjson.loads(x), copy)) + b"\n" for x in lines
                    )
    return folder


def copied(resource: dict[str, Any], copy: int) -> dict[str, Any]:
    """Copy number `copy` of a resource: ids and references of its own, patients of another age."""
    if copy == 0:
        return resource
    suffix = f"-{copy}"
    changed: dict[str, Any] = _renamed(resource, suffix)
    changed["id"] += suffix
    if changed["resourceType"] == "Patient":
        changed["birthDate"] = _moved(changed["birthDate"], copy)
        for identifier in changed.get("identifier", ()):
            identifier["value"] += suffix
    return changed


def _renamed(value: Any, suffix: str) -> Any:
    if isinstance(value, list):
        return [_renamed(item, suffix) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _renamed(item, suffix) for key, item in value.items()}
    reference = changed.get("reference")
    if isinstance(reference, str) and not reference.startswith("#"):
        changed["reference"] = reference + suffix
    return changed


def _moved(birth_date: str, years: int) -> str:
    """That day in another year; the 29th of February becomes the 28th."""
    year, rest = int(birth_date[:4]) + years, birth_date[4:]
    return f"{year}{'-02-28' if rest == '-02-29' else rest}"
