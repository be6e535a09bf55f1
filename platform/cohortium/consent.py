"""Consent state: what the ledger says of studies, consents, hospitals, releases and grants.

A fold over entries in their order, and nothing else: no clock, no IO, no private content. The same
fold rebuilds the platform's state and serves the offline verifier, so both read the ledger alike.
Entries that contradict earlier ones (a consent withdrawn twice, an answer without its intent) are
refused. What concerns one question alone (was its grant in force?) is for its receipt's reader, not
for everyone's fold: one bad question must not make all bundles unreadable. Hospital signatures are not checked here (`cohortium_ledger.auditing.rules` does). Bodies of the
entries: docs/formats/consent.md; words: DESIGN.md section 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from cohortium import entry_fields as read
from cohortium_ledger.formats.entry import Entry

CONSENT_METHODS = frozenset({"witnessed"})  # at the desk, signed by the custodian
WITHDRAWAL_METHODS = frozenset({"desk", "portal"})
DAY = len("YYYY-MM-DD")


@dataclass(frozen=True, slots=True)
class Study:
    """A study as registered: `digest` is the SHA-256 of its canonical document, `until` its end."""

    index: int
    study: str
    title: str
    digest: str
    until: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One patient's consent to one study, by the index of its entry; `withdrawn` likewise."""

    index: int
    study: str
    hospital: str
    method: str
    withdrawn: int | None = None
    withdrawn_method: str | None = None

    def in_force(self, size: int) -> bool:
        """Whether it was granted, and not withdrawn, by the first `size` entries."""
        return self.index < size and (self.withdrawn is None or self.withdrawn >= size)


@dataclass(frozen=True, slots=True)
class Intake:
    """A hospital's signed batch of `records` records under the Merkle `root`."""

    index: int
    hospital: str
    batch: str
    root: str
    records: int


@dataclass(frozen=True, slots=True)
class Published:
    """A release; `manifest` is the SHA-256 of its manifest, consents applied as of `consent_size`."""

    index: int
    study: str
    dataset: str
    release: str
    manifest: str
    consent_size: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A right to one dataset until the day `until`; `ended` is the index of its end, if any."""

    index: int
    grant: str
    dataset: str
    until: str
    download: bool
    ended: int | None = None

    def allows(self, query: Query) -> bool:
        """Whether `query` was put to the grant's dataset in its time; its last day counts, UTC."""
        in_time = query.time[:DAY] <= self.until[:DAY]
        begun, ended = self.index < query.index, self.ended is not None and self.ended < query.index
        return self.dataset == query.dataset and begun and in_time and not ended


@dataclass(frozen=True, slots=True)
class Query:
    """A query's intent; `outcome` is the index of its answer or abort, if any."""

    index: int
    grant: str
    dataset: str
    release: str
    consent_size: int
    time: str
    outcome: int | None = None


@dataclass(slots=True)
class ConsentState:
    """All that the fold knows after `size` entries.

    An accumulator: `fold` changes it in place and returns it (a copy at every entry would make
    100,000 entries quadratic). Values inside are frozen; treat the mappings as read-only.
    """

    size: int = 0
    studies: dict[str, Study] = field(default_factory=dict)
    consents: dict[int, Consent] = field(default_factory=dict)
    by_study: dict[str, list[int]] = field(default_factory=dict)
    hospital_keys: dict[str, str] = field(default_factory=dict)
    intakes: dict[int, Intake] = field(default_factory=dict)
    releases: dict[str, Published] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    queries: dict[int, Query] = field(default_factory=dict)


def replay(entries: Iterable[Entry]) -> ConsentState:
    """The state after all `entries`, which start at index 0. Raises Refused as `fold` does."""
    state = ConsentState()
    for entry in entries:
        fold(state, entry)
    return state


def fold(state: ConsentState, entry: Entry) -> ConsentState:
    """Take one more entry in and return `state`, changed.

    Raises Refused (code "history") when the entry is out of order, lacks a field that its type
    demands, or contradicts an earlier one; `state` is then as it was.
    """
    if entry.n != state.size:
        raise read.contradiction(entry, f"stands where entry {state.size} should")
    rule = _RULES.get(entry.type)
    if rule is not None:
        rule(state, entry)
    state.size += 1
    return state


def eligible(state: ConsentState, study: str, size: int | None = None) -> tuple[int, ...]:
    """Indices of the consents to `study` in force after `size` entries (default: all), in order."""
    size = state.size if size is None else size
    consents = state.consents
    return tuple(i for i in state.by_study.get(study, ()) if consents[i].in_force(size))


def withdrawn_between(state: ConsentState, study: str, start: int, stop: int) -> tuple[int, ...]:
    """Consents to `study` in force after `start` entries and no longer after `stop` of them."""
    consents = state.consents
    return tuple(i for i in eligible(state, study, start) if not consents[i].in_force(stop))


def granted_by_method(state: ConsentState, study: str, size: int | None = None) -> dict[str, int]:
    """How many consents to `study` were granted by each method in the first `size` entries."""
    size = state.size if size is None else size
    rows = (state.consents[i] for i in state.by_study.get(study, ()))
    return dict(sorted(Counter(row.method for row in rows if row.index < size).items()))


