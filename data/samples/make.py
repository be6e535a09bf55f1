"""Remakes data/samples: two small hospitals of synthetic patients, from fixed seeds.

North is what the generator clinosim writes (FHIR R4 NDJSON), less the kinds that only add bulk. South
is another run of it, rewritten as the hospital's own CSV tables by the inverse of south/mapping.toml.
Twelve patients are in both: the same names, birth date and sex under other numbers.

    python data/samples/make.py [--from DIR]     DIR keeps or holds the generator's raw output
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from cohortium.records.mapping import TableMap, parse_mapping
from cohortium.records.reading import read
from cohortium.records.record import Record
from cohortium.records.tables import extract

HERE = Path(__file__).resolve().parent
SIMULATIONS = {"north": ("330", "2026"), "south": ("230", "4711")}  # catchment population, seed
PERIOD = ("2024-01-01", "2024-12-31")
SHARED_PATIENTS = 12
NOTES_EACH = 5  # a patient's first notes: enough to show de-identification, few enough for a demo
DROPPED = frozenset({"Composition", "ServiceRequest", "Specimen", "CareTeam", "Endpoint"})
MANIFEST = "MANIFEST.sha256"
Data = dict[str, Any]


def main() -> None:
    """Remake everything under this folder."""
    parser = argparse.ArgumentParser(description="Remake data/samples.")
    parser.add_argument("--from", dest="raw", type=Path, help="where the raw output is or goes")
    chosen = parser.parse_args().raw
    with tempfile.TemporaryDirectory() as scratch:
        raw = chosen or Path(scratch)
        north = list(_simulated(raw, "north"))
        south = list(_simulated(raw, "south"))
    _write_north(north)
    _write_south(_with_shared(north, south))
    (HERE / MANIFEST).write_text("".join(manifest(HERE)), encoding="utf-8")


def _simulated(raw: Path, hospital: str) -> Iterator[Record]:
    """The generator's records, its bulk left out; runs it when `raw` does not hold them yet."""
    folder = raw / hospital
    if not (folder / "fhir_r4").is_dir():
        _simulate(folder, *SIMULATIONS[hospital])
    notes: Counter[str | None] = Counter()
    for record in read(folder / "fhir_r4", validate="none"):
        if not isinstance(record, Record):
            raise SystemExit(f"{hospital}: {record.file}:{record.line}: {record.reason}")
        notes[record.patient] += record.kind == "DocumentReference"
        if record.kind == "DocumentReference" and notes[record.patient] > NOTES_EACH:
            continue
        if record.kind not in DROPPED:
            yield record


