"""Wrong uses of the command: the right exit code and one line on stderr, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.cli import run
from cohortium.wiring import open_home

Copy = Callable[[Path], Path]
PURPOSE = '{"primary": "GRU"}'
DONE, NO, BAD = 0, 1, 2


@pytest.fixture
def place(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a published home and files, good and bad, where commands are run."""
    shutil.copytree(published, tmp_path / "home")
    for name, data in {
        "purpose.json": PURPOSE.encode(), "list.txt": b"north-p1\nZebedee\n", "empty.txt": b"",
        "latin.txt": "Müller".encode("latin-1"), "broken.json": b'{"title": ', "list.json": b"[]",
        "study.json": b'{"title": "T", "text": "t", "until": "2090-02-30"}',
        "past.json": b'{"title": "Past", "text": "t", "until": "2020-01-01"}',
        "more.json": b'{"title": "T", "text": "t", "until": "2090-01-01", "color": "red"}',
        "policy.toml": b"[privacy\n", "strict.toml": b'[[privacy]]\nmodel = "k-anonymity"\nk = 999\n',
        "negative.toml": b'[[privacy]]\nmodel = "k-anonymity"\nk = -1\n',
        "nothing.zip": b"PK", "p.ndjson": b'{"resourceType": "Patient", "id": "p"}\n',
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.doc").write_text("mine")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COHORTIUM_HOME", str(tmp_path / "home"))
    for name in ("COHORTIUM_TOKEN", "COHORTIUM_POLICY", "COHORTIUM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


GRANT = ["grant", "issue", "--researcher", "r", "--dataset", "d-hearts"]
WRONG: dict[str, tuple[list[str], int]] = {
    "no home there": (["status", "--home", "nowhere"], BAD),
    "a home that is a file": (["status", "--home", "list.txt"], BAD),
    "a home that exists": (["init"], NO),
    "a folder in use": (["init", "--home", "full"], BAD),
    "a home below a file": (["init", "--home", "list.txt/home"], BAD),
    "a bad origin": (["init", "--home", "new", "--origin", "https://EXAMPLE"], BAD),
    "no command": (["frobnicate"], BAD),
    "no such option": (["status", "--frobnicate"], BAD),
    "an option missing": (["intake", "p.ndjson"], BAD),
    "no file to take in": (["intake", "nowhere", "--hospital", "north"], BAD),
    "nothing to take in": (["intake", "folder", "--hospital", "north"], BAD),
    "not a hospital's name": (["intake", "p.ndjson", "--hospital", "No rth"], BAD),
    "no study file": (["study", "register", "nowhere.json"], BAD),
    "a folder for a study": (["study", "register", "folder"], BAD),
    "broken JSON": (["study", "register", "broken.json"], BAD),
    "not an object": (["study", "register", "list.json"], BAD),
    "no such day": (["study", "register", "study.json"], BAD),
    "a day past": (["study", "register", "past.json"], BAD),
    "an unknown field": (["study", "register", "more.json"], BAD),
    "no study": (["consent", "grant", "--study", "lungs", "--patients", "all"], BAD),
    "no list": (["consent", "grant", "--study", "hearts", "--patients", "nowhere.txt"], BAD),
    "a folder as list": (["consent", "grant", "--study", "hearts", "--patients", "folder"], BAD),
    "unknown patient": (["consent", "withdraw", "--study", "hearts", "--patients", "list.txt"], BAD),
    "empty list": (["consent", "grant", "--study", "hearts", "--patients", "empty.txt"], BAD),
    "wrong encoding": (["consent", "grant", "--study", "hearts", "--patients", "latin.txt"], BAD),
    "no hospital": (
        ["consent", "grant", "--study", "hearts", "--patients", "all", "--hospital", "east"], BAD,
    ),
    "publish no study": (["publish", "lungs"], BAD),
    "no policy file": (["publish", "hearts", "--policy", "nowhere.toml"], BAD),
    "not TOML": (["publish", "hearts", "--policy", "policy.toml"], BAD),
    "a negative k": (["publish", "hearts", "--policy", "negative.toml"], BAD),
    "a policy not met": (["publish", "hearts", "--policy", "strict.toml"], NO),
    "no dataset": (["dataset", "show", "d-lungs"], BAD),
    "bad date": ([*GRANT, "--purpose", "purpose.json", "--until", "tomorrow"], BAD),
    "no such date": ([*GRANT, "--purpose", "purpose.json", "--until", "2090-13-01"], BAD),
    "date past": ([*GRANT, "--purpose", "purpose.json", "--until", "2020-01-01"], BAD),
    "no purpose": ([*GRANT, "--purpose", "list.json", "--until", "2027-01-01"], BAD),
    "no such grant": (["grant", "end", "-1"], BAD),
    "ask no dataset": (["ask", "--dataset", "d-lungs", "select count(*) from subjects"], BAD),
    "a wrong token": (
        ["ask", "--dataset", "d-hearts", "--token", "coh_x", "select count(*) from subjects"], NO,
    ),
    "a refused question": (["ask", "--dataset", "d-hearts", "select * from subjects"], NO),
    "bundle of nothing": (["bundle", "-5", "-o", "x.zip"], BAD),
    "bundle to nowhere": (["bundle", "r-0", "-o", "nowhere/x.zip"], BAD),
    "verify no file": (["verify", "nowhere.zip"], BAD),
    "verify no zip": (["verify", "nothing.zip"], BAD),
    "verify a folder": (["verify", "folder"], BAD),
    "verify, no policy file": (["verify", "nothing.zip", "--policy", "nowhere"], BAD),
    "prove no entry": (["ledger", "prove", "99999"], BAD),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_one_line_and_the_right_code(
    place: Path, capfd: pytest.CaptureFixture[str], what: str
) -> None:
    arguments, code = WRONG[what]
    before = sorted(str(path) for path in place.rglob("*") if path.suffix != ".lock")
    assert run(arguments) == code
    said = capfd.readouterr().err
    assert said.startswith("cohortium: ")
    assert said.count("\n") == 1
    for trace in ("Traceback", "fault of this program", "Zebedee", "north-p"):
        assert trace not in said
    after = {str(path) for path in place.rglob("*") if path.suffix != ".lock"} - {*before}
    assert [
        path for path in after if not path.endswith((".db-wal", ".db-shm", "-wal", "-shm"))
    ] == []


def command(arguments: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from cohortium.cli import main; main()", *arguments],
        capture_output=True, text=True, timeout=120, check=False,
        **{"env": {**os.environ}, **more},
    )  # fmt: skip


def one_line(error: str) -> str:
    assert "Traceback" not in error
    assert error.count("\n") == 1, error
    return error


def test_as_a_process(place: Path) -> None:
    done = command(["status", "--home", "nowhere"])
    assert done.returncode == BAD
    assert "cohortium init" in one_line(done.stderr)
    assert done.stdout == ""
    shown = command(["status", "--json"])
    assert shown.returncode == DONE
    assert shown.stderr == ""
    assert json.loads(shown.stdout)["counts"]["release"] == 1


@pytest.mark.parametrize("what", ["state.db", "home.json", "keys/log.skey", "vault/vault.db"])
def test_a_home_with_a_damaged_file(place: Path, what: str, capfd: Any) -> None:
    path = place / "home" / what
    path.chmod(0o600)
    path.write_bytes(b"\0 this is none of ours" * 50)
    assert run(["status"]) in (DONE, NO, BAD)
    said = capfd.readouterr().err
    assert "fault of this program" not in said
    assert said.count("\n") <= 1


def test_a_key_that_others_can_read(place: Path, capfd: Any) -> None:
    (place / "home/keys/operator.key").chmod(0o644)
    assert run(["status"]) == BAD
    assert "chmod" in capfd.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["intake", "many.ndjson", "--hospital", "west"],
        ["publish", "hearts"],
        ["bundle", "RELEASE", "-o", "big.zip"],
    ],
)
def test_a_disk_that_fills(place: Path, arguments: list[str], entries: Any, forked: Any) -> None:
    """No file may grow past a few kilobytes more than the largest one: as a full disk is met."""
    many = (json.dumps({"resourceType": "Patient", "id": f"w{n}", "note": "x" * 900})
            for n in range(3000))  # fmt: skip
    (place / "many.ndjson").write_text("\n".join(many))
    with open_home(place / "home") as home:
        size, release = home.log.size, home.state.releases()[0].id
    words = [release if word == "RELEASE" else word for word in arguments]
    limit = 1 if arguments[0] != "intake" else 300  # kilobytes
    script = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit << 10}, {limit << 10}));"
        "from cohortium.cli import main; main()"
    )
    code, _, error = forked(script, *words).end()
    assert code in (NO, BAD)
    assert "fault of this program" not in one_line(error)
    assert not (place / "big.zip").exists()
    assert not list(place.glob(".big*"))
    with open_home(place / "home") as home:
        home.log.audit()
        kinds = [entry.type for entry in entries(home)[size:]]
        assert set(kinds) <= {"key.bound"}
        assert [r.id for r in home.state.releases()] == [release]
    assert run(words) == DONE


@pytest.mark.parametrize("act", ["grant", "withdraw"])
def test_a_key_that_is_away_is_one_line(place: Path, act: str) -> None:
    """In a process of its own: what Python says of objects left behind is looked for too."""
    key = place / "home" / "keys" / "hospitals" / "south.key"
    key.rename(place / "away.key")
    command = ["consent", act, "--study", "hearts", "--patients", "all", "--by", "desk"]
    done = subprocess.run(
        [sys.executable, "-c", "from cohortium.cli import main; main()", *command],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == BAD
    assert done.stderr.count("\n") == 1, done.stderr
    assert str(key) in done.stderr
