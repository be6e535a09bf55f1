"""What can go wrong in the ledger, one small tree. Each message is one line that says what is wrong.

    LedgerError
    ├── FormatError        these bytes are not in the format they should be in
    │   └── EntryError     ... and they were, or were to become, an entry
    ├── ProofError         a hash proof does not hold
    ├── SignatureError     a signature is wrong, missing, or the quorum is not met
    ├── AuditError         the log contradicts itself; `index` is the entry that shows it
    ├── EntryMissing       no entry of this index
    ├── NotIntegrated      the entry is sequenced, but under no signed checkpoint yet
    ├── LedgerMissing      no ledger here
    ├── LedgerExists       a ledger is here already
    ├── LedgerCorrupt      what is stored is not what was sequenced or signed
    └── LedgerUnavailable  disk full, read-only, locked: nothing was acknowledged

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
