"""Every single-bit flip in a proof, a checkpoint, a request, a tile or an entry bundle is refused."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    AddCheckpoint,
    Checkpoint,
    Cosigner,
    Draft,
    LedgerError,
    Log,
    Note,
    Signer,
    Tile,
    Witness,
    parse_note,
    parse_policy,
    parse_proof,
    tiles_of,
)
from cohortium_ledger.remote.reader import SignedTree, TreeReader

SIGNER = Signer("example.org/log", b"s" * 32)
WITNESSES = [Cosigner("w0.example", 4, b"0" * 32), Cosigner("w1.example", 6, b"1" * 32)]
POLICY = parse_policy(
    f"log {SIGNER.vkey}\nwitness a {WITNESSES[0].vkey}\nwitness b {WITNESSES[1].vkey}\n"
    "group both all a b\nquorum both\n"
)
TIME = "2026-01-31T09:30:00.000Z"
SIZE = 300
SAMPLE = 400  # of the bits of a large file


def sample(bits: range, seed: int | str) -> list[int]:
    """The first and the last of `bits` and some between, always the same; all if they are few."""
    if len(bits) <= SAMPLE:
        return list(bits)
    draw = random.Random(seed)  # noqa: S311 - which bits, no secret
    return sorted({bits[0], bits[-1], *draw.sample(bits, SAMPLE)})


def flipped(data: bytes, bits: Iterable[int] | None = None) -> Iterator[tuple[int, bytes]]:
    """`data` with one bit changed: each of `bits`, or of all."""
    for bit in range(len(data) * 8) if bits is None else bits:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(changed)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    """A log whose checkpoint has an Ed25519 and an ML-DSA cosignature."""
    with Log.create(tmp_path_factory.mktemp("flips") / "ledger", SIGNER) as log:
        log.set_policy(bytes(POLICY).decode())
        log.append([Draft("model.trained", {"study": f"s{i}"}, TIME) for i in range(1, SIZE)])
        note = parse_note(log.integrate())
        lines = tuple(witness.cosign(note.text, 77) for witness in WITNESSES)
        log.publish(bytes(Note(note.text, note.signatures + lines)))
        yield log


@cache
def verified(note: bytes) -> Checkpoint:
    """The checkpoint in `note`, which is the same in most of the proofs below."""
    return POLICY.verify_checkpoint(note)


def believed(data: bytes, entry: bytes) -> bool:
    try:
        proof = parse_proof(data)
        proof.verify(entry, verified(proof.checkpoint))
    except LedgerError:
        return False
    return True


def test_every_bit_of_a_proof(log: Log) -> None:
    """Most of its bytes are an ML-DSA signature: of those a sample."""
    for n in (0, 255, SIZE - 1):
        data, entry = log.prove(n), log.entry(n)
        assert believed(data, entry)
        hashes = data.index(b"\n\n") * 8
        long = data.index(WITNESSES[1].name.encode()) * 8
        bits = [*range(long), *sample(range(long, len(data) * 8), n)] if n == 255 else range(hashes)
        assert [bit for bit, bad in flipped(data, bits) if believed(bad, entry)] == []


def test_every_bit_of_the_entry_that_is_proven(log: Log) -> None:
    data, entry = log.prove(7), log.entry(7)
    assert [bit for bit, bad in flipped(entry) if believed(data, bad)] == []


def test_every_bit_of_a_checkpoint(log: Log) -> None:
    note = parse_note(log.checkpoint())
    signed = bytes(Note(note.text, note.signatures[:2]))
    rule = parse_policy(f"log {SIGNER.vkey}\nwitness a {WITNESSES[0].vkey}\nquorum a\n")
    assert rule.verify_checkpoint(signed).size == SIZE
    for bit, bad in flipped(signed):
        try:
            rule.verify_checkpoint(bad)
        except LedgerError:
            continue
        pytest.fail(f"a checkpoint with bit {bit} flipped is believed")


def test_every_bit_of_a_request_to_a_witness(tmp_path: Path, growing_log: Any) -> None:
    growing = growing_log()
    Witness.create(tmp_path / "w", "witness.example/w1").close()
    with Witness.open(tmp_path / "w", [growing.signer.vkey]) as witness:
        assert witness.add_checkpoint(growing.request(0, 5)).status == 200
        request = growing.request(5, 9)
        for bit, bad in flipped(request):
            status = witness.add_checkpoint(bad).status
            assert status in (400, 403, 404, 409, 422), bit
        assert witness.add_checkpoint(request).status == 200  # so nothing of it was stored


class Served:
    """The static tree of a log, with one file in place of what it has."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.changed: dict[str, bytes] = {}

    def get(self, path: str, limit: int) -> bytes | None:
        return self.changed.get(path) or self._log.static(path)


@pytest.mark.parametrize("tile", list(tiles_of(SIZE)), ids=lambda tile: tile.path)
def test_bits_of_a_tile_or_bundle(log: Log, tile: Tile) -> None:
    served, checkpoint = Served(log), POLICY.verify_checkpoint(log.checkpoint())
    entries = list(log.entries())
    assert list(SignedTree(TreeReader(served), checkpoint).entries(0, SIZE)) == entries
    data = log.static(tile.path)
    assert data is not None
    for bit, bad in flipped(data, sample(range(len(data) * 8), tile.path)):
        served.changed = {tile.path: bad}
        assert not whole(served, checkpoint, tile), f"bit {bit} of {tile.path}"


def whole(served: Served, checkpoint: Checkpoint, tile: Tile) -> bool:
    """Whether the entries below a tile, of the first 256 or the rest, can be read from what is served."""
    start = 0 if tile.level == 1 or tile.index == 0 else 256
    try:
        for _ in SignedTree(TreeReader(served), checkpoint).entries(start, min(SIZE, start + 256)):
            pass
    except LedgerError:
        return False
    return True


def test_what_is_asked_is_what_is_flipped(growing_log: Any) -> None:
    """The sweeps above change what is read: a request prints back equal, and a flip is one bit."""
    request = growing_log().request(5, 9)
    assert bytes(AddCheckpoint.parse(request)) == request
    for bit, bad in flipped(b"ab"):
        assert int.from_bytes(b"ab", "little") ^ int.from_bytes(bad, "little") == 1 << bit
