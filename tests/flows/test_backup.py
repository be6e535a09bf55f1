"""Backup and restore: of a home in use, equal when put back, refused when anything is wrong."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cohortium.adapters.backup import Copy as BackupCopy
from cohortium.cli import run
from cohortium.errors import BadInput, Refused
from cohortium.events import Event
from cohortium.flows import backup as flow
from cohortium.flows import enrol
from cohortium.flows.publish import publish
from cohortium.home import Home
from cohortium.release.policy import Policy
from cohortium.times import instant, system_clock
from cohortium.wiring import Installation, open_home
from cohortium_ledger import Log, Signer
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.note import parse_note

Copy = Callable[[Path], Path]
DONE, NO, BAD = 0, 1, 2


def taken(home: Path, target: Path, *, keys: bool = True) -> Path:
    flow.backup(Home(home), BackupCopy(target), clock=system_clock, keys=keys)
    return target


def restored(copy: Path, home: Path, seen: bytes | None = None) -> flow.Restored:
    return flow.restore(BackupCopy(copy), Home(home), opening=open_home, seen=seen)


def told(installation: Installation, text: str) -> int:
    """Record an event with private content; its entry."""
    grant = f"g-{secrets.token_hex(8)}"
    body = {"grant": grant, "dataset": "d-hearts", "until": "2090-01-01", "download": False}
    event = Event("grant.issued", body, instant(system_clock()), private={"researcher": text})
    return installation.journal.record([event])[0].index


@pytest.fixture(scope="module")
def copied(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup with keys of the published home. Copy before changing."""
    return taken(published, tmp_path_factory.mktemp("backups") / "copy")


def test_a_restored_home_is_the_same(published: Path, copied: Path, tmp_path: Path) -> None:
    home = tmp_path / "new"
    done = restored(copied, home)
    with open_home(published) as before, open_home(home) as after:
        assert list(after.log.entries()) == list(before.log.entries())
        assert after.log.signed() == before.log.signed() and after.log.vkey == before.log.vkey
        assert after.state.counts() == before.state.counts()
        assert done.entries == after.log.size and done.keys
        for kind in ("study.registered", "consent.granted", "release.published"):
            assert list(after.vault.openings(kind)) == list(before.vault.openings(kind))
        patients = list(before.vault.patients())
        assert list(after.vault.patients()) == patients
        assert list(after.vault.records(patients[:5])) == list(before.vault.records(patients[:5]))
        released = sorted((published / "releases").rglob("*"))
        for path in released:
            twin = home / path.relative_to(published)
            if path.is_file():
                assert twin.read_bytes() == path.read_bytes()
                assert twin.stat().st_mode & 0o777 == 0o400
        assert released and told(after, "goes on") == done.entries
    for path in home.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0


