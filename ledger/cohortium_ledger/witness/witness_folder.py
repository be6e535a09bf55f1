"""A witness's folder: its keys, a file for its owner alone, and beside it the state it must never lose.

    witness.key       the secret keys, one a line (`cosigner`), encrypted or in clear (`key_file`)
    witness.sqlite    what it cosigned last for each log (`witness_store`)

Both are made at once: a folder appears whole or not at all. A key without its state would cosign
anything once more, so the two are never made apart, and a state belongs to its key.
"""

from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cohortium_ledger.errors import (
    FormatError,
    KeyUnavailable,
    LedgerCorrupt,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
)
from cohortium_ledger.files import make_folder, sync_path
from cohortium_ledger.signing.cosigner import Cosigner
from cohortium_ledger.signing.key_file import read_secret, write_secret
from cohortium_ledger.signing.wrapping import Wrapping
from cohortium_ledger.witness.witness_store import WitnessStore

KEY_FILE = "witness.key"
STATE_FILE = "witness.sqlite"
_PURPOSE = "witness"


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """A folder and the keys that were found in it."""

    directory: Path
    cosigners: tuple[Cosigner, ...]

    @classmethod
    def create(
        cls, directory: Path, name: str, algorithms: Sequence[int], wrapping: Wrapping | None
    ) -> WitnessFolder:
        """Make new keys called `name` and an empty state. Raises LedgerExists, LedgerUnavailable."""
        if not algorithms or len(set(algorithms)) != len(algorithms):
            raise FormatError("a witness has one key for each of its algorithms, and one at least")
        cosigners = tuple(Cosigner.generate(name, algorithm) for algorithm in algorithms)
        _check_free(directory)
        fresh = directory.absolute().parent / f".{directory.name}.{secrets.token_hex(8)}"
        try:
            make_folder(fresh.parent)
            fresh.mkdir(mode=0o700)
            WitnessStore.create(fresh / STATE_FILE, cosigners[0].vkey)
            secret = "".join(f"{cosigner.skey}\n" for cosigner in cosigners).encode()
            write_secret(fresh / KEY_FILE, secret, _PURPOSE, cosigners[0].vkey, wrapping)
            fresh.rename(directory)
            sync_path(directory.absolute().parent)
        except OSError as error:
            raise _untaken(directory, error) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return cls(directory, cosigners)

    @classmethod
    def open(cls, directory: Path, wrapping: Wrapping | None) -> WitnessFolder:
        """Read the keys in `directory`. Raises LedgerMissing, KeyUnavailable."""
        path = directory / KEY_FILE
        if not path.exists() and not (directory / STATE_FILE).exists():
            raise LedgerMissing(f"no witness in {directory}: make one with witness init")
        secret = read_secret(path, _PURPOSE, wrapping)
        try:
            lines = secret.decode().removesuffix("\n").split("\n")
            cosigners = tuple(Cosigner.from_skey(line) for line in lines)
        except (FormatError, UnicodeDecodeError) as error:
            raise KeyUnavailable(
                f"key {path} is no witness's key: put the right one back"
            ) from error
        return cls(directory, cosigners)

    def open_state(self) -> WitnessStore:
        """The state that belongs to these keys. Raises LedgerMissing, LedgerCorrupt."""
        store = WitnessStore(self.directory / STATE_FILE)
        if store.vkey != self.cosigners[0].vkey:
            store.close()
            raise LedgerCorrupt(
                f"the state in {self.directory} is another witness's: a key and its state stay together"
            )
        return store


def _check_free(directory: Path) -> None:
    if (directory / KEY_FILE).exists() or (directory / STATE_FILE).exists():
        raise LedgerExists(f"a witness is in {directory} already")
    if directory.is_dir() and any(directory.iterdir()):
        raise LedgerExists(f"{directory} is not empty: choose another folder")
    if directory.exists() and not directory.is_dir():
        raise LedgerExists(f"{directory} is not a folder: choose another name")


def _untaken(directory: Path, error: OSError) -> LedgerExists | LedgerUnavailable:
    if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
        return LedgerExists(f"a witness is in {directory} already")
    return LedgerUnavailable(f"no witness can be made in {directory}: {error.strerror}")
