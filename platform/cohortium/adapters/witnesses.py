"""The witnesses of a home's ledger: how each is asked, and those that run here.

A witness with an address in the policy is asked there; one without, in its folder below
``witnesses/`` of the home, in this process. Local witnesses show the mechanism and prove no
independence: whoever holds the home holds their keys.
"""

from __future__ import annotations

from cohortium.adapters.passphrase import wrapping_from
from cohortium.home import PRIVATE, Home
from cohortium_ledger import LedgerExists, Log, Witness
from cohortium_ledger.errors import FormatError
from cohortium_ledger.witness.publication import Clients
from cohortium_ledger.witness.witness_client import (
    LocalWitness,
    UnknownWitness,
    WebWitness,
    WitnessClient,
)
from cohortium_ledger.witness.witness_panel import TIMEOUT


def clients(home: Home, log: Log) -> Clients:
    """How the witnesses that a policy of `log` names are asked."""

    def client(name: str, url: str | None) -> WitnessClient:
        if url is not None:
            try:
                return WebWitness(url, TIMEOUT)
            except FormatError:  # no address that we could ask: told when it is asked
                return UnknownWitness()
        folder = home.witnesses / name
        if folder.parent != home.witnesses:  # no name of a folder
            return UnknownWitness()
        return LocalWitness(folder, [key.vkey for key in log.verifiers], wrapping_from)

    return client


def local_witnesses(home: Home, origin: str, count: int) -> dict[str, str]:
    """`count` witnesses in the home, made where they are missing; their verifier keys by name."""
    home.witnesses.mkdir(mode=PRIVATE, exist_ok=True)
    return {name: _key(home, origin, name) for name in (f"w{n + 1}" for n in range(count))}


def _key(home: Home, origin: str, name: str) -> str:
    folder = home.witnesses / name
    try:
        witness = Witness.create(folder, f"{origin}/{name}", wrapping=wrapping_from())
    except LedgerExists:
        witness = Witness.open(folder, (), wrapping=wrapping_from())
    with witness:
        return witness.vkey
