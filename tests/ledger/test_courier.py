"""Appends awaited by coroutines: one history, one transaction for all that wait, and everyone told their own."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Draft, Entry, EntryError, LedgerError, LedgerUnavailable, Log, Signer
from cohortium_ledger.errors import LedgerUncertain
from cohortium_ledger.log import courier as module
from cohortium_ledger.log import sequencer

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
WAIT = 30.0


def draft(name: str) -> Draft:
    return Draft("model.trained", {"name": name}, TIME)


def names(log: Log) -> list[str]:
    return [Entry.parse(data).body["name"] for data in log.entries()]


def run(main: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(main, WAIT))


async def all_of(*appends: Coroutine[Any, Any, list[int]]) -> list[Any]:
    """What each came to: its indices, or what it raised."""
    return await asyncio.gather(*appends, return_exceptions=True)


@contextmanager
def counted(log: Log) -> Iterator[list[int]]:
    """The sizes at which transactions began, while in the block."""
    store, real, begun = log._store, log._store.writing, []

    @contextmanager
    def writing() -> Iterator[None]:
        with real():
            begun.append(store.size())
            yield

    store.writing = writing  # type: ignore[method-assign]
    yield begun
    store.writing = real  # type: ignore[method-assign]


class Holder:
    """A thread that holds the head of a log until it is let go."""

    def __init__(self, log: Log) -> None:
        self._held, self._free = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=log.append, args=([draft("holder")],),
                                        kwargs={"guard": self._guard})  # fmt: skip

    def _guard(self, size: int) -> None:
        self._held.set()
        assert self._free.wait(WAIT)

    def __enter__(self) -> Holder:
        self._thread.start()
        assert self._held.wait(WAIT)
        return self

    def __exit__(self, *_: object) -> None:
        self._free.set()
        self._thread.join(WAIT)
        assert not self._thread.is_alive()


async def queued(log: Log, count: int) -> None:
    """Until `count` requests wait in the sequencer's queue."""
    while len(log._sequencer._waiting) < count:
        await asyncio.sleep(0.001)


@pytest.fixture
def log(where: Path | str) -> Iterator[Log]:
    with Log.create(where, SIGNER) as log:
        yield log


def test_hundreds_share_a_transaction_and_each_is_told_its_own(log: Log) -> None:
    async def client(name: str) -> dict[str, list[int]]:
        return {f"{name}-{i}": await log.append_async([draft(f"{name}-{i}")] * 2) for i in range(3)}

    async def main() -> dict[str, list[int]]:
        told = await asyncio.gather(*(client(f"c{n}") for n in range(300)))
        return {name: indices for part in told for name, indices in part.items()}

    with counted(log) as begun:
        told = run(main())
    assert begun == [0, 600, 1200]
    found = names(log)
    assert sorted(i for indices in told.values() for i in indices) == list(range(1800))
    for name, (first, second) in told.items():
        assert (second, found[first], found[second]) == (first + 1, name, name)
    log.integrate()
    assert log.audit().size == 1800


def test_one_client_has_its_own_transactions(log: Log) -> None:
    async def main() -> None:
        for i in range(5):
            assert await log.append_async([draft(f"{i}")]) == [i]
        assert await log.append_async([]) == []

    with counted(log) as begun:
        run(main())
    assert begun == [0, 1, 2, 3, 4]


def test_what_is_refused_hurts_nobody_else(log: Log) -> None:
    seen: dict[str, tuple[int, list[str]]] = {}

    def guard(name: str) -> Callable[[int], None]:
        def look(size: int) -> None:
            seen[name] = (size, names(log))
            if name == "b":
                raise ValueError(name)

        return look

    async def main() -> list[Any]:
        return await all_of(
            *(log.append_async([draft(name)], guard=guard(name)) for name in "abc"),
            log.append_async([draft("x" * 70_000)]),
            log.append_async([Draft("model.trained", {"name": float("nan")}, TIME)]),
            log.append_async([draft("d")]),
        )

    with counted(log) as begun:
        a, b, c, long, unprintable, d = run(main())
    assert (a, c, d) == ([0], [1], [2])
    assert isinstance(b, ValueError)
    assert isinstance(long, EntryError) and isinstance(unprintable, EntryError)
    assert seen == {"a": (0, []), "b": (1, ["a"]), "c": (1, ["a"])}
    assert (names(log), begun) == (["a", "c", "d"], [0])


