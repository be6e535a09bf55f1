"""What cannot be read to its end is refused whole, in one line that names the file."""

from __future__ import annotations

import errno
import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import BadInput
from cohortium.records.reading import read
from cohortium.records.record import Record
from fhir_files import CONDITION, PATIENT, ndjson, write, zipped


def _cut_gzip(tmp: Path) -> Path:
    return write(tmp / "x.ndjson.gz", gzip.compress(ndjson(PATIENT) * 500)[:-20])


def _bad_crc_zip(tmp: Path) -> Path:
    path = zipped(tmp / "x.zip", {"Patient.ndjson": ndjson(PATIENT) * 50})
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    return write(tmp / "y.zip", bytes(data))


def _encrypted_zip(tmp: Path) -> Path:
    data = bytearray(zipped(tmp / "x.zip", {"Patient.ndjson": ndjson(PATIENT)}).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return write(tmp / "y.zip", bytes(data))


def _cut_zip(tmp: Path) -> Path:
    data = zipped(tmp / "w.zip", {"a.ndjson": ndjson(PATIENT)}).read_bytes()
    return write(tmp / "z.zip", data[:-30])


def _cut_zip_without_its_name(tmp: Path) -> Path:
    return _cut_zip(tmp).rename(tmp / "export")


def _dangling(tmp: Path) -> Path:
    (tmp / "in" / "sub").mkdir(parents=True)
    write(tmp / "in" / "a.ndjson", ndjson(PATIENT))
    (tmp / "in" / "sub" / "notes.txt").symlink_to(tmp / "nowhere")
    (tmp / "in" / "sub" / "b.ndjson.gz").symlink_to(tmp / "nowhere")
    return tmp / "in"


def _utf16(name: str, encoding: str) -> Any:
    def make(tmp: Path) -> Path:
        (tmp / "in").mkdir()
        text = "\ufeff" + (ndjson(PATIENT).decode() if "json" in name else "person_id\n1\n") * 3
        write(tmp / "in" / name, text.encode(encoding))
        return tmp / "in"

    return make


def _bomb_gzip(tmp: Path) -> Path:
    return write(tmp / "bomb.ndjson.gz", gzip.compress((b" " * 1023 + b"\n") * (80 << 10)))


def _bomb_zip(tmp: Path) -> Path:
    return zipped(tmp / "bomb.zip", {"a.ndjson": b"\n" * (80 << 20)})


def _nothing(tmp: Path) -> Path:
    (tmp / "empty").mkdir()
    return tmp / "empty"


REFUSED = [
    (_cut_gzip, "cut short or damaged"),
    (_cut_zip, r"z\.zip: is cut short or damaged; copy it again"),
    (_cut_zip_without_its_name, r"export: is cut short or damaged"),
    (lambda tmp: write(tmp / "no.zip", b"resource"), "cut short or damaged"),
    (_dangling, r"sub/b\.ndjson\.gz: leads nowhere"),
    (_utf16("u.ndjson", "utf-16-le"), r"u\.ndjson: is UTF-16: save it as UTF-8"),
    (_utf16("u.json", "utf-16-be"), "is UTF-16"),
    (_utf16("PERSON.csv", "utf-16-le"), "is UTF-16"),
    (_bad_crc_zip, "damaged"),
    (_encrypted_zip, "encrypted"),
    (_bomb_gzip, "unpacks to far more"),
    (_bomb_zip, "unpacks to far more"),
    (_nothing, "accepted are"),
    (lambda tmp: tmp / "missing.ndjson", "is not there"),
    (lambda tmp: write(tmp / "x.jpg", b"\xff\xd8\xff"), "accepted are"),
    (lambda tmp: write(tmp / "empty.txt", b""), "accepted are"),
    (lambda tmp: write(tmp / "log.ndjson", b'{"eventId": 1}'), "accepted are"),
    (lambda tmp: write(tmp / "p.csv", b"a,b\n1,2\n"), "mapping.toml"),
]


@pytest.mark.parametrize(("make", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_cannot_be_read_to_its_end_is_refused_whole(
    tmp_path: Path, make: Any, reason: str
) -> None:
    with pytest.raises(BadInput, match=reason):
        list(read(make(tmp_path)))


def test_a_folder_that_cannot_be_looked_into_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.ndjson", ndjson(PATIENT))
    for name in ("closed", ".hidden"):
        (tmp_path / name).mkdir()
    scandir = os.scandir

    def denied(path: Any) -> Any:
        if Path(path).name in ("closed", ".hidden"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(BadInput, match=r"/closed: Permission denied$"):
        list(read(tmp_path))


def test_a_file_that_vanishes_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.ndjson", ndjson(PATIENT))
    last = write(tmp_path / "b.ndjson", ndjson(CONDITION))
    stream = read(tmp_path)
    assert isinstance(next(stream), Record)
    last.unlink()
    with pytest.raises(BadInput, match=r"b\.ndjson: is not there"):
        list(stream)


def test_a_line_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohortium.records.source.LINE_LIMIT", 100)
    with pytest.raises(BadInput, match="one resource a line"):
        list(read(write(tmp_path / "a.ndjson", ndjson({**PATIENT, "x": "y" * 100}))))
