"""Those who wait for one transaction are woken one by another, each once all of its requests are done."""

from __future__ import annotations

from cohortium_ledger.log.request import Request, Waiter, end_all


def waiters(*counts: int) -> list[Waiter]:
    return [Waiter([Request((), None) for _ in range(count)]) for count in counts]


def test_each_that_goes_on_wakes_the_next() -> None:
    threads = waiters(1, 3, 1)
    requests = [request for thread in threads for request in thread.requests]
    end_all(requests)
    assert all(request.done and request.error is None for request in requests)
    for n, thread in enumerate(threads):
        assert [t.wake.empty() for t in threads] == [i != n for i in range(3)]
        thread.wait()
        thread.pass_on()
    assert all(thread.wake.empty() for thread in threads)


def test_a_thread_with_more_in_the_queue_sleeps_on_and_holds_nobody_up() -> None:
    one, two, three = threads = waiters(1, 2, 1)
    end_all([*one.requests, two.requests[0], *three.requests])
    assert [thread.done for thread in threads] == [True, False, True]
    one.wait()
    one.pass_on()
    assert [thread.wake.empty() for thread in threads] == [True, True, False]
    end_all([two.requests[1]])
    assert two.done and not two.wake.empty()


def test_nobody_is_woken_when_nobody_waits() -> None:
    end_all([])
