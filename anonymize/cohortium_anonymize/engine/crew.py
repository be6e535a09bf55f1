"""Jobs done by an executor that may lose its workers: lost jobs are done again, and not for ever.

A job is a function of a module and arguments that pickle: places of rows, never rows. Doing one twice
must give what doing it once gives. Processes of this machine are here, a cluster in `cluster`.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass
from typing import Any, Protocol

from cohortium_anonymize.errors import EngineError

ATTEMPTS = 3  # times that a job may lose its worker
LOOK = 5.0  # seconds between looks at whether anybody works at all


@dataclass(frozen=True, slots=True)
class Job:
    """What to do, and what an error calls it."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class Crew(Protocol):
    """Where executors come from."""

    @property
    def share(self) -> int:
        """How many jobs one machine does at a time."""
        ...

    def hire(self) -> tuple[Executor, int]:
        """A new executor, and how many jobs to give it at a time."""
        ...

    def dismiss(self, executor: Executor) -> None:
        """End it; what it had not begun is not done."""
        ...

    def lost(self, error: BaseException) -> bool:
        """Whether an error means that who did the job is gone, not that the job cannot be done."""
        ...

    def look(self) -> None:
        """Raise EngineError when nobody works any more and nobody will."""
        ...


class Here(Executor):
    """Does every job at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The job, done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@dataclass(frozen=True, slots=True)
class Local:
    """Processes of this machine, `workers` of them; one is this process itself."""

    workers: int

    @property
    def share(self) -> int:
        """All of them."""
        return self.workers

    def hire(self) -> tuple[Executor, int]:
        """A pool of new processes."""
        if self.workers == 1:
            return Here(), 1
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, mp_context=spawn, initializer=end_with_parent)
        return pool, self.workers

    def dismiss(self, executor: Executor) -> None:
        """End the processes."""
        executor.shutdown(cancel_futures=True)

    def lost(self, error: BaseException) -> bool:
        """The pool is broken."""
        return isinstance(error, BrokenExecutor | CancelledError)

    def look(self) -> None:
        """A pool says by itself that it is broken."""


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Shift:
    """A crew at work: its executor is hired when first needed, and dismissed at the end.

    When workers are lost, the jobs under way are suspects: each is done again alone, so that the one
    that brings its worker down is found and named.
    """

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._executor: Executor | None = None
        self._width = 0
        self._begin([])

    def __enter__(self) -> Shift:
        return self

    def __exit__(self, *error: object) -> None:
        self._dismiss()

    @property
    def share(self) -> int:
        """How many jobs one machine of the crew does at a time."""
        self._hired()
        return self._crew.share

    def perform(
        self, jobs: Sequence[Job], done: Callable[[int], object] = lambda _: None
    ) -> list[Any]:
        """The jobs' results, in their order; the error of a job ends it all.

        `done` hears the place of each job when it is done. EngineError when one lost its worker
        `ATTEMPTS` times.
        """
        self._begin(jobs, done)
        while len(self._results) < len(jobs):
            try:
                self._start(self._hired())
                intact = self._collect()
            except BrokenExecutor:  # it broke between two jobs
                intact = False
            if not intact:
                self._dismiss()
                self._suspect()
        return [self._results[at] for at in range(len(jobs))]

    def _begin(self, jobs: Sequence[Job], done: Callable[[int], object] = lambda _: None) -> None:
        self._jobs = jobs
        self._attempts = [0] * len(jobs)
        self._waiting = deque(range(len(jobs)))
        self._suspects: deque[int] = deque()
        self._running: dict[Future[Any], int] = {}
        self._results: dict[int, Any] = {}
        self._done = done

    def _hired(self) -> Executor:
        if self._executor is None:
            self._executor, self._width = self._crew.hire()
        return self._executor

    def _dismiss(self) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            self._crew.dismiss(executor)

    def _start(self, executor: Executor) -> None:
        if self._suspects:
            if not self._running:
                self._submit(executor, self._suspects)
            return
        while self._waiting and len(self._running) < self._width:
            self._submit(executor, self._waiting)

    def _submit(self, executor: Executor, line: deque[int]) -> None:
        job = self._jobs[line[0]]
        self._running[executor.submit(job.function, *job.arguments)] = line[0]
        self._attempts[line.popleft()] += 1

    def _collect(self) -> bool:
        """Take what is done; False when workers were lost."""
        done, _ = wait(self._running, timeout=LOOK, return_when=FIRST_COMPLETED)
        if not done:
            self._crew.look()
        intact = True
        for future in done:
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                at = self._running.pop(future)
                self._results[at] = future.result()
                self._done(at)
            elif self._crew.lost(error):
                intact = False
            else:
                raise error
        return intact

    def _suspect(self) -> None:
        """Have what was under way done again, alone."""
        for at in sorted(self._running.values()):
            if self._attempts[at] >= ATTEMPTS:
                raise EngineError(
                    f"{self._jobs[at].name}: the worker died {ATTEMPTS} times (killed, or out of"
                    " memory?): give it more memory, or smaller files or row groups"
                )
            self._suspects.append(at)
        self._running.clear()
