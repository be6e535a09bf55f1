"""``cohortium keys``: what keys there are, encrypt them at rest, put new ones in their place."""

from __future__ import annotations

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
        kept = "encrypted" if file.encrypted else "clear"
        out.print(f"{file.name:<20} {kept:<9} {file.mode:04o}  {file.path}")
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
    what: Annotated[str, typer.Argument(metavar="log|operator", help="Which key.")],
    home: HomeOption = DEFAULT_HOME,
    overlap: Annotated[
        int, typer.Option(help="Days for which the log's old key signs beside the new one.")
    ] = OVERLAP_DAYS,
    as_json: JsonOption = False,
) -> None:
    """Make a successor of the log's key, or put a new operator key in the place of the old one."""
    from cohortium.adapters.home_keys import HomeKeys
    from cohortium.flows.rotation import rotate_log
    from cohortium.wiring import open_home, rotate_operator

    if what == "operator":
        rotate_operator(home)
        print_json({"rotated": "operator"}) if as_json else out.print("rotated operator")
        return
    _check_log(what)
    with open_home(home) as installation:
        done = rotate_log(installation, HomeKeys(installation.home), overlap=overlap)
    _tell_rotation(done, _sign_with_all(home), as_json)


def retire(
    what: Annotated[str, typer.Argument(metavar="log", help="Which key.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """End the overlap of a rotation now: the log's old key signs no more."""
    from cohortium.adapters.home_keys import HomeKeys
    from cohortium.flows.rotation import retire_log
    from cohortium.wiring import open_home

    _check_log(what)
    with open_home(home) as installation:
        done = retire_log(installation, HomeKeys(installation.home))
    _tell_rotation(done, _sign_with_all(home), as_json, retired=True)


def _check_log(what: str) -> None:
    if what != "log":
        raise BadInput(f"there is no rotation of {what}: it is log or operator")


def _sign_with_all(home: Path) -> str:
    """Sign what was just recorded with the keys that sign from now on."""
    from cohortium.wiring import open_home

    with open_home(home) as installation:
        return integrate(installation).state


def _tell_rotation(done: Rotated, reached: str, as_json: bool, *, retired: bool = False) -> None:
    if as_json:
        print_json({"old": done.old, "new": done.new, "until": done.until, "state": reached})
        return
    out.print(f"new  {done.new}")
    out.print(f"old  {done.old}")
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
