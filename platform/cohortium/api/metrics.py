"""Metrics in Prometheus' text format. Counts and times of the whole server, no label with an id."""

from __future__ import annotations

from math import ceil

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# Coarser than the grid on which answers are sequenced: a run's own time cannot be read off.
STEP = 0.5  # seconds
BUCKETS = (0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0)


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "cohortium_requests", "HTTP requests.", ("method", "route", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._questions = Counter(
            "cohortium_questions", "Questions by outcome.", ("outcome",), registry=self._registry
        )
        self._seconds = Histogram(
            "cohortium_question_seconds", "Time to an answer.", buckets=BUCKETS,
            registry=self._registry,
        )  # fmt: skip
        self._size = Gauge("cohortium_ledger_size", "Entries sequenced.", registry=self._registry)
        self._integrated = Gauge(
            "cohortium_ledger_integrated", "Entries under the newest signed checkpoint.",
            registry=self._registry,
        )  # fmt: skip
        self._published = Gauge(
            "cohortium_ledger_published",
            "Entries under the newest published checkpoint: cosigned, where the policy asks for it.",
            registry=self._registry,
        )
        for outcome in ("answered", "replayed", "refused", "failed"):
            self._questions.labels(outcome)

    def request(self, method: str, route: str, status: int) -> None:
        """Count one request; a method of nobody's invention counts as other."""
        known = method if method in {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} else "other"
        self._requests.labels(known, route, str(status)).inc()

    def question(self, outcome: str, seconds: float) -> None:
        """Count one question and how long its asker waited."""
        self._questions.labels(outcome).inc()
        self._seconds.observe(ceil(seconds / STEP) * STEP)

    def ledger(self, size: int, integrated: int, published: int) -> None:
        """Set where the ledger stands."""
        self._size.set(size)
        self._integrated.set(integrated)
        self._published.set(published)

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self._registry)