def test_without_keys_it_is_audited_and_nothing_else(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, home = tmp_path / "copy", ("--home", str(tmp_path / "new"))
    assert run(["backup", str(copy), "--home", str(published)]) == DONE
    assert not (copy / "keys").exists()
    assert run(["restore", str(copy), *home]) == DONE
    assert "It has no keys" in capsys.readouterr().out
    for command in ("audit", "checkpoint", "policy"):
        assert run(["ledger", command, *home]) == DONE
    assert run(["status", *home]) == BAD
    assert "no key at" in capsys.readouterr().err
    shutil.copytree(published / "keys", tmp_path / "new" / "keys", dirs_exist_ok=True)
    assert run(["status", *home]) == DONE


def test_it_is_taken_while_the_home_is_written_to(
    published: Path, copy: Copy, tmp_path: Path
) -> None:
    """Every backup restores, and every entry of it has the opening that was sealed with it."""
    home, stop, failed = copy(published), threading.Event(), []

    def write(name: str) -> None:
        try:
            with open_home(home) as installation:
                while not stop.is_set():
                    told(installation, name)
                    installation.log.integrate()
        except BaseException as error:
            failed.append(error)
            raise

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for writer in writers:
        writer.start()
    try:
        copies = [taken(home, tmp_path / f"copy{turn}") for turn in range(5)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert not failed
    sizes = []
    for turn, one in enumerate(copies):
        target = tmp_path / f"new{turn}"
        done = restored(one, target)
        with open_home(target) as installation, Log.open(home / "ledger") as live:
            entries = list(installation.log.entries())
            assert entries[: done.entries] == list(live.entries(0, done.entries))
            openings = list(installation.vault.openings("grant.issued"))
            grants = [data for data in entries if b'"type":"grant.issued"' in data]
            assert len(openings) == len(grants)
            sizes.append(done.entries)
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def test_a_publication_after_it_is_not_in_it(enrolled: Path, copy: Copy, tmp_path: Path) -> None:
    home = copy(enrolled)
    early = taken(home, tmp_path / "early")
    with open_home(home) as installation:
        publish(installation, "hearts", Policy())
        everybody = enrol.find_patients(installation, enrol.ALL)
        enrol.withdraw_consents(installation, "hearts", everybody[:3], by="test")
        seen = installation.log.integrate()
    assert not (early / "releases").exists()
    with pytest.raises(Refused, match="too old") as caught:
        restored(early, tmp_path / "new", seen)
    size = parse_checkpoint(parse_note(seen).text).size
    entries = json.loads((early / "manifest.json").read_bytes())["entries"]
    assert str(size) in str(caught.value) and str(entries) in str(caught.value)
    assert caught.value.code == "rollback"
    assert not (tmp_path / "new").exists()
    late = taken(home, tmp_path / "late")
    assert restored(late, tmp_path / "new", seen).entries == size


def test_another_history_and_no_checkpoint_are_refused(
    published: Path, copied: Path, tmp_path: Path
) -> None:
    signer = Signer.from_skey((published / "keys" / "log.skey").read_text())
    forged = signer.sign_note(bytes(Checkpoint(signer.name, 3, b"x" * 32)))
    with pytest.raises(Refused, match="another history"):
        restored(copied, tmp_path / "new", forged)
    stranger = Signer.generate(signer.name).sign_note(bytes(Checkpoint(signer.name, 3, b"x" * 32)))
    for note in (stranger, b"", b"nothing\n"):
        with pytest.raises(BadInput, match="no checkpoint of this ledger"):
            restored(copied, tmp_path / "new", note)
    assert not (tmp_path / "new").exists()


def cut_short(copy: Path) -> None:
    (copy / "manifest.json").unlink()


def half_manifest(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_bytes(path.read_bytes()[:200])


def lost(copy: Path) -> None:
    (copy / "vault" / "openings.db").unlink()


def added(copy: Path) -> None:
    (copy / "vault" / "more").write_bytes(b"more")


def elsewhere(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"home.json"', b'"../home.json"'))


def endless(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_text(re.sub(r'"entries": \d+', '"entries": 1e999', path.read_text()))


def nested(copy: Path) -> None:
    (copy / "manifest.json").write_text("[" * 200_000)


def twice(copy: Path) -> None:
    path = copy / "manifest.json"
    content = json.loads(path.read_bytes())
    path.write_text(json.dumps({**content, "files": content["files"] * 2}))


def short(copy: Path) -> None:
    path = copy / "ledger" / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[:-4096])


def flipped(name: str) -> Callable[[Path], None]:
    def change(copy: Path) -> None:
        path = next(copy.glob(name))
        path.chmod(0o600)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    change.__name__ = f"flipped {name}"
    return change


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (cut_short, BAD), (half_manifest, BAD), (added, BAD), (elsewhere, BAD), (endless, BAD),
        (nested, BAD), (twice, BAD), (lost, NO),
        (short, NO), (flipped("ledger/*.sqlite"), NO), (flipped("vault/vault.db"), NO),
        (flipped("vault/openings.db"), NO), (flipped("keys/operator.key"), NO),
        (flipped("releases/*/manifest.json"), NO), (flipped("home.json"), NO),
    ],
)  # fmt: skip
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    copied: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(copied, tmp_path / "copy")
    damage(tmp_path / "copy")
    (tmp_path / "new").mkdir()
    assert run(["restore", str(tmp_path / "copy"), "--home", str(tmp_path / "new")]) == code
    assert capsys.readouterr().err.count("\n") == 1
    assert list((tmp_path / "new").iterdir()) == []


def test_nothing_is_written_over(published: Path, copied: Path, copy: Copy, tmp_path: Path) -> None:
    home = copy(published)
    before = sorted(home.rglob("*"))
    assert run(["restore", str(copied), "--home", str(home)]) == BAD
    assert sorted(home.rglob("*")) == before
    assert run(["backup", str(copied), "--home", str(home)]) == BAD
    assert run(["backup", str(tmp_path / "copy"), "--home", str(tmp_path / "nowhere")]) == BAD
    assert not (tmp_path / "copy").exists()


def test_a_backup_that_fails_is_none(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(BackupCopy, "take_files", full)
        assert run(["backup", str(tmp_path / "copy"), "--home", str(published)]) == NO
    assert run(["restore", str(tmp_path / "copy"), "--home", str(tmp_path / "new")]) == BAD
    assert not (tmp_path / "new").exists()


def test_encrypted_keys_stay_encrypted(
    published: Path, copy: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy(published)
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "planted words")
    assert run(["keys", "encrypt", "--home", str(home)]) == DONE
    backup = taken(home, tmp_path / "copy")
    for path in (backup / "keys").rglob("*.*"):
        assert path.read_bytes().startswith(b"cohortium encrypted key v1")
    monkeypatch.delenv("COHORTIUM_KEY_PASSPHRASE")
    assert run(["restore", str(backup), "--home", str(tmp_path / "new")]) == BAD
    assert not (tmp_path / "new").exists()
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "planted words")
    assert run(["restore", str(backup), "--home", str(tmp_path / "new")]) == DONE


def test_a_checkpoint_of_before_a_rotation_counts(
    published: Path, copy: Copy, tmp_path: Path
) -> None:
    home = copy(published)
    with Log.open(home / "ledger") as log:
        seen = log.signed()
    early = taken(home, tmp_path / "early")
    assert run(["keys", "rotate", "log", "--overlap", "0", "--home", str(home)]) == DONE
    with Log.open(home / "ledger") as log:
        newest = log.signed()
    late = taken(home, tmp_path / "late")
    assert restored(late, tmp_path / "new", seen).keys
    with pytest.raises(BadInput, match="or of a newer key of it"):
        restored(early, tmp_path / "newer", newest)


@pytest.mark.parametrize("name", ["keys/stray", "keys/hospitals/north.key", "keys/hospitals"])
def test_a_link_among_the_keys_is_refused(
    taken_in: Path, copy: Copy, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home, elsewhere = copy(taken_in), tmp_path / "elsewhere"
    link = home / name
    shutil.move(link, elsewhere) if link.exists() else elsewhere.write_text("not ours")
    link.symlink_to(elsewhere)
    target = tmp_path / "backup"
    assert run(["backup", str(target), "--with-keys", "--home", str(home)]) == BAD
    assert f"{link} is a link" in capsys.readouterr().err
    assert not (target / "manifest.json").exists() and not (target / "keys").exists()
    assert run(["backup", str(tmp_path / "without"), "--home", str(home)]) == DONE