def _simulate(folder: Path, population: str, seed: str) -> None:
    command = [
        *(sys.executable, "-c", "from clinosim.simulator.cli import main; main()", "simulate"),
        *("--output", str(folder), "--population", population, "--seed", seed),
        *("--country", "US", "--start", PERIOD[0], "--end", PERIOD[1], "--format", "fhir-r4"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words


def _write_north(records: Iterable[Record]) -> None:
    files: dict[str, list[bytes]] = {}
    for record in records:
        files.setdefault(record.kind, []).append(orjson.dumps(record.data) + b"\n")
    for kind, lines in files.items():
        pack(HERE / "north" / f"{kind}.ndjson.gz", b"".join(lines))


def _with_shared(north: list[Record], south: list[Record]) -> list[Record]:
    """South, with twelve of its patients made to be patients of north."""
    ours = [r.data for r in south if r.kind == "Patient" and "deceasedDateTime" not in r.data]
    theirs = [r.data for r in north if r.kind == "Patient" and "deceasedDateTime" not in r.data]
    step = len(theirs) // SHARED_PATIENTS
    replaced: dict[str, Data] = {}
    for person in theirs[:: step or 1][:SHARED_PATIENTS]:
        alike = [
            other
            for other in ours
            if other["gender"] == person["gender"] and other["id"] not in replaced
        ]
        nearest = min(alike, key=lambda other: _days_apart(other, person))
        same = {name: person[name] for name in ("name", "birthDate", "extension")}
        replaced[nearest["id"]] = {**nearest, **same}
    return [_replace(record, replaced.get(record.id)) for record in south]


def _days_apart(one: Data, other: Data) -> tuple[int, str]:
    days = (date.fromisoformat(one["birthDate"]) - date.fromisoformat(other["birthDate"])).days
    return abs(days), one["id"]


def _replace(record: Record, data: Data | None) -> Record:
    if data is None or record.kind != "Patient":
        return record
    return Record(record.kind, record.id, record.patient, b"", data, record.file, record.line)


def _write_south(records: list[Record]) -> None:
    """South's tables: the rows that extraction makes of FHIR, under south's own column names."""
    patients = sorted(record.id for record in records if record.kind == "Patient")
    number = {patient: index for index, patient in enumerate(patients)}
    items = [(number[r.patient], r.kind, r.data) for r in records if r.patient in number]
    rows = {name: table.to_pylist() for name, table in extract(items).items()}
    visits = {row["encounter"]: f"V{100001 + i}" for i, row in enumerate(rows["encounters"])}
    people = [record.data for record in records if record.kind == "Patient"]
    rows["patients"] = [_patient(number[data["id"]], data) for data in people]
    rows["providers"] = [_name(r.data) for r in records if r.kind == "Practitioner"]
    sites = (r.data for r in records if r.kind == "Organization" and "partOf" not in r.data)
    rows["facilities"] = [{"name": data["name"]} for data in sites]
    source = parse_mapping((HERE / "south" / "mapping.toml").read_text(encoding="utf-8"))
    for table in source.tables:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=source.delimiter, lineterminator="\n")
        writer.writerow(header(table))
        for index, row in enumerate(rows[table.kind]):
            row = {**row, "encounter": visits.get(row.get("encounter"))}
            writer.writerow(_cells(table, index, row))
        pack(HERE / "south" / f"{table.file}.gz", text.getvalue().encode())


def header(table: TableMap) -> list[str]:
    """South's columns of a table: its key, its patient, then the mapped ones."""
    names = [*table.id, *((table.patient,) if table.patient else ())]
    names += [cell.column for cell in table.columns.values() if cell.column]
    return list(dict.fromkeys(names))


def _cells(table: TableMap, index: int, row: Mapping[str, Any]) -> list[str]:
    cells = {table.id[0]: f"{table.name[0].upper()}{index + 1:06d}"}
    if "person" in row:
        cells[table.patient or table.id[0]] = f"S{50001 + row['person']}"
    for ours, cell in table.columns.items():
        if cell.column:
            back = {value: key for key, value in (cell.map or {}).items()}
            text = _text(row.get(ours), cell.format)
            cells[cell.column] = back.get(text, text)
    return [cells[name] for name in header(table)]


def _text(value: Any, pattern: str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if pattern is not None:
        day = value if isinstance(value, date) else date.fromisoformat(value[:10])
        return day.strftime(pattern)
    return str(value)


def _patient(person: int, data: Data) -> Data:
    home = data["address"][0]
    phones = [item["value"] for item in data.get("telecom", ()) if item["system"] == "phone"]
    kin = [item["name"]["text"] for item in data.get("contact", ()) if "name" in item]
    who = extract([(person, "Patient", data)])["subjects"].to_pylist()[0]
    return {
        **who,
        **_name(data),
        "mrn": f"{70001 + 37 * person}-{person % 7}",
        "birth_date": data["birthDate"],
        "street": home["line"][0],
        "city": home["city"],
        "state": home["state"],
        "phone": phones[0] if phones else None,
        "contact_name": kin[0] if kin else None,
        "death_date": data.get("deceasedDateTime"),
    }


def _name(data: Data) -> Data:
    name = data["name"][0]
    return {"given": " ".join(name["given"]), "family": name["family"]}


def pack(path: Path, content: bytes) -> None:
    """Write `content` gzipped, the same bytes whenever it is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(content)
    path.write_bytes(packed.getvalue())


def manifest(folder: Path) -> Iterator[str]:
    """A line for each gzipped file: SHA-256 of what it holds (packers differ), and its name."""
    for path in sorted(folder.rglob("*.gz")):
        digest = hashlib.sha256(gzip.decompress(path.read_bytes())).hexdigest()
        yield f"{digest}  {path.relative_to(folder).as_posix().removesuffix('.gz')}\n"


if __name__ == "__main__":
    main()
