"""Group commit: who shares a transaction, who fails with it, and who does not."""

from __future__ import annotations

import ctypes
import itertools
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cohortium_ledger import Draft, Entry, EntryError, LedgerError, LedgerUnavailable, Log, Signer
from cohortium_ledger.log import sequencer as module

SIGNER = Signer("example.org/log", b"s" * 32)
TIME = "2026-01-31T09:30:00.000Z"
WAIT = 30.0


def draft(name: str) -> Draft:
    return Draft("model.trained", {"name": name}, TIME)


def names(log: Log) -> list[str]:
    return [Entry.parse(data).body["name"] for data in log.entries()]


class Crowd:
    """Threads that append to one log at the same time: a first one holds the head until all wait."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.results: dict[str, Any] = {}
        self.threads: dict[str, threading.Thread] = {}
        self.transactions = 0
        self._held, self._free = threading.Event(), threading.Event()
        self._count()

    def _count(self) -> None:
        store, real = self.log._store, self.log._store.writing

        @contextmanager
        def counted() -> Iterator[None]:
            with real():
                self.transactions += 1
                yield

        store.writing = counted  # type: ignore[method-assign]

    def hold(self) -> None:
        """Let one thread hold the head."""

        def guard(size: int) -> None:
            self._held.set()
            assert self._free.wait(WAIT)

        self._start("holder", guard, 1)
        assert self._held.wait(WAIT)

    def start(
        self, name: str, *, guard: Callable[[int], None] | None = None, count: int = 1
    ) -> None:
        """Append in a thread of its own; returns when it waits behind the holder."""
        before = len(self.log._sequencer._waiting)
        self._start(name, guard, count)
        end = time.monotonic() + WAIT
        while len(self.log._sequencer._waiting) == before:
            assert time.monotonic() < end
            time.sleep(0.001)

    def _start(self, name: str, guard: Callable[[int], None] | None, count: int) -> None:
        def work() -> None:
            try:
                self.results[name] = self.log.append([draft(name)] * count, guard=guard)
            except BaseException as error:
                self.results[name] = error

        self.threads[name] = threading.Thread(target=work)
        self.threads[name].start()

    def go(self) -> dict[str, Any]:
        """Let the holder go on; what became of everybody."""
        self._free.set()
        for thread in self.threads.values():
            thread.join(WAIT)
            assert not thread.is_alive()
        return self.results


@pytest.fixture
def log(where: Path | str) -> Iterator[Log]:
    with Log.create(where, SIGNER) as log:
        yield log


def test_all_who_wait_share_one_transaction(log: Log) -> None:
    crowd = Crowd(log)
    crowd.hold()
    for i in range(40):
        crowd.start(f"c{i}", count=1 + i % 3)
    results = crowd.go()
    assert crowd.transactions == 2
    found = names(log)
    assert sorted(i for indices in results.values() for i in indices) == list(range(len(found)))
    for name, indices in results.items():
        assert [found[i] for i in indices] == [name] * len(indices)
        assert indices == list(range(indices[0], indices[0] + len(indices)))
    log.integrate()


def test_one_client_has_its_own_transactions(log: Log) -> None:
    crowd = Crowd(log)
    for i in range(5):
        assert log.append([draft(f"{i}")]) == [i]
    assert crowd.transactions == 5


def test_guards_are_each_requests_own(log: Log) -> None:
    crowd, seen = Crowd(log), {}
    crowd.hold()

    def guard(name: str) -> Callable[[int], None]:
        def look(size: int) -> None:
            seen[name] = (size, names(log), log.size)  # those before it in the same transaction too
            if name == "b":
                raise ValueError(name)

        return look

    for name in "abcd":
        crowd.start(name, guard=guard(name))
    results = crowd.go()
    assert crowd.transactions == 2
    assert isinstance(results.pop("b"), ValueError)
    assert results == {"holder": [0], "a": [1], "c": [2], "d": [3]}
    assert names(log) == ["holder", "a", "c", "d"]
    for name, before in {"a": ["holder"], "b": ["holder", "a"], "c": ["holder", "a"]}.items():
        assert seen[name] == (len(before), before, len(before))
    log.integrate()
    assert log.audit().size == 4


def test_what_cannot_be_an_entry_fails_alone(log: Log) -> None:
    crowd = Crowd(log)
    crowd.hold()
    crowd.start("before")
    crowd.start("x" * 70_000)
    crowd.start("after", count=2)
    results = crowd.go()
    assert isinstance(results["x" * 70_000], EntryError)
    assert (results["before"], results["after"], log.size) == ([1], [2, 3], 4)


@pytest.mark.parametrize("reading", [False, True], ids=["at the end", "in a guard"])
def test_a_transaction_that_fails_fails_all_who_are_in_it(
    log: Log, monkeypatch: pytest.MonkeyPatch, reading: bool
) -> None:
    crowd = Crowd(log)
    crowd.hold()
    for name in "abc":
        crowd.start(name, guard=(lambda size: [*log.entries()] and None) if reading else None)
    store = type(log._store)
    real = store.put_entries

    def fail(self: Any, start: int, entries: list[bytes]) -> None:
        if start:
            raise LedgerUnavailable("the disk is full")
        real(self, start, entries)

    with monkeypatch.context() as patched:
        patched.setattr(store, "put_entries", fail)
        results = crowd.go()
    assert results.pop("holder") == [0]
    assert {name: str(error) for name, error in results.items()} == dict.fromkeys(
        "abc", "the disk is full"
    )
    assert names(log) == ["holder"]
    assert log.append([draft("next")]) == [1]
    assert log.audit().size == 2


@pytest.mark.parametrize("moment", ["put_entries", "put_tile"])
def test_an_interrupted_leader_leaves_nobody_in_doubt(
    log: Log, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    crowd = Crowd(log)
    crowd.hold()
    for name in "abc":
        crowd.start(name)
    real = getattr(type(log._store), moment)
    calls: list[int] = []

    def interrupt(self: Any, *arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:  # the first is the holder's
            raise KeyboardInterrupt
        real(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(type(log._store), moment, interrupt)
        results = crowd.go()
    assert results.pop("holder") == [0]
    kinds = sorted(type(error).__name__ for error in results.values())
    assert kinds == ["KeyboardInterrupt", "LedgerUnavailable", "LedgerUnavailable"]
    assert names(log) == ["holder"]
    assert log.append([draft("next")]) == [1]


def test_a_leader_that_is_stopped_for_good_leaves_nobody_waiting(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted again while it tells the others: they find out by themselves."""
    crowd = Crowd(log)
    crowd.hold()
    for name in "abc":
        crowd.start(name)
    real, put, calls = module.Sequencer._fail, type(log._store).put_entries, []

    def stop(self: Any, requests: list[Any], error: Exception) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        real(self, requests, error)

    def fail(self: Any, start: int, entries: list[bytes]) -> None:
        if start:
            raise LedgerUnavailable("the disk is full")
        put(self, start, entries)

    monkeypatch.setattr(module.Sequencer, "_fail", stop)
    with monkeypatch.context() as patched:
        patched.setattr(type(log._store), "put_entries", fail)
        results = crowd.go()
    assert len(calls) == 3
    assert results.pop("holder") == [0]
    kinds = sorted(type(error).__name__ for error in results.values())
    assert kinds == ["KeyboardInterrupt", "LedgerUnavailable", "LedgerUnavailable"]
    assert (log.size, log.append([draft("next")])) == (1, [1])


