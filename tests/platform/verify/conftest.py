"""A whole small installation in memory: a log, two hospitals, consents, a release, an answer.

Nothing of the platform's writing side is used but `write_*_bundle`: what is signed and committed
here is made from the formats' words, so that writer and verifier cannot share a mistake.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cohortium.bundle import write_receipt_bundle, write_release_bundle
from cohortium_ledger.formats.checkpoint import Checkpoint
from cohortium_ledger.formats.entry import Draft, entry_bytes
from cohortium_ledger.formats.proof import Proof
from cohortium_ledger.signing.signer import Signer
from cohortium_ledger.tree.hashing import leaf_hash, tree_root
from cohortium_ledger.tree.prover import prove_inclusion

TIME = "2026-03-01T00:00:00.000Z"
STUDY, DATASET = "study-1", "dataset-1"
TREE_KEY, EXACT_KEY, ANSWER_KEY = b"t" * 32, b"e" * 32, b"a" * 32


def mac(key: bytes, content: Any) -> str:
    return hmac.digest(key, rfc8785.dumps(content), hashlib.sha256).hex()


def seal(name: str) -> str:
    """A commitment that nobody will open."""
    return hashlib.sha256(name.encode()).hexdigest()


class Ledger:
    """A log in memory that signs whatever it is given."""

    def __init__(self, signer: Signer) -> None:
        self.signer = signer
        self.entries: list[bytes] = []
        self.keys: dict[str, Ed25519PrivateKey] = {}

    def add(
        self, type: str, body: Mapping[str, Any], hospital: str | None = None, time: str = TIME
    ) -> int:
        full = dict(body)
        if hospital:
            full["hospital"] = hospital
            message = b"cohortium/" + type.encode() + b"/v1\0" + rfc8785.dumps(full)
            full["signature"] = base64.b64encode(self.keys[hospital].sign(message)).decode()
        draft = Draft(type, full, time)
        prev = leaf_hash(self.entries[-1]) if self.entries else None
        self.entries.append(entry_bytes(len(self.entries), prev, draft, draft.canonical_body()))
        return len(self.entries) - 1

    def bind(self, hospital: str) -> None:
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(hospital.encode()).digest())
        self.keys[hospital] = key
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        by = base64.b64encode(self.signer.verifier.public_key).decode()
        body = {"role": "hospital", "name": hospital, "key": public, "log": self.signer.name}
        self.add("key.bound", self.signed_by_log("key.bound", {**body, "by": by}))

    def signed_by_log(self, type: str, body: Mapping[str, Any]) -> dict[str, Any]:
        message = b"cohortium/" + type.encode() + b"/v1\0" + rfc8785.dumps(dict(body))
        return {**body, "signature": base64.b64encode(self.signer.sign(message)).decode()}

    def between(self, start: int, stop: int) -> Iterable[bytes]:
        return self.entries[start:stop]

    def proof(self, index: int, size: int | None = None) -> bytes:
        entries = self.entries[:size]
        body = Checkpoint(self.signer.name, len(entries), tree_root(entries))
        hashes = prove_inclusion([leaf_hash(entry) for entry in entries], index)
        return bytes(Proof(index, tuple(hashes), self.signer.sign_note(bytes(body))))

    @property
    def policy(self) -> str:
        return f"log {self.signer.vkey}\nquorum none\n"


@dataclass
class World:
    """The installation, and what its bundles are made of."""

    ledger: Ledger
    folder: Path
    consents: list[int] = field(default_factory=list)
    manifest: bytes = b""
    exact: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)
    released: int = -1
    answered: int = -1

    @property
    def policy(self) -> str:
        return self.ledger.policy

    @property
    def release(self) -> str:
        return "r-" + hashlib.sha256(self.manifest).hexdigest()[:32]

    def release_bundle(self, target: Path, size: int | None = None, **other: Any) -> Path:
        parts = {
            "vkey": self.ledger.signer.vkey,
            "proof": self.ledger.proof(self.released, size),
            "entries": self.ledger.between,
            "manifest": self.manifest,
            "exact_key": EXACT_KEY,
            "exact": self.exact,
            "leaves": self.leaves,
            "folder": self.folder,
        }
        write_release_bundle(target, **(parts | other))
        return target

    def receipt_bundle(self, target: Path, **other: Any) -> Path:
        parts = {
            "vkey": self.ledger.signer.vkey,
            "proof": self.ledger.proof(self.answered),
            "entries": self.ledger.between,
            "manifest": self.manifest,
            "answer_key": ANSWER_KEY,
            "answer": self.answer,
        }
        write_receipt_bundle(target, **(parts | other))
        return target

    # what happens, step by step

    def begin(self, patients: int) -> None:
        self.ledger.bind("north")
        self.ledger.bind("south")
        self.ledger.add(
            "study.registered",
            {"study": STUDY, "title": "A study", "digest": seal("study"), "until": "2030-01-01",
             "commitment": seal("s")},
        )  # fmt: skip
        for number in range(patients):
            hospital = ("north", "south")[number % 3 == 2]
            body = {"study": STUDY, "method": "witnessed", "commitment": seal(f"c{number}")}
            self.consents.append(self.ledger.add("consent.granted", body, hospital))

    def hospital_of(self, consent: int) -> str:
        return str(json.loads(self.ledger.entries[consent])["body"]["hospital"])

    def withdraw(self, consent: int, method: str = "desk", **other: Any) -> int:
        body = {"study": STUDY, "consent": consent, "method": method, "commitment": seal("w")}
        return self.ledger.add("consent.withdrawn", body | other, self.hospital_of(consent))

    def intake(self) -> tuple[int, str]:
        batch = hashlib.sha256(b"batch").hexdigest()[:32]
        body = {"batch": batch, "root": seal("root"), "records": 40}
        return self.ledger.add("intake.received", body, "north"), batch

    def publish(
        self,
        eligible: list[int],
        intakes: list[tuple[int, str]],
        *,
        counts: Mapping[str, Any] = {},
        manifest: Mapping[str, Any] = {},
        consents: Mapping[str, Any] = {},
        body: Mapping[str, Any] = {},
    ) -> None:
        """Publish; the keyword arguments overrule what an honest custodian would write."""
        size = len(self.ledger.entries)
        self.leaves = [self._leaf(index, number) for number, index in enumerate(eligible)]
        count = len(eligible)
        self.exact = {
            "eligible": count, "duplicates": 1, "persons": count - 1, "released": count - 3,
            "suppressed": 1, "withheld": {"quarantined": 1}, "tables": {"subjects": count - 3},
        } | dict(counts)  # fmt: skip
        rounded = 5 * round((count - 3) / 5)
        tree = {
            "size": size, "root": tree_root(self.ledger.entries).hex(),
            "tree": tree_root(self.leaves).hex(),
        } | dict(consents)  # fmt: skip
        self.manifest = rfc8785.dumps(
            {
                "v": 1, "kind": "cohortium.release", "dataset": DATASET, "study": STUDY,
                "created": "2026-03-01", "policy": {"k": 5}, "consents": tree,
                "intakes": [{"index": index, "batch": batch} for index, batch in intakes],
                "subjects": rounded, "tables": [self._table(rounded)],
                "risk": {"k": 5, "largest": 0.2}, "utility": {}, "text": {},
                "protection": {"promises": ["k-anonymity"], "not_promised": ["anonymity"]},
                "exact": mac(EXACT_KEY, self.exact), "software": {"cohortium": "0.1.0"},
            } | dict(manifest)
        )  # fmt: skip
        self.released = self.ledger.add(
            "release.published",
            {
                "study": STUDY, "dataset": DATASET, "release": self.release,
                "manifest": hashlib.sha256(self.manifest).hexdigest(), "consent_size": size,
                "commitment": seal("r"),
            } | dict(body),
        )  # fmt: skip

    def grant(self, **other: Any) -> None:
        body = {"grant": "g1", "dataset": DATASET, "until": "2027-01-01", "download": False}
        self.ledger.add("grant.issued", body | {"commitment": seal("g")} | other)

    def ask(self, withdrawals: int, **other: Any) -> None:
        size = len(self.ledger.entries)
        body = {"grant": "g1", "dataset": DATASET, "release": self.release, "consent_size": size}
        intent = self.ledger.add("query.intent", body | {"commitment": seal("i")})
        self.answer = {
            "v": 1, "tier": "threshold", "columns": ["sex", "n"], "rows": [["female", 10]],
            "canonical": "select sex, count(*) ...", "dataset": DATASET, "release": self.release,
            "consent_size": size, "withdrawals_in_force": withdrawals,
        } | other  # fmt: skip
        body = {"intent": intent, "consent_size": size, "commitment": mac(ANSWER_KEY, self.answer)}
        self.answered = self.ledger.add("query.answered", body)

    def _leaf(self, index: int, number: int) -> bytes:
        key = hmac.digest(TREE_KEY, str(index).encode(), hashlib.sha256)
        status = ("suppressed", "withheld")[number] if number < 2 else "released"
        subject = f"subject-{number}" if number >= 2 else None
        content = {"consent": index, "status": status, "subject": subject}
        return bytes.fromhex(mac(key, content))

    def _table(self, rows: int) -> dict[str, Any]:
        files = []
        for rendition in ("queryable", "download"):
            path = f"{rendition}/subjects.parquet"
            data = f"PAR1 {rendition} ".encode() + b"rows " * 40 + b"PAR1"
            (self.folder / rendition).mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            files.append(
                {"rendition": rendition, "path": path, "sha256": digest, "bytes": len(data)}
            )
        columns = [
            {"name": "subject", "type": "string", "role": "subject", "description": "Pseudonym"},
            {"name": "birth_year", "type": "string", "role": "dimension", "description": "Year",
             "bounds": [1930, 2010.5]},
        ]  # fmt: skip
        return {
            "name": "subjects", "rows": rows, "columns": columns, "rows_per_subject": 1,
            "files": files,
        }  # fmt: skip


def signer(name: str = "log.example/a", seed: bytes = b"s" * 32) -> Signer:
    return Signer(name, seed)


def story(folder: Path, *, by: Signer | None = None, patients: int = 13, **lies: Any) -> World:
    """The whole story. One withdrawal before the release, two after it."""
    world = World(Ledger(by or signer()), folder)
    world.begin(patients)
    world.withdraw(world.consents[4])
    eligible = [index for index in world.consents if index != world.consents[4]]
    world.publish(eligible, [world.intake()], **lies)
    world.grant()
    world.withdraw(world.consents[0])
    world.withdraw(world.consents[1], "portal")
    world.ask(2)
    return world


@pytest.fixture(scope="session")
def honest(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An honest installation; treat it as read-only."""
    return story(tmp_path_factory.mktemp("honest"))


