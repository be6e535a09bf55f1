"""What a quorum tolerates, and ready policies of one group of witnesses. Pure.

With m of n, two quorums share 2m-n witnesses at least. Two histories need a quorum each, and whoever is
in both has signed both: so f <= 2m-n-1 dishonest witnesses cannot make two. n-m may be down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.policy import NO_QUORUM, Policy

GROUP = "hospitals"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many witnesses may lie together without two histories, and how many may be down."""

    dishonest: int
    down: int


def tolerance(policy: Policy) -> Tolerance:
    """What the quorum of `policy` tolerates, nested groups included; nothing when it asks for none."""
    if policy.quorum == NO_QUORUM:
        return Tolerance(0, 0)
    shared = dict.fromkeys(policy.witnesses, 1)  # witnesses that two quorums for a name share
    missing = dict.fromkeys(policy.witnesses, 1)  # witnesses without which a name is not met
    for name, group in policy.groups.items():  # members come first, and each is in one group alone
        spare = len(group.members) - group.threshold
        twice = max(0, group.threshold - spare)
        shared[name] = sum(sorted(shared[member] for member in group.members)[:twice])
        missing[name] = sum(sorted(missing[member] for member in group.members)[: spare + 1])
    return Tolerance(max(0, shared[policy.quorum] - 1), missing[policy.quorum] - 1)


def default_threshold(witnesses: int) -> int:
    """How many of so many must sign: 4 of 5, 5 of 7; all but a third, the third rounded down."""
    return witnesses - (witnesses - 1) // 3


def group_policy(logs: Sequence[str], witnesses: Mapping[str, str], threshold: int) -> str:
    """The text of a policy: logs by verifier key, witnesses by name and key, one group of them."""
    if not 1 <= threshold <= len(witnesses):
        raise FormatError(f"a group of {len(witnesses)} cannot need {threshold}")
    lines = (
        *(f"log {vkey}" for vkey in logs),
        *(f"witness {name} {vkey}" for name, vkey in witnesses.items()),
        f"group {GROUP} {threshold} {' '.join(witnesses)}",
        f"quorum {GROUP}",
    )
    return "".join(f"{line}\n" for line in lines)
