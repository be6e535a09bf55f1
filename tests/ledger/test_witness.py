"""The rules of cosigning: every status of the specification, in its order, and what is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium_ledger import (
    EMPTY_ROOT,
    AddCheckpoint,
    Answer,
    Checkpoint,
    Draft,
    FormatError,
    Log,
    Note,
    SignatureError,
    Signer,
    Verifier,
    Witness,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    parse_policy,
    prove_consistency,
)
from cohortium_ledger.formats.keys import COSIGNATURE, ML_DSA
from cohortium_ledger.formats.submission_request import MAX_REQUEST, parse_cosignatures, parse_size
from cohortium_ledger.formats.tiles import parse_entry_bundle
from witness_requests import Clock, cosigned, empty, hash_of, signed, spoilt

NAME = "witness.example/w1"
STRANGER = Signer("example.org/stranger", b"x" * 32)
IMPOSTOR = Signer("example.org/log", b"i" * 32)  # the log's name, another key
TIME = "2026-01-31T09:30:00.000Z"
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def log(growing_log: Any) -> Any:
    return growing_log()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def witness(tmp_path: Path, log: Any, clock: Clock) -> Iterator[Witness]:
    """A witness that has cosigned size 5 of the log."""
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [log.signer.vkey], clock=clock) as opened:
        assert opened.add_checkpoint(log.request(0, 5)).status == 200
        yield opened


CASES: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "the next size": (200, lambda log: log.request(5, 9)),
    "the same again": (200, lambda log: log.request(5, 5)),
    "a stranger's line beside": (
        200,
        lambda log: signed(parse_note(log.checkpoint(5)).text, log.signer, STRANGER),
    ),
    "a stranger's wrong line beside": (
        200,
        lambda log: spoilt(
            signed(parse_note(log.checkpoint(5)).text, log.signer, STRANGER), STRANGER.name
        ),
    ),
    "nothing": (400, lambda log: b""),
    "no request": (400, lambda log: b"hello\n"),
    "no note": (400, lambda log: b"old 5\n\nhello\n"),
    "a note that is no checkpoint": (
        400,
        lambda log: b"old 5\n\n" + log.signer.sign_note("hello\n"),
    ),
    "control characters": (400, lambda log: log.request(5, 9).replace(b"example", b"ex\x07mple")),
    "too large": (400, lambda log: log.request(5, 9) + b"x" * MAX_REQUEST),
    "an unknown origin": (
        404,
        lambda log: signed(bytes(Checkpoint("example.org/other", 5, EMPTY_ROOT)), log.signer),
    ),
    "an unknown origin and old above size": (
        404,
        lambda log: signed(
            bytes(Checkpoint("example.org/other", 5, EMPTY_ROOT)), log.signer, old=9
        ),
    ),
    "a stranger's signature alone": (
        403,
        lambda log: signed(parse_note(log.checkpoint(5)).text, STRANGER),
    ),
    "the log's name, another key": (
        403,
        lambda log: signed(parse_note(log.checkpoint(5)).text, IMPOSTOR),
    ),
    "a wrong signature": (403, lambda log: spoilt(log.request(5, 9))),
    "a right and a wrong signature": (
        403,
        lambda log: spoilt(signed(parse_note(log.checkpoint(5)).text, log.signer, log.signer)),
    ),
    "a wrong signature, and old above size": (403, lambda log: spoilt(log.request(9, 5))),
    "old above size": (400, lambda log: log.request(9, 7)),
    "old above size, and not ours": (400, lambda log: log.request(6, 5)),
    "a smaller checkpoint": (409, lambda log: log.request(3, 4)),
    "an old size that is too small": (409, lambda log: log.request(3, 9)),
    "an old size that is too large": (409, lambda log: log.request(7, 9)),
    "a first contact": (409, lambda log: log.request(0, 9)),
    "a fork with another old size": (409, lambda log: log.request(3, 9, "b")),
    "a fork": (422, lambda log: log.request(5, 9, "b")),
    "a fork that shares a beginning": (422, lambda log: log.request(5, 9, "b", 4)),
    "the same size, another root": (422, lambda log: log.request(5, 5, "b")),
    "no proof": (
        422,
        lambda log: bytes(AddCheckpoint(5, (), log.checkpoint(9))),
    ),
    "a proof too long": (
        422,
        lambda log: bytes(
            AddCheckpoint(
                5, (*AddCheckpoint.parse(log.request(5, 9)).proof, b"h" * 32), log.checkpoint(9)
            )
        ),
    ),
    "a proof where none is needed": (
        422,
        lambda log: bytes(AddCheckpoint(5, (b"h" * 32,), log.checkpoint(5))),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_every_status(witness: Witness, log: Any, case: str) -> None:
    before = cosigned(witness)
    status, make = CASES[case]
    request = make(log)
    answer = witness.add_checkpoint(request)
    assert answer.status == status, answer.body
    if status == 200:
        note = parse_note(AddCheckpoint.parse(request).checkpoint)
        lines = parse_cosignatures(answer.body)
        assert answer.content_type == TEXT
        assert set(Note(note.text, lines).verified_by([Verifier.from_vkey(witness.vkey)]))
        assert cosigned(witness)[0] == parse_checkpoint(note.text)
        return
    assert cosigned(witness) == before
    if status == 409:
        assert (answer.content_type, answer.body) == ("text/x.tlog.size", b"5\n")
    else:
        assert answer.content_type == TEXT
        assert answer.body.endswith(b"\n") and answer.body.count(b"\n") == 1


FIRST: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "an empty tree": (200, lambda log: log.request(0, 0)),
    "any size": (200, lambda log: log.request(0, 1000)),
    "a wrong empty tree": (422, lambda log: signed(empty(b"h" * 32), log.signer, old=0)),
    "a proof of nothing": (
        422,
        lambda log: bytes(AddCheckpoint(0, (b"h" * 32,), log.checkpoint(9))),
    ),
    "a proof that nothing is nothing": (
        422,
        lambda log: bytes(AddCheckpoint(0, (b"h" * 32,), log.checkpoint(0))),
    ),
    "an old size": (409, lambda log: log.request(5, 9)),
}


@pytest.mark.parametrize("case", FIRST)
@pytest.mark.parametrize("known", [False, True])
def test_a_log_of_size_0(tmp_path: Path, log: Any, case: str, known: bool) -> None:
    """Never met, and met while empty, are the same."""
    status, make = FIRST[case]
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [log.signer.vkey]) as witness:
        if known:
            assert witness.add_checkpoint(log.request(0, 0)).status == 200
        else:
            assert witness.checkpoint(hash_of(log.signer.name)) is None
        answer = witness.add_checkpoint(make(log))
    assert answer.status == status
    if status == 409:
        assert answer.body == b"0\n"


def test_a_conversation_as_a_log_has_it(witness: Witness, log: Any) -> None:
    told = witness.add_checkpoint(log.request(0, 70))
    assert told.status == 409
    assert witness.add_checkpoint(log.request(parse_size(told.body), 70)).status == 200
    assert cosigned(witness)[0].size == 70


def test_a_foreign_log_is_followed_from_size_to_size(tmp_path: Path, shared: Path) -> None:
    folder = shared / "vectors/ledger/tessera-log/testdata/log"
    entries = parse_entry_bundle((folder / "tile/entries/000.p/15").read_bytes())
    leaves = [leaf_hash(entry) for entry in entries]
    vkey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [vkey]) as witness:
        known = 0
        for size in (0, 0, 1, 2, 4, 5, 8, 13, 15, 15):
            note = (folder / f"checkpoint.{size}").read_bytes()
            if known:
                assert parse_size(witness.add_checkpoint(b"old 0\n\n" + note).body) == known
            proof = tuple(prove_consistency(leaves[:size], known))
            assert witness.add_checkpoint(bytes(AddCheckpoint(known, proof, note))).status == 200
            known = size
        assert cosigned(witness, "example.com/log/testdata")[0].size == 15
        again = witness.add_checkpoint(
            bytes(AddCheckpoint(15, (), (folder / "checkpoint.14").read_bytes()))
        )
        assert again.status == 400


def test_what_it_gives_out_has_the_logs_lines_and_its_own(witness: Witness, log: Any) -> None:
    witness.add_checkpoint(signed(parse_note(log.checkpoint(5)).text, STRANGER, log.signer))
    note = parse_note(witness.checkpoint(hash_of(log.signer.name)) or b"")
    assert [line.name for line in note.signatures] == [log.signer.name, NAME]
    for unknown in (hash_of("example.org/other"), "", hash_of(log.signer.name).upper()):
        assert witness.checkpoint(unknown) is None


def test_time_never_goes_back_and_is_never_zero(witness: Witness, log: Any, clock: Clock) -> None:
    stated = [cosigned(witness)[1]]
    assert stated == [int(clock.now)]
    for size, jump in ((6, -3600.0), (7, 0.0), (8, -1e12), (9, 10.0)):
        clock.now += jump
        assert witness.add_checkpoint(log.request(size - 1, size)).status == 200
        stated.append(cosigned(witness)[1])
    assert stated == sorted(stated)
    clock.now = 1_900_000_000.0
    assert witness.add_checkpoint(log.request(9, 9)).status == 200
    assert cosigned(witness)[1] == 1_900_000_000


@pytest.mark.parametrize("now", [0.0, -5.0, 0.9])
def test_a_clock_before_1970(tmp_path: Path, log: Any, now: float) -> None:
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [log.signer.vkey], clock=Clock(now)) as witness:
        assert witness.add_checkpoint(log.request(0, 5)).status == 200
        assert cosigned(witness)[1] == 1


def test_a_clock_beyond_2_63_signs_nothing(witness: Witness, log: Any, clock: Clock) -> None:
    before = cosigned(witness)
    clock.now = 2.0**64
    assert witness.add_checkpoint(log.request(5, 9)).status == 500
    assert cosigned(witness) == before


def test_both_algorithms(tmp_path: Path, log: Any) -> None:
    algorithms = (COSIGNATURE, ML_DSA)
    with Witness.create(tmp_path / "w", NAME, algorithms=algorithms) as made:
        vkeys = made.vkeys
        assert made.vkey == vkeys[0]
        assert made.add_checkpoint(log.request(0, 5)).status == 404
    with Witness.open(tmp_path / "w", [log.signer.vkey]) as witness:
        assert witness.vkeys == vkeys
        answer = witness.add_checkpoint(log.request(0, 5))
        verifiers = [Verifier.from_vkey(vkey) for vkey in vkeys]
        note = Note(parse_note(log.checkpoint(5)).text, parse_cosignatures(answer.body))
        assert set(note.verified_by(verifiers)) == set(verifiers)
        assert cosigned(witness)[0].size == 5
        assert witness.add_checkpoint(log.request(5, 6)).status == 200


def test_several_logs_do_not_mix(tmp_path: Path, growing_log: Any) -> None:
    logs = [growing_log(f"example.org/log{i}", bytes([i]) * 32) for i in range(3)]
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [log.signer.vkey for log in logs]) as witness:
        for size, log in zip((3, 7, 11), logs, strict=True):
            assert witness.add_checkpoint(log.request(0, size)).status == 200
        for size, log in zip((3, 7, 11), logs, strict=True):
            assert cosigned(witness, log.signer.name)[0].size == size
            assert witness.add_checkpoint(log.request(size, 20)).status == 200
        for log, other in pairwise(logs):
            text = bytes(Checkpoint(log.signer.name, 30, EMPTY_ROOT))
            assert witness.add_checkpoint(signed(text, other.signer, old=20)).status == 403
    with Witness.open(tmp_path / "w", [logs[0].signer.vkey]) as witness:
        assert witness.add_checkpoint(logs[1].request(20, 21)).status == 404
        assert witness.checkpoint(hash_of(logs[1].signer.name)) is None
    with Witness.open(tmp_path / "w", [logs[1].signer.vkey]) as witness:
        assert witness.add_checkpoint(logs[1].request(7, 21)).status == 409


def test_a_log_changes_its_key_with_overlap(tmp_path: Path, growing_log: Any) -> None:
    old, new = growing_log(seed=b"o" * 32), growing_log(seed=b"n" * 32)
    Witness.create(tmp_path / "w", NAME).close()
    with Witness.open(tmp_path / "w", [old.signer.vkey]) as witness:
        assert witness.add_checkpoint(old.request(0, 5)).status == 200
        assert witness.add_checkpoint(new.request(5, 6)).status == 403
    keys = [old.signer.vkey, new.signer.vkey, old.signer.vkey]
    with Witness.open(tmp_path / "w", keys) as witness:
        text = parse_note(old.checkpoint(6)).text
        [proof] = {AddCheckpoint.parse(old.request(5, 6)).proof}
        request = signed(text, old.signer, new.signer, proof=proof)
        assert witness.add_checkpoint(spoilt(request)).status == 403
        assert witness.add_checkpoint(request).status == 200
        note = parse_note(witness.checkpoint(hash_of(old.signer.name)) or b"")
        assert [line.name for line in note.signatures] == [old.signer.name] * 2 + [NAME]
        assert witness.add_checkpoint(old.request(6, 7)).status == 200
    with Witness.open(tmp_path / "w", [new.signer.vkey]) as witness:
        assert cosigned(witness)[0].size == 7
        assert witness.add_checkpoint(old.request(7, 8)).status == 403
        assert witness.add_checkpoint(new.request(7, 8)).status == 200


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.org/log",
        "example.org/log+00000000+AQ==",
        Signer("example.org/log", b"s" * 32).vkey.replace("example.org", "example.com"),
        Signer("example.org/log", b"s" * 32).vkey + "\n",
        Signer("o" * 256, b"s" * 32).vkey,
        Verifier("example.org/log", COSIGNATURE, b"k" * 32).vkey,
    ],
)
def test_a_key_that_is_no_logs(tmp_path: Path, log: Any, vkey: str) -> None:
    Witness.create(tmp_path / "w", NAME).close()
    with pytest.raises(FormatError, match="log 2") as error:
        Witness.open(tmp_path / "w", [log.signer.vkey, vkey])
    assert "\n" not in str(error.value)


moves = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 12)), max_size=25
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_is_asked_one_history_is_cosigned(
    tmp_path_factory: pytest.TempPathFactory, growing_log: Any, asked: list[tuple[str, int, int]]
) -> None:
    """Two histories that share three entries, in any order: sizes only grow, on one of them."""
    log, common = growing_log(), 3
    folder = tmp_path_factory.mktemp("w") / "w"
    Witness.create(folder, NAME).close()
    accepted: list[tuple[str, int]] = []
    with Witness.open(folder, [log.signer.vkey], clock=Clock()) as witness:
        for branch, old, size in asked:
            answer: Answer = witness.add_checkpoint(log.request(old, size, branch, common))
            known = accepted[-1][1] if accepted else 0
            if answer.status == 200:
                assert old == known <= size
                accepted.append((branch, size))
            elif answer.status == 409:
                assert old != known == parse_size(answer.body)
            else:
                assert answer.status == (400 if old > size else 422)
    assert len({branch for branch, size in accepted if size > common}) <= 1


def test_a_real_log_reaches_its_quorum(tmp_path: Path) -> None:
    """Log, witnesses and policy together: two of three, by either algorithm, and not one."""
    signer = Signer("example.org/log", b"s" * 32)
    names = {"w1": COSIGNATURE, "w2": ML_DSA, "w3": COSIGNATURE}
    lines = [f"log {signer.vkey}"]
    for name, algorithm in names.items():
        with Witness.create(tmp_path / name, name, algorithms=(algorithm,)) as made:
            lines.append(f"witness {name} {made.vkey}")
    policy = parse_policy("\n".join([*lines, "group two 2 w1 w2 w3", "quorum two\n"]))
    old = 0
    with Log.create(tmp_path / "ledger", signer) as log:
        for batch in (3, 1, 300):
            log.append([Draft("study.registered", {"study": "s"}, TIME)] * batch)
            note = parse_note(log.integrate())
            leaves = [leaf_hash(entry) for entry in log.entries()]
            proof = tuple(prove_consistency(leaves, old))
            for count, name in enumerate(("w1", "w2"), start=1):
                with Witness.open(tmp_path / name, [signer.vkey]) as witness:
                    answer = witness.add_checkpoint(bytes(AddCheckpoint(old, proof, bytes(note))))
                note = Note(note.text, note.signatures + parse_cosignatures(answer.body))
                if count == 1:
                    with pytest.raises(SignatureError, match="quorum"):
                        policy.verify_checkpoint(bytes(note))
            old = policy.verify_checkpoint(bytes(note)).size
    assert old == 304
