"""Secret keys at rest: encrypted, for their owner alone, never in clear beside themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.signing.key_file import (
    key_header,
    open_key,
    read_secret,
    seal_key,
    write_secret,
)
from cohortium_ledger.signing.wrapping import Wrapping

SECRET = b"PRIVATE+KEY+example.org/log+00000000+AQID"
COST = 2**10  # the parameters are in the file, so cheap ones are read alike


def words(text: str = "correct horse") -> Wrapping:
    return Wrapping.of_passphrase(text, cost=COST)


@pytest.mark.parametrize("wrapping", [words(), Wrapping.of_key(b"k" * 32)], ids=["words", "key"])
def test_an_encrypted_key_opens_again(tmp_path: Path, wrapping: Wrapping) -> None:
    path = tmp_path / "keys" / "log.skey"
    write_secret(path, SECRET, "log", "example.org/log+1+A", wrapping)
    data = path.read_bytes()
    assert data.startswith(b"cohortium encrypted key v1\npurpose log\npublic example.org/log+1+A\n")
    assert SECRET not in data and path.stat().st_mode & 0o777 == 0o600
    assert read_secret(path, "log", wrapping) == SECRET
    assert [entry.name for entry in path.parent.iterdir()] == ["log.skey"]


def test_another_process_reads_what_one_wrote(tmp_path: Path) -> None:
    first, second = words(), words()
    for name in ("a", "b"):
        write_secret(tmp_path / name, SECRET, "log", "", first)
    headers = [key_header((tmp_path / name).read_bytes()) for name in ("a", "b")]
    assert headers[0] and headers[1]
    assert headers[0].made == headers[1].made  # one scrypt opens all keys of a place
    assert headers[0].nonce != headers[1].nonce
    assert read_secret(tmp_path / "b", "log", second) == SECRET


@pytest.mark.parametrize(
    ("wrapping", "purpose", "words_of_it", "code"),
    [
        (None, "log", "no passphrase is given", "key-locked"),
        (words("wrong"), "log", "passphrase is wrong", "key-locked"),
        (words(), "operator", "it is a log key", "key"),
        (Wrapping.of_key(b"k" * 32), "log", "under a passphrase", "key"),
    ],
)
def test_what_does_not_open(
    tmp_path: Path, wrapping: Wrapping | None, purpose: str, words_of_it: str, code: str
) -> None:
    path = tmp_path / "key"
    write_secret(path, SECRET, "log", "", words())
    with pytest.raises(KeyUnavailable, match=words_of_it) as caught:
        read_secret(path, purpose, wrapping)
    assert caught.value.code == code and str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_changed_byte_is_refused() -> None:
    wrapping = words()
    data = seal_key(SECRET, "log", "example.org/log", wrapping)
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        if key_is_clear(changed):
            continue  # its title is gone: read as a key in clear, it is none of any kind
        with pytest.raises(KeyUnavailable):
            open_key(changed, "log", wrapping)


def key_is_clear(data: bytes) -> bool:
    return not data.startswith(b"cohortium encrypted key v1")


@pytest.mark.parametrize(
    "made",
    ["scrypt 2097152 8 1 AAAA", "scrypt 0 8 1 AAAA", "scrypt 1024 8 AAAA", "argon2 1 AAAA"],
)
def test_a_file_cannot_ask_for_all_memory(made: str) -> None:
    with pytest.raises(FormatError):
        words().key(made)


def test_open_to_others_or_missing(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(KeyUnavailable, match="no key at") as caught:
        read_secret(path, "log")
    assert caught.value.code == "key-missing"
    write_secret(path, SECRET, "log", "", words())
    path.chmod(0o640)
    with pytest.raises(KeyUnavailable, match="chmod 600") as caught:
        read_secret(path, "log", words())
    assert caught.value.code == "key-permissions"


def test_a_key_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_secret(path, SECRET, "log", "")
    with pytest.raises(FileExistsError):
        write_secret(path, b"other", "log", "", words())
    assert path.read_bytes() == SECRET
    write_secret(path, SECRET, "log", "", words(), replace=True)
    assert SECRET not in path.read_bytes()


def test_no_clear_copy_is_ever_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the moment of the rename, and when it fails, the folder holds the key in clear nowhere new."""
    path = tmp_path / "key"
    write_secret(path, SECRET, "log", "")
    seen: list[bytes] = []

    def fail(_self: Path, _target: Path) -> None:
        seen.extend(found.read_bytes() for found in tmp_path.iterdir() if found != path)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_secret(path, SECRET, "log", "", words(), replace=True)
    assert len(seen) == 1 and SECRET not in seen[0]
    assert list(tmp_path.iterdir()) == [path] and path.read_bytes() == SECRET
