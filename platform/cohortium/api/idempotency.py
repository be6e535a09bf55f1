"""Idempotency keys: the same question sent twice is answered once.

A client that repeats a request with the same ``Idempotency-Key`` and body gets the answer that was
recorded, read from its sealed opening, never computed again; with another body, 422; while the first
is under way, 409. Kept durably in the home's ``requests.db`` for as long as the home stands. Keys and
bodies are kept as HMACs under the asker's own token, so the file tells nothing about questions.

A claim is written before the question runs, and names the answer's entry after. When a process dies
between the two, the claim is found left at the next start, and whoever claims it again first looks on
the ledger for the answer (the claim's digest is sealed with the intent).
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
import sqlite3
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cohortium.errors import BadInput, Conflict, Refused

MAX_KEY = 255
LEFT = ""  # owner of a claim whose process is gone or whose question failed
SCHEMA = """
create table if not exists request (grant_id text not null, digest text not null,
  body text not null, floor integer not null, owner text not null, entry integer,
  primary key (grant_id, digest))
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A request under its key. `entry` is its answer's; `floor` where its ledger entries start.

    `repeated` says that an earlier attempt may have left an answer to look for.
    """

    grant: str
    digest: str
    floor: int
    entry: int | None
    repeated: bool


class Requests:
    """The claims of one home. Threads may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._owner = secrets.token_hex(8)
        self._database: sqlite3.Connection | None = None
        self._presence: int | None = None
        self._under_way: set[tuple[str, str]] = set()

    def start(self) -> None:
        """Mark this process present; when it is the only one, claims of the dead are left."""
        with self._lock:
            database = self._opened()
            if self._presence is not None:
                return
            self._presence = os.open(
                self._path.with_name(".requests.lock"), os.O_RDWR | os.O_CREAT, 0o600
            )
            with suppress(BlockingIOError):
                fcntl.flock(self._presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
                database.execute("update request set owner = ? where entry is null", (LEFT,))
            fcntl.flock(self._presence, fcntl.LOCK_SH)

    def close(self) -> None:
        """Close the file; what is under way counts as left at the next start."""
        with self._lock:
            if self._database is not None:
                self._database.close()
            if self._presence is not None:
                os.close(self._presence)
            self._database = self._presence = None

    def claim(self, grant: str, token: str, key: str, body: bytes, floor: int) -> Claim:
        """Claim `key` for `body`. Refused for another body, Conflict while it is under way."""
        digest, digested = (
            _digest(token, "key", check_key(key).encode()),
            _digest(token, "body", body),
        )
        with self._lock:
            database = self._opened()
            database.execute("begin immediate")
            try:
                claim = self._claim(database, grant, digest, digested, floor)
                database.execute("commit")
            except BaseException:
                database.execute("rollback")
                raise
            if claim.entry is None:
                self._under_way.add((grant, digest))
        return claim

    def settle(self, claim: Claim, entry: int) -> None:
        """Remember durably that the answer stands at `entry`."""
        with self._lock:
            self._opened().execute(
                "update request set entry = ? where grant_id = ? and digest = ?",
                (entry, claim.grant, claim.digest),
            )

    def release(self, claim: Claim) -> None:
        """The request is not under way any more; without an answer its claim is left to the next."""
        with self._lock:
            self._under_way.discard((claim.grant, claim.digest))
            self._opened().execute(
                "update request set owner = ? where grant_id = ? and digest = ? and entry is null",
                (LEFT, claim.grant, claim.digest),
            )

    def _claim(
        self, database: sqlite3.Connection, grant: str, digest: str, body: str, floor: int
    ) -> Claim:
        row = database.execute(
            "select body, floor, owner, entry from request where grant_id = ? and digest = ?",
            (grant, digest),
        ).fetchone()
        if row is None:
            values = (grant, digest, body, floor, self._owner, None)
            database.execute("insert into request values (?, ?, ?, ?, ?, ?)", values)
            return Claim(grant, digest, floor, None, repeated=False)
        if not hmac.compare_digest(row[0], body):
            raise Refused(
                "this Idempotency-Key came with another request: use a new one", code="key_reused"
            )
        if row[3] is None and (
            (grant, digest) in self._under_way or row[2] not in (LEFT, self._owner)
        ):
            raise Conflict(
                "this request is under way: wait for it, then ask again", code="in_flight"
            )
        database.execute(
            "update request set owner = ? where grant_id = ? and digest = ?",
            (self._owner, grant, digest),
        )
        return Claim(grant, digest, row[1], row[3], repeated=True)

    def _opened(self) -> sqlite3.Connection:
        if self._database is None:
            database = sqlite3.connect(
                self._path, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._path.chmod(0o600)
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = full")
            database.execute(SCHEMA)
            self._database = database
        return self._database


def check_key(key: str) -> str:
    """`key` when it is 1 to 255 visible ASCII characters."""
    if not 0 < len(key) <= MAX_KEY or not all("!" <= character <= "~" for character in key):
        raise BadInput(f"an Idempotency-Key is 1 to {MAX_KEY} visible ASCII characters", code="key")
    return key


def _digest(token: str, what: str, data: bytes) -> str:
    return hmac.new(token.encode(), what.encode() + b"\0" + data, hashlib.sha256).hexdigest()
