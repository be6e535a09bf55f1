"""The hospitals of a vault and their keys, read from their files when first used."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cohortium.adapters.keys import (
    HospitalKey,
    generate_key,
    generate_successor,
    load_key,
    write_key,
)
from cohortium.adapters.vault.database import Database
from cohortium.errors import BadInput, Conflict, NotFound, Unavailable
from cohortium_ledger.files import sync_path

NAME = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital as the vault knows it. `public_key` is the raw Ed25519 key in base64."""

    name: str
    public_key: str
    key_path: Path


class Hospitals:
    """Names, public keys and key files. A key file inside the home moves with it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: dict[str, HospitalKey] = {}
        self._made: dict[str, tuple[Path, HospitalKey]] = {}  # keys whose files are still to write
        self._folder = database.path.resolve().parent.parent  # the home

    def add(self, name: str, key_path: Path) -> Hospital:
        """Register `name`, or return the one registered; a key that is absent is made at `key_path`.

        :raises BadInput: no name for a hospital, or the key file cannot be used
        :raises Conflict: registered under another key, or the key is another hospital's
        """
        with self._database.transaction(), self.entering(name, key_path):
            self.keep_key(name)
        return self.get(name)

    @contextmanager
    def entering(self, name: str, key_path: Path | None) -> Iterator[None]:
        """`add`, inside the caller's transaction; a key that is made is in memory until `keep_key`."""
        try:
            if key_path is not None:
                self._enter(name, key_path)
            yield
        finally:
            self._made.pop(name, None)

    def _enter(self, name: str, key_path: Path) -> None:
        if not NAME.fullmatch(name):
            raise BadInput("a hospital's name is 1 to 40 of a-z, 0-9 and -", code="hospital-name")
        path = key_path.expanduser().resolve()
        known = self._row(name)
        fresh = known is None and not path.exists()
        key = generate_key() if fresh else load_key(path)
        if known is not None and known[1] != key.public:
            raise Conflict(
                f"hospital {name} is registered under another key than {path}", code="hospital-key"
            )
        holder = self._database.one(
            "SELECT name FROM hospitals WHERE public_key = ? AND name <> ?", (key.public, name)
        )
        if holder is not None:
            raise Conflict(
                f"key {path} is that of hospital {holder[0]}: every hospital has a key of its own",
                code="hospital-key",
            )
        stored = str(path.relative_to(self._folder) if path.is_relative_to(self._folder) else path)
        self._database.write(
            "INSERT INTO hospitals (name, public_key, key_path) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET key_path = excluded.key_path",
            (name, key.public, stored),
        )
        if fresh:
            self._made[name] = (path, key)

    def keep_key(self, name: str) -> None:
        """Write the key that `enter` made, if it made one: from here on the file is the key.

        :raises BadInput: it cannot be written
        :raises Conflict: another key appeared there
        """
        if name not in self._made:
            return
        path, key = self._made[name]
        try:
            write_key(path, key)
        except FileExistsError:
            raise Conflict(
                f"a key was just made at {path}: try again", code="hospital-key"
            ) from None
        except OSError as error:
            raise BadInput(f"key {path} cannot be made: {error.strerror}", code="key") from None
        del self._made[name]
        self._keys[name] = key

    def all(self) -> list[Hospital]:
        """Every hospital, by name."""
        rows = self._database.all("SELECT name, public_key, key_path FROM hospitals ORDER BY name")
        return [Hospital(name, public, self._folder / path) for name, public, path in rows]

    def get(self, name: str) -> Hospital:
        """One hospital.

        :raises NotFound: no such hospital
        """
        row = self._row(name)
        if row is None:
            raise NotFound("no hospital of that name: an intake registers one", code="hospital")
        return Hospital(name, row[1], self._folder / row[2])

    def number(self, name: str) -> int:
        """The row of a hospital."""
        row = self._row(name)
        if row is None:
            raise NotFound("no hospital of that name: an intake registers one", code="hospital")
        return row[0]

    def key(self, name: str) -> HospitalKey:
        """The hospital's key, from its file; while it is changed, from its successor's.

        :raises BadInput: the file cannot be used, or holds another key
        """
        if name in self._made:
            return self._made[name][1]
        hospital, found = self.get(name), self._keys.get(name)
        if found is None or found.public != hospital.public_key:  # another process changed it
            found = self._loaded(hospital)
            self._keys[name] = found
        return found

    def signing_key(self, name: str) -> HospitalKey:
        """The hospital's key, to sign with.

        :raises Unavailable: a new one is taking its place, and is not on the ledger yet
        """
        key = self.key(name)
        if name not in self._made and self.succeeded(name):
            raise Unavailable(
                f"the key of hospital {name} is just being changed: try again in a moment",
                code="hospital-key",
            )
        return key

    def successor_path(self, name: str) -> Path:
        """Where a key stands that is to take the place of the hospital's: beside it."""
        return successor_path(self.get(name).key_path)

    def succeeded(self, name: str) -> bool:
        """Whether a key stands there; not where nobody may look."""
        return os.path.exists(self.successor_path(name))  # noqa: PTH110 - Path.exists raises there

    def make_successor(self, name: str, key: HospitalKey) -> HospitalKey:
        """A new key, on the disk, that is to take the place of `key`.

        :raises BadInput: it cannot be written
        """
        path, made = self.successor_path(name), generate_successor(key)
        try:
            write_key(path, made)
        except OSError as error:
            raise BadInput(f"key {path} cannot be made: {error.strerror}", code="key") from None
        return made

    def switch(self, name: str, key: HospitalKey) -> None:
        """Let `key` be the hospital's, inside the caller's transaction."""
        self._database.write(
            "UPDATE hospitals SET public_key = ? WHERE name = ?", (key.public, name)
        )

    def promote(self, name: str) -> None:
        """Let the successor's file take the place of the key's, which is gone then."""
        path, target = self.successor_path(name), self.get(name).key_path
        path.replace(target)
        sync_path(target.parent)

    def drop_successor(self, name: str) -> None:
        """Forget a successor that nothing was told of and nothing is wrapped with."""
        path = self.successor_path(name)
        path.unlink()
        sync_path(path.parent)

    def _loaded(self, hospital: Hospital) -> HospitalKey:
        if self.succeeded(hospital.name):
            found = load_key(self.successor_path(hospital.name))
            if found.public == hospital.public_key:
                return found
        found = load_key(hospital.key_path)
        if found.public != hospital.public_key:
            raise BadInput(
                f"{hospital.key_path} is not the key of hospital {hospital.name}: put its own back"
            )
        return found

    def hold(self, name: str, key: HospitalKey) -> None:
        """Take the hospital's key from whoever has it, in place of its file.

        :raises BadInput: it is another key
        """
        if key.public != self.get(name).public_key:
            raise BadInput(f"that is not the key of hospital {name}")
        self._keys[name] = key

    def _row(self, name: str) -> tuple[int, str, str] | None:
        row = self._database.one(
            "SELECT id, public_key, key_path FROM hospitals WHERE name = ?", (name,)
        )
        return None if row is None else (row[0], row[1], row[2])


def successor_path(path: Path) -> Path:
    """Where the key stands that is to take the place of the one at `path`."""
    return path.with_name(f"{path.stem}.next{path.suffix}")
