"""The mirror: a whole copy or the older one, whatever the log does and whenever the power fails."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import (
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    Signer,
    Tile,
    parse_policy,
    tiles_of,
)
from cohortium_ledger import files as files_module
from cohortium_ledger.errors import FormatError
from cohortium_ledger.remote.mirror import Mirror
from cohortium_ledger.remote.reader import TreeReader, open_tree
from cohortium_ledger.remote.tree_audit import audit_tree

URL = "http://127.0.0.1:1/log"
OWN_FILES = {"mirror.json", "policy", ".lock"}


def made(world: Any, folder: Path, url: str = URL) -> Mirror:
    return Mirror.create(folder, vkey=world.signer.vkey, url=url)


def tree_of(folder: Path) -> dict[str, bytes]:
    """The files of the static tree that stand in a mirror; nothing else but its own may."""
    found = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert not any(name.startswith(".drafts/") for name in found)
    return {name: data for name, data in found.items() if name not in OWN_FILES}


def expected(world: Any, size: int) -> dict[str, bytes]:
    names = [tile.path for tile in tiles_of(size)]
    return {name: world.files[name] for name in [*names, "checkpoint", "log.vkey"]}


def audited(world: Any, folder: Path) -> int:
    return audit_tree(open_tree(folder), parse_policy(world.policy)).size


@pytest.mark.parametrize("restarted", [False, True])
def test_it_grows_into_the_same_files_as_the_log_has(
    world: Any, web: Any, tmp_path: Path, restarted: bool
) -> None:
    web.world = world
    folder = tmp_path / "m"
    mirror = made(world, folder, web.url)
    before = 0
    for size in (0, 3, 255, 256, 300, 300, 512, 1000):
        world.fill(size)
        mirror = Mirror.open(folder) if restarted else mirror
        report = mirror.update(open_tree(mirror.url))
        assert (report.before, report.checkpoint.size) == (before, size)
        assert expected(world, size).items() <= tree_of(folder).items()
        assert audited(world, folder) == size
        before = size
    left = tree_of(folder).keys() - expected(world, 1000).keys()
    assert left == {"tile/1/000.p/1", "tile/1/000.p/2"}  # partials whose full tile is not there yet


def test_older_partial_tiles_stay_until_the_full_one_is_there(world: Any, tmp_path: Path) -> None:
    mirror = made(world, tmp_path / "m")
    for size in (3, 7, 9):
        world.fill(size)
        mirror.update(TreeReader(world))
    names = tree_of(tmp_path / "m").keys()
    assert {Tile(0, 0, n).path for n in (3, 7, 9)} <= names
    world.fill(256)
    mirror.update(TreeReader(world))
    assert not any(".p/" in n for n in tree_of(tmp_path / "m") if "tile/1" not in n)


def _flip(path: str) -> Callable[[Any], None]:
    def lie(world: Any) -> None:
        data = world.files[path]
        world.files[path] = data[:-1] + bytes([data[-1] ^ 1])

    return lie


def _cut(path: str) -> Callable[[Any], None]:
    def lie(world: Any) -> None:
        world.files[path] = world.files[path][:-1]

    return lie


def _hide(path: str) -> Callable[[Any], None]:
    def lie(world: Any) -> None:
        del world.files[path]

    return lie


def _contradict(world: Any) -> None:
    body = {"intent": 0, "consent_size": 0, "commitment": "0" * 64}
    world.add(("query.answered", body))
    world.publish()


def _replace(make: Callable[[Any], Any]) -> Callable[[Any], None]:
    def lie(world: Any) -> None:
        world.files = make(world).files

    return lie


LIES: dict[str, tuple[Callable[[Any], None], str]] = {
    "a flipped bit in a tile": (_flip("tile/0/001"), "tile 1 of level 0"),
    "a flipped bit in the edge": (_flip("tile/0/002.p/88"), "edge of the tree"),
    "a flipped bit above": (_flip("tile/1/000.p/2"), "edge of the tree"),
    "a flipped bit in an entry": (_flip("tile/entries/001"), "entry 511 is not"),
    "a truncated bundle": (_cut("tile/entries/002.p/88"), "middle of an entry"),
    "a truncated tile": (_cut("tile/0/001"), "256 hashes"),
    "a truncated checkpoint": (_cut("checkpoint"), "signed note"),
    "no checkpoint": (_hide("checkpoint"), "no checkpoint"),
    "a hidden bundle": (_hide("tile/entries/002.p/88"), "no tile/entries/002"),
    "a hidden tile": (_hide("tile/0/001"), "no tile/0/001"),
    "a fork": (_replace(lambda w: w.forked(7, 600)), "forked"),
    "a fork of the same size": (_replace(lambda w: w.forked(299, 300)), "forked"),
    "a fork from the first entry": (_replace(lambda w: w.forked(0, 700)), "forked"),
    "a rollback": (lambda w: w.publish(299), "rolled back"),
    "another key": (
        _replace(lambda w: _other(w, Signer.generate("example.org/log"))), "no log of the policy",
    ),
    "another log": (_replace(lambda w: _other(w, Signer.generate("other"))), "no log of the"),
    "broken semantics": (_contradict, "entry 600 .query.answered."),
}  # fmt: skip


def _other(world: Any, signer: Signer) -> Any:
    other = type(world)(signer)
    other.fill(600)
    return other


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("case", LIES)
def test_it_keeps_the_older_checkpoint_and_says_why(
    world: Any, web: Any, tmp_path: Path, case: str, restarted: bool
) -> None:
    lie, reason = LIES[case]
    folder = tmp_path / "m"
    web.world = world
    mirror = made(world, folder, web.url)
    world.fill(300)
    mirror.update(open_tree(web.url))
    kept = (folder / "checkpoint").read_bytes()
    world.fill(600)
    honest, entries = dict(world.files), list(world.entries)
    lie(world)
    for _ in range(2):
        with pytest.raises(LedgerError, match=reason):
            (Mirror.open(folder) if restarted else mirror).update(open_tree(web.url))
        assert (folder / "checkpoint").read_bytes() == kept
        assert audited(world, folder) == 300
    world.files, world.entries = honest, entries
    mirror = Mirror.open(folder) if restarted else mirror
    assert mirror.update(open_tree(web.url)).checkpoint.size == 600
    assert expected(world, 600).items() <= tree_of(folder).items()


def test_a_server_that_never_ends_and_one_that_is_slow(
    world: Any, web: Any, tmp_path: Path
) -> None:
    web.world = world
    world.fill(300)
    mirror = made(world, tmp_path / "m", web.url)

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            return  # the reader had enough, as it should

    for path, lie in (("tile/0/000", endless), ("checkpoint", lambda _handler: time.sleep(1))):
        web.lies = {path: lie}
        with pytest.raises(LedgerError, match=r"longer than 8192|took too long"):
            mirror.update(open_tree(mirror.url, timeout=0.3))
        assert mirror.checkpoint() is None
    web.lies = {}
    assert mirror.update(open_tree(mirror.url)).checkpoint.size == 300


class Killed(BaseException):
    """The power fails."""


def test_the_power_may_fail_at_every_write(
    new_world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = os.fsync
    left = 0

    def failing(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        synced(handle)

    monkeypatch.setattr(files_module.os, "fsync", failing)
    for at in range(1, 100):
        left = 1000
        world, folder = new_world(), tmp_path / str(at)
        mirror = made(world, folder)
        world.fill(3)
        mirror.update(TreeReader(world))
        world.fill(530)
        left = at
        try:
            Mirror.open(folder).update(TreeReader(world))
        except Killed:
            left = 1000
            assert audited(world, folder) in (3, 530)
            assert Mirror.open(folder).update(TreeReader(world)).checkpoint.size == 530
            assert expected(world, 530).items() <= tree_of(folder).items()
        else:
            assert at > 15  # it has more writes than that
            return
    pytest.fail("there were more writes than were tried")


def test_kill_9_while_it_copies(world: Any, web: Any, tmp_path: Path) -> None:
    web.world = world
    world.fill(5)
    folder = tmp_path / "m"
    made(world, folder, web.url).update(open_tree(web.url))
    world.fill(6000)
    command = [sys.executable, "-c", "from cohortium.cli import main; main()", "mirror", "update",
               "--dir", str(folder)]  # fmt: skip
    chance = random.Random(7)  # noqa: S311 - which moment, not a secret
    for _ in range(6):
        before = len(list(folder.glob("tile/entries/*")))
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while running.poll() is None and time.monotonic() < deadline:
            if len(list(folder.glob("tile/entries/*"))) > before:
                break
            time.sleep(0.002)
        time.sleep(chance.random() * 0.02)
        running.kill()
        running.wait()
        assert audited(world, folder) in (5, 6000)
    assert Mirror.open(folder).update(open_tree(web.url)).checkpoint.size == 6000
    assert expected(world, 6000).items() <= tree_of(folder).items()


def test_what_a_broken_off_update_left_is_not_fetched_again(world: Any, tmp_path: Path) -> None:
    mirror = made(world, tmp_path / "m")
    world.fill(900)
    missing = world.files.pop("tile/entries/003.p/132")
    with pytest.raises(LedgerError, match="no tile/entries/003"):
        mirror.update(TreeReader(world))
    world.files["tile/entries/003.p/132"] = missing
    world.get_calls.clear()
    (tmp_path / "m" / "tile/entries/001").write_bytes(b"")  # and what it left damaged is
    Mirror.open(tmp_path / "m").update(TreeReader(world))
    fetched = [path for path in world.get_calls if path.startswith("tile/entries")]
    assert fetched == ["tile/entries/001", "tile/entries/003.p/132"]


def test_a_full_disk_changes_nothing(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = made(world, tmp_path / "m")
    world.fill(3)
    mirror.update(TreeReader(world))
    world.fill(300)
    with monkeypatch.context() as patch:

        def full(_handle: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr(files_module.os, "fsync", full)
        with pytest.raises(LedgerUnavailable, match="No space left"):
            mirror.update(TreeReader(world))
    assert audited(world, tmp_path / "m") == 3
    assert mirror.update(TreeReader(world)).checkpoint.size == 300


def test_its_own_disk_is_not_believed_either(world: Any, tmp_path: Path) -> None:
    world.fill(300)
    made(world, tmp_path / "m").update(TreeReader(world))
    path = tmp_path / "m" / "tile/entries/000"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"w7"', b'"w8"'))
    world.fill(301)
    with pytest.raises(LedgerError, match=r"own copy is damaged \(entry 7 "):
        Mirror.open(tmp_path / "m").update(TreeReader(world))


def test_new_cosignatures_on_the_same_tree_are_taken(world: Any, tmp_path: Path) -> None:
    mirror = made(world, tmp_path / "m")
    world.fill(3)
    mirror.update(TreeReader(world))
    line = Signer.generate("witness").sign_note(b"x\n").split(b"\n\n")[1]
    world.files["checkpoint"] += line
    mirror.update(TreeReader(world))
    assert (tmp_path / "m" / "checkpoint").read_bytes() == world.files["checkpoint"]


def test_one_process_at_a_time(world: Any, tmp_path: Path) -> None:
    world.fill(3)
    mirror = made(world, tmp_path / "m")
    with (tmp_path / "m" / ".lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(LedgerUnavailable, match="another process"):
            mirror.update(TreeReader(world))
    assert mirror.update(TreeReader(world)).checkpoint.size == 3


def test_a_quorum_is_asked_for_when_the_policy_has_one(world: Any, tmp_path: Path) -> None:
    witness = Signer.generate("w").verifier
    key = type(witness)("w", 4, witness.public_key).vkey
    for log_line in (f"log {world.signer.vkey}\n", ""):
        folder = tmp_path / f"m{len(log_line)}"
        policy = f"{log_line}witness w {key}\nquorum w\n".encode()
        Mirror.create(folder, vkey=world.signer.vkey, url=URL, policy=policy)
        world.fill(3)
        with pytest.raises(LedgerError, match="quorum is not met"):
            Mirror.open(folder).update(TreeReader(world))
        assert not (folder / "checkpoint").exists()


def test_it_begins_in_a_new_folder_with_a_log_it_can_name(world: Any, tmp_path: Path) -> None:
    vkey = world.signer.vkey
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LedgerExists):
        Mirror.create(tmp_path, vkey=vkey, url=URL)
    for wrong in ({"vkey": "x"}, {"url": "file:///etc"}, {"policy": b"quorum q\n"}):
        with pytest.raises(FormatError):
            Mirror.create(tmp_path / "m", **({"vkey": vkey, "url": URL} | wrong))
    other = f"log {Signer.generate('other').vkey}\nquorum none\n".encode()
    with pytest.raises(FormatError, match="another log"):
        Mirror.create(tmp_path / "m", vkey=vkey, url=URL, policy=other)
    assert not (tmp_path / "m").exists()
    with pytest.raises(LedgerMissing, match="mirror init"):
        Mirror.open(tmp_path / "m")
    Mirror.create(tmp_path / "m", vkey=vkey, url=URL)
    (tmp_path / "m" / "mirror.json").write_text(json.dumps({"v": 2, "url": URL}))
    with pytest.raises(FormatError, match="version"):
        Mirror.open(tmp_path / "m")
