"""Key files of hospitals: made once, never replaced, refused when others may read them."""

from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cohortium.adapters.keys import create_key, load_key, write_secret
from cohortium.errors import BadInput, Conflict, NotFound


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "north.key"
    made, read = create_key(path), load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (made.public, made.wrapping, made.index) == (read.public, read.wrapping, read.index)
    assert len({made.wrapping, made.index, made.signing.private_bytes_raw()}) == 3
    with pytest.raises(FileExistsError):
        create_key(path)
    assert [p.name for p in path.parent.iterdir()] == ["north.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "north.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(BadInput, match="chmod 600"):
        load_key(path)


def other_kind() -> bytes:
    return X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


@pytest.mark.parametrize("content", [b"", b"no key", b"\xff" * 5000, other_kind()])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "north.key"
    write_secret(path, content, "hospital", "")
    with pytest.raises(BadInput, match="no unencrypted Ed25519 key"):
        load_key(path)


def test_a_missing_key(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no key at"):
        load_key(tmp_path / "north.key")


@pytest.mark.parametrize("name", ["", "North", "a/b", "../x", "a" * 41, "a b", "a\n"])
def test_names_of_hospitals(place: Any, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        place.vault.add_hospital(name, place.folder / "keys" / "some.key")
    assert not (place.folder / "keys").exists()


def test_a_hospital_keeps_its_key(place: Any, tmp_path: Path) -> None:
    outside = tmp_path / "outside" / "mine.key"
    made = place.vault.add_hospital("north", outside)
    assert place.vault.add_hospital("north", outside) == made
    assert [h.name for h in place.vault.hospitals()] == ["north"]
    with pytest.raises(Conflict, match="that of hospital north"):
        place.vault.add_hospital("south", outside)
    create_key(tmp_path / "another.key")
    with pytest.raises(Conflict, match="another key"):
        place.vault.add_hospital("north", tmp_path / "another.key")
    with pytest.raises(BadInput, match="no key at"):
        place.vault.add_hospital("north", tmp_path / "nowhere.key")
    assert not (tmp_path / "nowhere.key").exists(), (
        "a known hospital never gets a new key by mistake"
    )
    with pytest.raises(NotFound):
        place.vault.hospital("south")


def test_a_key_that_was_exchanged_is_refused(place: Any) -> None:
    place.vault.add_hospital("north", place.key())
    place.reopen()
    place.key().unlink()
    create_key(place.key())
    with pytest.raises(BadInput, match="not the key of hospital north"):
        place.vault.sign("north", b"x")


def test_signing(place: Any) -> None:
    hospital = place.vault.add_hospital("north", place.key())
    signature = base64.b64decode(place.vault.sign("north", b"message"))
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(hospital.public_key))
    key.verify(signature, b"message")


def test_a_home_that_moves_takes_its_keys_along(place: Any, tmp_path: Path) -> None:
    place.vault.add_hospital("north", place.key())
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    place.vault.close()
    tmp_path.rename(moved)
    place.folder = moved
    place.reopen()
    assert place.vault.hospital("north").key_path == (moved / "keys" / "north.key").resolve()
    assert place.vault.sign("north", b"x")
