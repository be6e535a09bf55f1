"""Cohortium: consented, measured, provable sharing of medical research data.

``connect`` is the SDK's door; everything else is reached through the ``cohortium`` command, the
HTTP API, or the two libraries beside this one (``cohortium_ledger``, ``cohortium_anonymize``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohortium.client import Client

__all__ = ["connect"]


def connect(url: str | None = None, token: str | None = None, **options: Any) -> Client:
    """Open a researcher's session; see `cohortium.client.connect`. Needs the ``client`` extra."""
    try:
        from cohortium import client
    except ModuleNotFoundError as error:
        raise ImportError(
            f"connect needs {error.name}: pip install 'cohortium[client]'", name=error.name
        ) from None
    return client.connect(url, token, **options)
