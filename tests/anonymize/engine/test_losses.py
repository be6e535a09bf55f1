"""Workers and drivers that are killed: jobs are done again, a poisonous one is named, nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium_anonymize import InputError
from cohortium_anonymize.engine import crew
from cohortium_anonymize.engine.crew import Crew, Here, Job, Local, Shift
from cohortium_anonymize.errors import EngineError

PARTS = 40
CONFIG = f'input = "parts"\n{Path(__file__).with_name("people.toml").read_text()}'


def perform(who: Crew, jobs: Sequence[Job]) -> list[Any]:
    with Shift(who) as shift:
        return shift.perform(jobs)


def die_once(mark: Path) -> int:
    """End the worker the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 7


def die(tries: Path) -> None:
    with tries.open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(said: str) -> None:
    raise InputError(said)


def test_a_killed_worker_is_replaced_and_a_deadly_shard_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "ATTEMPTS", 2)
    jobs = [Job(f"shard {n}", abs, (-n,)) for n in range(6)]
    lost = Job("shard 6", die_once, (tmp_path / "mark",))
    assert perform(Local(2), [*jobs[:2], lost, *jobs[2:]]) == [0, 1, 7, 2, 3, 4, 5]
    deadly = Job("shard 9", die, (tmp_path / "tries",))
    with pytest.raises(EngineError, match="shard 9: the worker died 2 times"):
        perform(Local(2), [*jobs[:3], deadly, *jobs[3:]])
    assert (tmp_path / "tries").read_text() == "xx"


def test_an_error_of_a_job_is_not_tried_again() -> None:
    with pytest.raises(InputError, match="column age"):
        perform(Local(1), [Job("a", refuse, ("column age",)), Job("b", die, (Path("/"),))])


class Flaky(Here):
    """Breaks at every job."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future


class Crowd:
    """A crew whose first executors break; each is dismissed."""

    share = 1

    def __init__(self, broken: int) -> None:
        self.broken, self.hired, self.dismissed = broken, 0, 0

    def hire(self) -> tuple[Executor, int]:
        self.hired += 1
        return (Flaky() if self.hired <= self.broken else Here()), 3

    def dismiss(self, executor: Executor) -> None:
        self.dismissed += 1

    def lost(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def look(self) -> None:
        raise AssertionError


def test_suspects_are_done_alone_and_only_they_count() -> None:
    crowd = Crowd(2)
    assert perform(crowd, [Job(str(n), abs, (n,)) for n in range(5)]) == list(range(5))
    assert (crowd.hired, crowd.dismissed) == (3, 3)
    with pytest.raises(EngineError, match=r"^0: the worker died"):
        perform(Crowd(99), [Job(str(n), abs, (n,)) for n in range(5)])


def children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)


def parts(folder: Path) -> None:
    (folder / "parts").mkdir()
    for at in range(PARTS):
        rows = range(at * 50, at * 50 + 50)
        table = {"age": [n * 7 % 90 for n in rows], "zip": [f"{n * 13 % 40:03d}" for n in rows]}
        pq.write_table(pa.table(table), folder / f"parts/{at:02d}.parquet")
    (folder / "config.toml").write_text(CONFIG)


def test_a_killed_driver_leaves_nothing_half_written_and_the_next_run_is_clean(
    tmp_path: Path,
) -> None:
    parts(tmp_path)

    code = "import sys; from cohortium.cli import run; sys.exit(run(sys.argv[1:]))"
    asked = ["anonymize", str(tmp_path / "config.toml"), "--workers"]
    driver = subprocess.Popen(
        [sys.executable, "-c", code, *asked, "2", "--output", str(tmp_path / "out")],
        stdout=subprocess.DEVNULL,
    )
    until(lambda: list(tmp_path.glob("out/.anonymize/*/*.arrow")) or driver.poll() is not None)
    workers = children(driver.pid)
    driver.kill()
    assert driver.wait() == -signal.SIGKILL
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".anonymize"]
    until(lambda: not any(map(alive, workers)))
    assert run([*asked, "1", "--output", str(tmp_path / "out")]) == 0
    names = ["parts.parquet", "report.html", "report.json"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert run([*asked, "1", "--output", str(tmp_path / "fresh")]) == 0
    written = [tmp_path / out / "parts.parquet" for out in ("out", "fresh")]
    assert written[0].read_bytes() == written[1].read_bytes()
    assert pq.read_metadata(written[0]).num_rows > 0
