"""All entries of a log, walked once: chain, tree, hospitals' signatures and consent state.

The ledger's own audit rules and the platform's fold are both fed. Memory is the fold's. Faults of
meaning (a contradiction, a wrong hospital signature) are kept for later in `fault`, so that a
broken chain or tree is told first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from cohortium.consent import ConsentState, fold
from cohortium.errors import Refused
from cohortium_ledger.auditing.audit import Chain
from cohortium_ledger.auditing.rules import SIGNED_TYPES, Rules
from cohortium_ledger.errors import AuditError
from cohortium_ledger.formats.entry import Entry
from cohortium_ledger.formats.keys import Verifier


@dataclass(slots=True)
class History:
    """What the walk found. `roots` by size and `kept` by index hold only what was asked for."""

    state: ConsentState = field(default_factory=ConsentState)
    roots: dict[int, bytes] = field(default_factory=dict)
    kept: dict[int, Entry] = field(default_factory=dict)
    size: int = 0
    root: bytes = b""
    signatures: int = 0
    log_keys: frozenset[Verifier] = frozenset()  # those that its entries name, from `begun` on
    begun: int | None = None
    fault: Refused | AuditError | None = None


def walk(entries: Iterable[bytes], *, marks: Collection[int], keep: Collection[int]) -> History:
    """Read `entries` from index 0 on; note the tree's root at each size in `marks`.

    Raises AuditError for an entry in no canonical form or out of the chain.
    """
    history, chain, rules = History(), Chain(), Rules()
    for n, data in enumerate(entries):
        if n in marks:
            history.roots[n] = chain.tree.root()
        entry = chain.take(data)
        if n in keep:
            history.kept[n] = entry
        if history.fault is None:
            _understand(history, rules, entry)
    history.log_keys, history.begun = rules.charter.verifiers, rules.charter.begun
    history.size, history.root = chain.tree.size, chain.tree.root()
    if history.size in marks:
        history.roots[history.size] = history.root
    return history


def _understand(history: History, rules: Rules, entry: Entry) -> None:
    try:
        rules.take(entry)
        fold(history.state, entry)
    except (Refused, AuditError) as fault:
        history.fault = fault
    else:
        history.signatures += entry.type in SIGNED_TYPES
