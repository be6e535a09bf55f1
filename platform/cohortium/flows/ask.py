"""Ask: from a question to an answer that may leave, and nothing before its record is durable.

Order: the right to ask -> compiled to a closed form -> budget -> `query.intent` durable -> run in a
disposable worker on the release minus the withdrawn -> disclosure control -> `query.answered`
durable -> the answer. A withdrawal that is sequenced while the worker runs voids its result: the
question is run again without the leaver. Refusals, errors and timeouts are entries too.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cohortium.errors import CohortiumError, Denied, Refused, Unavailable
from cohortium.events import Event, Recorded
from cohortium.flows.exclusion import excluded_subjects
from cohortium.flows.rendition_check import sound_files
from cohortium.gate import explanation as gate
from cohortium.gate.budget import Refuse, decide
from cohortium.gate.disclosure import disclose
from cohortium.gate.nodes import Question
from cohortium.gate.plan import Plan, compile
from cohortium.gate.question import parse
from cohortium.gate.refusal import refusal
from cohortium.gate.registry import Registry
from cohortium.ports import Installation
from cohortium.standing import Grant, Release
from cohortium.times import instant
from cohortium_ledger import Entry

TIER = "threshold"  # minimum group size, rounding, clamping; differential privacy is another tier
ATTEMPTS = 5  # a question that withdrawals overtake this often is given up
GRID_SECONDS = 0.25  # answers are sequenced on this grid, so that it hides how long a run took
MAX_KEPT = 10_240  # characters of a refused question that are kept, sealed, for its asker's log
ABANDONED = timedelta(minutes=15)  # an intent older than any worker may live has no one behind it


class _Overtaken(Exception):
    """A withdrawal was sequenced between the run and the answer's entry."""


class _GivenUp(Exception):
    """A sweep closed the intent before its answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What leaves, and the entry that stands for it. `opening` is (key, content) of its commitment."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    index: int
    intent: int
    content: Mapping[str, Any]
    key: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A compiled question to one release, under one grant."""

    grant: Grant
    release: Release
    text: str
    question: Question
    plan: Plan
    request: str | None = None


def explain(installation: Installation, dataset: str, text: str) -> dict[str, Any]:
    """What the gate makes of a question, without running it; depends on text and schema alone."""
    registry = read_registry(installation, latest(installation, dataset))
    return gate.explain(text, registry).as_json()


def ask(
    installation: Installation,
    grant: Grant,
    dataset: str,
    text: str,
    *,
    request: str | None = None,
) -> Answer:
    """Answer `text` about the newest release of `dataset` under `grant`, already authorized.

    `request` is sealed with the intent: it finds the answer again after a crash.
    """
    release = latest(installation, dataset)
    asked = replace(_compile(installation, grant, release, text), request=request)
    _check_budget(installation, asked)
    for _ in range(ATTEMPTS):
        try:
            return _attempt(installation, asked)
        except _Overtaken:
            continue
    raise Unavailable("withdrawals kept overtaking this question: ask again in a moment")


def latest(installation: Installation, dataset: str) -> Release:
    """The newest release of `dataset` as of now."""
    installation.state.refresh()
    return installation.state.latest(dataset)


def read_manifest(installation: Installation, release: Release) -> dict[str, Any]:
    """The manifest of a release, as published."""
    path = installation.home.releases / release.id / "manifest.json"
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != release.manifest:
        raise Unavailable(
            f"the manifest of release {release.id} is missing or damaged: restore its folder",
            code="release",
        )
    return dict(json.loads(data))


def read_registry(installation: Installation, release: Release) -> Registry:
    """What may be asked of a release."""
    return Registry.from_manifest(read_manifest(installation, release))


def sweep(installation: Installation) -> int:
    """Close the intents that a dead process left open, as `query.aborted`; returns how many."""
    with installation.exclusive("sweep"):
        installation.state.refresh()
        before = instant(installation.clock() - ABANDONED)
        dangling = installation.state.dangling(before)
        if dangling:
            installation.journal.record(
                [_aborted(installation, intent, "abandoned") for intent in dangling]
            )
            installation.state.refresh()
    return len(dangling)


def _compile(installation: Installation, grant: Grant, release: Release, text: str) -> Asked:
    registry = read_registry(installation, release)
    try:
        question = parse(text, registry)
        return Asked(grant, release, text, question, compile(question, registry))
    except Refused as refused:
        _record_refusal(installation, grant, release, text, refused)
        raise