def withdrawn_by_method(state: ConsentState, study: str, size: int | None = None) -> dict[str, int]:
    """How many consents to `study` were withdrawn by each method in the first `size` entries."""
    size = state.size if size is None else size
    rows = (state.consents[i] for i in state.by_study.get(study, ()))
    methods = (
        row.withdrawn_method or ""
        for row in rows
        if row.withdrawn is not None and row.withdrawn < size
    )
    return dict(sorted(Counter(methods).items()))


def _key_bound(state: ConsentState, entry: Entry) -> None:
    name, key, role = (read.text(entry, part) for part in ("name", "key", "role"))
    if role == "hospital" and "until" not in entry.body:  # else it ends a key, and binds none
        state.hospital_keys[name] = key


def _study_registered(state: ConsentState, entry: Entry) -> None:
    study = read.text(entry, "study")
    if study in state.studies:
        raise read.contradiction(entry, f"registers study {study} a second time")
    title, digest, until = (read.text(entry, part) for part in ("title", "digest", "until"))
    state.studies[study] = Study(entry.n, study, title, digest, until)


def _consent_granted(state: ConsentState, entry: Entry) -> None:
    study, hospital = read.text(entry, "study"), _hospital(state, entry)
    method = read.one_of(entry, "method", CONSENT_METHODS)
    read.known(entry, "study", study, state.studies)
    state.consents[entry.n] = Consent(entry.n, study, hospital, method)
    state.by_study.setdefault(study, []).append(entry.n)


def _consent_withdrawn(state: ConsentState, entry: Entry) -> None:
    study, hospital = read.text(entry, "study"), _hospital(state, entry)
    named = read.number(entry, "consent")
    method = read.one_of(entry, "method", WITHDRAWAL_METHODS)
    consent = state.consents.get(named)
    if consent is None or consent.study != study or consent.hospital != hospital:
        raise read.contradiction(entry, f"withdraws {named}, no consent of that study and hospital")
    if consent.withdrawn is not None:
        raise read.contradiction(entry, f"withdraws consent {named} a second time")
    state.consents[named] = replace(consent, withdrawn=entry.n, withdrawn_method=method)


def _intake_received(state: ConsentState, entry: Entry) -> None:
    hospital, batch, root = (
        _hospital(state, entry),
        read.text(entry, "batch"),
        read.text(entry, "root"),
    )
    state.intakes[entry.n] = Intake(entry.n, hospital, batch, root, read.number(entry, "records"))


def _release_published(state: ConsentState, entry: Entry) -> None:
    study, dataset, release = (read.text(entry, part) for part in ("study", "dataset", "release"))
    read.known(entry, "study", study, state.studies)
    if release in state.releases:
        raise read.contradiction(entry, f"publishes release {release} a second time")
    manifest, size = read.text(entry, "manifest"), read.past(entry, "consent_size")
    state.releases[release] = Published(entry.n, study, dataset, release, manifest, size)


def _text_reviewed(state: ConsentState, entry: Entry) -> None:
    _hospital(state, entry)
    read.known(entry, "study", read.text(entry, "study"), state.studies)


def _grant_issued(state: ConsentState, entry: Entry) -> None:
    grant, dataset, until = (read.text(entry, part) for part in ("grant", "dataset", "until"))
    download = entry.body.get("download")
    if not isinstance(download, bool):
        raise read.contradiction(entry, "says neither true nor false in 'download'")
    if grant in state.grants:
        raise read.contradiction(entry, f"issues grant {grant} a second time")
    state.grants[grant] = Grant(entry.n, grant, dataset, until, download)


def _grant_ended(state: ConsentState, entry: Entry) -> None:
    grant = state.grants.get(read.text(entry, "grant"))
    if grant is None:
        raise read.contradiction(entry, "ends a grant that was never issued")
    if grant.ended is None:  # ending twice is harmless: the first counts
        state.grants[grant.grant] = replace(grant, ended=entry.n)


def _query_intent(state: ConsentState, entry: Entry) -> None:
    grant, dataset, release = (read.text(entry, part) for part in ("grant", "dataset", "release"))
    size = read.past(entry, "consent_size")
    state.queries[entry.n] = Query(entry.n, grant, dataset, release, size, entry.time)


def _query_answered(state: ConsentState, entry: Entry) -> None:
    query, size = _open_query(state, entry), read.past(entry, "consent_size")
    if size < query.consent_size:
        raise read.contradiction(entry, "answers on older consents than its intent")
    state.queries[query.index] = replace(query, outcome=entry.n)


def _query_aborted(state: ConsentState, entry: Entry) -> None:
    query = _open_query(state, entry)
    state.queries[query.index] = replace(query, outcome=entry.n)


_RULES: Mapping[str, Callable[[ConsentState, Entry], None]] = {
    "key.bound": _key_bound,
    "study.registered": _study_registered,
    "consent.granted": _consent_granted,
    "consent.withdrawn": _consent_withdrawn,
    "intake.received": _intake_received,
    "release.published": _release_published,
    "quarantine.reviewed": _text_reviewed,
    "grant.issued": _grant_issued,
    "grant.ended": _grant_ended,
    "query.intent": _query_intent,
    "query.answered": _query_answered,
    "query.aborted": _query_aborted,
}


def _hospital(state: ConsentState, entry: Entry) -> str:
    name = read.text(entry, "hospital")
    read.known(entry, "hospital", name, state.hospital_keys)
    return name


def _open_query(state: ConsentState, entry: Entry) -> Query:
    query = state.queries.get(read.number(entry, "intent"))
    if query is None or query.outcome is not None:
        raise read.contradiction(entry, "follows no open intent")
    return query
