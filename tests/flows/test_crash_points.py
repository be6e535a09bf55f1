"""kill -9 at staggered moments: the next opening works, and nothing acknowledged is lost.

A child does the work and says each thing it has been told is done; it is killed a while after it
began. The delays are the same in every run; where in the work they fall depends on the machine, and
every moment is allowed.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cohortium.bundle import verify
from cohortium.flows import ask, enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.grant import operator_grant
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import Installation, open_home

PRELUDE = """
import sys
from pathlib import Path
from cohortium.flows import ask, enrol
from cohortium.flows.grant import operator_grant
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.release.policy import Policy
from cohortium.wiring import open_home
def done(*words):
    print(*words, flush=True)
with open_home(Path(sys.argv[1])) as home:
    everybody = enrol.find_patients(home, enrol.ALL)
    done("ready")
"""
WORK = {
    "intake": """
    made = intake(Path(sys.argv[2]), hospital="west", vault=home.vault, journal=home.journal,
                  clock=home.clock, keys=home.home.keys / "hospitals", reports=home.home.reports)
    done(made.index)
""",
    "grant": """
    for start in range(0, len(everybody), 20):
        told = enrol.grant_consents(home, "hearts", everybody[start:start + 20], by="test")
        done(told.size - 1)
""",
    "publish": """
    for _ in range(3):
        done(publish(home, "hearts", Policy()).index)
""",
    "ask": """
    grant = operator_grant(home, "d-hearts")
    for _ in range(50):
        done(ask.ask(home, grant, "d-hearts", "select sex, count(*) from subjects group by sex").index)
""",
}
KIND = {
    "intake": "intake.received", "grant": "consent.granted", "publish": "release.published",
    "ask": "query.answered",
}  # fmt: skip
DELAYS = {
    "intake": (0.0, 0.04, 0.1, 0.2, 0.35),
    "grant": (0.0, 0.03, 0.06, 0.12, 0.2),
    "publish": (0.05, 0.3, 0.7, 1.1, 1.8, 2.8),
    "ask": (0.0, 0.2, 0.5, 0.9, 1.4),
}
EVERY = 1 if "CRASH_POINTS" in os.environ else 2  # `make torture` waits for each of them


def killed(forked: Any, work: str, home: Path, delay: float, source: Path) -> list[int]:
    """Let a child work on `home`, kill it after `delay` seconds; what it was told is done."""
    begun = forked(PRELUDE + WORK[work], home, source)
    assert begun.line() == "ready\n"
    time.sleep(delay)
    begun.kill()
    _, out, err = begun.end()
    assert "Traceback" not in err, err
    return [int(line) for line in out.split()]


def settled(installation: Installation, work: str, acknowledged: list[int], entries: Any) -> None:
    """All acknowledged entries stand, nothing stands twice, and vault and ledger agree."""
    installation.log.audit()
    told = entries(installation)
    for index in acknowledged:
        assert told[index].type == KIND[work]
    assert installation.vault.events.open() == []
    assert installation.vault.open_batches() == []
    for entry in told:
        if entry.body.get("commitment"):
            assert installation.vault.opening(entry.n) is not None, entry.type
    answered = {entry.body["intent"] for entry in told if entry.type == "query.answered"}
    assert answered <= {entry.n for entry in told if entry.type == "query.intent"}
    if work == "intake":
        kept = {batch.index for batch in installation.vault.batches()}
        assert kept == {entry.n for entry in told if entry.type == "intake.received"}


def leftovers(home: Path) -> list[str]:
    """Names of files that only a dead process can have left."""
    return sorted(
        str(path.relative_to(home)) for path in home.rglob("*")
        if path.suffix in {".tmp", ".part"} or path.name.startswith(".making")
    )  # fmt: skip


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third hospital's file of some thousand patients."""
    file = tmp_path_factory.mktemp("west") / "Patient.ndjson"
    lines = (
        json.dumps({"resourceType": "Patient", "id": f"w{n}", "gender": "female"})
        for n in range(1500)
    )
    file.write_text("\n".join(lines))
    return file


