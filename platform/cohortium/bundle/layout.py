"""Names and limits of a bundle's members: a closed set, shared by the writer and the reader.

bundle.json                       {"v":1,"kind":"release"|"receipt","index":n,"log":vkey}
manifest.json                     the release's manifest
proof.tlog-proof                  inclusion of entry `index` under a signed checkpoint
log/tile/entries/000[.p/7] ...    all entries of that checkpoint, 256 a file (C2SP tlog-tiles)
exact.json, consents.leaves, download/*.parquet      of a release
answer.json                                          of a receipt
"""

from __future__ import annotations

from cohortium_ledger.entry import MAX_ENTRY
from cohortium_ledger.tiles import WIDTH, Tile

VERSION = 1
RELEASE, RECEIPT = "release", "receipt"

BUNDLE = "bundle.json"
MANIFEST = "manifest.json"
PROOF = "proof.tlog-proof"
EXACT = "exact.json"
LEAVES = "consents.leaves"
ANSWER = "answer.json"
ENTRIES = "log/tile/entries/"

COMMON = frozenset({BUNDLE, MANIFEST, PROOF})
OF_KIND = {RELEASE: COMMON | {EXACT, LEAVES}, RECEIPT: COMMON | {ANSWER}}

PER_TILE = WIDTH
MAX_TILE = PER_TILE * (2 + MAX_ENTRY)
LIMITS = {
    BUNDLE: 1 << 16,
    MANIFEST: 1 << 24,
    PROOF: 1 << 20,
    EXACT: 1 << 20,
    ANSWER: 1 << 26,
}


def tile_count(size: int) -> int:
    """How many entry files hold `size` entries."""
    return -(-size // PER_TILE)


def tile_name(number: int, size: int) -> str:
    """The member with entries [256 number, 256 (number + 1)) of a log of `size` entries."""
    return "log/" + Tile(None, number, min(PER_TILE, size - number * PER_TILE)).path
