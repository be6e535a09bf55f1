"""What stands on the ledger now: studies, releases and grants, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Study:
    """A study. `digest` is SHA-256 of its document; `until` a day, inclusive; `index` its entry."""

    id: str
    title: str
    digest: str
    until: str
    index: int


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. `consent_size` is the ledger size as of which consents were read."""

    id: str
    dataset: str
    study: str
    manifest: str
    consent_size: int
    index: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A researcher's right to one dataset. `until` is a day, inclusive, UTC."""

    id: str
    dataset: str
    until: str
    download: bool
    index: int
    ended: int | None


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as the ledger tells it. `index` is its first entry, `closed` that of its outcome.

    `outcome` is answered, refused or aborted; None while it runs.
    """

    index: int
    time: str
    dataset: str
    outcome: str | None
    closed: int | None
