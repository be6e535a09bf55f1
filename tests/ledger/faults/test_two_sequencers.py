"""Two sequencers on one store: they take turns, and never sign two histories."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Draft, Log, Signer, parse_policy, verify_consistency

SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
TIME = "2026-01-31T09:30:00.000Z"
TURNS = 25


@pytest.fixture
def two(where: Path | str) -> Iterator[tuple[Log, Log]]:
    """One store, opened twice: nothing but the store is between them."""
    with Log.create(where, SIGNER) as first, Log.open(where, SIGNER) as second:
        yield first, second


def draft(name: str) -> Draft:
    return Draft("model.trained", {"by": name}, TIME)


def check_one_history(log: Log, notes: list[bytes]) -> None:
    """All notes were signed over one growing tree, one for a size."""
    stored = [note for _, note in log._store.checkpoints()]
    assert set(notes) <= set(stored)
    heads = sorted((POLICY.verify_checkpoint(note) for note in stored), key=lambda head: head.size)
    assert len({head.size for head in heads}) == len(heads)
    for old, new in itertools.pairwise(head for head in heads if head.size):
        proof = log.prove_consistency(old.size, new.size)
        verify_consistency(old.size, new.size, old.root, new.root, proof)
    assert log.audit().size == log.size


def test_both_append_and_sign_at_once(two: tuple[Log, Log]) -> None:
    notes: list[bytes] = []
    indices: list[int] = []
    errors: list[BaseException] = []

    def work(log: Log, name: str) -> None:
        try:
            for turn in range(TURNS):
                indices.extend(log.append([draft(f"{name}{turn}")] * (1 + turn % 2)))
                notes.append(log.integrate())
        except BaseException as error:
            errors.append(error)

    threads = [
        threading.Thread(target=work, args=(log, n)) for log, n in zip(two, "ab", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert errors == []
    assert sorted(indices) == list(range(len(indices)))
    assert len(notes) == 2 * TURNS
    check_one_history(two[0], notes)


@pytest.mark.parametrize("also_signed", [True, False])
def test_one_that_was_overtaken_while_it_read_looks_again(
    two: tuple[Log, Log], also_signed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = two
    slow.append([draft("0")])
    tree, notes = type(slow._tree), []
    real = tree.read_new
    overtaken: list[bool] = []

    def read_new(self: Any, *arguments: Any) -> Any:
        found = real(self, *arguments)
        if self is slow._tree and not overtaken:
            overtaken.append(True)
            fast.append([draft("1")])
            if also_signed:
                notes.append(fast.integrate())
        return found

    monkeypatch.setattr(tree, "read_new", read_new)
    notes.append(slow.integrate())
    assert overtaken
    assert b"\n2\n" in notes[-1] if also_signed else b"\n1\n" in notes[-1]
    notes += [slow.integrate(), fast.integrate()]
    assert slow.signed() == fast.signed() and b"\n2\n" in slow.signed()
    check_one_history(fast, notes)
