"""A home whose dataset gets release after release."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cohortium.flows import enrol
from cohortium.flows.publish import Published, publish
from cohortium.release.policy import Policy
from cohortium.wiring import create_home, open_home
from hearts import DATASET, DOCUMENT, STUDY, consent
from succession_study import NOON, SEATS, Study, everything, name

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def founded(once: Once, take_in: Any) -> Path:
    """A home of four classes of twelve, enrolled and released; five more of each have records."""

    def fill(folder: Path) -> None:
        create_home(folder / "home")
        path = folder / "all.ndjson"
        path.write_text("\n".join(json.dumps(one) for one in everything()) + "\n")
        with open_home(folder / "home", clock=lambda: NOON) as home:
            take_in(home, path, "north")
            enrol.register_study(home, json.dumps(DOCUMENT).encode(), by="test")
            first = [name(cell, n) for cell in range(4) for n in range(SEATS)]
            consent(home, *first)
            publish(home, STUDY, Policy())

    return once("succession", fill) / "home"


@pytest.fixture
def study(founded: Path, tmp_path: Path, take_in: Any, clock: list[datetime]) -> Iterator[Study]:
    """The founded home with its first release, to be changed."""
    shutil.copytree(founded, tmp_path / "home")
    (tmp_path / "sent").mkdir()
    with open_home(tmp_path / "home", clock=lambda: clock[0]) as home:
        [first] = home.state.releases()
        path = home.home.releases / first.id
        opening = home.vault.opening(first.index)
        assert opening is not None
        made = Published(first.id, DATASET, path, first.index, {}, {}, opening.private["exact"])
        yield Study(home, tmp_path / "sent", take_in, [made])


@pytest.fixture
def clock() -> list[datetime]:
    """What time it is, to be changed."""
    return [NOON]