def _check_budget(installation: Installation, asked: Asked) -> None:
    today = installation.clock().date().isoformat()
    spent = installation.state.asked_on(asked.grant.id, today)
    decision = decide(spent, cap=installation.settings.questions_per_day)
    if isinstance(decision, Refuse):
        denial = refusal("budget", decision.why)
        _record_refusal(installation, asked.grant, asked.release, asked.text, denial)
        raise denial


def _record_refusal(
    installation: Installation, grant: Grant, release: Release, text: str, refused: Refused
) -> None:
    body = {"grant": grant.id, "dataset": release.dataset, "code": refused.code}
    kept = text[:MAX_KEPT].encode("utf-8", "replace").decode()  # a lone surrogate has no form
    private = {"question": kept, "reasons": list(refused.reasons)}
    event = Event(
        "query.refused", body, instant(installation.clock()), private=private, replay=False
    )
    installation.journal.record([event])


def _attempt(installation: Installation, asked: Asked) -> Answer:
    size = installation.state.refresh()
    excluded = excluded_subjects(installation, asked.release, size)
    intent = _record_intent(installation, asked, size)
    try:
        rows = installation.workers.run(
            asked.plan, rendition_files(installation, asked.release), excluded.subjects
        )
        answer = disclose(asked.plan, rows)
    except CohortiumError as error:
        installation.journal.record([_aborted(installation, intent.index, error.code)])
        raise
    content = {
        "v": 1, "tier": TIER, "dataset": asked.release.dataset, "release": asked.release.id,
        "canonical": asked.question.canonical, "columns": list(answer.columns),
        "rows": [list(row) for row in answer.rows], "consent_size": size,
        "withdrawals_in_force": excluded.consents,
    }  # fmt: skip
    answered = _record_answer(installation, asked, intent.index, content, size)
    if answered.key is None:
        raise Unavailable("the answer was recorded without its key: ask again")
    return Answer(answer.columns, answer.rows, answered.index, intent.index, content, answered.key)


def _record_intent(installation: Installation, asked: Asked, size: int) -> Recorded:
    body = {
        "grant": asked.grant.id, "dataset": asked.release.dataset, "release": asked.release.id,
        "consent_size": size,
    }  # fmt: skip
    private = {"question": asked.text, "canonical": asked.question.canonical, "sql": asked.plan.sql}
    if asked.request is not None:
        private["request"] = asked.request
    event = Event(
        "query.intent", body, instant(installation.clock()), private=private, replay=False
    )

    def still_granted(now: int) -> None:
        if any(e.type == "grant.ended" and e.body["grant"] == asked.grant.id
               for e in _entries(installation, size, now)):  # fmt: skip
            raise Denied("this grant has just ended: ask for a new one", code="grant")

    [recorded] = installation.journal.record([event], guard=still_granted)
    return recorded


def _record_answer(
    installation: Installation, asked: Asked, intent: int, content: dict[str, Any], size: int
) -> Recorded:
    body = {"intent": intent, "consent_size": size}
    _wait_for_grid(installation)
    moment = instant(installation.clock())
    event = Event("query.answered", body, moment, private=content, replay=False)

    def nobody_left(now: int) -> None:
        for entry in _entries(installation, size, now):
            if _leaves(entry, asked.release):
                raise _Overtaken
            if entry.type == "query.aborted" and entry.body["intent"] == intent:
                raise _GivenUp

    try:
        [recorded] = installation.journal.record([event], guard=nobody_left)
    except _Overtaken:
        installation.journal.record([_aborted(installation, intent, "overtaken")])
        raise
    except _GivenUp:
        raise Unavailable("this question was given up for taking too long: ask it again") from None
    return recorded


def _entries(installation: Installation, start: int, stop: int) -> Iterator[Entry]:
    return (Entry.parse(data) for data in installation.log.entries(start, stop))


def _leaves(entry: Entry, release: Release) -> bool:
    """Whether `entry` is a withdrawal by somebody of whom `release` may hold rows."""
    return entry.type == "consent.withdrawn" and entry.body["study"] == release.study


def _aborted(installation: Installation, intent: int, code: str) -> Event:
    return Event("query.aborted", {"intent": intent, "code": code}, instant(installation.clock()))


def _wait_for_grid(installation: Installation) -> None:
    now = installation.clock().timestamp()
    time.sleep(GRID_SECONDS - now % GRID_SECONDS)


def rendition_files(installation: Installation, release: Release) -> dict[str, list[Path]]:
    """The queryable rendition's files of each table, as published, for the worker alone."""
    folder = installation.home.releases / release.id
    manifest = read_manifest(installation, release)
    return {
        table["name"]: sound_files(
            folder,
            release.id,
            [file for file in table["files"] if file["rendition"] == "queryable"],
        )
        for table in manifest["tables"]
    }
