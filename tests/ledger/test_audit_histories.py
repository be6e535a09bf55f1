"""Whole histories under audit: good ones, forged ones, and those that hypothesis makes."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ledger_steps as entry
from cohortium_ledger import (
    AuditError,
    Checkpoint,
    LedgerError,
    Signer,
    audit,
    tree_root,
)
from ledger_steps import FIRST, GOOD, LATE, POLICY, SIGNER, START, chain


def test_a_good_log_is_reported() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 10, tree_root(entries[:10]))))
    old = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 0, tree_root([]))))
    report = audit(iter(entries), note, policy=POLICY, earlier=[old])
    assert (report.size, report.root, report.checkpoints) == (len(GOOD), tree_root(entries), 2)
    assert report.checkpoint is not None and report.checkpoint.size == 10
    assert report.types["consent.granted"] == 4
    assert sum(report.types.values()) == len(GOOD)
    assert audit([]).size == 0


def test_every_entry_left_out_swapped_or_repeated_is_found() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    for i in range(len(entries)):
        without = entries[:i] + entries[i + 1 :]
        repeated = entries[: i + 1] + entries[i:]
        for altered in (without, repeated, entries[:i]):
            with pytest.raises(AuditError) as caught:
                audit(altered, note, policy=POLICY)
            assert caught.value.index in (i, i + 1)


def test_a_rechained_forgery_falls_to_the_signature() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    forged = chain([entry.refused() if step == GOOD[FIRST + 5] else step for step in GOOD])
    policy = [kind for kind, _ in GOOD].index("policy.changed")
    padded = chain([*GOOD[:-1], entry.changed(replaces=policy)])
    for other in (forged, padded):
        assert audit(other).size == len(GOOD)  # it holds together, but is not what was signed
        with pytest.raises(AuditError):
            audit(other, note, policy=POLICY)
    with pytest.raises(LedgerError):
        audit(
            entries,
            Signer.generate("example.org/log").sign_note(
                bytes(Checkpoint(SIGNER.name, 0, tree_root([])))
            ),
            policy=POLICY,
        )


def test_an_overlap_takes_what_either_key_signs() -> None:
    change = [
        entry.bound("north", "other", by="north"),
        entry.bound("north", by="north", until=LATE),
    ]
    lost = [entry.bound("north", "thief", by="log", lost=True)]
    after = [
        entry.late(entry.refused(), LATE),
        entry.granted(by="other"),
        *lost,
        entry.granted(by="thief"),
    ]
    steps = [*START, entry.granted(), *change, entry.granted(), entry.granted(by="other"), *after]
    assert audit(chain(steps), policy=POLICY).size == len(steps)


def test_a_chain_that_begins_with_another_s_key_is_found() -> None:
    stranger = Signer(SIGNER.name, b"t" * 32)
    forged = chain(
        [entry.bound("north", by="thief", log=SIGNER.name), entry.registered(), entry.granted()]
    )
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, 3, tree_root(forged))))
    assert audit(forged, note).size == 3  # nobody says which key the log has
    with pytest.raises(AuditError, match="entry 0 begins a chain") as caught:
        audit(forged, note, policy=POLICY, published=[note])
    assert caught.value.index == 0
    with pytest.raises(AuditError, match="nobody vouches for"):
        audit(forged, note, first=SIGNER.verifier)
    assert audit(forged, first=stranger.verifier).size == 3


def test_contradicting_checkpoints_are_found_wherever_they_are() -> None:
    entries = chain(GOOD)
    note = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, len(entries), tree_root(entries))))
    for size in (0, 4, len(entries)):
        fork = SIGNER.sign_note(bytes(Checkpoint(SIGNER.name, size, bytes(32))))
        with pytest.raises(AuditError, match=f"size {size}"):
            audit(entries, note, policy=POLICY, earlier=[fork])


@given(
    budget=st.integers(0, 20),
    spent=st.lists(
        st.tuples(st.sampled_from([entry.answered, entry.aborted]), st.integers(0, 9)), max_size=8
    ),
)
@settings(max_examples=80, deadline=None)
def test_what_is_spent_never_exceeds_the_budget(
    budget: int, spent: list[tuple[Callable[..., entry.Step], int]]
) -> None:
    steps = [*START, entry.budgeted(budget), *[entry.intent(grant="b") for _ in spent]]
    first = FIRST + 1
    steps += [close(first + n, spent_micro=micro) for n, (close, micro) in enumerate(spent)]
    totals = list(itertools.accumulate(micro for _, micro in spent))
    over = next((n for n, total in enumerate(totals) if total > budget), None)
    if over is None:
        assert audit(chain(steps)).size == len(steps)
        return
    with pytest.raises(AuditError, match="more than is left") as caught:
        audit(chain(steps))
    assert caught.value.index == first + len(spent) + over


@given(moves=st.lists(st.integers(0, 5), max_size=30))
@settings(max_examples=60, deadline=None)
def test_only_a_consent_in_force_can_be_withdrawn(moves: list[int]) -> None:
    """Any order of grants and withdrawals: the audit agrees with a plain set."""
    steps, in_force, wrong = list(START), set[int](), None
    for move in moves:
        if move < 2:
            in_force.add(len(steps))
            steps.append(entry.granted())
            continue
        target = FIRST + move
        if target not in in_force:
            wrong = len(steps) if wrong is None else wrong
        in_force.discard(target)
        steps.append(entry.withdrawn(target))
    if wrong is None:
        assert audit(chain(steps)).size == len(steps)
        return
    with pytest.raises(AuditError) as caught:
        audit(chain(steps))
    assert caught.value.index == wrong
