"""Disks that are full, fail, or may not be written: one line says so, and nothing acknowledged is lost."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Draft, Entry, Log, Signer, Witness, parse_policy, verify_consistency

SIGNER = Signer("example.org/log", b"s" * 32)
POLICY = parse_policy(f"log {SIGNER.vkey}\nquorum none\n")
TIME = "2026-01-31T09:30:00.000Z"
TRIES = 40

WRITER = """
import base64, os, sys
from cohortium_ledger import Draft, LedgerUnavailable, Log, Signer

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def tried(name, action):
    try:
        say(*action())
    except LedgerUnavailable as error:
        say("refused", name, error)

def opened(where):
    while True:  # the disk may fail at the very first
        try:
            return Log.open(where, Signer("example.org/log", b"s" * 32))
        except LedgerUnavailable as error:
            say("refused", "opening", error)

log = opened(sys.argv[1])
log._store._db.execute("PRAGMA wal_autocheckpoint = 12")  # so that the main file is written too
for i in range(int(sys.argv[3])):
    drafts = [Draft("model.trained", {"by": i, "pad": "x" * 900 * (i % 5)}, sys.argv[2])] * (1 + i % 2)
    tried(i, lambda: ("acknowledged", i, *log.append(drafts)))
    if i % 4 == 3:
        tried("signing", lambda: ("signed", base64.b64encode(log.integrate()).decode()))
"""
FAULTS = {
    "full, now and then": "pwrite64:error=ENOSPC:when=5+11",
    "full, often": "pwrite64:error=ENOSPC:when=4+9",
    "full for good": "pwrite64:error=ENOSPC:when=60+",
    "writes fail": "pwrite64:error=EIO:when=3+13",
    "syncs fail": "fdatasync:error=EIO:when=2+3",
    "syncs fail for good": "fdatasync:error=EIO:when=9+",
    "it cannot be cut": "ftruncate:error=EIO:when=1+2",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_is_told_and_forgets_nothing(
    tmp_path: Path, straced: Callable[..., Any], fault: str
) -> None:
    where = tmp_path / "ledger"
    Log.create(where, SIGNER).close()
    watched = [
        option for suffix in ("", "-wal") for option in ("-P", f"{where}/ledger.sqlite{suffix}")
    ]
    options = ["-o", str(tmp_path / "trace"), "-e", "trace=pwrite64,fdatasync,ftruncate"]
    run = straced(
        [*options, *watched, "-e", f"inject={FAULTS[fault]}"], WRITER, str(where), TIME, str(TRIES)
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "(INJECTED)" in (tmp_path / "trace").read_text()
    told = [line.split(" ", 2) for line in run.stdout.splitlines()]
    refused = [words for words in told if words[0] == "refused"]
    assert bool(refused) != (fault == "it cannot be cut")  # tidying up may fail unseen
    assert sum(words[0] == "acknowledged" for words in told) > 3
    assert all("the ledger cannot be relied on now: the disk " in words[2] for words in refused)
    unsure = [words for words in refused if "whether it was recorded is not known" in words[2]]
    assert bool(unsure) == ("fail" in fault)
    assert all("nothing was recorded" not in words[2] for words in unsure)
    with Log.open(where, SIGNER) as log:
        check(log, told)


DOUBTFUL = """
import os, shutil, sys
from cohortium_ledger import Draft, EntryError, LedgerUnavailable, Log, Signer
from cohortium_ledger.errors import LedgerUncertain

def crash(name):
    os.mkdir(f"{sys.argv[1]}-{name}")
    for suffix in ("", "-wal"):  # as they are, and without the shared memory: so a crash leaves them
        shutil.copy(f"{sys.argv[1]}/ledger.sqlite{suffix}", f"{sys.argv[1]}-{name}")

def refuse(size):
    raise EntryError("no")

log = Log.open(sys.argv[1], Signer("example.org/log", b"s" * 32), appending=True)
draft = Draft("model.trained", {}, sys.argv[2])
try:
    log.append([draft] * 3)
except LedgerUncertain:
    crash("at once")
    assert log.size == 0
try:
    log.append([draft], guard=refuse)
except EntryError:
    crash("later")
