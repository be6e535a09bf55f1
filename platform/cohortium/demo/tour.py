"""The tour: two hospitals, one study, one release, one question asked twice, two verdicts.

Every step is what a user would do: the researcher asks the real server over HTTP, the sponsor
verifies with nothing but the bundle and the ledger's policy.
"""

from __future__ import annotations

import json
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from cohortium.bundle import verify
from cohortium.client import connect
from cohortium.demo.server import serving
from cohortium.flows import enrol
from cohortium.flows.bundle import bundle
from cohortium.flows.grant import issue_grant
from cohortium.flows.intake import intake
from cohortium.flows.publish import publish
from cohortium.flows.quorum import set_quorum
from cohortium.home import Home
from cohortium.release.policy import Policy
from cohortium.samples import samples
from cohortium.wiring import Installation, create_home, open_home
from cohortium_ledger.formats.quorum import default_threshold

QUESTION = "select sex, count(distinct subject) from subjects group by sex"
SECOND = (
    "select display, count(distinct subject), avg(value) from observations"
    " where display = 'Heart rate' group by display"
)
WITNESSES = 5
LEAVING = 20  # patients who withdraw; enough to show through the rounding
Result = TypeVar("Result")


@dataclass(slots=True)
class _Tour:
    """The state of the tour and its screen."""

    home: Path
    console: Console
    progress: Progress
    told: dict[str, Any] = field(default_factory=dict)
    task: TaskID | None = None

    def step(self, title: str, work: Callable[[], Result]) -> Result:
        """Do one step under a progress bar, which `move` moves."""
        self.task = self.progress.add_task(title, total=None)
        started = time.monotonic()
        result = work()
        self.progress.remove_task(self.task)
        self.task = None
        self.console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - started:.1f} s[/]")
        return result

    def move(self, done: int, total: int) -> None:
        """Move the bar of the step that is running."""
        if self.task is not None:
            self.progress.update(self.task, completed=done, total=total)

    def say(self, text: str) -> None:
        """A line under the step just done."""
        self.console.print(f"    {text}")


def tour(home: Path, *, mark: Path, quiet: bool = False) -> dict[str, Any]:
    """Run the main job in a new home at `home`; `mark` is touched first, so it may be made anew."""
    console = Console(highlight=False, quiet=quiet, soft_wrap=True)
    bars = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=console, transient=True, disable=quiet or not console.is_terminal,
    )  # fmt: skip
    started = time.monotonic()
    with bars:
        walk = _Tour(home, console, bars)
        create_home(home)
        mark.touch()
        token = _prepare(walk)
        _ask_and_withdraw(walk, token)
        _verify(walk)
    walk.told["seconds"] = round(time.monotonic() - started, 1)
    _summarize(walk)
    return walk.told


def _prepare(walk: _Tour) -> str:
    """Records in, patients enrolled, a release out, a researcher's grant; returns its token."""
    with open_home(walk.home) as installation:
        _set_quorum(walk, installation)
        for hospital in ("north", "south"):
            _take_in(walk, installation, hospital)
        study = walk.step(
            "Study registered", lambda: enrol.register_study(
                installation, (samples() / "study.json").read_bytes(), by="demo",
            ),
        )  # fmt: skip
        walk.told["study"] = study
        patients = enrol.find_patients(installation, enrol.ALL)
        enrolled = walk.step(
            "Patients enrolled at the desk",
            lambda: enrol.grant_consents(installation, study, patients, by="demo"),
        )
        walk.say(f"{enrolled.changed} consents, each signed by its hospital and on the ledger")
        walk.told["consents"] = enrolled.changed
        return _publish(walk, installation, study)


def _set_quorum(walk: _Tour, installation: Installation) -> None:
    done = walk.step(
        f"{WITNESSES} local witnesses made",
        lambda: set_quorum(installation, installation.local_policy(WITNESSES)),
    )
    installation.integrate()
    walk.say(
        f"each checkpoint needs {default_threshold(WITNESSES)} of them: {done.tolerance.dishonest}"
        f" may lie, {done.tolerance.down} be down; they show the mechanism, not independence"
    )


def _take_in(walk: _Tour, installation: Installation, hospital: str) -> None:
    done = walk.step(
        f"Records of hospital {hospital} taken in",
        lambda: intake(
            samples() / hospital, hospital=hospital, vault=installation.vault,
            journal=installation.journal, clock=installation.clock,
            keys=installation.home.keys / "hospitals", reports=installation.home.reports,
        ),
    )  # fmt: skip
    walk.say(f"{done.accepted} records: fingerprinted, encrypted, {done.rejected} rejected")
    walk.told.setdefault("intake", {})[hospital] = done.accepted