def again(home: Installation, work: str, source: Path) -> None:
    """The same command, let finish."""
    match work:
        case "intake":
            made = intake(
                source, hospital="west", vault=home.vault, journal=home.journal, clock=home.clock,
                keys=home.home.keys / "hospitals", reports=home.home.reports,
            )  # fmt: skip
            assert made.accepted + made.unchanged == 1500
            assert made.accepted in (0, 1500)
            assert len(list(home.vault.patients("west"))) == 1500
        case "grant":
            everybody = enrol.find_patients(home, enrol.ALL)
            enrol.grant_consents(home, "hearts", everybody, by="test")
            assert len(enrol.consents_in_force(home, "hearts")) == 140
            owners = [opening.owner for opening in home.vault.openings("consent.granted")]
            assert len(owners) == len(set(owners)) == 140
        case "publish":
            publish(home, "hearts", Policy())
            folders = {path.name for path in home.home.releases.iterdir()}
            assert folders == {release.id for release in home.state.releases()}
        case "ask":
            ask.ask(
                home, operator_grant(home, "d-hearts"), "d-hearts", "select count(*) from notes"
            )


@pytest.mark.parametrize("work", list(WORK))
def test_killed_at_any_moment(
    work: str,
    taken_in: Path,
    published: Path,
    west: Path,
    tmp_path: Path,
    entries: Any,
    forked: Any,
) -> None:
    start = taken_in if work in ("intake", "grant") else published
    home = tmp_path / "home"
    shutil.copytree(start, home)
    told: list[int] = []
    for delay in DELAYS[work][::EVERY]:
        if work in ("intake", "grant"):
            told.clear()  # each time from the start: the work is short
            shutil.rmtree(home)
            shutil.copytree(start, home)
        told += killed(forked, work, home, delay, west)
        with open_home(home) as installation:
            settled(installation, work, told, entries)
            dump = installation.state.dump()
        (home / "state.db").unlink()
        with open_home(home) as installation:
            assert installation.state.dump() == dump
            if work in ("intake", "grant"):
                again(installation, work, west)
                settled(installation, work, told, entries)
    with open_home(home) as installation:
        again(installation, work, west)
        settled(installation, work, told, entries)
        installation.log.integrate()
        if work == "publish":
            for release in installation.state.releases():
                output = tmp_path / f"{release.id}.zip"
                bundle(installation, release.id, output)
                report = verify(output, f"log {installation.log.vkey}\nquorum none\n")
                assert report.verified, report.reason
    assert len(leftovers(home)) <= (0 if work in ("grant", "publish") else 6)


def test_an_event_that_died_between_seal_and_append(
    taken_in: Path, copy: Callable[[Path], Path], entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sealed and not appended: a consent is brought to the ledger, an answer never."""
    path = copy(taken_in)

    class Dead(BaseException):
        """The power fails."""

    with open_home(path) as home:
        patients = enrol.find_patients(home, ["north-p1", "north-p2"])
        append = home.log.append

        def fail(drafts: Any, *, guard: Any = None) -> Any:
            def after(size: int) -> None:
                guard(size)
                raise Dead

            return append(drafts, guard=after)

        with monkeypatch.context() as patched:
            patched.setattr(home.log, "append", fail)
            patched.setattr(home.journal, "_withdraw", lambda rows: None)  # the dead tidy nothing
            with pytest.raises(Dead):
                enrol.grant_consents(home, "hearts", patients, by="test")
        assert len(home.vault.events.open()) == 2
        assert entries(home, "consent.granted") == []
    with open_home(path) as home:
        settled(home, "grant", [], entries)
        assert len(entries(home, "consent.granted")) == 2
        assert enrol.grant_consents(home, "hearts", patients, by="test").changed == 0
