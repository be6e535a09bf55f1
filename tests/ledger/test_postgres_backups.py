"""Backup and restore of homes whose ledger is in PostgreSQL: equal, whole or not at all, either way."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from cohortium.adapters import backup
from cohortium.adapters.backup import Copy
from cohortium.adapters.ledger_place import ledger_place
from cohortium.cli import run
from cohortium.errors import BadInput, Refused, Unavailable
from cohortium.events import Event
from cohortium.flows import backup as flow
from cohortium.flows.quorum import set_quorum
from cohortium.home import LEDGER_URL, Home
from cohortium.times import instant, system_clock
from cohortium.wiring import Installation, create_home, open_home
from cohortium_ledger import LedgerMissing, LedgerUnavailable, Log
from cohortium_ledger.log import postgres_store, transfer
from cohortium_ledger.log.postgres_restoration import PostgresRestoration

DONE, NO, BAD, KILLED = 0, 1, 2, 9
Patch = pytest.MonkeyPatch


def told(installation: Installation, text: str = "somebody") -> int:
    """Record an event with private content; its entry."""
    name = f"s-{secrets.token_hex(8)}"
    digest = secrets.token_hex(32)
    body = {"study": name, "title": "Hearts", "digest": digest, "until": "2090-01-01"}
    event = Event("study.registered", body, instant(system_clock()), private={"by": text})
    return installation.journal.record([event])[0].index


def taken(home: Path, target: Path) -> Path:
    flow.backup(Home(home), Copy(target), clock=system_clock, keys=True)
    return target


def restored(copy: Path, home: Path, seen: bytes | None = None) -> flow.Restored:
    return flow.restore(Copy(copy), Home(home), opening=open_home, seen=seen)


def use(monkeypatch: Patch, url: str | None) -> None:
    """Let the ledger be at `url`, or in the home's folder."""
    if url is None:
        monkeypatch.delenv(LEDGER_URL, raising=False)
    else:
        monkeypatch.setenv(LEDGER_URL, url)


def empty(postgres: str) -> bool:
    with psycopg.connect(postgres) as db:
        return db.execute("SELECT to_regnamespace('ledger')").fetchone() == (None,)


def dropped(postgres: str) -> None:
    """As a new database is: the old server burnt down."""
    with psycopg.connect(postgres) as db:
        db.execute("DROP SCHEMA ledger CASCADE")


def made(home: Path) -> bytes:
    """A home with some entries, of which the last is under no checkpoint; its newest checkpoint."""
    create_home(home)
    with open_home(home) as installation:
        set_quorum(installation, installation.local_policy(5))
        for _ in range(3):
            told(installation)
        installation.integrate()
        told(installation)
        return installation.log.signed()


def held_by(home: Path) -> tuple[Any, ...]:
    """What the ledger and the vault of a home hold."""
    with open_home(home) as installation:
        log = installation.log
        kept = log._store
        openings = [(o.index, o.private) for o in installation.vault.openings("study.registered")]
        return (
            log.vkey, list(log.entries()), kept.checkpoints(), kept.publications(),
            kept.settings(), openings, log.audit().size,
        )  # fmt: skip


