"""A vault's file that is moved away under a writer takes nothing any more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cohortium.adapters.vault.database import Database
from cohortium.errors import Unavailable


def _replace(path: Path) -> None:
    shutil.copy2(path, path.with_name("copy"))
    path.with_name("copy").replace(path)


@pytest.mark.parametrize("take", [Path.unlink, _replace])
def test_nothing_is_committed_once_the_file_is_gone(
    tmp_path: Path, take: Callable[[Path], None]
) -> None:
    path = tmp_path / "vault.db"
    database = Database.create(path, "CREATE TABLE t (x)")
    with database.transaction():
        database.write("INSERT INTO t VALUES (1)")
    with pytest.raises(Unavailable, match="removed or replaced"), database.transaction():
        database.write("INSERT INTO t VALUES (2)")
        take(path)
    with pytest.raises(Unavailable, match="removed or replaced"), database.transaction():
        database.write("INSERT INTO t VALUES (3)")
    assert not database.connection.in_transaction
    database.close()
