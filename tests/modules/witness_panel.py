"""Five hospitals that are real witnesses, asked in this process, and a log that needs four of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cohortium_ledger import (
    Draft,
    Log,
    Signer,
    Witness,
    parse_checkpoint,
    parse_note,
)
from cohortium_ledger.errors import TreeUnavailable
from cohortium_ledger.formats.quorum import group_policy
from cohortium_ledger.witness.publication import Publisher
from cohortium_ledger.witness.witness_client import Reply, origin_hash

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-01T00:00:00.000Z"
TIMEOUT, GRACE = 1.5, 0.05


class Hospital:
    """A real witness in a folder, asked in this process; `manner` is how it answers."""

    def __init__(self, folder: Path, name: str) -> None:
        self.witness = Witness.create(folder, f"witness.example/{name}")
        self.witness.close()
        self.witness = Witness.open(folder, [SIGNER.vkey])
        self.manner: Callable[[Hospital, bytes], Reply] | None = None
        self.shows: Callable[[], bytes | None] | None = None
        self.asked = 0

    def cosigned(self, request: bytes) -> Reply:
        answer = self.witness.add_checkpoint(request)
        return Reply(answer.status, answer.body)

    def add_checkpoint(self, request: bytes) -> Reply:
        self.asked += 1
        return self.cosigned(request) if self.manner is None else self.manner(self, request)

    def checkpoint(self, origin: str) -> bytes | None:
        if self.shows is not None:
            return self.shows()
        return self.witness.checkpoint(origin_hash(origin))

    def close(self) -> None: ...


class Panel:
    """Five hospitals and a log whose checkpoints need four of them, which its entry 0 says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hospitals = {f"w{n}": Hospital(folder / f"w{n}", f"w{n}") for n in range(1, 6)}
        keys = {name: hospital.witness.vkey for name, hospital in self.hospitals.items()}
        self.policy = group_policy([SIGNER.vkey], keys, 4)
        with Log.create(folder / "log", SIGNER) as log:
            log.set_policy(self.policy)

    def open(self, place: str = "log") -> Log:
        return Log.open(self.folder / place, SIGNER)

    def publisher(self, log: Log) -> Publisher:
        """As a process that has just begun."""
        return Publisher(log, lambda name, _: self.hospitals[name], timeout=TIMEOUT, grace=GRACE)

    def each(self, names: str, manner: Any) -> None:
        for name in names.split():
            self.hospitals[name].manner = manner

    def silence(self, names: str) -> None:
        """These answer nothing at all any more."""
        for name in names.split():
            self.hospitals[name].manner = lambda *_: down()
            self.hospitals[name].shows = down

    def mend(self) -> None:
        for hospital in self.hospitals.values():
            hospital.manner = hospital.shows = None


def down() -> Any:
    raise TreeUnavailable("the server cannot be reached: Connection refused")


def hang(*_: object) -> Any:
    time.sleep(30)


def size_of(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


def grow(log: Log, count: int = 3, what: str = "r") -> None:
    log.append([Draft("model.trained", {"release": f"{what}{n}"}, TIME) for n in range(count)])
