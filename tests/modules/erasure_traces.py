"""What an erased patient could leave on a disk, and the search for it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from cohortium.records.record import PatientRef
from cohortium.wiring import open_home

WHO = PatientRef("north", "north-p3")  # the same person as south-p3


def secrets_of(home: Path, owner: int) -> dict[str, bytes]:
    """What must not be found any more: the wrapped key, names, and everything sealed under it."""
    found: dict[str, bytes] = {}
    with closing(sqlite3.connect(home / "vault" / "vault.db")) as database:
        row = database.execute("SELECT data_key, name, lookup FROM owners WHERE id = ?", (owner,))
        found |= dict(zip(("data key", "name", "lookup"), row.fetchone(), strict=True))
        for table, column in (("aliases", "tag"), ("blocks", "sealed")):
            rows = database.execute(f"SELECT {column} FROM {table} WHERE owner = ?", (owner,))
            found |= {f"{table} {at}": value for at, (value,) in enumerate(rows)}
    with closing(sqlite3.connect(home / "vault" / "openings.db")) as database:
        rows = database.execute("SELECT sealed FROM events WHERE owner = ?", (owner,))
        found |= {f"opening {at}": value for at, (value,) in enumerate(rows)}
    assert all(len(value) >= 16 for value in found.values())
    return found


def owner_of(home: Path, patient: PatientRef) -> int:
    with open_home(home) as installation:
        found = installation.vault._owners.find(patient)
    assert found is not None
    return found


def holding(home: Path, secrets: dict[str, bytes]) -> set[str]:
    """Those of `secrets` (their first 16 bytes) that stand in any file of the home, whole or in a page."""
    found = set()
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {name for name, value in secrets.items() if value[:16] in data}
    return found
