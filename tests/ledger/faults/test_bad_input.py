"""Bad input to a log or a witness: a LedgerError that says what and where, and nothing stored."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    MAX_ENTRY,
    Cosigner,
    Draft,
    Entry,
    EntryError,
    FormatError,
    LedgerError,
    Log,
    Signer,
    Witness,
    audit,
    canonical_json,
    commit,
    entry_bundle,
    open_commitment,
    parse_policy,
)
from cohortium_ledger.formats.canonical import MAX_DEPTH

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
NOTE = SIGNER.sign_note(f"{SIGNER.name}\n0\n{HASH}\n")
ENTRY = (
    b'{"body":{"a":1},"n":0,"prev":"' + b"0" * 64 + b'","time":"2026-01-31T09:30:00.000Z",'
    b'"type":"model.trained","v":1}'
)
MEMBERS = "".join(f"witness {name} {Cosigner(name, 4, name.encode() * 32).vkey}\n" for name in "ab")


POLICIES = {
    "a cycle": "group g all h\ngroup h all g\nquorum g\n",
    "a member of itself": "group g any g\nquorum g\n",
    "an unknown member": "group g any nobody\nquorum g\n",
    "an unknown quorum": MEMBERS + "quorum c\n",
    "a member of two groups": MEMBERS + "group g any a\ngroup h any a b\nquorum h\n",
    "a member twice": MEMBERS + "group g 2 a a\nquorum g\n",
    "more than there are": MEMBERS + "group g 3 a b\nquorum g\n",
    "a huge number": MEMBERS + f"group g {'9' * 5000} a b\nquorum g\n",
    "two quorums": MEMBERS + "quorum a\nquorum b\n",
    "no quorum": MEMBERS,
    "two of one name": MEMBERS + MEMBERS.replace("witness b", "witness a") + "quorum a\n",
    "a key of a log": f"witness a {SIGNER.vkey}\nquorum a\n",
    "a control character": MEMBERS + "quorum a\x0b\n",
    "too long": "quorum none\n" + "#" * 1_000_000,
}


@pytest.mark.parametrize("case", POLICIES)
def test_policies_that_are_none(tmp_path: Path, case: str) -> None:
    log_line = f"log {SIGNER.vkey}\n"
    with pytest.raises(FormatError, match="no policy"):
        parse_policy(POLICIES[case])
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        with pytest.raises(FormatError):
            log.set_policy(log_line + POLICIES[case])
        assert log.policy.quorum == "none" and log._store.settings() == {}


def nested(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def endless() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value["a"] = value
    return value


BODIES: dict[str, Any] = {
    "not a number": {"a": float("nan")},
    "infinite": {"a": float("inf")},
    "an integer beyond 2^53": {"a": 2**53},
    "a float beyond 2^53": {"a": 2.0**60},
    "a very long integer": {"a": 10**5000},
    "a lone surrogate": {"a": "\ud800"},
    "a lone surrogate as a key": {"\udfff": 1},
    "a key that is no string": {1: 1},
    "keys that cannot be compared": {1: 1, "a": 1},
    "bytes": {"a": b"x"},
    "a set": {"a": {1}},
    "a decimal": {"a": decimal.Decimal(1)},
    "an object": {"a": object()},
    "in itself": endless(),
    "too deep": {"a": nested(MAX_DEPTH - 1)},
    "much too deep": {"a": nested(100_000)},
    "too long": {"a": "x" * 65_536},
    "too long in UTF-8": {"a": "\u20ac" * 22_000},
}


@pytest.mark.parametrize("case", BODIES)
def test_bodies_that_are_none_store_nothing(tmp_path: Path, case: str) -> None:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        good = Draft("model.trained", {"a": 1}, TIME)
        before = (log.append([good]), log.integrate())
        with pytest.raises(EntryError, match=r"model\.trained") as caught:
            log.append([good, Draft("model.trained", BODIES[case], TIME), good])
        assert "xxxx" not in str(caught.value)
        assert (log.size, log.integrate()) == (1, before[1])
        assert log.append([good]) == [1]
        log.integrate()
        assert log.audit().size == 2


def test_an_entry_has_65535_bytes_at_most(tmp_path: Path) -> None:
    with Log.create(tmp_path / "ledger", SIGNER) as log:
        log.append([Draft("model.trained", {"a": ""}, TIME)])
        room = MAX_ENTRY - len(log.entry(0))
        assert log.append([Draft("model.trained", {"a": "x" * room}, TIME)]) == [1]
        assert len(log.entry(1)) == MAX_ENTRY
        with pytest.raises(EntryError, match="65536 bytes; at most 65535"):
            log.append([Draft("model.trained", {"a": "x" * (room + 1)}, TIME)])
        log.integrate()
        assert log.audit().size == 2
    with pytest.raises(EntryError, match="65535 bytes, not 65536"):
        Entry.parse(b" " * 65_536)
    with pytest.raises(FormatError, match="65535 bytes, not 65536"):
        entry_bundle([b"x" * 65_536])


@pytest.mark.parametrize("down", [0, 300, 600])
def test_what_is_an_entry_does_not_depend_on_the_stack(tmp_path: Path, down: int) -> None:
    """The deepest entry there may be is read wherever it is read; the next one is refused at once."""

    def deep(frames: int, call: Callable[[], Any]) -> Any:
        return call() if frames == 0 else deep(frames - 1, call)

    with Log.create(tmp_path / "ledger", SIGNER) as log:
        deepest = Draft("model.trained", {"a": nested(MAX_DEPTH - 2), "\u00e9": 1.5}, TIME)
        assert log.append([deepest]) == [0]
        deep(down, log.integrate)
        assert deep(down, log.audit).size == 1
        one_more = Draft("model.trained", {"a": nested(MAX_DEPTH - 1)}, TIME)
        with pytest.raises(EntryError):
            log.append([one_more])
        assert deep(down, lambda: Entry.parse(log.entry(0))).n == 0
    text = log_entry_of(one_more)
    with pytest.raises(EntryError, match="64 arrays and objects"):
        Entry.parse(text)


def log_entry_of(draft: Draft) -> bytes:
    value = {"body": draft.body, "n": 0, "prev": "0" * 64, "time": TIME}
    return canonical_json({**value, "type": draft.type, "v": 1})


ENTRIES = {
    "a key twice": ENTRY.replace(b'"a":1', b'"a":1,"a":1'),
    "white space": ENTRY.replace(b'"a":1', b'"a": 1'),
    "another order": ENTRY.replace(b'"body":{"a":1},"n":0', b'"n":0,"body":{"a":1}'),
    "another number": ENTRY.replace(b'"a":1', b'"a":1.0'),
    "an exponent": ENTRY.replace(b'"a":1', b'"a":1e2'),
    "minus zero": ENTRY.replace(b'"a":1', b'"a":-0'),
    "a huge number": ENTRY.replace(b'"a":1', b'"a":' + b"9" * 5000),
    "a huge exponent": ENTRY.replace(b'"a":1', b'"a":1e999'),
    "an escape that needs none": ENTRY.replace(b'"a"', b'"\\u0061"'),
    "a lone surrogate": ENTRY.replace(b'"a"', b'"\\ud800"'),
    "a raw surrogate": ENTRY.replace(b'"a"', b'"\xed\xa0\x80"'),
    "a control character": ENTRY.replace(b'"a"', b'"\x01"'),
    "a byte order mark": b"\xef\xbb\xbf" + ENTRY,
    "something after it": ENTRY + b"\n",
    "two of it": ENTRY * 2,
    "NaN": ENTRY.replace(b'"a":1', b'"a":NaN'),
    "a true index": ENTRY.replace(b'"n":0', b'"n":false'),
    "another version": ENTRY.replace(b'"v":1', b'"v":2'),
    "one more field": ENTRY.replace(b'"v":1', b'"v":1,"w":1'),
    "no body": ENTRY.replace(b'{"a":1}', b"[]"),
    "an unknown type": ENTRY.replace(b"model.trained", b"model.praised"),
    "no date": ENTRY.replace(b"01-31", b"02-30"),
}


@pytest.mark.parametrize("case", ENTRIES)
def test_entries_that_are_none(case: str) -> None:
    assert Entry.parse(ENTRY).n == 0
    with pytest.raises(EntryError):
        Entry.parse(ENTRIES[case])
    with pytest.raises(LedgerError, match="entry 0") as caught:
        audit([ENTRIES[case]])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [0, 1, 100, 70_000, 2_000_000])
def test_requests_of_any_size_are_answered_and_forgotten(tmp_path: Path, size: int) -> None:
    Witness.create(tmp_path / "w", "w.example").close()
    with Witness.open(tmp_path / "w", [SIGNER.vkey]) as witness:
        for data in (b"x" * size, b"old 0\n" + b"\n" * size, b"old 0\n\n" + b"\xff" * size):
            assert witness.add_checkpoint(data).status == 400
        assert witness.add_checkpoint(b"old 0\n\n" + NOTE).status == 200


def test_a_commitment_that_is_none_opens_nothing() -> None:
    key = b"k" * 32
    assert open_commitment(commit(key, {"a": 1}), key, {"a": 1})
    for text in ("", "\ud800", "\u00e9" * 64, "0" * 64):
        assert not open_commitment(text, key, {"a": 1})
    for wrong in (float("nan"), {1: 2}, "\ud800", nested(100_000)):
        with pytest.raises(FormatError):
            commit(key, wrong)
    with pytest.raises(FormatError):
        commit(b"short", {})
