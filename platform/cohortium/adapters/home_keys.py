"""The keys of one home: where each file stands, what it is for, and whether it is encrypted.

keys/log.skey            signs checkpoints
keys/log.next.skey       its successor, while a rotation's overlap lasts
keys/operator.key        wraps the key of what belongs to no patient
keys/operator.next.key   its successor, for the moment of a rotation
keys/receipts.skey       signs receipts of submissions, where there are any
keys/hospitals/*.key     hospitals' keys, unless they stand elsewhere; *.next.key beside one is its
                         successor, for the moment of a rotation
witnesses/*/witness.key  of witnesses that run here
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cohortium.adapters.keys import (
    Purpose,
    operator_id,
    parse_key,
    read_secret,
    write_secret,
)
from cohortium.adapters.passphrase import wrapping_from
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals, successor_path
from cohortium.errors import BadInput
from cohortium.home import Home
from cohortium_ledger import Signer
from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.files import sync_path
from cohortium_ledger.signing.cosigner import Cosigner
from cohortium_ledger.signing.key_file import (
    is_encrypted,
    key_header,
    read_key_file,
    write_key_file,
)

PURPOSES: Final[dict[str, Purpose]] = {
    "log.skey": "log",
    "log.next.skey": "log",
    "operator.key": "operator",
    "operator.next.key": "operator",
    "receipts.skey": "receipt",
}
NEEDED: Final = ("log.skey", "operator.key")  # missed where they are missing
WITNESS_KEY: Final = "witness.key"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key as a person is told of it. `problem` says why it cannot be used; empty when it can."""

    name: str
    purpose: Purpose
    path: Path
    public: str
    encrypted: bool
    mode: int
    problem: str

    @property
    def kept(self) -> str:
        """Whether it is encrypted, in a word."""
        if not self.mode:
            return "missing"
        return "encrypted" if self.encrypted else "clear"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public part, in hex; empty when that is not known."""
        return hashlib.sha256(self.public.encode()).hexdigest() if self.public else ""


class HomeKeys:
    """The key files of `home`, by what they are for."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.next_log = home.keys / "log.next.skey"
        self.next_operator = home.keys / "operator.next.key"

    def signers(self) -> tuple[Signer, ...]:
        """The key that signs the log, and its successor while a rotation lasts."""
        successor = self.successor()  # first: another process may just be promoting it
        signer = _signer(self.home.log_key)
        alone = successor is None or successor.vkey == signer.vkey
        return (signer,) if successor is None or alone else (signer, successor)

    def successor(self) -> Signer | None:
        """The key that is to sign the log, while a rotation lasts."""
        try:
            return _signer(self.next_log)
        except BadInput as error:
            if error.code == "key-missing":
                return None
            raise

    def write_signer(self, signer: Signer) -> None:
        """Keep a new home's log key."""
        write_secret(self.home.log_key, signer.skey.encode(), "log", signer.vkey)

    def write_successor(self, signer: Signer) -> None:
        """Keep the key that is to sign the log."""
        write_secret(self.next_log, signer.skey.encode(), "log", signer.vkey)

    def promote_signer(self) -> None:
        """Let the successor take the place of the log key, which is gone then."""
        with suppress(FileNotFoundError):  # another process did
            self.next_log.replace(self.home.log_key)
        sync_path(self.home.keys)

    def operator(self) -> bytes:
        """The operator key."""
        return _operator(self.home.operator_key)

    def write_operator(self, key: bytes) -> None:
        """Keep a new home's operator key."""
        write_secret(self.home.operator_key, key.hex().encode(), "operator", operator_id(key))

    def pending_operator(self) -> bytes | None:
        """The operator key that was to take the other's place, if a rotation did not end."""
        return _operator(self.next_operator) if self.next_operator.exists() else None

    def write_next_operator(self, key: bytes) -> None:
        """Keep the key that is to be the operator's."""
        write_secret(self.next_operator, key.hex().encode(), "operator", operator_id(key))

    def promote_operator(self) -> None:
        """Let the next operator key take the place of the other, which is gone then."""
        self.next_operator.replace(self.home.operator_key)
        sync_path(self.home.keys)

    def drop_next_operator(self) -> None:
        """Forget a next operator key that nothing was wrapped with."""
        self.next_operator.unlink()
        sync_path(self.home.keys)

    def files(self) -> list[KeyFile]:
        """Every key file of the home, wherever it stands; needs no passphrase."""
        own = [
            (name.rpartition(".")[0].replace(".next", " (next)"), purpose, self.home.keys / name)
            for name, purpose in PURPOSES.items()
            if (self.home.keys / name).exists() or name in NEEDED
        ]
        hospitals = [
            (f"hospital {name}{ending}", path)
            for name, key in self._hospitals()
            for ending, path in (("", key), (" (next)", successor_path(key)))
            if not ending or path.is_file()
        ]
        witnesses = sorted((self.home.root / "witnesses").glob(f"*/{WITNESS_KEY}"))
        return (
            [_described(name, purpose, path) for name, purpose, path in own]
            + [_described(name, "hospital", path) for name, path in hospitals]
            + [_described(f"witness {path.parent.name}", "witness", path) for path in witnesses]
        )

    def _hospitals(self) -> Iterable[tuple[str, Path]]:
        if not self.home.vault.is_file():
            return []
        database = Database(self.home.vault)
        try:
            return [(known.name, known.key_path) for known in Hospitals(database).all()]
        finally:
            database.close()


