"""The manifest of a release: the JSON that says all about it, read strictly.

The manifest is RFC 8785 bytes; the release's id is the start of their SHA-256, so a release cannot
be altered and keep its name. Unknown keys are refused at the top and kept below it, where tables,
risk and software may say more. Format: docs/formats/manifest.md. No IO here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cohortium.canonical import canonical_bytes, parse_canonical
from cohortium.errors import Refused

KIND = "cohortium.release"
VERSION = 1
ROLES = frozenset({"subject", "dimension", "measure", "date", "text"})
RENDITIONS = ("queryable", "download")
ROUNDING = 5  # published counts are multiples of this; the exact ones stand in the sponsor's bundle

_KEYS = frozenset(
    {
        "v", "kind", "dataset", "study", "created", "policy", "consents", "intakes", "subjects",
        "tables", "risk", "utility", "text", "protection", "exact", "software",
    }
)  # fmt: skip
_OPTIONAL = frozenset({"succession", "attacks"})  # releases of before it was told of have none
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_PATH = re.compile(r"(queryable|download)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\.parquet\Z")


@dataclass(frozen=True, slots=True)
class File:
    """One Parquet file of a table: where in the release's folder, its SHA-256 in hex, its bytes."""

    table: str
    rendition: str
    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest: the parts that a verifier relies on, and the whole as `document`."""

    release: str
    dataset: str
    study: str
    consent_size: int
    consent_root: str
    consent_tree: str
    intakes: tuple[tuple[int, str], ...]  # (index of the entry, batch)
    subjects: int
    rows: Mapping[str, int]
    files: tuple[File, ...]
    exact: str
    document: Mapping[str, Any]

    def rendition(self, name: str) -> tuple[File, ...]:
        """The files of one rendition."""
        return tuple(file for file in self.files if file.rendition == name)


def release_id(data: bytes) -> str:
    """The id of the release whose manifest has these bytes."""
    return "r-" + hashlib.sha256(data).hexdigest()[:32]


def manifest_bytes(document: Mapping[str, Any]) -> bytes:
    """The manifest's canonical bytes, checked as a reader will. Raises Refused (code "manifest")."""
    data = canonical_bytes(dict(document))
    parse_manifest(data)
    return data


def parse_manifest(data: bytes) -> Manifest:
    """Check `data` and return the manifest in it. Raises Refused (code "manifest" or "form")."""
    document = parse_canonical(data, "manifest.json")
    _check_keys(document)
    _require(_number(document, "v") == VERSION, f"'v' is {VERSION}")
    _require(document["kind"] == KIND, f"'kind' is {KIND}")
    _require(_DAY.match(_text(document, "created")) is not None, "'created' is a day YYYY-MM-DD")
    for name in ("policy", "risk", "utility", "text", "software"):
        _object(document, name)
    _check_protection(_object(document, "protection"))
    if "attacks" in document:
        _object(document, "attacks")
    if "succession" in document:
        _check_succession(_object(document, "succession"))
    consents, tables = _object(document, "consents"), _list(document, "tables")
    return Manifest(
        release=release_id(data),
        dataset=_text(document, "dataset"),
        study=_text(document, "study"),
        consent_size=_number(consents, "size"),
        consent_root=_digest(consents, "root"),
        consent_tree=_digest(consents, "tree"),
        intakes=_intakes(_list(document, "intakes")),
        subjects=_rounded(document, "subjects"),
        rows=_rows(tables),
        files=_files(tables),
        exact=_digest(document, "exact"),
        document=document,
    )


def _check_keys(document: Mapping[str, Any]) -> None:
    unknown = sorted(document.keys() - _KEYS - _OPTIONAL)
    missing = sorted(_KEYS - document.keys())
    _require(not unknown, f"no key is unknown ({len(unknown)} are)")
    _require(not missing, f"no key is missing ({', '.join(missing)})")