def test_an_interruption_after_the_commit_does_not_deny_it(log: Log) -> None:
    crowd = Crowd(log)
    crowd.hold()
    for name in "abc":
        crowd.start(name)
    counted = log._store.writing

    @contextmanager
    def interrupted() -> Iterator[None]:
        with counted():
            yield
        if crowd.transactions == 2:
            raise KeyboardInterrupt

    log._store.writing = interrupted  # type: ignore[method-assign]
    results = crowd.go()
    told = [value for value in results.values() if isinstance(value, list)]
    assert len(told) == 3  # all but the thread that was interrupted
    assert names(log) == ["holder", "a", "b", "c"]


def test_who_is_interrupted_while_waiting_is_not_sequenced(log: Log) -> None:
    crowd = Crowd(log)
    crowd.hold()
    for name in "abc":
        crowd.start(name)
    identity = crowd.threads["b"].ident
    assert identity is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(identity), ctypes.py_object(KeyboardInterrupt)
    )
    crowd.threads["b"].join(WAIT)
    results = crowd.go()
    assert isinstance(results["b"], KeyboardInterrupt)
    assert names(log) == ["holder", "a", "c"]


@pytest.mark.parametrize(("limit", "value"), [("MAX_ENTRIES", 4), ("MAX_BYTES", 55)])
def test_a_batch_has_bounds_and_a_request_is_whole(
    log: Log, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(module, limit, value)
    crowd = Crowd(log)
    crowd.hold()
    for name, count in {"a": 2, "b": 2, "c": 1, "d": 9, "e": 1}.items():
        crowd.start(name, count=count)
    results = crowd.go()
    assert results == {
        "holder": [0], "a": [1, 2], "b": [3, 4], "c": [5], "d": list(range(6, 15)), "e": [15],
    }  # fmt: skip
    assert crowd.transactions == 5  # holder; a and b; c; d, which is more than fits; e


def test_a_guard_writes_nothing_of_its_own(log: Log) -> None:
    crowd = Crowd(log)
    crowd.hold()
    crowd.start("a", guard=lambda size: log.append([draft("nested")]) and None)
    crowd.start("b", guard=lambda size: log.integrate() and None)
    crowd.start("c")
    results = crowd.go()
    for name in "ab":
        with pytest.raises(LedgerError, match="not twice"):
            raise results[name]
    assert names(log) == ["holder", "c"]


def test_reading_never_waits_for_who_writes(log: Log) -> None:
    log.append([draft(f"{i}") for i in range(300)])
    note = log.integrate()
    crowd = Crowd(log)
    crowd.hold()
    try:
        assert (log.size, log.checkpoint(), len([*log.entries()])) == (300, note, 300)
        assert log.prove(299) and log.static("tile/0/000") and log.state(0) == "integrated"
        assert log.audit().size == 300
    finally:
        crowd.go()


def test_interruptions_leave_one_history(log: Log) -> None:
    """The main thread is interrupted at random: who was told an index finds its entry there, who was
    told that nothing was recorded finds none."""
    told: dict[int, str] = {}
    refused: set[str] = set()
    armed, interrupted = False, 0
    end = time.monotonic() + 3

    def interrupt(*_: object) -> None:
        if armed:
            raise KeyboardInterrupt

    def work(name: str) -> None:
        for i in itertools.count():
            if time.monotonic() > end:
                return
            try:
                [index] = log.append([draft(f"{name}-{i}")])
            except LedgerUnavailable:  # the main thread led, and was interrupted
                refused.add(f"{name}-{i}")
                continue
            told[index] = f"{name}-{i}"

    threads = [threading.Thread(target=work, args=(f"t{i}",)) for i in range(3)]
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.007, 0.007)
    try:
        for thread in threads:
            thread.start()
        for i in itertools.count():
            if time.monotonic() > end:
                break
            try:
                armed = True
                [index] = log.append([draft(f"main-{i}")])
                armed = False
                told[index] = f"main-{i}"
            except KeyboardInterrupt:
                interrupted += 1
            except LedgerUnavailable:  # interrupted, and said by the thread that looked after it
                refused.add(f"main-{i}")
            armed = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        for thread in threads:
            thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads)
    found = names(log)
    assert interrupted > 5 and len(told) > 20
    assert {index: found[index] for index in told} == told
    assert refused.isdisjoint(found)
    assert len(found) <= len(told) + interrupted
    log.integrate()
    assert log.audit().size == len(found)
