"""The ledger's rows, in three groups, and a table of how it grows."""

from __future__ import annotations

from collections.abc import Callable

from bench import ledger_append, ledger_audit, ledger_growth, ledger_merkle
from bench.results import Row

NAME = "ledger"


def append() -> list[Row]:
    """Durable appends; and, as a table, what they cost in logs of every size."""
    rows = ledger_append.rows()
    ledger_growth.show()
    return rows


GROUPS: dict[str, Callable[[], list[Row]]] = {
    "append": append,
    "merkle": ledger_merkle.rows,
    "audit": ledger_audit.rows,
}
