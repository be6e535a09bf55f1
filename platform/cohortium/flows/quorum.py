"""The quorum of a ledger: which witnesses must cosign a checkpoint before it is published.

The policy in force is what the ledger's newest `policy.changed` says, signed by a key of the log: so
whoever reads the ledger knows under which one each checkpoint was published, and nobody sets another
by writing to the ledger's files.
"""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.errors import BadInput
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium_ledger import Policy, parse_policy
from cohortium_ledger.errors import FormatError
from cohortium_ledger.formats.quorum import Tolerance, tolerance
from cohortium_ledger.remote.fetching import checked_url

LOCK = "policy"
LARGEST = 32_768  # bytes of a policy: it goes on the ledger, whose entries have at most 65,535


@dataclass(frozen=True, slots=True)
class QuorumSet:
    """The entry that says so, the policy, and what it tolerates."""

    index: int
    policy: Policy
    tolerance: Tolerance


def set_quorum(installation: Installation, text: str) -> QuorumSet:
    """Let the tlog-policy `text` be in force for all checkpoints from now on.

    :raises BadInput: it is no policy, or not one for this ledger
    :raises LedgerError: the ledger lacks what a witness of the policy in force saw, or its key is not here
    """
    policy = _checked(installation, text)
    installation.hear()  # another quorum must not help an old copy past the witnesses it has
    with installation.exclusive(LOCK):
        change = installation.log.policy_change(text)
        event = Event(change.type, change.body, change.time, replay=False)
        [recorded] = installation.journal.record([event])
    return QuorumSet(recorded.index, policy, tolerance(policy))


def _checked(installation: Installation, text: str) -> Policy:
    if len(text.encode()) > LARGEST:
        raise BadInput(f"a policy for the ledger has at most {LARGEST} bytes")
    try:
        policy = parse_policy(text)
        for url in policy.urls.values():
            checked_url(url)
    except FormatError as error:
        raise BadInput(f"the policy cannot be used: {error}") from error
    if not policy.logs or not set(policy.logs) <= set(installation.log.verifiers):
        raise BadInput(
            "the policy must name this ledger's key on its log line, and no other log:"
            " cohortium ledger policy prints the line"
        )
    return policy
