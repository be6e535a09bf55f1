"""The policy file of a command: whom its user trusts. One place that reads it."""

from __future__ import annotations

from pathlib import Path

from cohortium.errors import BadInput
from cohortium_ledger import Policy, parse_policy
from cohortium_ledger.errors import FormatError

MAX_POLICY = 1_000_000
UNPINNED = (
    "UNPINNED: no policy given; the key is the one that came with the log,"
    " so this shows that it agrees with itself, not whose it is."
)


def policy_bytes(path: Path) -> bytes:
    """The text of a policy file that can be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_POLICY + 1)
        parse_policy(data)
    except OSError as error:
        raise BadInput(f"the policy {path} cannot be read: {error.strerror}") from error
    except FormatError as error:
        raise BadInput(f"{path}: {error}") from error
    return data


def read_policy(path: Path) -> Policy:
    """A policy file that names a log."""
    policy = parse_policy(policy_bytes(path))
    if not policy.logs:
        raise BadInput(f"{path}: the policy has no log line, so no checkpoint could satisfy it")
    return policy
