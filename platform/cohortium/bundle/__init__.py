"""Bundles: what a sponsor or a researcher checks offline, with no account and no network.

`verify` reads one; `write_release_bundle`, `write_receipt_bundle` and `write_patient_receipt` (what a
patient has of their consent) make them. Only the standard
library, `cryptography`, `rfc8785` and `cohortium_ledger` are needed. Format: docs/formats/bundle.md.
"""

from __future__ import annotations

from cohortium.bundle.report import Check, Report
from cohortium.bundle.verification import verify
from cohortium.bundle.writing import (
    Told,
    write_patient_receipt,
    write_receipt_bundle,
    write_release_bundle,
)

__all__ = [
    "Check",
    "Report",
    "Told",
    "verify",
    "write_patient_receipt",
    "write_receipt_bundle",
    "write_release_bundle",
]
