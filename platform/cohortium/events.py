"""Events: what is told to the ledger, and what is kept of it in private.

An event has a public `body`, which goes on the ledger, and a `private` content, of which the body
carries only a commitment (`cohortium_ledger.commit`). Opening and commitment key are sealed in the
vault under the data key of `owner`, or the operator's when nobody's; destroying that key leaves the
chain intact and the content unreadable. Pure values; `adapters.journal` does the work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohortium.records.record import PatientRef


@dataclass(frozen=True, slots=True)
class Event:
    """One event to record.

    `time` is the public time (RFC 3339 UTC with milliseconds). `signer` names the hospital whose
    Ed25519 key signs the body: ``body["signature"]`` is then base64 of the signature over
    ``b"cohortium/" + type + b"/v1\\0" + JCS(body without signature)``. `replay` says what a restart
    does with an event that was sealed but had not reached the ledger: append it, or drop it.
    """

    type: str
    body: Mapping[str, Any]
    time: str
    private: Mapping[str, Any] | None = None
    owner: PatientRef | None = None
    signer: str | None = None
    replay: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that stands on the ledger at `index`; `key` opens its commitment (None: no private)."""

    index: int
    body: Mapping[str, Any]
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a commitment hides, and the key that proves it. `index` is that of its entry."""

    index: int
    type: str
    key: bytes = field(repr=False)
    private: Mapping[str, Any] = field(repr=False)
    owner: PatientRef | None = None
