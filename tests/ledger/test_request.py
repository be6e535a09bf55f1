"""Those who wait for one transaction are woken one by another."""

from __future__ import annotations

from cohortium_ledger.log.request import Request, end_all


def test_each_that_goes_on_wakes_the_next() -> None:
    requests = [Request((), None) for _ in range(3)]
    end_all(requests)
    assert all(request.done and request.error is None for request in requests)
    for n, request in enumerate(requests):
        assert [r.wake.empty() for r in requests] == [i != n for i in range(3)]
        request.wait()
        request.pass_on()
    assert all(request.wake.empty() for request in requests)


def test_nobody_is_woken_when_nobody_waits() -> None:
    end_all([])
