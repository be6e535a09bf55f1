"""Wiring: from a folder to a working installation. The only place that builds adapters."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cohortium.adapters.journal import Journal
from cohortium.adapters.keys import read_secret, write_secret
from cohortium.adapters.lock import exclusive
from cohortium.adapters.rendition import Releases
from cohortium.adapters.state import State
from cohortium.adapters.vault import Vault
from cohortium.adapters.worker import Limits, Workers
from cohortium.errors import Conflict
from cohortium.home import Home, check_origin, new_origin
from cohortium.settings import Settings
from cohortium.times import Clock, system_clock
from cohortium_ledger import Log, Signer


@dataclass(slots=True)
class Installation:
    """Everything a flow may need of one home, open."""

    home: Home
    log: Log
    vault: Vault
    journal: Journal
    state: State
    clock: Clock
    settings: Settings
    _workers: Workers | None = field(default=None, repr=False)
    _borrowed: bool = False

    @property
    def releases(self) -> Releases:
        """Where releases stand."""
        return Releases(self.home.releases)

    @property
    def workers(self) -> Workers:
        """The disposable workers that run compiled questions; the first use starts them."""
        if self._workers is None:
            self._workers = make_workers(self.settings)
        return self._workers

    def exclusive(self, what: str) -> AbstractContextManager[None]:
        """Hold `what` alone among all processes of this home."""
        return exclusive(self.home.root / f".{what}.lock")

    def close(self) -> None:
        """Stop the workers, unless they are another's; the rest is closed by `open_home`."""
        if self._workers is not None and not self._borrowed:
            self._workers.close()


def make_workers(settings: Settings) -> Workers:
    """Workers within the operator's limits; threads and installations may share them."""
    return Workers(
        Limits(
            wall_seconds=settings.worker_seconds, address_space_mb=settings.worker_memory_mb
        )
    )  # fmt: skip


def create_home(path: Path, *, origin: str | None = None) -> Home:
    """Create an installation with fresh keys. What a crash left half-made is finished, not mixed."""
    home = Home(path)
    name = check_origin(origin or new_origin())
    home.lay()
    if not home.log_key.exists():
        write_secret(home.log_key, Signer.generate(name).skey.encode())
    if not home.operator_key.exists():
        write_secret(home.operator_key, secrets.token_bytes(32).hex().encode())
    signer = Signer.from_skey(read_secret(home.log_key).decode())
    if origin and signer.name != name:
        raise Conflict(f"{path} was begun with origin {signer.name}: use that, or another folder")
    if not any(home.ledger.iterdir()):
        Log.create(home.ledger, signer).close()
    Vault.create(home.vault, bytes.fromhex(read_secret(home.operator_key).decode())).close()
    home.seal(signer.name)
    return home


@contextmanager
def open_home(
    path: Path, *, clock: Clock = system_clock, workers: Workers | None = None
) -> Iterator[Installation]:
    """Open the installation at `path`, finish what a crash left, fold the ledger, yield it.

    An installation is for one thread at a time. `workers` may be shared: they are left open.
    """
    home = Home(path)
    home.require()
    with ExitStack() as stack:
        signer = Signer.from_skey(read_secret(home.log_key).decode())
        log = Log.open(home.ledger, signer)
        stack.callback(log.close)
        vault = Vault.open(home.vault, bytes.fromhex(read_secret(home.operator_key).decode()), log)
        stack.callback(vault.close)
        journal = Journal(vault, log)
        journal.recover()
        state = State(home.state, log)
        stack.callback(state.close)
        state.refresh()
        installation = Installation(
            home, log, vault, journal, state, clock, Settings(), workers, workers is not None
        )
        stack.callback(installation.close)
        yield installation
