"""Names and limits of a bundle's members: a closed set, shared by the writer and the reader.

bundle.json                       {"v":1,"kind":"release"|"receipt"|"consent","index":n,"log":vkey}
manifest.json                     the release's manifest
proof.tlog-proof                  inclusion of entry `index` under a signed checkpoint
log/tile/entries/000[.p/7] ...    all entries of that checkpoint, 256 a file (C2SP tlog-tiles)
exact.json, consents.leaves, download/*.parquet      of a release
answer.json                                          of a receipt
study.json, granted/*, withdrawn/*                   of a patient's consent, beside bundle.json alone
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cohortium.errors import Refused
from cohortium_ledger.formats.entry import MAX_ENTRY
from cohortium_ledger.formats.tiles import WIDTH, Tile

VERSION = 1
RELEASE, RECEIPT, CONSENT = "release", "receipt", "consent"

BUNDLE = "bundle.json"
MANIFEST = "manifest.json"
PROOF = "proof.tlog-proof"
EXACT = "exact.json"
LEAVES = "consents.leaves"
ANSWER = "answer.json"
ENTRIES = "log/tile/entries/"
STUDY = "study.json"
GRANTED, WITHDRAWN = "granted", "withdrawn"
CHOICE = ("entry.json", "opening.json", "proof.tlog-proof", "key.json", "key.tlog-proof")

COMMON = frozenset({BUNDLE, MANIFEST, PROOF})
KINDS = (RELEASE, RECEIPT, CONSENT)
OF_KIND = {RELEASE: COMMON | {EXACT, LEAVES}, RECEIPT: COMMON | {ANSWER}}

PER_TILE = WIDTH
MAX_TILE = PER_TILE * (2 + MAX_ENTRY)
MAX_PROOF = 1 << 20
MAX_OPENING = 1 << 20
LIMITS = {
    BUNDLE: 1 << 16,
    MANIFEST: 1 << 24,
    PROOF: MAX_PROOF,
    EXACT: 1 << 20,
    ANSWER: 1 << 26,
    STUDY: 1 << 20,
}


def patient_members(*, withdrawn: bool) -> frozenset[str]:
    """The members of a patient's receipt."""
    folders = (GRANTED, WITHDRAWN) if withdrawn else (GRANTED,)
    return frozenset(
        {BUNDLE, STUDY, *(f"{folder}/{name}" for folder in folders for name in CHOICE)}
    )


def check_names(names: AbstractSet[str], expected: AbstractSet[str], kind: str) -> None:
    """Refuse members that are missing or have no place."""
    missing, unknown = sorted(expected - names), sorted(names - expected)
    if missing:
        raise Refused(f"{missing[0]} is missing")
    if unknown:
        raise Refused(f"{unknown[0]!a} has no place in a {kind} bundle")


def tile_count(size: int) -> int:
    """How many entry files hold `size` entries."""
    return -(-size // PER_TILE)


def tile_name(number: int, size: int) -> str:
    """The member with entries [256 number, 256 (number + 1)) of a log of `size` entries."""
    return "log/" + Tile(None, number, min(PER_TILE, size - number * PER_TILE)).path
