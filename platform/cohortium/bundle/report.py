"""The verifier's findings: checks in their order, and the reason of the first that failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it was, whether it held, and what was found."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """All checks made, the last being the one that failed, if any did.

    `pinned` says whether the log's key came from a policy of the reader's own. `kind` and `release`
    are None while the bundle could not be read that far; `size` is the checkpoint's.
    """

    pinned: bool
    checks: tuple[Check, ...] = field(default=())
    verified: bool = False
    kind: str | None = None
    release: str | None = None
    index: int | None = None
    size: int | None = None

    @property
    def reason(self) -> str | None:
        """Why the bundle is not verified."""
        return None if self.verified or not self.checks else self.checks[-1].detail

    def document(self) -> dict[str, Any]:
        """The report as one JSON object."""
        return {
            "verified": self.verified,
            "pinned": self.pinned,
            "kind": self.kind,
            "release": self.release,
            "index": self.index,
            "size": self.size,
            "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in self.checks],
            "reason": self.reason,
        }
