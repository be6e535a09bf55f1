"""Whether a log's checkpoint continues the one seen before it: the rule of all who keep one.

Monitors and mirrors have kept a checkpoint; the log shows another, whose signatures are checked
already. Either it has all of the earlier one's entries, or the log has two histories. Pure.
"""

from __future__ import annotations

from collections.abc import Callable

from cohortium_ledger.errors import HistoryForked, HistoryRolledBack, LedgerError
from cohortium_ledger.formats.checkpoint import Checkpoint

RootAt = Callable[[int], bytes]  # size -> root that the new checkpoint's tree had at it


def check_order(last: Checkpoint, new: Checkpoint) -> None:
    """What sizes and roots alone say. Raises HistoryForked, HistoryRolledBack."""
    if new.origin != last.origin:
        raise LedgerError("this is another log than the one seen before: its origin differs")
    if new.size < last.size:
        raise HistoryRolledBack(
            f"rolled back: the log shows size {new.size}, and has signed {last.size} before"
        )
    if new.size == last.size and new.root != last.root:
        raise HistoryForked(
            f"forked: two trees of size {new.size} are signed,"
            f" of root {last.root.hex()} and of root {new.root.hex()}"
        )


def check_continuation(last: Checkpoint, new: Checkpoint, root_at: RootAt) -> None:
    """That the tree of `new` begins with that of `last`. Raises HistoryForked, and as `root_at` does."""
    check_order(last, new)
    if last.size < new.size and root_at(last.size) != last.root:
        raise HistoryForked(
            f"forked: the tree of size {new.size} does not begin with the one of size {last.size}"
            " that was signed before"
        )
