"""Consent coverage of a release: the subject-consent tree, and the arithmetic of exact counts.

The tree is an RFC 6962 tree whose entries are 32-byte commitments, one for each eligible consent in
the order of their indices. A leaf binds a consent to what became of it; its key is derived from
the tree's key, so that one leaf can be opened to its patient, or all of them to an auditor. The
root stands in the manifest; without a key it says nothing about who is who. Pure: no IO.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cohortium.errors import Refused
from cohortium_ledger.formats.commitment import commit, open_commitment
from cohortium_ledger.tree.hashing import tree_root

LEAF_BYTES = 32
STATUSES = ("released", "suppressed", "withheld")
COUNTS = ("eligible", "duplicates", "persons", "released", "suppressed")

Status = Literal["released", "suppressed", "withheld"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one eligible consent; `subject` is the release's pseudonym, if released."""

    consent: int
    status: Status
    subject: str | None

    def __post_init__(self) -> None:
        if self.status not in STATUSES or (self.subject is None) == (self.status == "released"):
            raise ValueError("a subject is named exactly when the consent was released")

    def content(self) -> dict[str, Any]:
        """What the leaf commits to."""
        return {"consent": self.consent, "status": self.status, "subject": self.subject}


def leaf_key(tree_key: bytes, consent: int) -> bytes:
    """The key of one leaf: enough to open that leaf, useless for any other."""
    return hmac.digest(tree_key, str(consent).encode("ascii"), hashlib.sha256)


def leaves(tree_key: bytes, fates: Iterable[Fate]) -> tuple[bytes, ...]:
    """The leaves of the tree, in the order of the consents' indices whatever that of `fates`."""
    ordered = sorted(fates, key=lambda fate: fate.consent)
    return tuple(
        bytes.fromhex(commit(leaf_key(tree_key, fate.consent), fate.content())) for fate in ordered
    )


def root(leaves: Sequence[bytes]) -> str:
    """The tree's root in hex. Raises ValueError for a leaf that is not 32 bytes."""
    if any(len(leaf) != LEAF_BYTES for leaf in leaves):
        raise ValueError(f"a leaf of the subject-consent tree has {LEAF_BYTES} bytes")
    return tree_root(leaves).hex()


def opens(leaf: bytes, key: bytes, fate: Fate) -> bool:
    """Whether `leaf` commits to `fate` under the leaf's `key`."""
    return open_commitment(leaf.hex(), key, fate.content())


def check_arithmetic(exact: Mapping[str, Any]) -> None:
    """Whether the exact counts add up; raises Refused (code "arithmetic") saying where not.

    eligible - duplicates = persons = released + suppressed + the sum of withheld by reason.
    """
    counts = {name: _count(exact, name) for name in COUNTS}
    withheld = sum(_counts(exact, "withheld").values())
    _counts(exact, "tables")
    if counts["eligible"] - counts["duplicates"] != counts["persons"]:
        raise Refused(
            f"eligible {counts['eligible']} - duplicates {counts['duplicates']}"
            f" is not persons {counts['persons']}",
            code="arithmetic",
        )
    if counts["released"] + counts["suppressed"] + withheld != counts["persons"]:
        raise Refused(
            f"released {counts['released']} + suppressed {counts['suppressed']} + withheld"
            f" {withheld} is not persons {counts['persons']}",
            code="arithmetic",
        )


def _count(exact: Mapping[str, Any], name: str) -> int:
    value = exact.get(name)
    if type(value) is not int or value < 0:
        raise Refused(f"the exact counts have no whole number in '{name}'", code="arithmetic")
    return value


def _counts(exact: Mapping[str, Any], name: str) -> Mapping[str, int]:
    values = exact.get(name)
    if not isinstance(values, Mapping):
        raise Refused(f"the exact counts have no object in '{name}'", code="arithmetic")
    return {key: _count(values, key) for key in values}
