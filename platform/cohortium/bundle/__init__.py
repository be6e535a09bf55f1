"""Bundles: what a sponsor or a researcher checks offline, with no account and no network.

`verify` reads one; `write_release_bundle` and `write_receipt_bundle` make them. Only the standard
library, `cryptography`, `rfc8785` and `cohortium_ledger` are needed. Format: docs/formats/bundle.md.
"""

from __future__ import annotations

from cohortium.bundle.report import Check, Report
from cohortium.bundle.verification import verify
from cohortium.bundle.writing import write_receipt_bundle, write_release_bundle

__all__ = ["Check", "Report", "verify", "write_receipt_bundle", "write_release_bundle"]