def _publish(walk: _Tour, installation: Installation, study: str) -> str:
    made = walk.step(
        "Release published",
        lambda: publish(installation, study, Policy(), progress=walk.move),
    )
    persons = made.persons
    walk.say(
        f"{persons['eligible']} consents - {persons['duplicates']} duplicates = {persons['persons']}"
        f" persons: {persons['released']} released, {persons['suppressed']} suppressed;"
        f" k = {made.risk['k']}"
    )
    walk.told |= {"release": made.release, "dataset": made.dataset, "k": made.risk["k"]}
    walk.told["persons"] = {name: persons[name] for name in ("persons", "released", "suppressed")}
    issued = issue_grant(
        installation, researcher="researcher@example.org", dataset=made.dataset,
        purpose=json.loads((samples() / "purpose.json").read_bytes()),
        until=date.today() + timedelta(days=90), download=True, by="demo",  # noqa: DTZ011 - a day's slack does not matter
    )  # fmt: skip
    installation.integrate()
    return issued.token


def _ask_and_withdraw(walk: _Tour, token: str) -> None:
    """The same question before and after patients leave, over HTTP."""
    with serving(walk.home) as address, connect(address, token) as client:
        dataset = client.dataset(walk.told["dataset"])
        before = walk.step("A researcher asks over HTTP", lambda: dataset.ask(QUESTION))
        _show(walk, before)
        _show(walk, dataset.ask(SECOND))
        left = walk.step(f"{LEAVING} patients withdraw", lambda: _withdraw(walk))
        after = walk.step("The same question again", lambda: dataset.ask(QUESTION))
        _show(walk, after)
        walk.say(
            f"receipt {after.receipt['index']}: {after.receipt['withdrawals_in_force']}"
            f" withdrawals in force (before: {before.receipt['withdrawals_in_force']})"
        )
    walk.told |= {
        "withdrawn": left, "receipts": [before.receipt["index"], after.receipt["index"]],
        "withdrawals_in_force": [
            before.receipt["withdrawals_in_force"], after.receipt["withdrawals_in_force"],
        ],
    }  # fmt: skip


def _withdraw(walk: _Tour) -> int:
    with open_home(walk.home) as installation:
        study = walk.told["study"]
        leaving = sorted(enrol.consents_in_force(installation, study), key=str)[:LEAVING]
        return enrol.withdraw_consents(installation, study, leaving, by="demo").changed


def _show(walk: _Tour, answer: Any) -> None:
    table = Table(*answer.frame.columns, box=None, padding=(0, 2))
    for row in answer.frame.itertuples(index=False):
        table.add_row(*(str(value) for value in row))
    walk.console.print(table)


def _verify(walk: _Tour) -> None:
    """A sponsor's bundle, verified offline; and a copy with one byte changed, refused."""
    bundles = Home(walk.home).bundles
    release, receipt = bundles / "release.zip", bundles / "receipt.zip"
    with open_home(walk.home) as installation:
        policy = bytes(installation.log.policy).decode()
        walk.step(
            "Sponsor's bundle made",
            lambda: bundle(installation, walk.told["release"], release),
        )
        bundle(installation, str(walk.told["receipts"][1]), receipt)
        walk.told["state"] = installation.integrate().state
    (bundles / "policy").write_text(policy, encoding="utf-8")
    report = walk.step("Bundle verified offline, quorum pinned", lambda: verify(release, policy))
    verify(receipt, policy)
    walk.say(f"{len(report.checks)} checks passed; the receipt's bundle verifies too")
    with tempfile.TemporaryDirectory() as scratch:
        forged = Path(scratch) / "tampered.zip"
        tamper(release, forged)
        refused = walk.step("A tampered copy refused", lambda: verify(forged, policy))
    walk.say(f"because: {refused.reason}")
    walk.told |= {
        "bundle": str(release), "verified": report.verified, "tampered_verified": refused.verified,
        "tampered_reason": refused.reason,
    }  # fmt: skip


def tamper(source: Path, target: Path) -> None:
    """Copy a bundle with one byte of its first Parquet file changed."""
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as forged:
        victim = min(name for name in whole.namelist() if name.endswith(".parquet"))
        for name in whole.namelist():
            data = bytearray(whole.read(name))
            if name == victim:
                data[len(data) // 2] ^= 1
            forged.writestr(name, bytes(data))


def _summarize(walk: _Tour) -> None:
    told = walk.told
    lines = [
        f"dataset   {told['dataset']}, release {told['release']}",
        f"privacy   k = {told['k']}, {told['persons']['suppressed']} of"
        f" {told['persons']['persons']} persons suppressed",
        f"answers   withdrawals in force went from {told['withdrawals_in_force'][0]} to"
        f" {told['withdrawals_in_force'][1]}",
        f"ledger    every entry {told['state']}",
        f"bundle    {told['bundle']}",
        "verdict   verified offline under the quorum's policy; a copy with one byte changed is refused",
        "next      make serve, then open http://127.0.0.1:8080/docs",
    ]
    panel = Panel("\n".join(lines), title=f"Done in {told['seconds']} s", expand=False)
    walk.console.print(panel, soft_wrap=False)
