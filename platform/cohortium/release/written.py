"""A written file of a release, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """One finished file: its path within the release's folder, SHA-256, bytes and rows."""

    table: str
    rendition: str
    path: str
    sha256: str
    bytes: int
    rows: int

    def describe(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return {
            "rendition": self.rendition, "path": self.path, "sha256": self.sha256,
            "bytes": self.bytes,
        }  # fmt: skip
