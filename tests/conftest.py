"""What all tests share: where third parties' vectors stand, and a log to watch."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from cohortium_ledger import (
    AddCheckpoint,
    Checkpoint,
    CompactRange,
    Signer,
    leaf_hash,
    prove_consistency,
)

settings.register_profile("untimed", deadline=None)  # tests assert no times: machines differ
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third parties' vectors and patients; its absence fails in CI, else skips."""
    folder = Path(os.environ.get("COHORTIUM_SHARED", ROOT / "../shared"))
    folder = folder if folder.is_absolute() else ROOT / folder
    if folder.is_dir():
        return folder
    reason = f"COHORTIUM_SHARED: no folder {folder}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


class GrowingLog:
    """A log in memory, for the tests of those who watch logs. `branch` tells two histories apart."""

    def __init__(self, origin: str = "example.org/log", seed: bytes = b"s" * 32) -> None:
        self.signer = Signer(origin, seed)

    def leaves(self, size: int, branch: str = "", common: int = 0) -> list[bytes]:
        """Leaf hashes of a tree of `size`; the first `common` are those of every branch."""
        names = (f"{i}" if i < common else f"{branch}{i}" for i in range(size))
        return [leaf_hash(name.encode()) for name in names]

    def checkpoint(self, size: int, branch: str = "", common: int = 0) -> bytes:
        """A signed checkpoint of that tree."""
        tree = CompactRange()
        for leaf in self.leaves(size, branch, common):
            tree.append(leaf)
        return self.signer.sign_note(bytes(Checkpoint(self.signer.name, size, tree.root())))

    def request(self, old: int, size: int, branch: str = "", common: int = 0) -> bytes:
        """An add-checkpoint request with its proof, when there can be one."""
        leaves = self.leaves(size, branch, common)
        proof = prove_consistency(leaves, old) if old <= size else []
        return bytes(AddCheckpoint(old, tuple(proof), self.checkpoint(size, branch, common)))


@pytest.fixture(scope="session")
def growing_log() -> type[GrowingLog]:
    """A log in memory, to be made by the test: origin, seed."""
    return GrowingLog
