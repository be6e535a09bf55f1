"""State: the ledger, folded into tables that can be asked. SQLite; no personal data; a mere cache.

Everything here is a function of the entries: delete the file and the next start rebuilds it equal.
Whose consent an index is, is not here but sealed in the vault.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cohortium.adapters.folds import FOLDS, SCHEMA, TABLES
from cohortium.errors import NotFound, Unavailable
from cohortium.standing import Asking, Grant, Release, Study
from cohortium_ledger import Entry, Log


class State:
    """The fold, on disk. `refresh` brings it up to the ledger's size; every question asks after that."""

    def __init__(self, path: Path, log: Log) -> None:
        self._path = path
        self._log = log
        try:
            self._database = self._open()
            self._folded()
        except sqlite3.DatabaseError as error:
            # locked, or the disk: not the file's fault
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._discard()
            self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(
            self._path, timeout=30, isolation_level=None, check_same_thread=False
        )
        self._path.chmod(0o600)
        database.execute("pragma journal_mode = wal")
        # a cache: the ledger is what must be durable
        database.execute("pragma synchronous = normal")
        database.executescript(SCHEMA)
        database.execute("insert or ignore into meta values (1, 0)")
        return database

    def _discard(self) -> None:
        """Remove a file that is no state database any more: a mere cache, folded anew."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def refresh(self) -> int:
        """Fold the entries that came since; return the ledger's size they reach up to."""
        if self._folded() == self._log.size:
            return self._folded()
        with self._transaction():
            folded = self._folded()
            size = self._log.size
            if folded > size:
                raise Unavailable(
                    f"the ledger is an old copy: {folded} entries were folded into the state, the"
                    f" ledger has {size}: restore a newer one",
                    code="ledger",
                )
            for data in self._log.entries(folded, size):
                self._apply(Entry.parse(data))
            self._database.execute("update meta set size = ?", (size,))
        return size

    def _folded(self) -> int:
        return int(self._one("select size from meta"))

    def _one(self, sql: str, *parameters: Any) -> Any:
        row = self._database.execute(sql, parameters).fetchone()
        return row[0] if row else None

    def _apply(self, entry: Entry) -> None:
        apply = FOLDS.get(entry.type)
        if apply:
            sql, fields = apply
            values = {name: entry.body.get(name) for name in fields}
            self._database.execute(sql, {**values, "n": entry.n, "time": entry.time})

    def studies(self) -> list[Study]:
        """All studies, oldest first."""
        rows = self._database.execute(
            "select id, title, digest, until, idx from study order by idx"
        )
        return [Study(*row) for row in rows]

    def study(self, study: str) -> Study:
        """One study, or NotFound."""
        for found in self.studies():
            if found.id == study:
                return found
        raise NotFound(f"no study {study}: see cohortium study list")

    def consents(self, study: str, size: int) -> list[int]:
        """Indices of the consents to `study` in force as of ledger size `size`, ascending."""
        rows = self._database.execute(
            "select idx from consent where study = ?1 and idx < ?2"
            " and (withdrawn is null or withdrawn >= ?2) order by idx",
            (study, size),
        )
        return [row[0] for row in rows]

    def withdrawn(self, study: str, since: int, size: int) -> list[int]:
        """Consents granted before `since` whose withdrawal stands in [since, size)."""
        rows = self._database.execute(
            "select idx from consent where study = ? and idx < ? and withdrawn >= ? and withdrawn < ?"
            " order by idx",
            (study, since, since, size),
        )
        return [row[0] for row in rows]

    def withdrawn_since(self, study: str, since: int, size: int) -> list[int]:
        """Consents granted at or after `since` that are withdrawn before `size`."""
        rows = self._database.execute(
            "select idx from consent where study = ? and idx >= ? and withdrawn < ? order by idx",
            (study, since, size),
        )
        return [row[0] for row in rows]

    def first_withdrawal(self, study: str, since: int, size: int) -> int | None:
        """The first entry in [since, size) that withdraws a consent granted before `since`."""
        first: int | None = self._one(
            "select min(withdrawn) from consent where study = ? and idx < ? and withdrawn >= ?"
            " and withdrawn < ?",
            study, since, since, size,
        )  # fmt: skip
        return first

    def consent_counts(self, study: str) -> dict[str, int]:
        """How many consents were granted, are in force, and were withdrawn, by method."""
        rows = self._database.execute(
            "select method, withdrawn_method, count(*) from consent where study = ? group by 1, 2",
            (study,),
        ).fetchall()
        counts = {"granted": 0, "in_force": 0, "withdrawn": 0}
        for method, withdrawn, count in rows:
            counts["granted"] += count
            counts["in_force" if withdrawn is None else "withdrawn"] += count
            counts[f"granted:{method}"] = counts.get(f"granted:{method}", 0) + count
            if withdrawn is not None:
                counts[f"withdrawn:{withdrawn}"] = counts.get(f"withdrawn:{withdrawn}", 0) + count
        return counts

    def intakes(self) -> list[tuple[int, str, str]]:
        """(index, hospital, batch) of every intake, oldest first."""
        return self._database.execute(
            "select idx, hospital, batch from intake order by idx"
        ).fetchall()

    def releases(self, dataset: str | None = None) -> list[Release]:
        """Releases, oldest first."""
        rows = self._database.execute(
            "select id, dataset, study, manifest, consent_size, idx from release"
            " where ?1 is null or dataset = ?1 order by idx",
            (dataset,),
        )
        return [Release(*row) for row in rows]

    def release(self, release: str) -> Release:
        """One release, or NotFound."""
        for found in self.releases():
            if found.id == release:
                return found
        raise NotFound(f"no release {release}: see cohortium dataset list")

    def latest(self, dataset: str) -> Release:
        """The newest release of a dataset, or NotFound."""
        found = self.releases(dataset)
        if not found:
            raise NotFound(f"no dataset {dataset}: see cohortium dataset list")
        return found[-1]

    def grants(self) -> list[Grant]:
        """All grants, oldest first."""
        rows = self._database.execute(
            "select id, dataset, until, download, idx, ended from access order by idx"
        )
        return [Grant(i, d, u, bool(w), n, e) for i, d, u, w, n, e in rows]

    def grant(self, grant: str) -> Grant | None:
        """One grant, or None."""
        return next((found for found in self.grants() if found.id == grant), None)

    def asked_on(self, grant: str, day: str) -> int:
        """How many questions a grant has asked on a day (YYYY-MM-DD)."""
        return int(
            self._one(
                "select count(*) from question where access = ? and time >= ? and time < ?"
                " and outcome is not 'refused'",
                grant, day, f"{day}~",
            )
        )  # fmt: skip

    def questions(self, grant: str, before: int, limit: int) -> list[Asking]:
        """A grant's questions whose first entry stands before `before`, newest first."""
        rows = self._database.execute(
            "select idx, time, dataset, outcome, closed from question"
            " where access = ? and idx < ? order by idx desc limit ?",
            (grant, before, limit),
        )
        return [Asking(*row) for row in rows]

    def dangling(self, before: str) -> list[int]:
        """Intents older than the instant `before` that have no outcome yet."""
        rows = self._database.execute(
            "select idx from question where outcome is null and time < ? order by idx", (before,)
        )
        return [row[0] for row in rows]

    def counts(self) -> dict[str, int]:
        """How many there are of each, for status and metrics."""
        return {table: int(self._one(f"select count(*) from {table}")) for table in TABLES}  # noqa: S608 - constants

    def dump(self) -> list[tuple[Any, ...]]:
        """Every row of every table, in order: what must be equal after a rebuild."""
        tables = (*TABLES, "meta")
        return [
            (table, *row)
            for table in tables
            for row in self._database.execute(f"select * from {table} order by 1")  # noqa: S608 - constants
        ]