def _check_protection(protection: Mapping[str, Any]) -> None:
    for name in ("promises", "not_promised"):
        _require(
            all(isinstance(line, str) for line in _list(protection, name)), f"'{name}' is texts"
        )


def _check_succession(succession: Mapping[str, Any]) -> None:
    if _get(succession, "succeeds") is not None:
        _text(succession, "succeeds")
    _text(succession, "rule")
    for name in ("k", "max_delay_days"):
        _number(succession, name)


def _intakes(rows: Sequence[Any]) -> tuple[tuple[int, str], ...]:
    found = tuple((_number(row, "index"), _text(row, "batch")) for row in rows)
    _require(len({index for index, _ in found}) == len(found), "an intake is listed once")
    return found


def _rows(tables: Sequence[Any]) -> dict[str, int]:
    rows = {_text(table, "name"): _rounded(table, "rows") for table in tables}
    _require(len(rows) == len(tables), "a table is listed once")
    for table in tables:
        _number(table, "rows_per_subject")
        _check_columns(_list(table, "columns"))
    return rows


def _check_columns(columns: Sequence[Any]) -> None:
    names = [_text(column, "name") for column in columns]
    _require(len(set(names)) == len(names) > 0, "a table has columns, each named once")
    for column in columns:
        _text(column, "type")
        _require(_text(column, "role") in ROLES, "a column's 'role' is a known one")
        for name in ("description", "unit", "system"):
            value = column.get(name, None if name == "description" else "")
            _require(isinstance(value, str), f"a column's '{name}' is text")
        _check_bounds(column)


def _check_bounds(column: Mapping[str, Any]) -> None:
    if "bounds" not in column:
        return
    bounds = _list(column, "bounds")
    numbers = all(isinstance(b, int | float) and not isinstance(b, bool) for b in bounds)
    _require(numbers and len(bounds) == 2 and bounds[0] <= bounds[1], "'bounds' are [low, high]")


def _files(tables: Sequence[Any]) -> tuple[File, ...]:
    files = tuple(
        _file(_text(table, "name"), row) for table in tables for row in _list(table, "files")
    )
    _require(len({file.path for file in files}) == len(files), "a file is listed once")
    return files


def _file(table: str, row: Any) -> File:
    path, rendition = _text(row, "path"), _text(row, "rendition")
    _require(_PATH.match(path) is not None, "a file's 'path' is a plain relative Parquet path")
    _require(path.split("/")[0] == rendition, "a file stands in its rendition's folder")
    return File(table, rendition, path, _digest(row, "sha256"), _number(row, "bytes"))


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise Refused(f"manifest.json breaks a rule of its format: {rule}", code="manifest")


def _get(value: Any, name: str) -> Any:
    _require(isinstance(value, Mapping) and name in value, f"an object has '{name}'")
    return value[name]


def _object(value: Any, name: str) -> Mapping[str, Any]:
    found = _get(value, name)
    _require(isinstance(found, Mapping), f"'{name}' is an object")
    return found  # type: ignore[no-any-return]  # checked on the line above


def _list(value: Any, name: str) -> Sequence[Any]:
    found = _get(value, name)
    _require(isinstance(found, list), f"'{name}' is a list")
    return found  # type: ignore[no-any-return]  # checked on the line above


def _text(value: Any, name: str) -> str:
    found = _get(value, name)
    _require(isinstance(found, str) and found != "", f"'{name}' is a text")
    return found  # type: ignore[no-any-return]  # checked on the line above


def _digest(value: Any, name: str) -> str:
    found = _text(value, name)
    _require(_DIGEST.match(found) is not None, f"'{name}' is 64 lower-case hex digits")
    return found


def _number(value: Any, name: str) -> int:
    found = _get(value, name)
    _require(type(found) is int and found >= 0, f"'{name}' is a whole number")
    return found  # type: ignore[no-any-return]  # checked on the line above


def _rounded(value: Any, name: str) -> int:
    found = _number(value, name)
    _require(found % ROUNDING == 0, f"'{name}' is a multiple of {ROUNDING}")
    return found
