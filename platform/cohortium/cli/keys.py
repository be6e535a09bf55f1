"""``cohortium keys``: what keys there are, encrypt them at rest, put new ones in their place."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, integrate, out, print_json
from cohortium.errors import BadInput

if TYPE_CHECKING:
    from cohortium.adapters.home_keys import KeyFile
    from cohortium.flows.rotation import Rotated

OVERLAP_DAYS = 30  # for verifiers to hear of the new key, while both sign
WitnessOption = Annotated[
    Path | None, typer.Option("--witness", help="A witness's folder, instead of a home.")
]


class Rotatable(StrEnum):
    """What has a key that can be rotated."""

    log = "log"
    operator = "operator"
    hospital = "hospital"
    receipt = "receipt"


NEVER_LOST = (Rotatable.log, Rotatable.operator)
RETIRED = (Rotatable.log, Rotatable.hospital)  # whose keys overlap
WhatArgument = Annotated[Rotatable, typer.Argument(help="Which key.")]
NameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME]", help="The hospital, for a hospital's key.")
]


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    area = typer.Typer(no_args_is_help=True, help="The secret keys of a home or a witness.")
    area.command("list")(list_keys)
    area.command("encrypt")(encrypt)
    area.command("decrypt")(decrypt)
    area.command("rotate")(rotate)
    area.command("retire")(retire)
    app.add_typer(area, name="keys")


def list_keys(
    home: HomeOption = DEFAULT_HOME, witness: WitnessOption = None, as_json: JsonOption = False
) -> None:
    """Each key: what it is for, its public part, whether it is encrypted, who may read it."""
    files = _files(home, witness)
    if as_json:
        print_json({"keys": [_described(file) for file in files]})
        return
    for file in files:
        out.print(f"{file.name:<20} {file.kept:<9} {file.mode:04o}  {file.path}")
        out.print(f"  {file.problem or file.public}")


def encrypt(
    home: HomeOption = DEFAULT_HOME, witness: WitnessOption = None, as_json: JsonOption = False
) -> None:
    """Encrypt every key that is in clear, under COHORTIUM_KEY_PASSPHRASE or COHORTIUM_KEY_COMMAND."""
    from cohortium.adapters import home_keys

    _tell("encrypted", home_keys.encrypt(_files(home, witness)), as_json)


def decrypt(
    home: HomeOption = DEFAULT_HOME, witness: WitnessOption = None, as_json: JsonOption = False
) -> None:
    """Write every encrypted key in clear again."""
    from cohortium.adapters import home_keys

    _tell("decrypted", home_keys.decrypt(_files(home, witness)), as_json)


def rotate(
    what: WhatArgument,
    name: NameArgument = None,
    home: HomeOption = DEFAULT_HOME,
    overlap: Annotated[
        int, typer.Option(help="Days for which the old key of a log or a hospital is taken too.")
    ] = OVERLAP_DAYS,
    lost: Annotated[
        bool,
        typer.Option(
            "--lost", help="Others may have the hospital's key: the log's vouches for the new one."
        ),
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="Where the hospital's key is now, if it was moved."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Put a new key in the place of the log's, the operator's or a hospital's."""
    from cohortium.adapters.home_keys import HomeKeys
    from cohortium.flows.hospital_keys import rotate_hospital
    from cohortium.flows.rotation import rotate_log
    from cohortium.wiring import open_home, rotate_operator

    _check(what, name)
    if (lost and what in NEVER_LOST) or (key is not None and name is None):
        raise BadInput("--lost and --key are for a hospital's key, --lost for that of receipts too")
    if what is Rotatable.receipt:
        _replace_receipts(home, lost, as_json)
        return
    if what is Rotatable.operator:
        rotate_operator(home)
        print_json({"rotated": "operator"}) if as_json else out.print("rotated operator")
        return
    with open_home(home) as installation:
        done = (
            rotate_log(installation, HomeKeys(installation.home), overlap=overlap)
            if name is None
            else rotate_hospital(installation, name, overlap=overlap, lost=lost, key_path=key)
        )
    _tell_rotation(what, done, _sign_with_all(home), as_json, retired=lost)


def retire(
    what: WhatArgument,
    name: NameArgument = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """End the overlap of a rotation now: the old key of the log, or of a hospital, signs no more."""
    from cohortium.adapters.home_keys import HomeKeys
    from cohortium.flows.hospital_keys import retire_hospital
    from cohortium.flows.rotation import retire_log
    from cohortium.wiring import open_home

    _check(what, name)
    if what not in RETIRED:
        raise BadInput(f"the {what}'s old key ends when it is rotated: nothing to retire")
    with open_home(home) as installation:
        done = (
            retire_log(installation, HomeKeys(installation.home))
            if name is None
            else retire_hospital(installation, name)
        )
    _tell_rotation(what, done, _sign_with_all(home), as_json, retired=True)


def _replace_receipts(home: Path, lost: bool, as_json: bool) -> None:
    from cohortium.flows.submission import replace_receipts
    from cohortium.wiring import open_home

    if not lost:
        raise BadInput("a key of receipts is replaced when it is lost: move it away and say --lost")
    with open_home(home) as installation:
        replace_receipts(installation)
        integrate(installation)
    print_json({"rotated": "receipt"}) if as_json else out.print("rotated receipt")


def _check(what: Rotatable, name: str | None) -> None:
    if (what is Rotatable.hospital) != (name is not None):
        raise BadInput("a hospital's key is named by the hospital, others by nothing more")


def _sign_with_all(home: Path) -> str:
    """Sign what was just recorded with the keys that sign from now on."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        return integrate(installation).state


def _tell_rotation(
    what: Rotatable, done: Rotated, reached: str, as_json: bool, *, retired: bool
) -> None:
    if as_json:
        print_json({"old": done.old, "new": done.new, "until": done.until, "state": reached})
        return
    out.print(f"new  {done.new}")
    out.print(f"old  {done.old}")
    if what is Rotatable.hospital:
        taken = "no more" if retired else f"until {done.until}"
        out.print(f"What the old key signs is taken {taken}. Its file holds the new key: copy that")
        out.print("to where copies are kept, and keep the old one as long as older backups.")
        return
    signs, publish = ("no more", "now") if retired else (f"until {done.until}", "before then")
    out.print(f"The old key signs {signs}. Publish cohortium ledger policy {publish};")
    out.print("restart what has this home open.")


def _files(home: Path, witness: Path | None) -> list[KeyFile]:
    from cohortium.adapters.home_keys import HomeKeys, witness_key
    from cohortium.home import Home

    if witness is not None:
        return [witness_key(witness)]
    place = Home(home)
    place.require()
    return HomeKeys(place).files()


def _tell(done: str, files: list[KeyFile], as_json: bool) -> None:
    if as_json:
        print_json({done: [file.name for file in files]})
        return
    for file in files:
        out.print(f"{done} {file.name}")
    if not files:
        out.print(f"nothing to do: every key is {done} already")


def _described(file: KeyFile) -> dict[str, object]:
    return {
        "name": file.name,
        "purpose": file.purpose,
        "path": str(file.path),
        "public": file.public,
        "fingerprint": file.fingerprint,
        "encrypted": file.encrypted,
        "mode": f"{file.mode:04o}",
        "problem": file.problem or None,
    }