def test_nobody_is_told_before_it_is_durable(log: Log) -> None:
    """Whoever goes on finds the transaction ended: its entry is there for another connection."""

    async def client(name: str) -> None:
        for i in range(4):
            [index] = await log.append_async([draft(f"{name}-{i}")])
            assert log._sequencer._leader is None or index < log._store.size()
            assert Entry.parse(log.entry(index)).body["name"] == f"{name}-{i}"

    async def main() -> None:
        await asyncio.gather(*(client(f"c{n}") for n in range(20)))

    run(main())


@pytest.mark.parametrize("moment", ["put_entries", "put_tile"])
def test_a_disk_that_fails_is_told_to_all(
    log: Log, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def fail(*_: Any) -> None:
        raise LedgerUnavailable("the disk is full")

    async def main() -> list[Any]:
        return await all_of(*(log.append_async([draft(f"{n}")]) for n in range(200)))

    with monkeypatch.context() as patched:
        patched.setattr(type(log._store), moment, fail)
        told = run(main())
    assert {str(error) for error in told} == {"the disk is full"}
    assert log.size == 0
    assert run(log.append_async([draft("next")])) == [0]


def test_who_is_cancelled_while_waiting_is_not_sequenced(log: Log) -> None:
    async def main() -> list[Any]:
        first = [asyncio.create_task(log.append_async([draft(f"a{n}")])) for n in range(4)]
        await queued(log, 4)
        second = [asyncio.create_task(log.append_async([draft(f"b{n}")])) for n in range(4)]
        await asyncio.sleep(0)
        for task in (first[1], second[2]):  # in the queue; and on its way there
            task.cancel()
        await asyncio.sleep(0.01)
        holder.__exit__()
        return await asyncio.gather(*first, *second, return_exceptions=True)

    holder = Holder(log).__enter__()
    told = run(main())
    cancelled = [n for n, result in enumerate(told) if isinstance(result, asyncio.CancelledError)]
    assert cancelled == [1, 6]
    assert names(log) == ["holder", "a0", "a2", "a3", "b0", "b1", "b3"]
    assert [found for found in told if isinstance(found, list)] == [[n] for n in range(1, 7)]
    assert log.append([draft("next")]) == [7]


def test_all_who_wait_are_cancelled_and_nothing_is_left_behind(log: Log) -> None:
    async def main() -> None:
        tasks = [asyncio.create_task(log.append_async([draft(f"{n}")])) for n in range(9)]
        await queued(log, 9)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        holder.__exit__()
        assert await log.append_async([draft("next")]) == [1]

    holder = Holder(log).__enter__()
    run(main())
    assert names(log) == ["holder", "next"]
    assert not log._sequencer._waiting


def test_who_is_cancelled_too_late_has_a_whole_entry_or_none(log: Log) -> None:
    began, go_on = threading.Event(), threading.Event()

    def guard(_: int) -> None:
        began.set()
        assert go_on.wait(WAIT)

    async def main() -> list[Any]:
        late = asyncio.create_task(log.append_async([draft("late")] * 3, guard=guard))
        other = asyncio.create_task(log.append_async([draft("other")]))
        await asyncio.to_thread(began.wait, WAIT)
        late.cancel()
        await asyncio.gather(late, return_exceptions=True)
        go_on.set()
        return await other

    assert run(main()) == [3]
    assert names(log) == ["late"] * 3 + ["other"]
    log.integrate()


def test_a_loop_that_is_closed_takes_nobody_along(log: Log) -> None:
    """Its coroutines are gone; what was in the transaction stands, and others go on."""
    began, go_on = threading.Event(), threading.Event()

    def guard(_: int) -> None:
        began.set()
        assert go_on.wait(WAIT)

    async def main() -> None:
        tasks.extend(
            asyncio.create_task(log.append_async([draft(f"{n}")], guard=guard)) for n in range(3)
        )
        await asyncio.to_thread(began.wait, WAIT)

    tasks: list[asyncio.Task[list[int]]] = []
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    go_on.set()
    assert log.append([draft("thread")]) == [3]
    assert names(log) == ["0", "1", "2", "thread"]
    assert run(log.append_async([draft("next")])) == [4]
    assert [at.is_closed() for at in log._couriers._couriers].count(True) <= 1  # the newest alone
    for task in tasks:
        task._log_destroy_pending = False  # type: ignore[attr-defined] # nobody runs them any more
    tasks.clear()
    gc.collect()


def test_a_log_that_is_closed_says_so(log: Log) -> None:
    async def main() -> None:
        assert await log.append_async([draft("a")]) == [0]
        log.close()
        with pytest.raises(LedgerUnavailable, match="closed"):
            await log.append_async([draft("b")])

    run(main())


def test_a_thread_that_cannot_start_is_told_to_all(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise RuntimeError("can't start new thread")

    async def main() -> None:
        with monkeypatch.context() as patched:
            patched.setattr(module.ThreadPoolExecutor, "submit", refuse)
            told = await all_of(*(log.append_async([draft(f"{n}")]) for n in range(3)))
            assert [type(error) for error in told] == [LedgerUnavailable] * 3
        assert await log.append_async([draft("next")]) == [0]

    run(main())


@pytest.mark.parametrize(
    ("for_good", "error"), [(False, LedgerUnavailable), (True, LedgerUncertain)]
)
def test_a_thread_that_is_stopped_leaves_nobody_waiting(
    log: Log, monkeypatch: pytest.MonkeyPatch, for_good: bool, error: type[LedgerError]
) -> None:
    real, calls = type(log._store).put_entries, []

    def interrupt(self: Any, start: int, entries: list[bytes]) -> None:
        calls.append(start)
        if len(calls) == 1:
            raise KeyboardInterrupt
        real(self, start, entries)

    async def main() -> None:
        told = await all_of(*(log.append_async([draft(f"{n}")]) for n in range(3)))
        assert [type(found) for found in told] == [error] * 3
        monkeypatch.setattr(sequencer.Sequencer, "_fail", fail)
        assert await log.append_async([draft("next")]) == [0]

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    fail = sequencer.Sequencer._fail
    monkeypatch.setattr(type(log._store), "put_entries", interrupt)
    if for_good:  # interrupted again while it tells the others
        monkeypatch.setattr(sequencer.Sequencer, "_fail", stop)
    run(main())
    assert names(log) == ["next"]


def test_more_than_a_batch_holds_goes_in_several(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequencer, "MAX_ENTRIES", 4)
    monkeypatch.setattr(module, "MAX_ENTRIES", 6)  # what goes at once is split over two batches

    async def main() -> list[Any]:
        return await all_of(*(log.append_async([draft(f"{n}")]) for n in range(15)))

    with counted(log) as begun:
        assert run(main()) == [[n] for n in range(15)]
    assert begun == [0, 4, 6, 10, 12]
    assert names(log) == [f"{n}" for n in range(15)]


def test_a_guard_awaits_no_append_of_its_own(log: Log) -> None:
    def guard(_: int) -> None:
        asyncio.run(log.append_async([draft("nested")]))

    with pytest.raises(LedgerError, match="not twice"):
        run(log.append_async([draft("a")], guard=guard))
    with pytest.raises(LedgerError, match="not twice"):
        log.append([draft("a")], guard=guard)
    assert log.size == 0


def test_a_log_that_is_only_read_takes_nothing(tmp_path: Path) -> None:
    Log.create(tmp_path / "ledger", SIGNER).close()
    with Log.open(tmp_path / "ledger") as log, pytest.raises(LedgerError, match="only read"):
        run(log.append_async([draft("a")]))
