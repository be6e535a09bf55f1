"""A small published home, made once: what the API's and the SDK's tests serve.

Tests that change more than they add to take a copy.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

COHORTIUM = "from cohortium.cli import main; main()"
RESEARCHER = "Planted Researcher Quillfeather"


@dataclass(frozen=True)
class Published:
    """A home with two datasets, and tokens of grants: full, plain, other, expired, ended."""

    home: Path
    dataset: str
    other: str
    study: str
    tokens: dict[str, str] = field(repr=False)

    def copy(self, target: Path) -> Published:
        """The same in a folder of its own."""
        shutil.copytree(self.home, target)
        return Published(target, self.dataset, self.other, self.study, self.tokens)


@dataclass(frozen=True)
class Running:
    """A server that was started: its address, its process, and the file that its log goes to."""

    url: str
    process: Any
    log: Path


Launched = Callable[..., AbstractContextManager[Running]]
Serving = Callable[[Path], AbstractContextManager[Running]]


@pytest.fixture(scope="session")
def published(south: Path) -> Published:
    """The home, before anyone asked it anything."""
    study, *datasets = json.loads((south / "datasets.json").read_bytes())
    return Published(
        south / "home", datasets[0], datasets[1], study, _tokens(south / "home", *datasets)
    )


def _tokens(home: Path, dataset: str, other: str) -> dict[str, str]:
    from cohortium.flows.grant import end_grant, issue_grant
    from cohortium.wiring import open_home

    now = datetime.now(UTC)
    kinds = {
        "full": (dataset, True, now), "plain": (dataset, False, now), "other": (other, True, now),
        "ended": (dataset, True, now), "expired": (dataset, True, now - timedelta(days=30)),
    }  # fmt: skip
    tokens = {}
    for kind, (about, download, moment) in kinds.items():
        until: date = moment.date() + timedelta(days=20)
        with open_home(home, clock=lambda moment=moment: moment) as installation:
            issued = issue_grant(
                installation, researcher=RESEARCHER, dataset=about, purpose={"primary": "GRU"},
                until=until, download=download, by="test",
            )  # fmt: skip
            if kind == "ended":
                end_grant(installation, issued.grant, by="test")
            tokens[kind] = issued.token
    return tokens


@pytest.fixture(scope="session")
def launched(tmp_path_factory: pytest.TempPathFactory, forked: Any) -> Launched:
    """Starts a program that serves and says where; stopped at the end of the block."""

    @contextmanager
    def launch(program: str, *arguments: object) -> Iterator[Running]:
        log = tmp_path_factory.mktemp("log") / "server.log"
        process = forked(program, *arguments, log=log)
        line = process.line()
        try:
            assert line.startswith("serving http://"), log.read_text()
            yield Running(line.removeprefix("serving ").strip(), process, log)
        finally:
            process.terminate()
            process.wait(60)

    return launch


@pytest.fixture(scope="session")
def serving(launched: Launched) -> Serving:
    """Starts ``cohortium serve`` over a home on a free port; stopped at the end of the block."""
    return lambda home: launched(COHORTIUM, "serve", "--home", home, "--port", "0")
