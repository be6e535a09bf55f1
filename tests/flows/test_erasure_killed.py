"""An erasure that is killed at any step is finished or undone by the next opening."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cohortium.flows import enrol
from cohortium.flows.erase import erase
from cohortium.wiring import open_home
from erasure_traces import WHO, holding, owner_of, secrets_of

Copy = Callable[[Path], Path]


CHILD = """
import os, signal, sys
from pathlib import Path
import cohortium.adapters.vault.erasures as erasures
from cohortium.adapters.journal import Journal
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.openings import Openings
from cohortium.flows import enrol, erase
from cohortium.wiring import open_home
from cohortium_ledger import Log
PLACES = {
    "withdraw": (erase, "_withdraw"), "mark": (erasures.Erasures, "_mark"),
    "destroy": (erasures.Erasures, "_destroy"), "store": (Openings, "store"),
    "append": (Log, "append"), "settle": (Openings, "settle"), "record": (Journal, "record"),
    "scrub": (erasures.Erasures, "_scrub"), "truncate": (Database, "truncate"),
    "holds": (Database, "holds"),
}
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
place, when, nth = sys.argv[2], sys.argv[3], int(sys.argv[4])
owner, name = PLACES[place]
real, calls = getattr(owner, name), []
def deadly(*arguments, **named):
    calls.append(1)
    now = armed and len(calls) == nth
    if now and when == "before":
        die()
    found = real(*arguments, **named)
    if now:
        die()
    return found
armed = False
setattr(owner, name, deadly)
with open_home(Path(sys.argv[1])) as home:
    calls.clear()
    armed = True
    erase.erase(home, "north", "north-p3", by="desk")
print("survived")
"""
# withdrawing records once; recording erasure.done is the second call of what it is made of
DEATHS = [
    ("withdraw", "before", 1), ("withdraw", "after", 1), ("mark", "before", 1), ("mark", "after", 1),
    ("destroy", "before", 1), ("destroy", "after", 1), ("store", "before", 2), ("store", "after", 2),
    ("append", "before", 2), ("append", "after", 2), ("settle", "after", 2), ("record", "after", 2),
    ("scrub", "before", 1), ("truncate", "before", 1), ("truncate", "after", 1),
    ("truncate", "after", 2), ("holds", "after", 1), ("scrub", "after", 1),
]  # fmt: skip
STANDS = {"append", "settle", "record", "scrub", "truncate", "holds"}


@pytest.fixture(params=DEATHS, ids=lambda death: "-".join(map(str, death)))
def death(request: pytest.FixtureRequest) -> Iterator[tuple[str, str, int]]:
    yield request.param


def test_killed_anywhere_it_is_finished_or_undone(
    enrolled: Path, copy: Copy, death: tuple[str, str, int], entries: Any, forked: Any
) -> None:
    home = copy(enrolled)
    secrets = secrets_of(home, owner_of(home, WHO))
    code, out, err = forked(CHILD, home, *death).end()
    assert code == -signal.SIGKILL, f"{out!r}{err}"
    stands = death[0] in STANDS and death[:2] != ("append", "before")
    with open_home(home) as installation:
        installation.log.audit()
        found = entries(installation, "erasure.done")
        assert len(found) == stands
        assert installation.vault.erasures.pending() == []
        assert bool(installation.vault.resolve("north-p3", "north")) == (not stands)
        installation.vault.check_batches(["north", "south"])
        assert len(list(installation.vault.openings("consent.granted"))) == 140 - stands
        if not stands:
            assert list(installation.vault.records([WHO])), "nothing was destroyed"
    if stands:
        assert holding(home, secrets) == set()
    with open_home(home) as installation:
        done = erase(installation, "north", "north-p3", by="desk")
        assert done.before == stands
        installation.log.audit()
        assert len(entries(installation, "erasure.done")) == 1
        assert WHO not in enrol.consents_in_force(installation, "hearts")
    assert holding(home, secrets) == set()
