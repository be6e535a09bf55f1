"""Insiders: with root, the log's key and some of the witnesses, for all n <= 7 and all m of n.

Who wants two histories published shows one to some honest witnesses and the other to the rest, while
dishonest ones cosign both. With `f` of them that is possible only when f > 2m - n - 1; and from there
on it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    AddCheckpoint,
    AuditError,
    Checkpoint,
    Cosigner,
    Draft,
    LedgerError,
    Log,
    Note,
    Policy,
    ProofError,
    SignatureError,
    Signer,
    Witness,
    audit,
    parse_checkpoint,
    parse_note,
    parse_policy,
    verify_consistency,
)
from cohortium_ledger.formats.submission_request import parse_cosignatures

MOST = 7
TIME = "2026-01-31T09:30:00.000Z"
COSIGNERS = [Cosigner(f"w{i}.example", 4, bytes([i + 1]) * 32) for i in range(MOST)]
QUORUMS = [(n, m) for n in range(1, MOST + 1) for m in range(1, n + 1)]
FORKS = {"of one size": (6, 6), "of two sizes": (6, 9)}  # both part after the 5 entries all know
COMMON = 5


class Memory:
    """A witness's folder and state that are nowhere but here."""

    def __init__(self, cosigner: Cosigner) -> None:
        self.cosigners = (cosigner,)
        self._notes: dict[str, bytes] = {}

    def open_state(self) -> Memory:
        return self

    @contextmanager
    def writing(self) -> Iterator[None]:
        before = dict(self._notes)
        try:
            yield
        except BaseException:
            self._notes = before
            raise

    def note(self, origin: str) -> bytes | None:
        return self._notes.get(origin)

    def put_note(self, origin: str, note: bytes) -> None:
        self._notes[origin] = note


def policy(log: Any, n: int, m: int) -> Policy:
    """`m` of the first `n` witnesses."""
    lines = [f"log {log.signer.vkey}"]
    lines += [f"witness W{i} {COSIGNERS[i].vkey}" for i in range(n)]
    lines += [f"group all {m} {' '.join(f'W{i}' for i in range(n))}", "quorum all", ""]
    return parse_policy("\n".join(lines))


def honest(log: Any, number: int) -> Witness:
    """A witness that follows the protocol, and knows the entries that all know."""
    witness = Witness(Memory(COSIGNERS[number]), [log.signer.vkey], lambda: 77.0)
    assert witness.add_checkpoint(log.request(0, COMMON)).status == 200
    return witness


def asked(log: Any, number: int, first: str, sizes: dict[str, int]) -> dict[str, tuple[Any, ...]]:
    """What an honest witness cosigns of two branches, when it is shown `first` before the other."""
    witness = honest(log, number)
    lines: dict[str, tuple[Any, ...]] = {}
    for branch in sorted(sizes, key=lambda name: name != first):
        for old in (COMMON, sizes[first]):  # also what it would have to know for the other
            if old <= sizes[branch]:
                request = log.request(old, sizes[branch], branch, COMMON)
                answer = witness.add_checkpoint(request)
                if answer.status == 200:
                    lines[branch] = parse_cosignatures(answer.body)
    return lines


def dishonest(log: Any, number: int, sizes: dict[str, int]) -> dict[str, tuple[Any, ...]]:
    """What a witness cosigns that cosigns anything."""
    texts = {
        branch: parse_note(log.checkpoint(size, branch, COMMON)).text
        for branch, size in sizes.items()
    }
    return {branch: (COSIGNERS[number].cosign(text, 77),) for branch, text in texts.items()}


def accepted(rule: Policy, note: bytes) -> bool:
    try:
        rule.verify_checkpoint(note)
    except SignatureError:
        return False
    return True


@pytest.mark.parametrize("fork", FORKS)
def test_two_histories_need_more_dishonest_witnesses_than_the_rule_says(
    growing_log: Any, fork: str
) -> None:
    log = growing_log()
    sizes = dict(zip("ab", FORKS[fork], strict=True))
    notes = {b: parse_note(log.checkpoint(size, b, COMMON)) for b, size in sizes.items()}
    by_first = {(i, b): asked(log, i, b, sizes) for i in range(MOST) for b in "ab"}
    assert all(set(lines) == {first} for (_, first), lines in by_first.items())
    corrupt = [dishonest(log, i, sizes) for i in range(MOST)]
    succeeded: dict[tuple[int, int, int], bool] = {}
    for n in range(1, MOST + 1):
        rules = {m: policy(log, n, m) for m in range(1, n + 1)}
        for f, shown in itertools.combinations_with_replacement(range(n + 1), 2):
            # the first f are dishonest, the others up to `shown` see branch a first
            answers = corrupt[:f] + [by_first[i, "a" if i < shown else "b"] for i in range(f, n)]
            cosigned = {
                b: bytes(Note(note.text, sum((a.get(b, ()) for a in answers), note.signatures)))
                for b, note in notes.items()
            }
            for m, rule in rules.items():
                both = all(accepted(rule, note) for note in cosigned.values())
                succeeded[n, m, f] = succeeded.get((n, m, f), False) or both
    assert len(succeeded) == sum((n + 1) * n for n in range(1, MOST + 1))
    for (n, m, f), possible in succeeded.items():
        assert possible == (f > 2 * m - n - 1), f"{m} of {n}, {f} dishonest"


