"""What can go wrong in the ledger."""


class LedgerError(Exception):
    """Base of every error of the ledger."""
