"""The worker: the excluded vanish, and hostile SQL handed straight to it stays inside."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cohortium.adapters.worker import Limits, Workers
from cohortium.errors import Refused, Unavailable
from cohortium.gate.disclosure import disclose
from cohortium.gate.plan import Plan, compile
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

Files = Mapping[str, list[Path]]
Rows = Mapping[str, list[dict[str, Any]]]
QUESTION = "SELECT count(*) AS n, count(distinct subject) AS s FROM observations"
JOINED = "SELECT count(distinct subject) AS s FROM observations JOIN subjects USING (subject) WHERE sex IS NOT NULL OR sex IS NULL"


def plan_of(sql: str, registry: Registry) -> Plan:
    return compile(parse(sql, registry), registry)


def hostile(sql: str, registry: Registry) -> Plan:
    """A plan that carries SQL the gate would never write."""
    return dataclasses.replace(plan_of(QUESTION, registry), sql=sql, parameters=())


def busy(rows: Rows) -> set[str]:
    return {row["subject"] for row in rows["observations"]}


def test_an_answer(workers: Workers, registry: Registry, files: Files, rows: Rows) -> None:
    plan = plan_of(QUESTION, registry)
    ((subjects, counted, most),) = workers.run(plan, files, [])
    assert subjects == len(busy(rows))
    own = [sum(r["subject"] == s for r in rows["observations"]) for s in busy(rows)]
    assert counted == sum(min(5, n) for n in own)
    assert most == max(min(5, n) for n in own)


def test_dates_and_nulls_cross_the_pipe(workers: Workers, registry: Registry, files: Files) -> None:
    sql = "SELECT date_trunc('month', observed) m, sex, avg(value) v FROM observations JOIN subjects USING (subject) GROUP BY m, sex"
    plan = plan_of(sql, registry)
    answer = disclose(plan, workers.run(plan, files, []))
    assert (None, None) in {row[:2] for row in answer.rows}
    assert all(row[0] is None or str(row[0]).endswith("-01") for row in answer.rows)
    assert answer == disclose(plan, workers.run(plan, files, []))


@pytest.mark.parametrize(
    "sql", [QUESTION, JOINED, "SELECT count(distinct subject) AS s FROM subjects"]
)
def test_the_excluded_are_in_no_table(
    sql: str, workers: Workers, registry: Registry, files: Files, rows: Rows
) -> None:
    plan = plan_of(sql, registry)
    everyone = busy(rows) if "observations" in sql else {p["subject"] for p in rows["subjects"]}
    gone = sorted(everyone)[::3]
    (whole,) = workers.run(plan, files, [])
    (less,) = workers.run(plan, files, gone)
    assert whole[0] == len(everyone)
    assert less[0] == len(everyone) - len(gone)
    assert workers.run(plan, files, sorted(everyone)) == []


def test_strange_excluded_names_are_only_values(
    workers: Workers, registry: Registry, files: Files
) -> None:
    plan = plan_of(QUESTION, registry)
    names = ["'); DROP TABLE excluded_subjects; --", "", "\u00fc", "x" * 5000]
    assert workers.run(plan, files, names) == workers.run(plan, files, [])


HOSTILE = {
    "another file": "SELECT count(*) FROM read_text('/etc/hostname')",
    "a file beside": "SELECT count(*) FROM read_parquet('{folder}/secret.parquet')",
    "a folder": "SELECT count(*) FROM glob('{folder}/*')",
    "a table not asked for": "SELECT count(*) FROM subjects",
    "the environment": "SELECT getenv('PATH')",
    "its process": "SELECT count(*) FROM read_text('/proc/self/environ')",
    "write": "COPY (SELECT 1) TO '{folder}/out.csv'",
    "overwrite": "COPY (SELECT 1 AS subject) TO '{observations}' (FORMAT parquet)",
    "attach": "ATTACH '{folder}/new.db' AS d",
    "unlock": "SET enable_external_access = true",
    "more memory": "SET memory_limit = '100GB'",
    "extension": "INSTALL httpfs",
    "error text": "SELECT error('secret ' || subject) FROM observations",
    "two statements": "SELECT 1; SELECT error('x')",
    "a float": "SELECT 1.5::DOUBLE",
    "a list": "SELECT list(subject) FROM observations",
    "rows without end": "SELECT range FROM range(1000000)",
    "not SQL": "nonsense",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sql_fails_with_constant_words(
    name: str, workers: Workers, registry: Registry, files: Files, tmp_path: Path
) -> None:
    observations = files["observations"][0]
    folder = observations.parent
    secret = folder / "secret.parquet"
    if not secret.exists():
        secret.write_bytes(observations.read_bytes())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    quoted = [str(path).replace("'", "''") for path in (folder, observations)]
    sql = HOSTILE[name].format(folder=quoted[0], observations=quoted[1])
    with pytest.raises(Refused) as caught:
        workers.run(hostile(sql, registry), files, [])
    assert caught.value.code == "failed"
    assert caught.value.reasons == (
        "the question took too long or too much memory, or the worker failed",
    )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(repeat('x', 2000000000))",
        "SELECT length(repeat(repeat('x', 100000), 100000))",
        "SELECT len(range(500000000))",
        "SELECT count(*) FROM (SELECT DISTINCT a.range + b.range FROM range(100000) a, range(100000) b)",
    ],
)
def test_a_memory_bomb_stays_inside(sql: str, registry: Registry, files: Files) -> None:
    limits = Limits(wall_seconds=4, address_space_mb=1024, engine_memory_mb=256)
    with Workers(limits) as pool:
        with pytest.raises(Refused):
            pool.run(hostile(sql, registry), files, [])
        assert pool.run(plan_of(QUESTION, registry), files, [])


@pytest.mark.parametrize(
    "sql", ["SELECT pg_sleep(60)", "SELECT count(*) FROM range(1000000000000)"]
)
def test_time_is_up(sql: str, registry: Registry, files: Files) -> None:
    with Workers(Limits(wall_seconds=1.0)) as pool:
        pool.warm()
        before = time.monotonic()
        with pytest.raises(Refused) as caught:
            pool.run(hostile(sql, registry), files, [])
        assert time.monotonic() - before < 10
        assert caught.value.code == "failed"


def test_cpu_is_bounded_by_the_kernel(registry: Registry, files: Files) -> None:
    with Workers(Limits(cpu_seconds=2, wall_seconds=60)) as pool:
        before = time.monotonic()
        with pytest.raises(Refused):
            pool.run(hostile("SELECT count(*) FROM range(1000000000000)", registry), files, [])
        assert time.monotonic() - before < 30


def test_nothing_of_the_parent_is_visible(
    registry: Registry, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither environment nor descriptors: looked at from outside, through /proc."""
    monkeypatch.setenv("COHORTIUM_TOKEN", "a-secret")
    with Path(os.devnull).open() as kept, Workers(Limits(wall_seconds=20)) as pool:
        os.set_inheritable(kept.fileno(), True)
        pool.warm()
        (child,) = _children()
        _until_limited(child)
        assert Path(f"/proc/{child}/environ").read_bytes() == b""
        held = {str(fd.readlink()) for fd in Path(f"/proc/{child}/fd").iterdir()}
        assert all(link.startswith(("pipe:", "/dev/null", "anon_inode:")) for link in held), held
        soft = _limits(child)
        assert {soft[f"Max {name}"] for name in ("file size", "core file size", "processes")} == {
            "0"
        }
        assert int(soft["Max address space"]) == Limits().address_space_mb << 20
        assert pool.run(plan_of(QUESTION, registry), files, [])


