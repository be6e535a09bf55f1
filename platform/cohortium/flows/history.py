"""History: what was asked under a grant, and what became of it, for its asker alone."""

from __future__ import annotations

from typing import Any

from cohortium.ports import Installation
from cohortium.standing import Asking, Grant

PAGE = 500  # questions looked through at a time


def history(
    installation: Installation, grant: Grant, *, before: int, limit: int
) -> list[dict[str, Any]]:
    """The `limit` newest questions of `grant` that stand before entry `before`, newest first."""
    installation.state.refresh()
    return [
        _describe(installation, asking)
        for asking in installation.state.questions(grant.id, before, limit)
    ]


def answer_to(installation: Installation, grant: Grant, request: str, *, since: int) -> int | None:
    """The entry of the answer whose intent carries `request`, looked for from entry `since` on."""
    before = installation.state.refresh()
    while found := installation.state.questions(grant.id, before, PAGE):
        for asking in found:
            if asking.index < since:
                return None
            opening = installation.vault.opening(asking.index)
            if (
                asking.outcome == "answered"
                and opening
                and opening.private.get("request") == request
            ):
                return asking.closed
        before = found[-1].index
    return None


def _describe(installation: Installation, asking: Asking) -> dict[str, Any]:
    opening = installation.vault.opening(asking.index)
    private = opening.private if opening else {}
    answered = asking.outcome == "answered"
    return {
        "index": asking.index,
        "time": asking.time,
        "dataset": asking.dataset,
        "outcome": asking.outcome or "running",
        "question": private.get("question"),
        "reasons": private.get("reasons", []),
        "receipt": asking.closed if answered else None,
    }
