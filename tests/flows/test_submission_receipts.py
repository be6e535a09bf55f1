"""Submission receipts of a home: a key of its own, bound once, whose promises can be held against it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.errors import BadInput, NotFound
from cohortium.flows.submission import MAX_MERGE_DELAY, submission
from cohortium.wiring import open_home
from cohortium_ledger import (
    Verifier,
    leaf_hash,
    open_submission,
    parse_checkpoint,
    parse_note,
)
from cohortium_ledger.formats.keys import ED25519

Copy = Callable[[Path], Path]


def test_the_promise_is_kept_and_its_key_is_bound_once(
    taken_in: Path, copy: Copy, entries: Any
) -> None:
    path = copy(taken_in)
    with open_home(path) as home:
        before = home.state.counts()["hospital"]
        told = [submission(home, 0), submission(home, 1)]
    with open_home(path) as home:
        told.append(submission(home, 2))
        bound = [e for e in entries(home, "key.bound") if e.body["role"] == "receipt"]
        assert len(bound) == 1
        key = Verifier(bound[0].body["name"], ED25519, base64.b64decode(bound[0].body["key"]))
        assert key.name == f"{home.log.origin}/receipts"
        note = home.log.integrate()
        checkpoint = parse_checkpoint(parse_note(note).text)
        now = int(home.clock().timestamp())
        for index, data in enumerate(told):
            found = open_submission(data, [key])
            assert (found.origin, found.index) == (home.log.origin, index)
            assert found.leaf_hash == leaf_hash(home.log.entry(index))
            assert abs(now - found.time) < 600 and found.max_merge_delay == MAX_MERGE_DELAY

            def leaf_at(n: int) -> bytes:
                return leaf_hash(home.log.entry(n))

            assert found.overdue(found.deadline + 1, checkpoint, leaf_at) is None
        assert home.state.counts()["hospital"] == before, "a receipt key is no hospital"
        home.log.audit()


def test_the_key_file_is_its_owner_s_alone(taken_in: Path, copy: Copy) -> None:
    path = copy(taken_in)
    file = path / "keys" / "receipts.skey"
    with open_home(path) as home:
        submission(home, 0)
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    with open_home(path) as home, pytest.raises(BadInput, match="read by others"):
        submission(home, 0)
    file.chmod(0o600)
    file.write_bytes((path / "keys" / "log.skey").read_bytes())
    with open_home(path) as home, pytest.raises(BadInput, match="signs no receipts"):
        submission(home, 0)


def test_no_entry_no_receipt(taken_in: Path, copy: Copy) -> None:
    with open_home(copy(taken_in)) as home:
        size = home.log.size
        for index in (-1, size):
            with pytest.raises(NotFound, match="no entry"):
                submission(home, index)
        assert home.log.size == size