def witness_key(directory: Path) -> KeyFile:
    """The key of the witness in `directory`."""
    return _described("witness", "witness", directory / WITNESS_KEY)


def encrypt(files: Iterable[KeyFile]) -> list[KeyFile]:
    """Encrypt every file that is in clear, in its place; those that were changed.

    :raises BadInput: no passphrase is given, or a key cannot be used: then none is changed
    """
    if wrapping_from() is None:
        raise BadInput(
            "nothing to encrypt with: set COHORTIUM_KEY_PASSPHRASE or COHORTIUM_KEY_COMMAND",
            code="key-locked",
        )
    clear = [(file, secret) for file, secret in _opened(files) if not file.encrypted]
    for file, secret in clear:
        write_secret(file.path, secret, file.purpose, file.public, replace=True)
    return [file for file, _ in clear]


def decrypt(files: Iterable[KeyFile]) -> list[KeyFile]:
    """Write every encrypted file in clear, in its place; those that were changed.

    :raises BadInput: a key cannot be used: then none is changed
    """
    encrypted = [(file, secret) for file, secret in _opened(files) if file.encrypted]
    for file, secret in encrypted:
        write_key_file(file.path, secret, replace=True)
    return [file for file, _ in encrypted]


def _opened(files: Iterable[KeyFile]) -> list[tuple[KeyFile, bytes]]:
    """The files and their secrets, each of which must be the key its header names."""
    opened = [(file, read_secret(file.path, file.purpose)) for file in files]
    for file, secret in opened:
        if _public(file.purpose, secret, file.path) != file.public:
            raise BadInput(f"key {file.path} is not the one its header names", code="key")
    return opened


def _described(name: str, purpose: Purpose, path: Path) -> KeyFile:
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0
    try:
        data = read_key_file(path)
        header = key_header(data)
        public = _public(purpose, data, path) if header is None else header.public
        problem = (
            "" if header is None or header.purpose == purpose else f"is a {header.purpose} key"
        )
    except (BadInput, KeyUnavailable) as error:
        return KeyFile(name, purpose, path, "", is_encrypted(path), mode, str(error))
    return KeyFile(name, purpose, path, public, header is not None, mode, problem)


def _public(purpose: Purpose, secret: bytes, path: Path) -> str:
    """The public part of the key in clear that `path` holds."""
    if purpose == "hospital":
        return parse_key(secret, path).public
    if purpose == "operator":
        return operator_id(_bytes(secret, path))
    if purpose == "witness":
        return _cosigner(secret, path).vkey
    return _parsed(secret, path).vkey


def _signer(path: Path) -> Signer:
    return _parsed(read_secret(path, "log"), path)


def _parsed(secret: bytes, path: Path) -> Signer:
    try:
        return Signer.from_skey(secret.decode())
    except (FormatError, UnicodeDecodeError):
        raise BadInput(f"key {path} is no signer key: put it back", code="key") from None


def _cosigner(secret: bytes, path: Path) -> Cosigner:
    """The first of a witness's keys, one a line."""
    try:
        return Cosigner.from_skey(secret.decode().partition("\n")[0])
    except (FormatError, UnicodeDecodeError):
        raise BadInput(f"key {path} is no witness's key: put it back", code="key") from None


def _operator(path: Path) -> bytes:
    return _bytes(read_secret(path, "operator"), path)


def _bytes(secret: bytes, path: Path) -> bytes:
    try:
        key = bytes.fromhex(secret.decode())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadInput(f"key {path} is no operator key: put it back", code="key")
    return key
