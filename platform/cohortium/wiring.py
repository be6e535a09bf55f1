"""Wiring: from a folder to a working installation. The only place that builds adapters."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cohortium.adapters.extraction import Shards, Tables, rows
from cohortium.adapters.home_keys import HomeKeys
from cohortium.adapters.journal import Journal
from cohortium.adapters.lock import exclusive, unless_held
from cohortium.adapters.operator_key import finish_operator_rotation
from cohortium.adapters.operator_key import rotate_operator as new_operator_key
from cohortium.adapters.receipt_key import receipt_signer
from cohortium.adapters.rendition import Releases
from cohortium.adapters.state import State
from cohortium.adapters.vault import Vault
from cohortium.adapters.witnesses import clients, local_witnesses
from cohortium.adapters.worker import Limits, Workers
from cohortium.errors import Conflict, Unavailable
from cohortium.home import Home, check_origin, new_origin
from cohortium.records.record import PatientRef
from cohortium.settings import Settings
from cohortium.times import Clock, instant, system_clock
from cohortium_ledger import LedgerExists, Log, Signer
from cohortium_ledger.errors import HistoryForked, HistoryRolledBack
from cohortium_ledger.formats.quorum import default_threshold, group_policy
from cohortium_ledger.witness.publication import Publication, Publisher, standing


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
    _publisher: Publisher | None = field(default=None, repr=False)
    _workers: Workers | None = field(default=None, repr=False)
    _borrowed: bool = False

    @property
    def releases(self) -> Releases:
        """Where releases stand."""
        return Releases(self.home.releases)

    @property
    def receipts(self) -> Signer:
        """What signs submission receipts; the first use makes the key."""
        return receipt_signer(self.home, self.log.origin)

    @property
    def workers(self) -> Workers:
        """The disposable workers that run compiled questions; the first use starts them."""
        if self._workers is None:
            self._workers = make_workers(self.settings)
        return self._workers

    def integrate(self) -> Publication:
        """Sign what is recorded, and publish it once the policy's quorum has cosigned it.

        Says how far that came; what is recorded stands in any case. Where signing is another
        process's, nothing is done here.
        """
        return standing(self.log) if self._publisher is None else self._publisher.publish()

    def hear(self) -> None:
        """Ask the witnesses whether the ledger is an old copy, before anything is recorded.

        Where signing is another process's, that one asks them.

        :raises Unavailable: it lacks what one of them saw
        """
        if self._publisher is not None:
            _hear(self._publisher)

    def local_policy(self, count: int) -> str:
        """A policy of `count` witnesses in the home itself, made where they are missing."""
        witnesses = local_witnesses(self.home, self.log.origin, count)
        logs = [verifier.vkey for verifier in self.log.verifiers]
        return group_policy(logs, witnesses, default_threshold(count))

    def rows(
        self, shards: Shards, upto: Mapping[PatientRef, int] | None = None
    ) -> Generator[Tables]:
        """The event tables of each shard of patients in turn. Close it."""
        return rows(self.home.vault, self.vault, shards, upto or {})

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
    keys = HomeKeys(home)
    if not home.log_key.exists():
        keys.write_signer(Signer.generate(name))
    if not home.operator_key.exists():
        keys.write_operator(secrets.token_bytes(32))
    signer = keys.signers()[0]
    if origin and signer.name != name:
        raise Conflict(f"{path} was begun with origin {signer.name}: use that, or another folder")
    _create_log(home, signer)
    Vault.create(home.vault, keys.operator()).close()
    home.seal(signer.name)
    return home


@contextmanager
def open_home(
    path: Path,
    *,
    clock: Clock = system_clock,
    workers: Workers | None = None,
    log: Log | None = None,
) -> Iterator[Installation]:
    """Open the installation at `path`, finish what a crash left, fold the ledger, yield it.

    An installation is for one thread at a time. `workers` and `log` may be shared: they are left
    open. With a `log` nothing is signed, and the signing key is not read.
    """
    home = Home(path)
    home.require()
    with ExitStack() as stack:
        keys = HomeKeys(home)
        finish_operator_rotation(home, keys)
        publisher = None
        if log is None:
            log = stack.enter_context(_signing_log(home, keys, clock))
            publisher = Publisher(log, clients(home, log))
            stack.callback(publisher.close)
        vault = Vault.open(home.vault, keys.operator(), log)
        stack.callback(vault.close)
        journal = Journal(vault, log, partial(_hear, publisher) if publisher else None)
        journal.recover()
        if vault.successions.pending():
            with exclusive(home.root / ".keys.lock"), exclusive(home.root / ".enrol.lock"):
                journal.recover()  # what a process told the ledger while this one waited
                vault.successions.finish()
        state = State(home.state, log)
        stack.callback(state.close)
        state.refresh()
        installation = Installation(
            home, log, vault, journal, state, clock, Settings(), publisher, workers,
            workers is not None,
        )  # fmt: skip
        stack.callback(installation.close)
        _finish_erasures(installation)
        _remove_unfinished(installation)
        yield installation


@contextmanager
def open_publisher(path: Path, *, clock: Clock = system_clock) -> Iterator[Publisher]:
    """What signs and publishes the ledger of the installation at `path`; it reads no other key."""
    home = Home(path)
    home.require()
    with (
        _signing_log(home, HomeKeys(home), clock) as log,
        closing(Publisher(log, clients(home, log))) as publisher,
    ):
        yield publisher


def open_shared_log(path: Path) -> Log:
    """The ledger of the installation at `path`, for threads to append to together; it signs nothing."""
    home = Home(path)
    home.require()
    return Log.open(home.ledger_place, appending=True)


def rotate_operator(path: Path) -> None:
    """Give the installation at `path` a new operator key."""
    home = Home(path)
    home.require()
    new_operator_key(home, HomeKeys(home))


def _hear(publisher: Publisher) -> None:
    """Let witnesses say that nothing more may be signed, before it is recorded in vain."""
    try:
        publisher.hear()
    except (HistoryForked, HistoryRolledBack) as error:
        raise Unavailable(f"{error}; nothing was recorded", code="ledger") from error


def _signing_log(home: Home, keys: HomeKeys, clock: Clock) -> Log:
    """The log with all keys that sign it; a successor whose predecessor's time is over takes its place."""
    signer, *successors = keys.signers()
    log = Log.open(home.ledger_place, signer, successors=successors, clock=lambda: instant(clock()))
    if successors and signer.verifier not in log.verifiers:
        keys.promote_signer()
    return log


def _create_log(home: Home, signer: Signer) -> None:
    """A new, empty ledger; one that a crash left behind is taken if it has this very key."""
    try:
        Log.create(home.ledger_place, signer).close()
    except LedgerExists:
        Log.open(home.ledger_place, signer).close()


def _finish_erasures(installation: Installation) -> None:
    """Finish, or undo, the erasures that a dead process left; a living one is waited for."""
    if installation.vault.erasures.pending():
        with installation.exclusive("enrol"):
            installation.journal.recover()
            installation.vault.erasures.recover()


def _remove_unfinished(installation: Installation) -> None:
    """Remove what a dead publication left; a living one is let be, and so is a disk that takes no writes."""
    if not installation.releases.unfinished():
        return
    with suppress(OSError), unless_held(installation.home.root / ".publish.lock") as held:
        for folder in installation.releases.unfinished() if held else ():
            shutil.rmtree(folder)
