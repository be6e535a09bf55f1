"""What was done under grants: that each question and download was one the ledger allowed.

A question names a grant that was issued, has not ended and is within its days, and a release of the
grant's dataset; an answer is void when somebody withdrew after the consents were looked at; what
answers spend stays within the grant's budget. `rules` has what concerns everybody's consents; this
is the auditor's alone, so that one bad question spoils no bundle. One class, fed in order; no IO.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cohortium_ledger.auditing.bodies import wrong
from cohortium_ledger.formats.entry import Entry

# A request that was let in before midnight of a grant's last day may be recorded after it: a
# question runs and waits for minutes, never for an hour.
GRACE = timedelta(hours=1)


@dataclass(slots=True)
class _Grant:
    """A right as issued, and what is left of it. `budget` is in millionths of epsilon."""

    dataset: str
    until: str
    download: bool
    budget: int | None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Intent:
    """A question that is not closed yet."""

    grant: str
    study: str


class Conduct:
    """The state that these rules need, after the entries so far; feed `bodies.check_body`'d ones."""

    def __init__(self) -> None:
        self._studies: set[str] = set()
        self._datasets: dict[str, str] = {}
        self._releases: dict[str, str] = {}
        self._newest: dict[str, str] = {}  # dataset -> its newest release
        self._grants: dict[str, _Grant] = {}
        self._intents: dict[int, _Intent] = {}
        self._withdrawn: dict[str, int] = {}
        self._rules: dict[str, Callable[[Entry], None]] = {
            "study.registered": self._registered,
            "consent.granted": self._consented,
            "consent.withdrawn": self._withdrew,
            "release.published": self._published,
            "quarantine.reviewed": self._reviewed,
            "grant.issued": self._issued,
            "grant.ended": self._ended,
            "query.intent": self._intended,
            "query.refused": self._refused,
            "query.answered": self._answered,
            "query.aborted": self._closed,
            "release.downloaded": self._downloaded,
        }

    def take(self, entry: Entry) -> None:
        """Check the next entry. Raises AuditError, which names it."""
        rule = self._rules.get(entry.type)
        if rule is not None:
            rule(entry)

    def _registered(self, entry: Entry) -> None:
        self._studies.add(entry.body["study"])

    def _consented(self, entry: Entry) -> None:
        if entry.body["study"] not in self._studies:
            raise wrong(entry, "is for a study that is not registered")

    def _withdrew(self, entry: Entry) -> None:
        self._withdrawn[entry.body["study"]] = entry.n

    def _published(self, entry: Entry) -> None:
        study, dataset = entry.body["study"], entry.body["dataset"]
        if study not in self._studies:
            raise wrong(entry, "is of a study that is not registered")
        if self._datasets.setdefault(dataset, study) != study:
            raise wrong(entry, "is of a dataset that belongs to another study")
        if entry.body["release"] in self._releases:
            raise wrong(entry, "publishes a release for the second time")
        succeeded = entry.body.get("succeeds")
        if succeeded is not None and self._newest.get(dataset) != succeeded:
            raise wrong(entry, "succeeds a release that is not the newest of its dataset")
        self._newest[dataset] = entry.body["release"]
        self._releases[entry.body["release"]] = dataset

    def _reviewed(self, entry: Entry) -> None:
        if entry.body["study"] not in self._datasets.values():
            raise wrong(entry, "is of a study without a release")

    def _issued(self, entry: Entry) -> None:
        body = entry.body
        if body["grant"] in self._grants:
            raise wrong(entry, "issues a grant for the second time")
        if body["dataset"] not in self._datasets:
            raise wrong(entry, "is for a dataset without a release")
        budget = body["budget"]["epsilon_micro"] if "budget" in body else None
        self._grants[body["grant"]] = _Grant(
            body["dataset"], body["until"], body["download"], budget
        )

    def _ended(self, entry: Entry) -> None:
        self._grant(entry).ended = True  # a second end changes nothing

    def _intended(self, entry: Entry) -> None:
        grant = self._grant_in_force(entry)
        if entry.body["dataset"] != grant.dataset:
            raise wrong(entry, "is about another dataset than its grant")
        self._check_release(entry, grant)
        self._intents[entry.n] = _Intent(entry.body["grant"], self._datasets[grant.dataset])

    def _refused(self, entry: Entry) -> None:
        self._grant(entry)  # it may have ended meanwhile: nothing was told

    def _answered(self, entry: Entry) -> None:
        intent = self._intents.get(entry.body["intent"])
        if intent and self._withdrawn.get(intent.study, -1) >= entry.body["consent_size"]:
            raise wrong(entry, "counts people of whom one had withdrawn before it")
        self._closed(entry)

    def _closed(self, entry: Entry) -> None:
        intent = self._intents.pop(entry.body["intent"], None)
        if intent is None:
            raise wrong(entry, "answers or aborts no open intent")
        spent = entry.body.get("spent_micro", 0)
        grant = self._grants[intent.grant]
        if spent > (grant.budget or 0):
            raise wrong(entry, "spends more than is left of its grant's budget")
        if grant.budget is not None:
            grant.budget -= spent

    def _downloaded(self, entry: Entry) -> None:
        grant = self._grant_in_force(entry)
        if not grant.download:
            raise wrong(entry, "is under a grant that allows no download")
        self._check_release(entry, grant)

    def _grant(self, entry: Entry) -> _Grant:
        grant = self._grants.get(entry.body["grant"])
        if grant is None:
            raise wrong(entry, "names a grant that was not issued before it")
        return grant

    def _grant_in_force(self, entry: Entry) -> _Grant:
        grant = self._grant(entry)
        if grant.ended:
            raise wrong(entry, "is under a grant that had ended")
        if entry.time[:10] > grant.until:
            let_in = datetime.fromisoformat(entry.time) - GRACE
            if let_in.date().isoformat() > grant.until:
                raise wrong(entry, "is later than the last day of its grant")
        return grant

    def _check_release(self, entry: Entry, grant: _Grant) -> None:
        if self._releases.get(entry.body["release"]) != grant.dataset:
            raise wrong(entry, "names a release that is none of its grant's dataset")
