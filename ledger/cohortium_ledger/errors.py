"""What can go wrong in the ledger, one small tree. Each message is one line that says what is wrong.

    LedgerError
    ├── FormatError        these bytes are not in the format they should be in
    │   └── EntryError     ... and they were, or were to become, an entry
    ├── ProofError         a hash proof does not hold
    ├── SignatureError     a signature is wrong, missing, or the quorum is not met
    ├── AuditError         the log contradicts itself; `index` is the entry that shows it
    ├── EntryMissing       no entry of this index
    ├── KeysChanged        keys that sign the log came or went since it was opened: open it anew
    ├── NotIntegrated      the entry is sequenced, but under no signed checkpoint yet
    ├── LedgerMissing      no ledger here
    ├── LedgerExists       a ledger is here already
    ├── LedgerCorrupt      what is stored is not what was sequenced or signed
    ├── LedgerUnavailable  disk full, read-only, locked: nothing was acknowledged
    │   └── LedgerUncertain  ... and whether it stands is not known: a commit failed halfway
    ├── TreeUnavailable    the log of another cannot be read: absent, slow, too large, incomplete
    ├── HistoryForked      a log signed two histories
    ├── HistoryRolledBack  a log shows less than it has signed
    └── KeyUnavailable     a secret key is missing, open to others, or does not open

Messages name indices, sizes and fields, never the content of an entry.
"""

from __future__ import annotations


class LedgerError(Exception):
    """Base of every error of the ledger."""


class FormatError(LedgerError):
    """These bytes are not in the format they should be in."""


class EntryError(FormatError):
    """These bytes are no entry, or this draft cannot become one."""


class ProofError(LedgerError):
    """A hash proof does not hold."""


class SignatureError(LedgerError):
    """A signature is wrong, missing, or the quorum is not met."""


class AuditError(LedgerError):
    """The log contradicts itself. `index` is the entry that shows it, None when no single one does."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class EntryMissing(LedgerError):
    """No entry of this index."""


class KeysChanged(LedgerError):
    """Keys that sign the log came or went since it was opened: open it anew with those of now."""


class NotIntegrated(LedgerError):
    """The entry is sequenced, but under no signed checkpoint yet."""


class LedgerMissing(LedgerError):
    """No ledger here."""


class LedgerExists(LedgerError):
    """A ledger is here already."""


class LedgerCorrupt(LedgerError):
    """What is stored is not what was sequenced or signed. `index` is the entry, if one can be named."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class LedgerUnavailable(LedgerError):
    """The disk is full, read-only or the ledger is held by another: nothing was acknowledged."""


class LedgerUncertain(LedgerUnavailable):
    """A commit failed halfway: whether what was written stands shows when the ledger is opened anew."""


class TreeUnavailable(LedgerError):
    """The log of another cannot be read: absent, slow, too large, or without a file it must have."""


class HistoryForked(LedgerError):
    """A log signed a checkpoint that does not continue an earlier one of its own."""


class HistoryRolledBack(LedgerError):
    """A log shows an older checkpoint than one it has signed."""


class KeyUnavailable(LedgerError):
    """A secret key is missing, open to others, or does not open. `code` tells these apart.

    `key`, `key-missing`, `key-permissions`, or `key-locked`: its wrapping key is missing or wrong.
    """

    def __init__(self, message: str, code: str = "key") -> None:
        super().__init__(message)
        self.code = code
