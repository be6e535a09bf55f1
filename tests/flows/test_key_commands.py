"""``cohortium keys``: at rest under a passphrase or a command, new keys in the place of old ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cohortium.adapters import home_keys, operator_key
from cohortium.adapters.home_keys import HomeKeys
from cohortium.adapters.keys import write_secret
from cohortium.adapters.passphrase import wrapping_from
from cohortium.bundle.verification import verify
from cohortium.cli import run
from cohortium.errors import BadInput, Conflict
from cohortium.flows.rotation import rotate_log
from cohortium.home import Home
from cohortium.wiring import create_home, open_home, rotate_operator
from cohortium_ledger import SignatureError, Signer, Verifier, parse_policy
from cohortium_ledger.witness.witness import Witness

Copy = Callable[[Path], Path]
DONE, NO, BAD = 0, 1, 2
WORDS = "seven planted words of a passphrase"
SECRETS = ("PRIVATE+KEY", "BEGIN PRIVATE KEY")


@pytest.fixture(autouse=True)
def clear(monkeypatch: pytest.MonkeyPatch) -> None:
    """No passphrase, unless the test sets one."""
    for name in ("COHORTIUM_KEY_PASSPHRASE", "COHORTIUM_KEY_COMMAND", "COHORTIUM_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    create_home(tmp_path / "home", origin="log.example.org/keys")
    return tmp_path / "home"


def listed(capsys: pytest.CaptureFixture[str], *where: str) -> dict[str, dict[str, object]]:
    capsys.readouterr()
    assert run(["keys", "list", "--json", *where]) == DONE
    return {key["name"]: key for key in json.loads(capsys.readouterr().out)["keys"]}


def in_clear(home: Path) -> list[str]:
    """Files with a secret that anybody who has the disk can read."""
    names = []
    for path in sorted((home / "keys").rglob("*")):
        if path.is_file() and not path.read_bytes().startswith(b"cohortium encrypted key v1"):
            names.append(path.name)
    return names


def test_encrypt_use_decrypt(
    taken_in: Path, copy: Copy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = copy(taken_in)
    where = ("--home", str(home))
    before = listed(capsys, *where)
    assert set(before) == {"log", "operator", "hospital north", "hospital south"}
    assert {key["encrypted"] for key in before.values()} == {False}
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    assert run(["keys", "encrypt", *where]) == DONE
    assert in_clear(home) == []
    monkeypatch.delenv("COHORTIUM_KEY_PASSPHRASE")
    after = listed(capsys, *where)  # the public parts need no passphrase
    assert {name: key["public"] for name, key in after.items()} == {
        name: key["public"] for name, key in before.items()
    }
    assert {(key["encrypted"], key["mode"]) for key in after.values()} == {(True, "0600")}
    assert run(["status", *where]) == BAD
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "wrong")
    assert run(["status", *where]) == BAD
    told = capsys.readouterr().err
    assert told.count("\n") == 2 and "no passphrase is given" in told and "is wrong" in told
    assert run(["ledger", "audit", *where]) == DONE
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    with open_home(home) as installation:  # a hospital's key too
        assert installation.vault.sign("north", b"message")
    assert run(["keys", "decrypt", *where]) == DONE
    assert len(in_clear(home)) == 4
    assert listed(capsys, *where) == before


def test_new_keys_are_encrypted_from_the_start(
    tmp_path: Path, hospitals: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    home = ("--home", str(tmp_path / "home"))
    assert run(["init", *home]) == DONE
    assert run(["intake", str(hospitals / "south"), "--hospital", "south", *home]) == DONE
    assert run(["keys", "rotate", "log", *home]) == DONE
    assert run(["keys", "rotate", "operator", *home]) == DONE
    assert in_clear(tmp_path / "home") == []
    for path in (tmp_path / "home").rglob("*"):
        if path.is_file():
            assert not any(word.encode() in path.read_bytes() for word in (WORDS, *SECRETS))


def test_a_command_gives_the_key(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    secret = "f0" * 32
    script = tmp_path / "ask"
    script.write_text(f"#!/bin/sh\necho {secret}; echo {secret} >&2\n")
    script.chmod(0o700)
    monkeypatch.setenv("COHORTIUM_KEY_COMMAND", str(script))
    where = ("--home", str(home))
    assert run(["keys", "encrypt", *where]) == DONE
    assert "hkdf-sha256" in (home / "keys" / "log.skey").read_text()
    assert run(["status", *where]) == DONE
    told = capfd.readouterr()
    assert secret not in told.out + told.err


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"COHORTIUM_KEY_COMMAND": "false"}, "ended with status 1"),
        ({"COHORTIUM_KEY_COMMAND": "/nowhere/planted"}, "cannot be run"),
        ({"COHORTIUM_KEY_COMMAND": "echo 'planted"}, "cannot be run"),
        ({"COHORTIUM_KEY_COMMAND": "true"}, "must print one line"),
        ({"COHORTIUM_KEY_COMMAND": "printf 'planted\\nplanted'"}, "must print one line"),
        ({"COHORTIUM_KEY_COMMAND": "a", "COHORTIUM_KEY_PASSPHRASE": "b"}, "not both"),
        ({}, "nothing to encrypt with"),
    ],
)
def test_what_cannot_encrypt(
    home: Path,
    environment: dict[str, str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    before = (home / "keys" / "log.skey").read_bytes()
    assert run(["keys", "encrypt", "--home", str(home)]) == BAD
    told = capfd.readouterr().err
    assert words in told and told.count("\n") == 1 and "planted" not in told
    assert (home / "keys" / "log.skey").read_bytes() == before


def test_a_command_that_hangs_is_stopped() -> None:
    from cohortium.adapters.passphrase import printed_by

    with pytest.raises(BadInput, match=r"did not end within 0\.2 s"):
        printed_by("sleep 60", seconds=0.2)()


def test_no_shell_sees_the_command(home: Path, tmp_path: Path) -> None:
    wrapping = wrapping_from({"COHORTIUM_KEY_COMMAND": f"echo words; touch {tmp_path}/made"})
    assert wrapping is not None
    wrapping.fresh()
    assert not (tmp_path / "made").exists()


def test_one_key_that_cannot_be_used_leaves_all_as_they_are(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    operator = home / "keys" / "operator.key"
    operator.chmod(0o644)
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    assert "chmod 600" in str(listed(capsys, "--home", str(home))["operator"]["problem"])
    assert run(["keys", "encrypt", "--home", str(home)]) == BAD
    assert in_clear(home) == ["log.skey", "operator.key"]


def test_a_header_that_names_another_key_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    path, other = home / "keys" / "log.skey", Signer.generate("log.example.org/keys")
    write_secret(path, path.read_bytes(), "log", other.vkey, replace=True)
    with pytest.raises(BadInput, match="not the one its header names"):
        home_keys.decrypt(HomeKeys(Home(home)).files())


def test_a_witness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Witness.create(tmp_path / "w", "witness.example.org").close()
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", WORDS)
    where = ("--witness", str(tmp_path / "w"))
    before = listed(capsys, *where)["witness"]
    assert run(["keys", "encrypt", *where]) == DONE
    assert b"PRIVATE" not in (tmp_path / "w" / "witness.key").read_bytes()
    after = listed(capsys, *where)["witness"]
    assert (after["public"], after["encrypted"]) == (before["public"], True)
    Witness.open(tmp_path / "w", [], wrapping=wrapping_from()).close()


def policies(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], bytes]:
    """The log lines of `ledger policy`, and the newest checkpoint."""
    capsys.readouterr()
    assert run(["ledger", "policy", "--home", str(home)]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert run(["ledger", "checkpoint", "--home", str(home)]) == DONE
    note = capsys.readouterr().out.encode()
    assert run(["ledger", "audit", "--home", str(home)]) == DONE
    capsys.readouterr()
    return [line for line in lines if line.startswith("log ")], note


def accepts(line: str, note: bytes) -> bool:
    try:
        parse_policy(f"{line}\nquorum none\n").verify_checkpoint(note)
    except SignatureError:
        return False
    return True


def test_the_log_s_key_is_rotated_and_retired(
    home: Path, capsys: pytest.CaptureFixture[str], entries: Callable[..., list[object]]
) -> None:
    [old], note = policies(home, capsys)
    stolen = (home / "keys" / "log.skey").read_text()
    assert run(["keys", "retire", "log", "--home", str(home)]) == NO
    assert run(["keys", "rotate", "log", "--home", str(home), "--overlap", "7"]) == DONE
    lines, note = policies(home, capsys)
    assert len(lines) == 2 and lines[0] == old
    assert all(accepts(line, note) for line in lines)
    assert run(["keys", "rotate", "log", "--home", str(home)]) == NO
    assert run(["keys", "retire", "log", "--home", str(home)]) == DONE
    [new], note = policies(home, capsys)
    assert new == lines[1] and accepts(new, note) and not accepts(old, note)
    thief = Signer.from_skey(stolen)
    text = note.partition(b"\n\n")[0] + b"\n"
    assert not accepts(new, thief.sign_note(text)) and accepts(old, thief.sign_note(text))
    assert not (home / "keys" / "log.next.skey").exists()
    with open_home(home) as installation:
        told = [entry.body for entry in entries(installation, "key.bound")]  # type: ignore[attr-defined]
        assert installation.state.counts()["hospital"] == 0
    assert [("until" in body, body["role"]) for body in told] == [
        (False, "log"), (True, "log"), (True, "log"),
    ]  # fmt: skip


def test_the_overlap_ends_by_itself(home: Path) -> None:
    with open_home(home) as installation:
        done = rotate_log(installation, HomeKeys(Home(home)), overlap=2)
    later = datetime.now(UTC) + timedelta(days=3)
    with open_home(home, clock=lambda: later) as installation:
        assert installation.log.vkey == done.new
        note = installation.log.integrate()
    assert accepts(f"log {done.new}", note) and not accepts(f"log {done.old}", note)
    assert not (home / "keys" / "log.next.skey").exists()
    assert HomeKeys(Home(home)).signers()[0].vkey == done.new


def test_a_crash_before_the_entries_is_made_good(home: Path) -> None:
    keys = HomeKeys(Home(home))
    keys.write_successor(Signer.generate("log.example.org/keys"))
    left = keys.signers()[1].vkey
    with open_home(home) as installation:  # goes on as if nothing had happened
        installation.log.integrate()
        assert rotate_log(installation, keys, overlap=1).new == left
    with open_home(home) as installation:
        installation.log.integrate()
        with pytest.raises(Conflict, match="a rotation is under way"):
            rotate_log(installation, keys, overlap=1)


def test_the_operator_s_key_is_rotated(taken_in: Path, copy: Copy) -> None:
    home = copy(taken_in)
    old = (home / "keys" / "operator.key").read_bytes()
    with open_home(home) as installation:
        openings = len(list(installation.vault.openings("study.registered")))
    rotate_operator(home)
    assert (home / "keys" / "operator.key").read_bytes() != old
    with open_home(home) as installation:
        assert len(list(installation.vault.openings("study.registered"))) == openings == 1
    (home / "keys" / "operator.key").write_bytes(old)
    assert run(["status", "--home", str(home)]) == NO


@pytest.mark.parametrize("moment", ["before the vault", "after the vault"])
def test_a_crash_while_the_operator_s_key_is_rotated(
    taken_in: Path, copy: Copy, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = copy(taken_in)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    where = (
        (operator_key, "seal") if moment == "before the vault" else (HomeKeys, "promote_operator")
    )
    with monkeypatch.context() as patch:
        patch.setattr(*where, crash)
        with pytest.raises(KeyboardInterrupt):
            rotate_operator(home)
    assert (home / "keys" / "operator.next.key").exists()
    with open_home(home) as installation:
        assert list(installation.vault.openings("study.registered"))
    assert not (home / "keys" / "operator.next.key").exists()
    shutil.rmtree(home)


def test_bundles_verify_with_either_policy_while_both_sign(
    published: Path, copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = copy(published)
    where = ("--home", str(home))

    def bundled(name: str) -> Path:
        with open_home(home) as installation:
            release = installation.state.releases()[0].id
        assert run(["bundle", release, "-o", str(tmp_path / name), *where]) == DONE
        return tmp_path / name

    def verified(bundle: Path, *lines: str) -> bool:
        return verify(bundle, "".join(f"{line}\n" for line in (*lines, "quorum none"))).verified

    [old], _ = policies(home, capsys)
    before = bundled("before.zip")
    assert run(["keys", "rotate", "log", *where]) == DONE
    lines, _ = policies(home, capsys)
    during = bundled("during.zip")
    assert run(["keys", "retire", "log", *where]) == DONE
    [new], _ = policies(home, capsys)
    after = bundled("after.zip")
    accepted = {
        (bundle.stem, name): verified(bundle, *given)
        for bundle in (before, during, after)
        for name, given in {"old": [old], "new": [new], "both": lines}.items()
    }
    assert [key for key, yes in accepted.items() if not yes] == [
        ("before", "new"),
        ("after", "old"),
    ]
    assert all(verify(bundle).verified for bundle in (before, during, after))
    with open_home(home) as installation:
        bound = [
            key for key, entry in enumerate(installation.log.entries()) if b'"role":"log"' in entry
        ]
    stale = f"older than the log's key rotation at entry {bound[0]}: fetch the policy anew"
    report = verify(after, f"{old}\nquorum none\n")
    assert stale in str(report.reason) and not report.verified
    stranger = Signer.generate(Verifier.from_vkey(new.split()[1]).name).vkey
    assert "nothing here proves" in str(verify(after, f"log {stranger}\nquorum none\n").reason)
    (tmp_path / "old").write_text(f"{old}\nquorum none\n")
    assert run(["ledger", "export", str(tmp_path / "tree"), *where]) == DONE
    for words in ((str(tmp_path / "tree"),), where):
        assert run(["ledger", "audit", *words, "--policy", str(tmp_path / "old")]) == NO
        assert stale in capsys.readouterr().err


def test_what_is_listed_of_a_file_that_others_may_read(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "of a test")
    assert run(["keys", "encrypt", "--home", str(home)]) == DONE
    (home / "keys" / "log.skey").chmod(0o644)
    (home / "keys" / "operator.key").unlink()
    told = listed(capsys, "--home", str(home))
    assert (told["log"]["encrypted"], told["log"]["mode"]) == (True, "0644")
    assert "chmod 600" in str(told["log"]["problem"])
    assert run(["keys", "list", "--home", str(home)]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["log", "encrypted", "0644"]
    assert [line.split()[1] for line in lines if line.startswith("operator")] == ["missing"]