@pytest.fixture
def tell(tmp_path: Path) -> Callable[..., World]:
    """Make another installation: `tell(**lies)` as `story` takes them."""
    return lambda **options: story(tmp_path / "folder", **options)


@pytest.fixture
def other_signer() -> Signer:
    """Another key under the same name."""
    return signer(seed=b"o" * 32)


@pytest.fixture
def empty_world(tmp_path: Path) -> World:
    """An installation in which nothing has happened yet."""
    return World(Ledger(signer()), tmp_path / "folder")


def rezip(
    source: Path,
    target: Path,
    *,
    change: Mapping[str, bytes | None] = {},
    compression: int = zipfile.ZIP_STORED,
    backwards: bool = False,
    top: str = "",
    folders: bool = False,
) -> Path:
    """The members of `source` again, some changed, added or (None) left out."""
    with zipfile.ZipFile(source) as archive:
        members: dict[str, bytes | None] = {n: archive.read(n) for n in archive.namelist()}
    members |= dict(change)
    names = sorted(members, reverse=backwards)
    with zipfile.ZipFile(target, "w", compression) as archive:
        if folders:
            archive.mkdir(f"{top}log/tile/entries")
        for name in names:
            data = members[name]
            if data is not None:
                archive.writestr(top + name, data)
    return target


@pytest.fixture
def zipped() -> Callable[..., Path]:
    """The `rezip` function."""
    return rezip


@pytest.fixture
def members() -> Callable[[Path], Iterator[tuple[str, bytes]]]:
    """Names and bytes of a zip's members."""

    def read(path: Path) -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)

    return read
