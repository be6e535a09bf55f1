"""A part of a set of patients, and all that was sent of them: NDJSON of FHIR or CSV of OMOP, zipped or not."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REFERENCE = re.compile(r'"Patient/([^"]+)"')


@dataclass
class Slice:
    """Patients chosen by a checksum of their id, one of `share`; rows of nobody stay."""

    share: int
    patients: int = field(init=False, default=0)  # in the whole set
    chosen: int = field(init=False, default=0)

    def write(self, source: Path, target: Path) -> Path:
        """Write the slice of a zip or folder to `target`, as the same."""
        if source.is_dir():
            target.mkdir()
            for path in sorted(source.glob("*.ndjson")):
                (target / path.name).write_text(
                    self.of(path.name, path.read_text("utf-8")), "utf-8"
                )
            return target
        with (
            zipfile.ZipFile(source) as all_,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as some,
        ):
            for name in all_.namelist():
                some.writestr(name, self.of(name, all_.read(name).decode()), compresslevel=1)
        return target

    def of(self, name: str, text: str) -> str:
        """The lines of one file that are of the chosen, or of nobody."""
        return "".join(
            self._rows(name, text) if name.endswith(".csv") else self._resources(name, text)
        )

    def _resources(self, name: str, text: str) -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            if name.startswith("Patient."):
                if self._counted(json.loads(line)["id"]):
                    yield line
            elif (found := REFERENCE.search(line)) is None or self._has(found[1]):
                yield line

    def _rows(self, name: str, text: str) -> Iterator[str]:
        header, *rows = text.splitlines(keepends=True)
        yield header
        names = [column.strip() for column in header.split(",")]
        at = names.index("person_id") if "person_id" in names else None
        has = self._counted if name == "PERSON.csv" else self._has
        for line, values in zip(rows, csv.reader(io.StringIO("".join(rows))), strict=True):
            if at is None or has(values[at]):
                yield line

    def _counted(self, patient: str) -> bool:
        self.patients += 1
        self.chosen += self._has(patient)
        return self._has(patient)

    def _has(self, patient: str) -> bool:
        return zlib.crc32(patient.encode()) % self.share == 0
