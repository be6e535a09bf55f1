"""Receipts: what lets anyone check, later and offline, that an answer was given as it was.

A receipt holds the answer's content and the key of its commitment: whoever holds it can show the
answer to others, and nobody can guess the answer off the ledger. It is *sequenced* until a signed
checkpoint holds its entry, then *integrated*, and *cosigned* once that checkpoint is published with a
quorum of witnesses. Its proof leads to a published checkpoint: while the policy asks for a quorum,
there is none before that.
"""

from __future__ import annotations

from typing import Any

from cohortium.errors import NotFound, Unavailable
from cohortium.flows.ask import Answer
from cohortium.ports import Installation
from cohortium.standing import Grant
from cohortium_ledger import Entry, parse_checkpoint, parse_note
from cohortium_ledger.witness.publication import Publication


def receipt(installation: Installation, answer: Answer) -> dict[str, Any]:
    """The receipt of an answer just given."""
    return _describe(installation, answer.index, answer.key, dict(answer.content), answer.intent)


def stored_receipt(installation: Installation, index: int) -> dict[str, Any]:
    """The receipt of the answer whose entry stands at `index`."""
    opening = installation.vault.opening(index) if 0 <= index < installation.log.size else None
    if opening is None or opening.type != "query.answered":
        raise NotFound(f"no answer stands at index {index} of the ledger")
    intent = intent_of(installation, index)
    return _describe(installation, index, opening.key, dict(opening.private), intent)


def own_receipt(installation: Installation, grant: Grant, index: int) -> dict[str, Any]:
    """The receipt of an answer given under `grant`; another's and none at all read the same."""
    found = stored_receipt(installation, index)
    intent = Entry.parse(installation.log.entry(found["intent"]))
    if intent.body["grant"] != grant.id:
        raise NotFound(f"no answer stands at index {index} of the ledger")
    return found


def intent_of(installation: Installation, index: int) -> int:
    """The index of the intent that the answer at `index` follows."""
    return int(Entry.parse(installation.log.entry(index)).body["intent"])


def published_size(installation: Installation) -> int:
    """How many entries the newest published checkpoint holds: those that can be proven."""
    return parse_checkpoint(parse_note(installation.log.checkpoint()).text).size


def check_published(publication: Publication, index: int) -> None:
    """Raise Unavailable when no published checkpoint holds entry `index` yet, with the reason."""
    if index >= publication.published:
        raise Unavailable(
            f"entry {index} cannot be proven yet: {publication.warning or 'try again'}",
            code="quorum",
        )


def _describe(
    installation: Installation, index: int, key: bytes, content: dict[str, Any], intent: int
) -> dict[str, Any]:
    state = installation.log.state(index)
    proven = index < published_size(installation)
    return {
        "v": 1,
        "index": index,
        "intent": intent,
        "state": state,
        "consent_size": content["consent_size"],
        "withdrawals_in_force": content["withdrawals_in_force"],
        "dataset": content["dataset"],
        "release": content["release"],
        "canonical": content["canonical"],
        "opening": {"key": key.hex(), "content": content},
        "entry": installation.log.entry(index).decode(),
        "log": installation.log.vkey,
        "proof": installation.log.prove(index).decode() if proven else None,
    }
