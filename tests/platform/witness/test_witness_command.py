"""``cohortium witness``: what it prints and how it ends."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Verifier

from .conftest import COMMAND


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60,
        env={**os.environ, **environment},
    )  # fmt: skip


def fails(*arguments: str, code: int = 2, **environment: str) -> str:
    """Run a command that must end with `code`, one line and nothing on stdout; returns the line."""
    done = run(*arguments, **environment)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_init_prints_its_verifier_key_alone(tmp_path: Path) -> None:
    done = run("init", "--dir", str(tmp_path / "w"), "--name", "witness.example/w1")
    assert (done.returncode, done.stderr) == (0, "")
    verifier = Verifier.from_vkey(done.stdout.removesuffix("\n"))
    assert (verifier.name, verifier.algorithm) == ("witness.example/w1", 4)
    line = fails("init", "--dir", str(tmp_path / "w"), "--name", "witness.example/w2")
    assert "already" in line


def test_init_as_json_with_both_algorithms(tmp_path: Path) -> None:
    both = ("--algorithm", "ed25519", "--algorithm", "ml-dsa-44")
    done = run("init", "--dir", str(tmp_path / "w"), "--name", "w1", *both, "--json")
    told = json.loads(done.stdout)
    assert [Verifier.from_vkey(vkey).algorithm for vkey in told["vkeys"]] == [4, 6]
    assert (told["vkey"], told["name"]) == (told["vkeys"][0], "w1")
    assert told["dir"] == str(tmp_path / "w")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "w" * 256])
def test_init_with_a_name_that_is_none(tmp_path: Path, name: str) -> None:
    fails("init", "--dir", str(tmp_path / "w"), "--name", name)
    assert not (tmp_path / "w").exists()


def test_init_in_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert "not empty" in fails("init", "--dir", str(tmp_path), "--name", "w1")
    assert "not a folder" in fails("init", "--dir", str(tmp_path / "file"), "--name", "w1")


def test_an_encrypted_key_needs_its_passphrase(tmp_path: Path, log: Any) -> None:
    where = ("--dir", str(tmp_path / "w"))
    words = {"COHORTIUM_KEY_PASSPHRASE": "planted words"}
    assert run("init", *where, "--name", "w1", **words).returncode == 0
    assert b"PRIVATE" not in (tmp_path / "w" / "witness.key").read_bytes()
    line = fails("serve", *where, "--port", "0", "--log", log.signer.vkey)
    assert "passphrase" in line and "planted" not in line


@pytest.mark.parametrize("vkey", ["", "nonsense", "example.org/log+00000000+AQ=="])
def test_serve_with_a_key_that_is_no_logs(folder: Path, vkey: str) -> None:
    assert "log 1" in fails("serve", "--dir", str(folder), "--port", "0", "--log", vkey)


def test_serve_without_a_log(folder: Path) -> None:
    assert "--log" in fails("serve", "--dir", str(folder), "--port", "0")


def test_serve_without_a_witness(tmp_path: Path, log: Any) -> None:
    where = ("--dir", str(tmp_path / "none"))
    assert "witness init" in fails("serve", *where, "--port", "0", "--log", log.signer.vkey)


def test_serve_with_a_key_that_others_may_read(folder: Path, log: Any) -> None:
    (folder / "witness.key").chmod(0o644)
    where = ("--dir", str(folder), "--port", "0")
    assert "chmod 600" in fails("serve", *where, "--log", log.signer.vkey)


def test_serve_with_a_damaged_state(folder: Path, log: Any) -> None:
    (folder / "witness.sqlite").write_bytes(b"no database" * 1000)
    where = ("--dir", str(folder), "--port", "0")
    assert "new witness" in fails("serve", *where, "--log", log.signer.vkey, code=1)


def test_serve_on_a_port_in_use(folder: Path, log: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        where = ("--dir", str(folder), "--port", port)
        line = fails("serve", *where, "--log", log.signer.vkey)
    assert f"port {port}" in line and "in use" in line


def test_serve_on_no_such_address(folder: Path, log: Any) -> None:
    where = ("--dir", str(folder), "--port", "0", "--host", "no.such.host.invalid")
    assert "--host" in fails("serve", *where, "--log", log.signer.vkey)