@pytest.mark.parametrize("source", ["postgres", "folder"])
@pytest.mark.parametrize("target", ["postgres", "folder"])
def test_a_home_is_the_same_wherever_its_ledger_is_put_back(
    source: str, target: str, tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    use(monkeypatch, postgres if source == "postgres" else None)
    made(tmp_path / "home")
    before = held_by(tmp_path / "home")
    copy = taken(tmp_path / "home", tmp_path / "copy")
    for path in copy.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    if source == target == "postgres":
        dropped(postgres)
    use(monkeypatch, postgres if target == "postgres" else None)
    done = restored(copy, tmp_path / "new")
    assert held_by(tmp_path / "new") == before
    assert not (tmp_path / "new" / ".restoring").exists()
    ledger = [path.name for path in (tmp_path / "new" / "ledger").iterdir()]
    assert ledger == ([] if target == "postgres" else ["ledger.sqlite"])
    with open_home(tmp_path / "new") as installation:
        assert told(installation) == done.entries


def test_a_database_that_has_a_ledger_is_left_as_it_is(
    tmp_path: Path, postgres: str, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, postgres)
    made(tmp_path / "home")
    copy = taken(tmp_path / "home", tmp_path / "copy")
    with open_home(tmp_path / "home") as installation:
        told(installation)
    before = held_by(tmp_path / "home")
    assert run(["restore", str(copy), "--home", str(tmp_path / "new")]) == BAD
    said = capsys.readouterr().err
    assert "a ledger is in this database already" in said and "postgresql://postgres" not in said
    assert not (tmp_path / "new").exists()
    assert held_by(tmp_path / "home") == before


def test_no_other_url_is_taken(tmp_path: Path, monkeypatch: Patch) -> None:
    use(monkeypatch, "sqlite:///ledger")
    with pytest.raises(BadInput, match=r"no postgresql:// URL"):
        ledger_place(Home(tmp_path))


def test_what_is_refused_leaves_no_ledger_in_the_database(
    tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    use(monkeypatch, None)
    made(tmp_path / "home")
    copy = taken(tmp_path / "home", tmp_path / "copy")
    with open_home(tmp_path / "home") as installation:
        told(installation)
        installation.integrate()
        seen = installation.log.signed()
    use(monkeypatch, postgres)
    with pytest.raises(Refused, match="too old"):
        restored(copy, tmp_path / "new", seen)

    def locked(path: Path, *, log: Log | None) -> Any:
        assert log is not None and log.size
        raise Unavailable("the keys do not open")

    with pytest.raises(Unavailable):
        flow.restore(Copy(copy), Home(tmp_path / "new"), opening=locked, seen=None)
    assert not (tmp_path / "new").exists()
    assert empty(postgres)


def test_nobody_writes_while_the_moments_are_taken(
    tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    """Else an entry could be in the ledger's moment whose opening is not in that of the openings."""
    use(monkeypatch, postgres)
    made(tmp_path / "home")
    refused = []
    with open_home(tmp_path / "home") as installation:
        told(installation)
        installation.log._store._db.execute("SET lock_timeout = 50")  # type: ignore[attr-defined]

        def trying(take: Callable[..., Any]) -> Callable[..., Any]:
            def taking(*values: Any) -> Any:
                if "vault.db" not in str(values[-1]):  # that one is of a later moment
                    with pytest.raises(LedgerUnavailable, match="another process"):
                        told(installation)
                    refused.append(values)
                return take(*values)

            return taking

        moment = postgres_store.PostgresSnapshot
        monkeypatch.setattr(moment, "__init__", trying(moment.__init__))
        monkeypatch.setattr(backup, "snapshot", trying(backup.snapshot))
        taken(tmp_path / "home", tmp_path / "copy")
        assert len(refused) == 2
        told(installation)


def test_it_is_taken_while_several_write(tmp_path: Path, postgres: str, monkeypatch: Patch) -> None:
    """What was acknowledged before a backup began is in it, and each entry in it has its opening."""
    use(monkeypatch, postgres)
    home, stop, failed = tmp_path / "home", threading.Event(), []
    made(home)
    acknowledged: list[int] = []

    def write(name: str) -> None:
        try:
            with open_home(home) as installation:
                while not stop.is_set():
                    acknowledged.append(told(installation, name))
                    installation.log.integrate()
        except BaseException as error:
            failed.append(error)
            raise

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    floors, copies = [], []
    try:
        for turn in range(3):
            wanted = len(acknowledged) + 5
            while len(acknowledged) < wanted and not failed:
                stop.wait(0.01)
            floors.append(max(acknowledged))
            copies.append(taken(home, tmp_path / f"copy{turn}"))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not failed
    with Log.open(postgres) as log:
        live = list(log.entries())
    use(monkeypatch, None)
    for turn, (copy, floor) in enumerate(zip(copies, floors, strict=True)):
        done = restored(copy, tmp_path / f"new{turn}")
        assert floor < done.entries <= len(live)
        _, entries, *_, openings, audited = held_by(tmp_path / f"new{turn}")
        assert entries[: done.entries] == live[: done.entries] and audited == len(entries)
        assert len(openings) == sum(b'"type":"study.registered"' in data for data in entries)


def at(owner: Any, name: str, *, done: bool = False) -> Callable[[Patch], None]:
    """Dying as `owner.name` is called, or once it is `done`."""

    def patch(monkeypatch: Patch) -> None:
        real = getattr(owner, name)

        def dead(*args: Any, **options: Any) -> NoReturn:
            if done:
                real(*args, **options)
            os._exit(KILLED)

        monkeypatch.setattr(owner, name, dead)

    patch.__name__ = f"{'after' if done else 'at'} {name}"
    return patch


HALF_A_HOME = [
    at(Copy, "put_back"), at(Copy, "put_back", done=True),
    at(flow, "_check_seen", done=True), at(Copy, "put_description", done=True), at(flow, "_undo"),
]  # fmt: skip
HALF_A_LEDGER = [at(transfer.StoredTree, "rebuild"), at(PostgresRestoration, "load", done=True)]
A_HOME_AND_HALF_A_LEDGER = [at(flow, "sync_path"), at(PostgresRestoration, "finish")]


@dataclass(frozen=True)
class Kept:
    """A home with its ledger in a folder, what it holds, its backup, and a checkpoint that was seen."""

    copy: Path
    seen: Path
    content: tuple[Any, ...]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    with Patch.context() as patch:
        use(patch, None)
        (folder / "seen").write_bytes(made(folder / "home"))
        copy = taken(folder / "home", folder / "copy")
        return Kept(copy, folder / "seen", held_by(folder / "home"))


def killed(copy: Path, home: Path, seen: Path, dies: Callable[[Patch], None]) -> None:
    """Restore in a process of its own that dies there and then, tidying nothing."""
    child = os.fork()
    if not child:
        try:
            dies(Patch())
            run(["restore", str(copy), "--home", str(home), "--seen", str(seen)])
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


@pytest.mark.parametrize(
    ("place", "dies"),
    [("folder", dies) for dies in HALF_A_HOME]
    + [("postgres", dies) for dies in HALF_A_HOME[2:] + HALF_A_LEDGER + A_HOME_AND_HALF_A_LEDGER],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_restore_that_was_killed_is_known_for_what_it_is(
    place: str, dies: Callable[[Patch], None], kept: Kept, tmp_path: Path, postgres: str,
    monkeypatch: Patch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    use(monkeypatch, postgres if place == "postgres" else None)
    copy, home = kept.copy, tmp_path / "new"
    if dies.__name__ == "at _undo":
        copy = shutil.copytree(kept.copy, tmp_path / "damaged")
        (copy / "vault" / "openings.db").unlink()
    killed(copy, home, kept.seen, dies)
    left = {path for path in home.rglob("*") if path.is_file()}
    commands = [["status"], ["backup", str(tmp_path / "never")]]
    if dies not in A_HOME_AND_HALF_A_LEDGER:  # else there is a home, and they say so
        commands += [["init"], ["restore", str(kept.copy)]]
    for command in commands:
        assert run([*command, "--home", str(home)]) in (NO, BAD)
        assert "not finished" in capsys.readouterr().err
    assert left == {path for path in home.rglob("*") if path.is_file()}
    shutil.rmtree(home)
    restored(kept.copy, home, kept.seen.read_bytes())
    assert held_by(home) == kept.content


def test_killed_at_its_very_end_it_is_done(
    kept: Kept, tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    use(monkeypatch, postgres)
    killed(kept.copy, tmp_path / "new", kept.seen, at(PostgresRestoration, "finish", done=True))
    assert held_by(tmp_path / "new") == kept.content


def test_a_restored_copy_over_the_same_database_takes_turns_with_the_original(
    tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    """Two sequencers cannot fork what one row holds; but each vault has its own entries' openings."""
    use(monkeypatch, postgres)
    homes = [tmp_path / "home", tmp_path / "new"]
    made(homes[0])
    taken(homes[0], tmp_path / "copy")
    use(monkeypatch, None)
    size = restored(tmp_path / "copy", homes[1]).entries
    shutil.rmtree(homes[1] / "ledger")
    use(monkeypatch, postgres)
    told_by: dict[Path, list[int]] = {home: [] for home in homes}

    def write(home: Path) -> None:
        with open_home(home) as installation:
            for _ in range(20):
                told_by[home].append(told(installation))
                installation.log.integrate()

    writers = [threading.Thread(target=write, args=(home,)) for home in homes]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(told_by[homes[0]] + told_by[homes[1]]) == list(range(size, size + 40))
    with Log.open(postgres) as log:
        assert log.audit().size == size + 40
    for home, other in zip(homes, reversed(homes), strict=True):
        with open_home(home) as installation:
            assert installation.vault.opening(told_by[home][0])
            with pytest.raises(Unavailable, match="missing"):
                installation.vault.opening(told_by[other][0])


def test_no_old_ledger_stays_in_the_home_to_be_taken_for_the_one_in_the_database(
    kept: Kept, tmp_path: Path, postgres: str, monkeypatch: Patch
) -> None:
    use(monkeypatch, postgres)
    restored(kept.copy, tmp_path / "new")
    use(monkeypatch, None)
    with pytest.raises(LedgerMissing), open_home(tmp_path / "new"):
        pass