"""


def test_what_a_failed_sync_left_behind_does_not_come_back(
    tmp_path: Path, straced: Callable[..., Any]
) -> None:
    """The disk has it, and nobody may say so: the next transaction writes it over, whatever that does."""
    where = tmp_path / "ledger"
    Log.create(where, SIGNER).close()
    options = ["-o", str(tmp_path / "trace"), "-P", f"{where}/ledger.sqlite-wal"]
    fault = [
        "-e",
        "trace=fdatasync",
        "-e",
        "inject=fdatasync:error=EIO:when=2",
    ]  # after the file's header
    run = straced([*options, *fault], DOUBTFUL, str(where), TIME)
    assert (run.returncode, run.stderr) == (0, "")
    with Log.open(tmp_path / "ledger-at once", SIGNER) as log:
        assert log.size == 3  # so that "nothing was recorded" would have been a lie
    with Log.open(tmp_path / "ledger-later", SIGNER) as log:
        assert log.size == 0
        assert log.append([Draft("model.trained", {}, TIME)]) == [0]


def check(log: Log, told: list[list[str]]) -> None:
    entries = [Entry.parse(data) for data in log.entries()]
    by = {
        name: [entry.n for entry in entries if entry.body["by"] == int(name)] for name in _names()
    }
    new = POLICY.verify_checkpoint(log.integrate())
    for what, *words in told:
        if what == "acknowledged":
            name, indices = words
            assert by.pop(name) == [int(index) for index in indices.split()]
        if what == "signed":
            old = POLICY.verify_checkpoint(base64.b64decode(words[0]))
            if old.size:
                proof = log.prove_consistency(old.size, new.size)
                verify_consistency(old.size, new.size, old.root, new.root, proof)
    assert all(found == [] for found in by.values())  # of what was refused nothing was recorded
    assert log.append([Draft("model.trained", {}, TIME)]) == [len(entries)]
    log.integrate()
    assert log.audit().size == len(entries) + 1


def _names() -> list[str]:
    return [str(i) for i in range(TRIES)]


WITNESS = """
import os, sys
from pathlib import Path
from cohortium_ledger import Witness

with Witness.open(Path(sys.argv[1]), [sys.argv[3]]) as witness:
    for request in Path(sys.argv[2]).read_text().split():
        status = 500
        while status == 500:  # the disk has taken nothing: ask again
            status = witness.add_checkpoint(bytes.fromhex(request)).status
            os.write(1, f"{status}\\n".encode())
"""


@pytest.mark.parametrize(
    "fault", ["pwrite64:error=ENOSPC:when=3+7", "fdatasync:error=EIO:when=2+3"]
)
def test_a_witness_on_a_disk_that_fails_contradicts_nothing_it_signed(
    tmp_path: Path, straced: Callable[..., Any], growing_log: Any, fault: str
) -> None:
    folder, growing, requests = tmp_path / "w", growing_log(), tmp_path / "requests"
    Witness.create(folder, "witness.example/w1").close()
    requests.write_text("\n".join(growing.request(n, n + 1).hex() for n in range(15)))
    watched = ["-P", f"{folder}/witness.sqlite", "-P", f"{folder}/witness.sqlite-wal"]
    options = ["-o", str(tmp_path / "trace"), *watched, "-e", f"inject={fault}"]
    run = straced(options, WITNESS, str(folder), str(requests), growing.signer.vkey)
    assert (run.returncode, run.stderr) == (0, "")
    statuses = [int(line) for line in run.stdout.splitlines()]
    assert (statuses.count(200), set(statuses)) == (15, {200, 500})
    with Witness.open(folder, [growing.signer.vkey]) as witness:
        for old in range(16):  # no other history that parts before what was signed
            fork = growing.request(old, 16, "other", 14)
            assert witness.add_checkpoint(fork).status in (409, 422)
        assert witness.add_checkpoint(growing.request(15, 20)).status == 200


# --- folders that may not be written ---

STRANGER = """
import contextlib, io, os, sys
from pathlib import Path
import cohortium_ledger
from cohortium_ledger import *
signer = Signer("example.org/log", b"s" * 32)
own = Path(sys.argv[1])
with Log.create(own / "warm", signer) as log:  # whoever reads below may not read the packages
    log.append([Draft("model.trained", {}, sys.argv[3])])
    log.integrate()
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
folder, draft = Path(sys.argv[2]), Draft("model.trained", {}, sys.argv[3])

def appending(name, wanted):
    with Log.open(folder / name, signer) as log:
        wanted(log)

for action in (
    lambda: appending("ledger", lambda log: log.append([draft])),
    lambda: appending("ledger", lambda log: log.integrate()),
    lambda: appending("ledger", lambda log: log.rebuild_tiles()),
    lambda: Log.create(folder / "new", signer),
    lambda: Log.create(folder, signer),
    lambda: Witness.create(folder / "witness", "w.example"),
    lambda: Log.open(folder / "ledger").export(folder / "export"),
    lambda: Log.open(folder / "ledger").backup(folder / "backup"),
):
    try:
        print("done", action())
    except LedgerError as error:
        print(type(error).__name__, error)
with Log.open(folder / "ledger") as log:
    print("read", log.audit().size)
"""


@pytest.mark.parametrize("files", [0o444, 0o666], ids=["files too", "folder alone"])
def test_a_folder_that_may_not_be_written_is_left_as_it_was(
    tmp_path: Path, open_folder: Path, files: int
) -> None:
    home = open_folder / "home"
    with Log.create(home / "ledger", SIGNER) as log:
        log.append([Draft("model.trained", {}, TIME)] * 3)
        log.integrate()
        log.append([Draft("model.trained", {}, TIME)])
    (home / "ledger" / "ledger.sqlite").chmod(files)
    (home / "ledger").chmod(0o555)
    home.chmod(0o555)
    before = _state(home)
    run = subprocess.run(
        [sys.executable, "-c", STRANGER, str(tmp_path), str(home), TIME],
        capture_output=True, text=True, timeout=60, cwd="/",
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    *refused, read = run.stdout.splitlines()
    assert len(refused) == 8 and read == "read 4"
    assert all(line.startswith("LedgerUnavailable ") for line in refused), refused
    assert _state(home) == before


def _state(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }
