"""``python -m bench.ledger_scale [ENTRIES HOSPITALS]``: what a log of 10^9 entries and 1,000 hospitals takes.

A simulation in sizes: formats, proofs and messages are made by the code that makes them for real,
for trees of these sizes; rates are what is assumed, and stand at the top. It measures no time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from statistics import mean

from bench.ledger_append_work import BODY
from cohortium_ledger import AddCheckpoint, Checkpoint, Cosigner, Draft, Proof, Signer
from cohortium_ledger.formats.entry import entry_bytes
from cohortium_ledger.formats.note import Note, parse_note
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.log.clock import now
from cohortium_ledger.signing.cosigner import ML_DSA
from cohortium_ledger.tree.hashing import HASH_SIZE
from cohortium_ledger.tree.prover import consistency_ranges, inclusion_ranges

YEARS = 10
WITNESSES = 7
QUORUM = 5
CHECKPOINT_SECONDS = 10
YEAR_SECONDS = 365 * 86_400
SAMPLES = 2_000
ROOT = bytes(range(32))


def main(entries: int, hospitals: int) -> None:
    """Print every figure, one a line."""
    shard = entries // YEARS
    told = [
        ("Assumed", ""),
        ("entries, hospitals, years (a shard each)", f"{entries:,}, {hospitals:,}, {YEARS}"),
        ("entries of a shard", f"{shard:,}"),
        ("entries a second, on average", f"{shard / YEAR_SECONDS:.1f}"),
        ("a checkpoint every, seconds", f"{CHECKPOINT_SECONDS}"),
        ("witnesses, of whom must cosign", f"{WITNESSES}, {QUORUM}"),
        *_storage(shard),
        *_proofs(shard),
        *_audit(shard),
        *_witnesses(shard, hospitals),
    ]
    for name, value in told:
        print(f"{name:<58}{value:>24}" if value else f"\n{name}")


def _storage(shard: int) -> Iterator[tuple[str, str]]:
    size = _entry_bytes(shard)
    levels = list(_levels(shard))
    tiles = sum(-(-count // WIDTH) for count in levels)
    hashes = sum(levels) * HASH_SIZE
    bundles = -(-shard // WIDTH)
    yield "Storage of a shard", ""
    yield "bytes of a consent's entry in a bundle", f"{size:,}"
    yield "entry bundles, of at most 256 entries", f"{bundles:,}"
    yield "bytes of a full bundle", f"{WIDTH * size:,}"
    yield "bytes of all bundles", _bytes(shard * size)
    yield "tiles of hashes, on levels", f"{tiles:,}, {len(levels)}"
    yield "bytes of all tiles", _bytes(hashes)
    yield "objects in all shards", f"{YEARS * (bundles + tiles):,}"
    yield "bytes in all shards", _bytes(YEARS * (shard * size + hashes))


def _proofs(shard: int) -> Iterator[tuple[str, str]]:
    random = Random(1)  # noqa: S311 - places to look at, no secrets
    note = _note(shard)
    lengths, sizes = [], []
    for _ in range(SAMPLES):
        index = random.randrange(shard)
        count = len(inclusion_ranges(index, shard))
        lengths.append(count)
        sizes.append(len(bytes(Proof(index, (ROOT,) * count, note))))
    yield "Proof of one entry", ""
    yield "hashes, mean and most", f"{mean(lengths):.1f}, {max(lengths)}"
    yield "hashes in one tree of all entries, most", f"{(shard * YEARS - 1).bit_length()}"
    yield "bytes of a cosigned checkpoint", f"{len(note):,}"
    yield "bytes with its checkpoint, mean", f"{mean(sizes):,.0f}"
    yield "tiles a client reads to make it", f"{len(list(_levels(shard)))}"


def _audit(shard: int) -> Iterator[tuple[str, str]]:
    levels = list(_levels(shard))
    day = shard // 365
    yield "Requests of an auditor or a mirror", ""
    tiles = sum(-(-count // WIDTH) for count in levels)
    yield "for a whole shard", f"{-(-shard // WIDTH) + tiles + 1:,}"
    daily = -(-day // WIDTH) + sum(-(-(day >> 8 * n) // WIDTH) + 1 for n in range(len(levels)))
    yield "for the entries of a day", f"{daily + 2:,}"
    yield "for one entry of which the index is known", f"{len(levels) + 2}"


def _witnesses(shard: int, hospitals: int) -> Iterator[tuple[str, str]]:
    sizes = _sizes(shard)
    requests = [len(_request(old, new)) for old, new in sizes]
    answers = [_cosignature(ml_dsa=False), _cosignature(ml_dsa=True)]
    a_day = 86_400 // CHECKPOINT_SECONDS
    note = len(_note(shard))
    yield "A witness, who sees checkpoints alone", ""
    yield "bytes of a request, mean and most", f"{mean(requests):,.0f}, {max(requests):,}"
    yield "bytes of an answer, Ed25519; with ML-DSA-44 too", f"{answers[0]}, {sum(answers):,}"
    yield "requests a day", f"{a_day:,}"
    yield "bytes a day, in and out", _bytes(a_day * (mean(requests) + answers[0]))
    yield "bytes it keeps", f"{note:,}"
    yield "All hospitals", ""
    yield (
        "requests a second when each reads every checkpoint",
        f"{hospitals / CHECKPOINT_SECONDS:,.0f}",
    )
    yield "bytes a day of that, each", _bytes(a_day * note)
    yield (
        "bytes a day when each mirrors all entries, each",
        _bytes(shard / 365 * _entry_bytes(shard)),
    )


def _levels(size: int) -> Iterator[int]:
    """How many hashes each level of tiles has."""
    while size:
        yield size
        size //= WIDTH


def _sizes(shard: int) -> list[tuple[int, int]]:
    """Sizes of checkpoints that follow each other, all over the year."""
    random = Random(2)  # noqa: S311 - sizes to look at, no secrets
    grown = max(1, shard * CHECKPOINT_SECONDS // YEAR_SECONDS)
    starts = [random.randrange(1, shard - grown) for _ in range(SAMPLES)]
    return [(start, start + grown) for start in starts]


def _request(old: int, new: int) -> bytes:
    proof = (ROOT,) * len(consistency_ranges(old, new))
    return bytes(AddCheckpoint(old, proof, _signed(new)))


def _signed(size: int) -> bytes:
    return _LOG.sign_note(bytes(Checkpoint(_LOG.name, size, ROOT)))


def _note(size: int) -> bytes:
    """A checkpoint with a quorum's cosignatures."""
    note = parse_note(_signed(size))
    lines = [cosigner.cosign(note.text, 1_800_000_000) for cosigner in _COSIGNERS]
    return bytes(Note(note.text, (*note.signatures, *lines)))


def _cosignature(*, ml_dsa: bool) -> int:
    name = "witness.hospital.example"
    cosigner = Cosigner.generate(name, ML_DSA) if ml_dsa else _COSIGNERS[0]
    return len(bytes(cosigner.cosign(parse_note(_signed(1)).text, 1_800_000_000)))


def _entry_bytes(shard: int) -> int:
    draft = Draft("consent.granted", BODY, now())
    return len(entry_bytes(shard - 1, ROOT, draft, draft.canonical_body())) + 2


def _bytes(count: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


_LOG = Signer.generate("log.cohortium.example/2026")
_COSIGNERS = [Cosigner.generate(f"witness{n}.hospital.example") for n in range(QUORUM)]

if __name__ == "__main__":
    main(*(int(value) for value in sys.argv[1:3] or ("1000000000", "1000")))
