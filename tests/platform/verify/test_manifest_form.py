"""The manifest's format is read strictly, and its id is that of its bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
import rfc8785

from cohortium.canonical import parse_canonical
from cohortium.errors import Refused
from cohortium.manifest import manifest_bytes, parse_manifest, release_id

SUCCESSION = {"succeeds": None, "k": 5, "rule": "blocks/1", "max_delay_days": 30}


def changed(data: bytes, where: str, value: Any) -> bytes:
    """The manifest with the value at the dotted path `where` replaced (None: removed)."""
    document = json.loads(data)
    *path, last = where.split(".")
    place = document
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place[step]
    key: Any = int(last) if isinstance(place, list) else last
    if value is None:
        del place[key]
    else:
        place[key] = value
    return rfc8785.dumps(document)


def test_an_honest_manifest_is_read(honest):
    manifest = parse_manifest(honest.manifest)
    assert manifest.release == release_id(honest.manifest)
    assert manifest.release == "r-" + hashlib.sha256(honest.manifest).hexdigest()[:32]
    assert [file.path for file in manifest.rendition("download")] == ["download/subjects.parquet"]
    assert manifest.rows == {"subjects": 10} and manifest.subjects == 10
    assert manifest_bytes(manifest.document) == honest.manifest


def test_unknown_keys_below_the_top_are_kept(honest):
    data = changed(honest.manifest, "risk.more", [1, {"deep": 0.25}])
    assert parse_manifest(data).document["risk"]["more"] == [1, {"deep": 0.25}]


def test_what_is_told_of_succession_may_be_missing(honest):
    for told in (SUCCESSION, {**SUCCESSION, "succeeds": "r-1", "more": 1}):
        data = changed(honest.manifest, "succession", told)
        assert parse_manifest(data).document["succession"] == told
    assert "succession" not in parse_manifest(honest.manifest).document


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("more", 1), ("v", 2), ("v", True), ("kind", "other"), ("dataset", None), ("dataset", ""),
        ("study", 7), ("created", "yesterday"), ("created", "2026-03-01T00:00:00Z"),
        ("policy", []), ("risk", None), ("protection", {}), ("protection.promises", "all"),
        ("consents.size", -1), ("consents.size", 1.5), ("consents.root", "0" * 63),
        ("consents.tree", "A" * 64), ("exact", "x" * 64), ("subjects", 11),
        ("intakes.0.index", "1"), ("intakes.0.batch", None), ("tables", {}),
        ("tables.0.rows", 7), ("tables.0.columns", []), ("tables.0.rows_per_subject", None),
        ("tables.0.columns.0.role", "king"), ("tables.0.columns.1.name", "subject"),
        ("tables.0.columns.1.bounds", [2, 1]), ("tables.0.columns.1.bounds", [1]),
        ("tables.0.columns.1.unit", 3), ("tables.0.columns.1.description", None),
        ("tables.0.files.1.path", "download/../../etc/passwd.parquet"),
        ("tables.0.files.1.path", "/download/a.parquet"),
        ("tables.0.files.1.path", "queryable/other.parquet"),
        ("tables.0.files.1.path", "download/a.csv"), ("tables.0.files.1.sha256", "0"),
        ("succession", []), ("succession", {**SUCCESSION, "succeeds": 1}),
        ("succession", {**SUCCESSION, "k": None}), ("succession", {**SUCCESSION, "rule": ""}),
        ("succession", {**SUCCESSION, "max_delay_days": -1}),
        ("succession", {"k": 5, "rule": "blocks/1", "max_delay_days": 30}),
        ("tables.0.files.1.bytes", -1), ("tables.0.files.0.path", "download/subjects.parquet"),
    ],
)  # fmt: skip
def test_departures_from_the_format_are_refused(honest, where, value):
    with pytest.raises(Refused) as caught:
        parse_manifest(changed(honest.manifest, where, value))
    assert "\n" not in str(caught.value) and caught.value.code == "manifest"


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"null", b"{} ", b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":NaN}',
        b'{"a":9007199254740993}', b'{"a":"\\u0041"}', b'{"a":"\\ud800"}', b'{"a":"\xff"}',
        b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", b'{"a":1e400}', b'{"a":-0}',
    ],
)  # fmt: skip
def test_what_is_not_canonical_is_refused(data):
    with pytest.raises(Refused, match="the thing is not"):
        parse_canonical(data, "the thing")
