"""Entries and commitments: strict reading, canonical bytes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from cohortium_ledger import (
    ENTRY_TYPES,
    MAX_ENTRY,
    Draft,
    Entry,
    EntryError,
    FormatError,
    canonical_json,
    commit,
    new_key,
    open_commitment,
)
from cohortium_ledger.formats.canonical import parse_canonical
from cohortium_ledger.formats.entry import entry_bytes

TIME = "2026-01-31T09:30:00.000Z"
GOOD = {
    "v": 1,
    "n": 1,
    "prev": "ab" * 32,
    "time": TIME,
    "type": "key.bound",
    "body": {"a": [1, "é"]},
}

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-(2.0**53) + 1, 2.0**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)
bodies = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), values, max_size=5)


def test_an_entry_is_read_and_keeps_its_bytes() -> None:
    data = rfc8785.dumps(GOOD)
    entry = Entry.parse(data)
    assert (entry.n, entry.prev, entry.time) == (1, "ab" * 32, TIME)
    assert (entry.type, entry.body, entry.data) == ("key.bound", GOOD["body"], data)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2}, {"v": True}, {"v": 1.5}, {"n": -1}, {"n": "1"}, {"n": True}, {"n": 0},
        {"prev": "AB" * 32}, {"prev": "ab" * 31}, {"prev": None}, {"prev": "0" * 64},
        {"time": "2026-01-31T09:30:00Z"}, {"time": "2026-01-31T09:30:00.000+00:00"},
        {"time": "2026-02-31T09:30:00.000Z"}, {"time": "2026-01-31t09:30:00.000z"},
        {"time": "2026-01-31T09:30:00.0000Z"}, {"time": "2026-01-31T24:30:00.000Z"}, {"time": 3},
        {"type": "key.lost"}, {"type": None}, {"type": ["key.bound"]},
        {"body": []}, {"body": None}, {"extra": 1},
    ],
    ids=str,
)  # fmt: skip
def test_entries_with_wrong_fields_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(EntryError):
        Entry.parse(rfc8785.dumps({**GOOD, **change}))


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_entries_lacking_a_field_are_refused(missing: str) -> None:
    with pytest.raises(EntryError):
        Entry.parse(rfc8785.dumps({k: v for k, v in GOOD.items() if k != missing}))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"[]", b"{", b"\xff", rfc8785.dumps(GOOD) + b"\n", b" " + rfc8785.dumps(GOOD),
        json.dumps(GOOD).encode(), json.dumps(GOOD, separators=(",", ":")).encode(),
        rfc8785.dumps(GOOD).replace(b'"n":1', b'"n":1,"n":1'),
        rfc8785.dumps(GOOD).replace(b'"n":1', b'"n":1.0'),
        rfc8785.dumps(GOOD).replace(b'"n":1', b'"n":1e0'),
        rfc8785.dumps(GOOD).replace("é".encode(), b"\\u00e9"),
        rfc8785.dumps(GOOD).replace("é".encode(), b"\\ud800"),
        rfc8785.dumps(GOOD).replace(b"[1,", b"[NaN,"),
        rfc8785.dumps(GOOD).replace(b"[1,", b"[-0,"),
        rfc8785.dumps(GOOD).replace(b"[1,", b"[9007199254740993,"),
        rfc8785.dumps(GOOD).replace(b"[1,", b"[" + b"9" * 5000 + b","),
        b"[" * 60_000,
    ],
    ids=lambda d: repr(d[:40]),
)  # fmt: skip
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(EntryError):
        Entry.parse(data)


@given(bodies, st.sampled_from(sorted(ENTRY_TYPES)), st.integers(0, 2**53 - 1))
def test_what_is_written_is_canonical_and_reads_back(
    body: dict[str, Any], kind: str, n: int
) -> None:
    draft = Draft(kind, body, TIME)
    data = entry_bytes(n, b"\x01" * 32 if n else None, draft, draft.canonical_body())
    prev = "01" * 32 if n else "0" * 64
    expected = {"v": 1, "n": n, "prev": prev, "time": TIME, "type": kind, "body": body}
    assert data == rfc8785.dumps(expected)
    entry = Entry.parse(data)
    assert (entry.n, entry.prev, entry.type, entry.body) == (
        n,
        prev,
        kind,
        json.loads(rfc8785.dumps(body)),
    )


@given(values)
def test_short_and_long_way_of_reading_agree(value: Any) -> None:
    canonical = rfc8785.dumps(value)
    assert parse_canonical(canonical) == json.loads(canonical)
    for text in (
        json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        json.dumps(value, sort_keys=True, separators=(",", ":")),
        json.dumps(value),
    ):
        if text.encode() != canonical:
            with pytest.raises(FormatError):
                parse_canonical(text.encode())


@pytest.mark.parametrize(
    "body",
    [{"a": object()}, {"a": float("nan")}, {"a": 2**53}, {"a": 2.0**53}, {1: 2}, {"a": "\ud800"}],
)
def test_bodies_without_canonical_form_are_refused(body: dict[Any, Any]) -> None:
    with pytest.raises(EntryError):
        Draft("key.bound", body, TIME).canonical_body()


def test_an_entry_has_at_most_65535_bytes() -> None:
    empty = len(entry_bytes(0, None, Draft("key.bound", {}, TIME), b'{"a":""}'))
    for length, fits in ((MAX_ENTRY - empty, True), (MAX_ENTRY - empty + 1, False)):
        draft = Draft("key.bound", {"a": "x" * length}, TIME)
        if fits:
            assert Entry.parse(entry_bytes(0, None, draft, draft.canonical_body())).n == 0
        else:
            with pytest.raises(EntryError):
                entry_bytes(0, None, draft, draft.canonical_body())
            with pytest.raises(EntryError):
                Entry.parse(rfc8785.dumps({**GOOD, "body": {"a": "x" * length}}))


@pytest.mark.parametrize(
    ("kind", "time"), [("no.such", TIME), ("key.bound", "today"), ("key.bound", "")]
)
def test_drafts_check_themselves(kind: str, time: str) -> None:
    with pytest.raises(EntryError):
        Draft(kind, {}, time)


@given(values)
def test_a_commitment_is_an_hmac_of_the_canonical_bytes(content: Any) -> None:
    key = b"k" * 32
    commitment = commit(key, content)
    assert commitment == hmac.new(key, rfc8785.dumps(content), hashlib.sha256).hexdigest()
    assert open_commitment(commitment, key, content)
    assert not open_commitment(commitment, b"l" * 32, content)
    assert not open_commitment(commitment, key, [content])


def test_commitment_keys_are_random_and_of_one_size() -> None:
    assert len(new_key()) == 32
    assert new_key() != new_key()
    with pytest.raises(FormatError):
        commit(b"short", {})
    with pytest.raises(FormatError):
        commit(new_key(), {"a": float("inf")})
    assert canonical_json({"b": 1.0, "a": "é"}) == '{"a":"é","b":1}'.encode()
