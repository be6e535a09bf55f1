"""``demo``: the main job, start to end, on the samples."""

from __future__ import annotations

import shutil
from pathlib import Path

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, print_json
from cohortium.demo import MARK
from cohortium.errors import Conflict


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("demo")(demo)


def demo(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Run the main job on the samples: intake, consent, publish, ask, withdraw, ask again, verify."""
    from cohortium.demo.tour import tour

    clear(home)
    told = tour(home, mark=home / MARK, quiet=as_json)
    if as_json:
        print_json(told)


def clear(home: Path) -> None:
    """Remove what an earlier demo left; anything else at `home` is refused."""
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return
    if not (home / MARK).is_file():
        raise Conflict(f"{home} was not made by demo: choose another folder with --home")
    shutil.rmtree(home)