def test_publishing_goes_on_while_m_witnesses_answer(growing_log: Any) -> None:
    log = growing_log()
    note = parse_note(log.checkpoint(COMMON))
    lines = [parse_cosignatures(_cosigned(log, i)) for i in range(MOST)]
    for n, m in QUORUMS:
        rule = policy(log, n, m)
        for down in range(n + 1):
            for first in {0, n - down}:  # those that are down may be the last or the first
                up = [lines[(first + i) % n] for i in range(n - down)]
                signed = bytes(Note(note.text, sum(up, note.signatures)))
                assert accepted(rule, signed) == (n - down >= m), f"{m} of {n}, {down} down"


def _cosigned(log: Any, number: int) -> bytes:
    witness = Witness(Memory(COSIGNERS[number]), [log.signer.vkey], lambda: 77.0)
    answer = witness.add_checkpoint(log.request(0, COMMON))
    assert answer.status == 200
    body: bytes = answer.body
    return body


@pytest.mark.parametrize(("n", "m"), [(5, 4), (7, 5)])
def test_a_log_shows_nothing_under_the_default_policies_before_its_quorum(
    tmp_path: Path, growing_log: Any, n: int, m: int
) -> None:
    signer = growing_log().signer
    with Log.create(tmp_path / "ledger", signer) as log:
        log.set_policy(bytes(policy(growing_log(), n, m)).decode())
        empty = log.checkpoint()
        log.append([Draft("model.trained", {}, TIME)])
        note = parse_note(log.integrate())
        lines = [cosigner.cosign(note.text, 77) for cosigner in COSIGNERS[:n]]
        for count in range(m):
            with pytest.raises(SignatureError):
                log.publish(bytes(Note(note.text, (*note.signatures, *lines[:count]))))
            assert (log.checkpoint(), log.state(1)) == (empty, "integrated")
        log.publish(bytes(Note(note.text, (*note.signatures, *lines[-m:]))))
        assert log.state(1) == "cosigned"


# --- who kept an older checkpoint ---


def rewritten(directory: Path, signer: Signer, size: int, at: int | None) -> Log:
    """A log of `size` entries as somebody with its key can make it, entry `at` another one."""
    log = Log.create(directory, signer)
    for n in range(size):
        log.append([Draft("model.trained", {"n": n, "other": n == at}, TIME)])
        log.integrate()
    return log


SIZE = 9


def test_a_rewritten_entry_contradicts_every_checkpoint_that_held_it(
    tmp_path: Path, growing_log: Any
) -> None:
    signer = growing_log().signer
    rule = parse_policy(f"log {signer.vkey}\nquorum none\n")
    with rewritten(tmp_path / "true", signer, SIZE, None) as true:
        entries = list(true.entries())
        notes = [note for _, note in true._store.checkpoints()]
        proofs = {(o, n): true.prove_consistency(o, n) for o, n in _pairs()}
    kept = [rule.verify_checkpoint(note) for note in notes]
    for at in range(SIZE):
        with rewritten(tmp_path / f"{at}", signer, SIZE, at) as forged:
            new_notes = [note for _, note in forged._store.checkpoints()]
            news = [rule.verify_checkpoint(note) for note in new_notes]
            assert list(forged.entries())[:at] == entries[:at]
            for old, new in _pairs():
                caught = not _continues(kept[old], news[new], forged.prove_consistency(old, new))
                assert caught == (old > at)
                if caught:  # nor does the true proof, or one of another place, help
                    assert not _continues(kept[old], news[new], proofs[old, new])
                    with pytest.raises(AuditError):
                        audit(forged.entries(), new_notes[-1], policy=rule, earlier=[notes[old]])
            for size in range(at + 1, SIZE + 1):  # two users who compare what they were shown
                assert (kept[size].size, kept[size].root) != (news[size].size, news[size].root)


def _pairs() -> list[tuple[int, int]]:
    return list(itertools.combinations_with_replacement(range(1, SIZE + 1), 2))


def _continues(old: Checkpoint, new: Checkpoint, proof: list[bytes]) -> bool:
    try:
        verify_consistency(old.size, new.size, old.root, new.root, proof)
    except ProofError:
        return False
    return True


@pytest.mark.parametrize("at", [0, 4, 8])
def test_a_rewritten_store_is_not_signed_and_what_its_key_signs_is_not_cosigned(
    tmp_path: Path, growing_log: Any, at: int
) -> None:
    """Root puts the store of another history in the place of the true one."""
    growing = growing_log()
    with rewritten(tmp_path / "true", growing.signer, SIZE, None) as true:
        witness = Witness(Memory(COSIGNERS[0]), [growing.signer.vkey], lambda: 77.0)
        request = _request(0, [], true.signed())
        assert witness.add_checkpoint(request).status == 200
        kept = parse_checkpoint(parse_note(true.signed()).text)
    with rewritten(tmp_path / "forged", growing.signer, SIZE, at) as forged:
        forged.append([Draft("model.trained", {}, TIME)])
        note = forged.integrate()
        for old in range(SIZE + 1):
            proof = forged.prove_consistency(old, SIZE + 1)
            assert witness.add_checkpoint(_request(old, proof, note)).status in (409, 422)
        with pytest.raises(LedgerError):
            audit(forged.entries(), note, earlier=[growing.signer.sign_note(bytes(kept))])


def _request(old: int, proof: list[bytes], note: bytes) -> bytes:
    return bytes(AddCheckpoint(old, tuple(proof), note))
