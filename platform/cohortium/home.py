"""A home: the one folder where an installation keeps everything, and what stands where in it.

It knows paths and permissions, nothing of their content. `cohortium.wiring` builds what lives here.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cohortium.errors import BadInput, Conflict
from cohortium_ledger.files import drafted, sync_path

FORMAT = 1
ORIGIN = re.compile(r"[a-z0-9.-]+(/[a-z0-9.-]+)*")
PRIVATE = 0o700
LEDGER_URL = "COHORTIUM_LEDGER_URL"


@dataclass(frozen=True, slots=True)
class Home:
    """The paths of an installation under `root`."""

    root: Path

    @property
    def description(self) -> Path:
        """home.json: format number and the log's origin; written last, so its presence means whole."""
        return self.root / "home.json"

    @property
    def keys(self) -> Path:
        """Private keys, 0700, files 0600."""
        return self.root / "keys"

    @property
    def log_key(self) -> Path:
        """The ledger's signing key."""
        return self.keys / "log.skey"

    @property
    def operator_key(self) -> Path:
        """The key that wraps what belongs to no patient."""
        return self.keys / "operator.key"

    @property
    def ledger(self) -> Path:
        """The sequencer's database, unless it stands elsewhere: see `ledger_place`."""
        return self.root / "ledger"

    @property
    def ledger_place(self) -> Path | str:
        """Where the ledger is: the URL of a PostgreSQL database, if one is set, or the folder."""
        return os.environ.get(LEDGER_URL) or self.ledger

    @property
    def witnesses(self) -> Path:
        """Witnesses that run here, one folder each, by the name that the policy gives them."""
        return self.root / "witnesses"

    @property
    def vault(self) -> Path:
        """Encrypted records and openings."""
        return self.root / "vault" / "vault.db"

    @property
    def state(self) -> Path:
        """What is folded from the ledger; may be deleted, is rebuilt equal."""
        return self.root / "state.db"

    @property
    def requests(self) -> Path:
        """Which idempotency keys were used for which entry."""
        return self.root / "requests.db"

    @property
    def releases(self) -> Path:
        """One folder a release, named by its id."""
        return self.root / "releases"

    @property
    def reports(self) -> Path:
        """Intake reports: files, lines and reasons."""
        return self.root / "reports"

    @property
    def bundles(self) -> Path:
        """Bundles made for sponsors."""
        return self.root / "bundles"

    def exists(self) -> bool:
        """Whether an installation was created here, whole."""
        return self.description.is_file()

    @property
    def restoring(self) -> Path:
        """Stands while a restore is not finished: what else is here may be half of a home."""
        return self.root / ".restoring"

    def check_restored(self) -> None:
        """Raise BadInput when a restore into this folder was not finished, or is under way."""
        if self.restoring.exists():
            raise BadInput(
                f"a restore into {self.root} was not finished: unless it is still under way,"
                " remove the folder and restore again"
            )

    def require(self) -> None:
        """Raise BadInput unless an installation of a known format lives here."""
        self.check_restored()
        if not self.exists():
            raise BadInput(
                f"no Cohortium home at {self.root}: run cohortium init --home {self.root}"
            )
        if self.describe().get("v") != FORMAT:
            raise BadInput(
                f"{self.description} is of another format than this program's ({FORMAT})"
            )

    def describe(self) -> dict[str, object]:
        """The content of home.json."""
        try:
            found = json.loads(self.description.read_text(encoding="utf-8"))
        except (ValueError, UnicodeDecodeError) as error:
            raise BadInput(f"{self.description} cannot be read as JSON: restore it") from error
        if not isinstance(found, dict):
            raise BadInput(f"{self.description} is not a JSON object: restore it")
        return found

    def lay(self) -> None:
        """Make the folders of a new home. A folder that holds something else is refused."""
        self.check_restored()
        if self.exists():
            raise Conflict(f"{self.root} is a Cohortium home already")
        known = {"keys", "ledger", "vault", "releases", "reports", "bundles"}
        if self.root.is_dir():
            strangers = sorted({p.name for p in self.root.iterdir()} - known - {"state.db"})
            if strangers:
                raise BadInput(
                    f"{self.root} is not empty (it has {strangers[0]}): choose another folder"
                )
        for folder in (self.root, *(self.root / name for name in sorted(known))):
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)

    def seal(self, origin: str) -> None:
        """Write home.json, last of all: from now on the home exists."""
        write_atomically(
            self.description, json.dumps({"v": FORMAT, "origin": origin}, indent=1).encode() + b"\n"
        )


def new_origin() -> str:
    """A log origin of this installation's own, when none was given."""
    return f"cohortium.invalid/{secrets.token_hex(6)}"


def check_origin(origin: str) -> str:
    """`origin` when it is a schema-less URL in lower case, else BadInput."""
    if not ORIGIN.fullmatch(origin) or len(origin) > 200:
        raise BadInput(
            "the origin is a schema-less URL in lower case, such as log.example.org/research"
        )
    return origin


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write `data` so that `path` holds either all of it, durably, or what it held before."""
    with drafted(path, data, mode) as draft:
        draft.replace(path)
    sync_path(path.parent)
