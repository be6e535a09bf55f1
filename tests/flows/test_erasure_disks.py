"""Erasure against the disk and its thieves: copies that SQLite left, readers, keys and entries taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cohortium.errors import Unavailable
from cohortium.flows import enrol
from cohortium.flows.erase import erase
from cohortium.flows.publish import publish
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy
from cohortium.wiring import open_home
from erasure_traces import WHO, holding, owner_of, secrets_of

Copy = Callable[[Path], Path]


@pytest.fixture
def home(published: Path, copy: Copy) -> Path:
    return copy(published)


def test_a_copy_that_sqlite_left_is_found_and_written_over(home: Path) -> None:
    """Moving rows can leave bytes in free pages: they are looked for, and the file made anew."""
    owner = owner_of(home, WHO)
    secrets = secrets_of(home, owner)
    with closing(sqlite3.connect(home / "vault" / "vault.db")) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("CREATE TABLE moved AS SELECT data_key, hex(zeroblob(9000)) FROM owners")
        database.execute("DROP TABLE moved")
        database.commit()
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
        installation.vault.check_batches(["north", "south"])
    assert holding(home, {"data key": secrets["data key"]}) == set()


def test_a_reader_of_an_older_state_is_told_and_the_next_opening_scrubs(home: Path) -> None:
    secrets = secrets_of(home, owner_of(home, WHO))
    with open_home(home) as installation:
        for database in (installation.vault._database, installation.vault.events.database):
            database._wait = 0.1
            database.connection.execute("PRAGMA busy_timeout = 100")
        with closing(sqlite3.connect(home / "vault" / "vault.db")) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM owners").fetchone()
            with pytest.raises(Unavailable, match="older copy") as caught:
                erase(installation, "north", "north-p3", by="desk")
            assert caught.value.code == "scrub"
            with open_home(home) as other:
                assert other.vault.resolve("north-p3", "north") == []
                assert len(other.vault.erasures.pending()) == 1
    with open_home(home) as installation:
        assert installation.vault.erasures.pending() == []
    assert holding(home, secrets) == set()


STOLEN = {
    "a key put to null": ("UPDATE owners SET data_key = NULL WHERE id = {other}",),
    "another erasure's mark": (
        "UPDATE owners SET data_key = NULL WHERE id = {other}",
        "INSERT INTO erasures SELECT {other}, erasure, tombstone, tag, wrapped FROM erasures",
    ),
    "an erasure's mark gone": ("DELETE FROM erasures WHERE owner = {erased}",),
}


@pytest.mark.parametrize("statements", STOLEN.values(), ids=STOLEN)
def test_a_stolen_key_is_no_erasure(home: Path, statements: tuple[str, ...]) -> None:
    numbers = {
        "erased": owner_of(home, WHO), "other": owner_of(home, PatientRef("north", "north-p7")),
    }  # fmt: skip
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
    with closing(sqlite3.connect(home / "vault" / "vault.db")) as database:
        for statement in statements:
            assert database.execute(statement.format(**numbers)).rowcount
        database.commit()
    with open_home(home) as installation:
        for act in (
            lambda: installation.vault.check_batches(["north"]),
            lambda: enrol.consents_in_force(installation, "hearts"),
            lambda: publish(installation, "hearts", Policy()),
        ):
            with pytest.raises(Unavailable, match="restore the vault") as caught:
                act()
            assert caught.value.code == "tampered"


def test_an_erasure_s_entry_taken_from_the_vault_is_noticed(home: Path) -> None:
    with open_home(home) as installation:
        erase(installation, "north", "north-p3", by="desk")
    with closing(sqlite3.connect(home / "vault" / "openings.db")) as database:
        assert database.execute("DELETE FROM events WHERE type = 'erasure.done'").rowcount == 1
        database.commit()
    with open_home(home) as installation, pytest.raises(Unavailable) as caught:
        enrol.consents_in_force(installation, "hearts")
    assert caught.value.code == "tampered"
