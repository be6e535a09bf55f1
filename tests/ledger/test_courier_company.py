"""Coroutines of several loops, threads and processes append to one log: one history."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from cohortium_ledger import Draft, Entry, Log, Signer

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
WAIT = 30.0
WRITER = """
import sys
from cohortium_ledger import Draft, Log
with Log.open(sys.argv[1], appending=True) as log:
    for i in range(20):
        print(*log.append([Draft("model.trained", {"name": f"process-{i}"}, sys.argv[2])]), f"process-{i}")
"""


def draft(name: str) -> Draft:
    return Draft("model.trained", {"name": name}, TIME)


def names(log: Log) -> list[str]:
    return [Entry.parse(data).body["name"] for data in log.entries()]


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(main, WAIT))


def test_coroutines_of_two_loops_and_threads_write_one_history(where: Path | str) -> None:
    with Log.create(where, SIGNER) as log:
        told = appended_by_two_loops_and_four_threads(log)
        assert len(told) == 2 * 25 * 8 + 4 * 8
        assert names(log) == [told[n] for n in range(len(told))]
        log.integrate()
        assert log.audit().size == len(told)


def appended_by_two_loops_and_four_threads(log: Log) -> dict[int, str]:
    told: dict[int, str] = {}
    errors: list[BaseException] = []

    async def client(name: str) -> None:
        for i in range(8):
            [index] = await log.append_async([draft(f"{name}-{i}")])
            told[index] = f"{name}-{i}"

    async def loop(name: str) -> None:
        await asyncio.gather(*(client(f"{name}{n}") for n in range(25)))

    def thread(name: str) -> None:
        for i in range(8):
            [index] = log.append([draft(f"{name}-{i}")])
            told[index] = f"{name}-{i}"

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    works: list[Callable[[], None]] = [
        *(lambda n=n: run(loop(f"loop{n}-")) for n in range(2)),  # type: ignore[misc]
        *(lambda n=n: thread(f"thread{n}") for n in range(4)),  # type: ignore[misc]
    ]
    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join(WAIT)
    assert errors == [] and not any(each.is_alive() for each in threads)
    return told


def test_coroutines_and_another_process_write_one_history(where: Path | str) -> None:
    async def client(log: Log, name: str) -> list[tuple[int, str]]:
        found = []
        while process.poll() is None or not found:
            [index] = await log.append_async([draft(f"{name}-{len(found)}")])
            found.append((index, f"{name}-{len(found)}"))
        return found

    async def main(log: Log) -> list[tuple[int, str]]:
        end = time.monotonic() + WAIT
        while log.size == 0:  # the other has begun
            assert time.monotonic() < end
            await asyncio.sleep(0.01)
        parts = await asyncio.gather(*(client(log, f"c{n}") for n in range(10)))
        return [pair for part in parts for pair in part]

    with Log.create(where, SIGNER) as log:
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(where), TIME], stdout=subprocess.PIPE, text=True
        ) as process:
            told = dict(run(main(log)))
            output = process.communicate(timeout=WAIT)[0]
        assert process.returncode == 0
        for line in output.splitlines():
            index, name = line.split()
            assert int(index) not in told
            told[int(index)] = name
        assert names(log) == [told[n] for n in range(len(told))]
        log.integrate()
        assert log.audit().size == len(told)
