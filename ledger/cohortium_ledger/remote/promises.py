"""Submission receipts held against a log: promises that an entry would be in it, and by when.

Whoever submits an entry gets a signed receipt with a maximum merge delay (`submission`). A receipt
whose time is over, while no checkpoint holds its entry, shows that the log keeps something back;
one whose place has another entry shows that it lied. The keys that sign receipts are those that
the log's own entries bind.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cohortium_ledger.errors import FormatError, LedgerUnavailable, SignatureError
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.remote.reader import SignedTree
from cohortium_ledger.signing.submission import MAX_SUBMISSION, open_submission, parse_submission


def broken_promises(
    folder: Path, checkpoint: Checkpoint, tree: SignedTree, keys: Collection[Verifier], now: int
) -> tuple[int, list[str]]:
    """How many receipts in `folder` are this log's, and what is wrong with which.

    `tree` is the one under `checkpoint`, which was fetched at `now`; `keys` sign the log's receipts.
    Receipts of other logs are for their monitors: the number says how many were looked at.
    """
    checked, wrong = 0, []
    for path in _files(folder):
        try:
            data = _content(path)
            if parse_submission(data).origin != checkpoint.origin:
                continue
            checked += 1
            submission = open_submission(data, keys)
        except (FormatError, SignatureError) as error:
            wrong.append(f"{path.name} is no receipt of this log: {error}")
            continue
        reason = submission.overdue(now, checkpoint, tree.leaf)
        if reason is not None:
            wrong.append(f"{path.name}: {reason}")
    return checked, wrong


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    except OSError as error:
        raise LedgerUnavailable(f"the receipts cannot be read: {error.strerror}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_SUBMISSION + 1)
    except OSError as error:
        raise LedgerUnavailable(f"the receipt cannot be read: {error.strerror}") from error