def _until_limited(child: int) -> None:
    """Wait till the worker has started and bound itself."""
    end = time.monotonic() + 20
    while _limits(child).get("Max file size") != "0":
        assert time.monotonic() < end, "the worker never bound itself"
        time.sleep(0.05)


def _limits(child: int) -> dict[str, str]:
    lines = Path(f"/proc/{child}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def _children() -> set[int]:
    tasks = Path("/proc/self/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()} - _SHARED


_SHARED: set[int] = set()


@pytest.fixture(autouse=True)
def _others() -> None:
    """Children that other tests' pools keep warm are not ours."""
    _SHARED.clear()
    _SHARED.update(_children())


def test_workers_leave_nothing_behind(registry: Registry, files: Files) -> None:
    with Workers() as pool:
        pool.run(plan_of(QUESTION, registry), files, [])
        assert len(_children()) == 1  # the next standby
    assert _children() == set()
    with pytest.raises(Unavailable):
        pool.run(plan_of(QUESTION, registry), files, [])


def test_a_dead_standby_is_replaced(registry: Registry, files: Files) -> None:
    with Workers() as pool:
        pool.warm()
        (child,) = _children()
        os.kill(child, 9)
        time.sleep(0.2)
        assert pool.run(plan_of(QUESTION, registry), files, [])


def test_a_worker_that_cannot_start_is_unavailable(
    registry: Registry, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of(QUESTION, registry)
    with Workers(Limits(address_space_mb=1)) as pool, pytest.raises((Refused, Unavailable)):
        pool.run(plan, files, [])
    monkeypatch.setattr("cohortium.adapters.worker._MODULE", "cohortium.no_such_module")
    with Workers() as pool, pytest.raises(Unavailable, match="did not start"):
        pool.run(plan, files, [])
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with Workers() as pool, pytest.raises(Unavailable, match="no worker"):
        pool.run(plan, files, [])


def test_missing_files_are_unavailable(
    workers: Workers, registry: Registry, files: Files, tmp_path: Path
) -> None:
    plan = plan_of(QUESTION, registry)
    gone: list[Files] = [{}, {"observations": []}, {"observations": [tmp_path / "gone.parquet"]}]
    for broken in gone:
        with pytest.raises(Unavailable, match="observations is missing"):
            workers.run(plan, broken, [])


def test_a_damaged_file_fails(workers: Workers, registry: Registry, tmp_path: Path) -> None:
    damaged = tmp_path / "observations.parquet"
    damaged.write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(Refused):
        workers.run(plan_of(QUESTION, registry), {"observations": [damaged]}, [])


def test_many_at_once(registry: Registry, files: Files) -> None:
    plan = plan_of(QUESTION, registry)
    answers: list[Any] = []
    with Workers(Limits(concurrent=2)) as pool:
        run = lambda: answers.append(pool.run(plan, files, []))  # noqa: E731
        threads = [threading.Thread(target=run) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(answers) == 5
    assert all(answer == answers[0] for answer in answers)


def test_a_full_queue_is_unavailable(registry: Registry, files: Files) -> None:
    slow = hostile("SELECT pg_sleep(60)", registry)
    with Workers(Limits(concurrent=1, queue_seconds=0.1, wall_seconds=2)) as pool:
        outcomes: list[str] = []

        def ask() -> None:
            try:
                pool.run(slow, files, [])
            except (Refused, Unavailable) as error:
                outcomes.append(type(error).__name__)

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(outcomes) == ["Refused", "Unavailable"]


def test_the_worker_needs_only_the_engine() -> None:
    script = (
        "import sys; import cohortium.adapters.worker_process; "
        "print([m for m in sys.modules if m.startswith('cohortium')])"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
    )
    assert set(eval(ran.stdout)) == {  # noqa: S307 - our own list
        "cohortium",
        "cohortium.adapters",
        "cohortium.adapters.worker_process",
    }
