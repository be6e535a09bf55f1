"""A hospital's witness over HTTP: C2SP tlog-witness around `cohortium_ledger.Witness`."""

from __future__ import annotations

from cohortium.witness.app import create_app

__all__ = ["create_app"]
