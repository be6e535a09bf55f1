"""What a policy says of attacks on the release itself: its section ``[attack]``; and what is told of them. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from cohortium.errors import BadInput
from cohortium.release.facts import is_fact
from cohortium_anonymize import SpecError
from cohortium_anonymize.attacks.battery import Battery
from cohortium_anonymize.attacks.terms import Terms, parse_terms

STEPS = 10  # risks are told in tenths, upward: no one person's data moves them visibly


def read_attack(table: Mapping[str, Any]) -> Terms:
    """The section of a policy file; BadInput names the key that is wrong."""
    if "seed" in table:
        raise BadInput("the policy's [attack] has no 'seed': draws are made with the release's key")
    try:
        return parse_terms(table)
    except SpecError as error:
        raise BadInput(f"the policy: {error}") from error


def check_columns(terms: Terms, quasi: Sequence[str]) -> None:
    """BadInput when the section names what no release has: neither a column of `quasi` nor a fact of events."""
    for name in (*(terms.known or ()), *(terms.secret or ())):
        if name not in quasi and not is_fact(name):
            raise BadInput(
                f"the policy's [attack] names {name!r}, which is not attacked: it may name"
                f" {', '.join(quasi)}, span, 'span of TABLE' and 'TABLE.MEASURE of CODE'"
            )


def described(terms: Terms) -> dict[str, Any]:
    """The section as it stands in a manifest."""
    return {
        "enabled": terms.enabled,
        "attacks": terms.attacks,
        "limit": terms.limit,
        "known": None if terms.known is None else list(terms.known),
        "secret": None if terms.secret is None else list(terms.secret),
        "joint": terms.joint,
        "too_few": terms.too_few,
    }


def blurred(battery: Battery) -> dict[str, Any]:
    """What researchers see: of each attack the upper end of its risk, in tenths; no counts."""
    return {
        "verdict": battery.verdict,
        "limit": battery.limit,
        "attacks": [
            {
                "attack": found.outcome.name,
                "judged": found.judged,
                "risk_at_most": math.ceil(found.outcome.risk.high * STEPS) / STEPS,
            }
            for found in battery.found
        ],
    }
