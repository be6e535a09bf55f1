"""``cohortium witness``: what it prints and how it ends."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Verifier


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
Fails = Callable[..., str]


@pytest.fixture
def run(cohortium: Any) -> Run:
    """Runs a command of ``witness``; keywords are set in its environment."""

    def ended(*arguments: str, **environment: str) -> Done:
        with pytest.MonkeyPatch.context() as patched:
            for name, value in environment.items():
                patched.setenv(name, value)
            code, out, err = cohortium("witness", *arguments)
        return Done(code, out.decode(), err)

    return ended


@pytest.fixture
def fails(run: Run) -> Fails:
    """Runs a command that must end with `code`, one line and nothing on stdout; returns the line."""

    def failed(*arguments: str, code: int = 2) -> str:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert done.stderr.count("\n") == 1
        return done.stderr

    return failed


def test_init_prints_its_verifier_key_alone(tmp_path: Path, run: Run, fails: Fails) -> None:
    done = run("init", "--dir", str(tmp_path / "w"), "--name", "witness.example/w1")
    assert (done.returncode, done.stderr) == (0, "")
    verifier = Verifier.from_vkey(done.stdout.removesuffix("\n"))
    assert (verifier.name, verifier.algorithm) == ("witness.example/w1", 4)
    line = fails("init", "--dir", str(tmp_path / "w"), "--name", "witness.example/w2")
    assert "already" in line


def test_init_as_json_with_both_algorithms(tmp_path: Path, run: Run) -> None:
    both = ("--algorithm", "ed25519", "--algorithm", "ml-dsa-44")
    done = run("init", "--dir", str(tmp_path / "w"), "--name", "w1", *both, "--json")
    told = json.loads(done.stdout)
    assert [Verifier.from_vkey(vkey).algorithm for vkey in told["vkeys"]] == [4, 6]
    assert (told["vkey"], told["name"]) == (told["vkeys"][0], "w1")
    assert told["dir"] == str(tmp_path / "w")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "w" * 256])
def test_init_with_a_name_that_is_none(tmp_path: Path, name: str, fails: Fails) -> None:
    fails("init", "--dir", str(tmp_path / "w"), "--name", name)
    assert not (tmp_path / "w").exists()


def test_init_in_a_folder_of_something_else(tmp_path: Path, fails: Fails) -> None:
    (tmp_path / "file").write_text("mine")
    assert "not empty" in fails("init", "--dir", str(tmp_path), "--name", "w1")
    assert "not a folder" in fails("init", "--dir", str(tmp_path / "file"), "--name", "w1")


def test_an_encrypted_key_needs_its_passphrase(
    tmp_path: Path, log: Any, run: Run, fails: Fails
) -> None:
    where = ("--dir", str(tmp_path / "w"))
    words = {"COHORTIUM_KEY_PASSPHRASE": "planted words"}
    assert run("init", *where, "--name", "w1", **words).returncode == 0
    assert b"PRIVATE" not in (tmp_path / "w" / "witness.key").read_bytes()
    line = fails("serve", *where, "--port", "0", "--log", log.signer.vkey)
    assert "passphrase" in line and "planted" not in line


@pytest.mark.parametrize("vkey", ["", "nonsense", "example.org/log+00000000+AQ=="])
def test_serve_with_a_key_that_is_no_logs(folder: Path, vkey: str, fails: Fails) -> None:
    assert "log 1" in fails("serve", "--dir", str(folder), "--port", "0", "--log", vkey)


def test_serve_without_a_log(folder: Path, fails: Fails) -> None:
    assert "--log" in fails("serve", "--dir", str(folder), "--port", "0")


def test_serve_without_a_witness(tmp_path: Path, log: Any, fails: Fails) -> None:
    where = ("--dir", str(tmp_path / "none"))
    assert "witness init" in fails("serve", *where, "--port", "0", "--log", log.signer.vkey)


def test_serve_with_a_key_that_others_may_read(folder: Path, log: Any, fails: Fails) -> None:
    (folder / "witness.key").chmod(0o644)
    where = ("--dir", str(folder), "--port", "0")
    assert "chmod 600" in fails("serve", *where, "--log", log.signer.vkey)


def test_serve_with_a_damaged_state(folder: Path, log: Any, fails: Fails) -> None:
    (folder / "witness.sqlite").write_bytes(b"no database" * 1000)
    where = ("--dir", str(folder), "--port", "0")
    assert "new witness" in fails("serve", *where, "--log", log.signer.vkey, code=1)


def test_serve_on_a_port_in_use(folder: Path, log: Any, fails: Fails) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        where = ("--dir", str(folder), "--port", port)
        line = fails("serve", *where, "--log", log.signer.vkey)
    assert f"port {port}" in line and "in use" in line


def test_serve_on_no_such_address(folder: Path, log: Any, fails: Fails) -> None:
    where = ("--dir", str(folder), "--port", "0", "--host", "no.such.host.invalid")
    assert "--host" in fails("serve", *where, "--log", log.signer.vkey)
