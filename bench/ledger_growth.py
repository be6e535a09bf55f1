"""How the cost of an append and the size of a proof grow, from 10^3 to 10^7 entries: a table, no rows.

All entries but those appended here are alike and short, so that the tree over them is made without
hashing each: the store, its tiles, its indexes and its proofs are those of a log of that size.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.ledger_append_work import BODY
from cohortium_ledger import Checkpoint, Draft, Log, Proof, Signer, leaf_hash, parse_proof
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.log.clock import now
from cohortium_ledger.log.sqlite_store import FILE_NAME
from cohortium_ledger.tree.prover import fold

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
BATCHES, BATCH = 40, 64
PROOFS = 40
_ENTRY = b"one of many"
_MANY = "WITH RECURSIVE many(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM many WHERE n < ? - 1) "


def show() -> None:
    """Measure every size and print the table."""
    table = Table(
        "entries", "append, CPU us", f"{BATCH} appends, ms", "proof, hashes", "proof, bytes",
        "prove, CPU us", "verify, CPU us", title="Growth",
    )  # fmt: skip
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="cohortium-bench-") as temporary:
            told = measured(Path(temporary) / "ledger", size)
        table.add_row(f"{size:,}", *(f"{value:.4g}" for value in told.values()))
    Console().print(table)


def measured(folder: Path, size: int) -> dict[str, float]:
    """A log of `size` entries: appending to it, and proving from it."""
    signer = Signer.generate("example.org/bench")
    synthesize(folder, signer, size)
    with Log.open(folder, signer) as log:
        proofs = _proofs(log, size)
        return _appends(log) | proofs


def _appends(log: Log) -> dict[str, float]:
    drafts = [Draft("consent.granted", BODY, now())] * BATCH
    log.append(drafts)
    start, cpu = time.perf_counter(), time.process_time()
    for _ in range(BATCHES):
        log.append(drafts)
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    return {"append": cpu / BATCHES / BATCH * 1e6, "batch": took / BATCHES * 1e3}


def _proofs(log: Log, size: int) -> dict[str, float]:
    places = [i * 7919 % size for i in range(PROOFS)]
    start = time.process_time()
    files = [log.prove(n) for n in places]
    proved = time.process_time() - start
    proofs: list[Proof] = [parse_proof(data) for data in files]
    head = Checkpoint(log.origin, size, log.root(size))
    start = time.process_time()
    for proof in proofs:
        proof.verify(_ENTRY, head)
    verified = time.process_time() - start
    return {
        "hashes": max(len(proof.hashes) for proof in proofs),
        "bytes": max(map(len, files)),
        "prove": proved / PROOFS * 1e6,
        "verify": verified / PROOFS * 1e6,
    }


def synthesize(folder: Path, signer: Signer, size: int) -> None:
    """A log of `size` entries that are all the same, signed."""
    with Log.create(folder, signer):
        pass
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute(f"{_MANY} INSERT INTO entries SELECT n, ? FROM many", (size, _ENTRY))
        _put_tiles(db, size)
        db.commit()
    with Log.open(folder) as log:
        note = signer.sign_note(bytes(Checkpoint(signer.name, size, log.root(size))))
    with closing(sqlite3.connect(folder / FILE_NAME)) as db:
        for table in ("checkpoints", "published"):
            db.execute(f"INSERT INTO {table} VALUES (?, ?)", (size, note))
        db.commit()


def _put_tiles(db: sqlite3.Connection, size: int) -> None:
    level, row = 0, leaf_hash(_ENTRY)
    while size:
        full, rest = divmod(size, WIDTH)
        tile: Any = row * WIDTH
        if full:
            db.execute(
                f"{_MANY} INSERT INTO tiles SELECT ?, n, ? FROM many", (full, level, tile)
            )  # fmt: skip
        if rest:
            db.execute("INSERT INTO tiles VALUES (?, ?, ?)", (level, full, row * rest))
        level, row, size = level + 1, fold([row] * WIDTH), full
