"""Publish: consented records to a release whose anonymity was measured, or a refusal with figures.

Consents as of a signed checkpoint -> persons -> quasi-identifiers generalized until the policy holds
-> identifiers out, dates shifted, text de-identified, shard by shard -> two renditions and a manifest
in place -> entry `release.published`. A crash before the entry leaves a folder that no entry names;
the next publication removes it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cohortium.coverage import leaves, root
from cohortium.errors import Conflict
from cohortium.events import Event
from cohortium.flows.acquaintance import Acquaintance
from cohortium.flows.attack import attacked
from cohortium.flows.isolation import check_isolation
from cohortium.flows.lineage import line
from cohortium.flows.participants import consent_checkpoint, participants
from cohortium.flows.recall import recalled
from cohortium.flows.reviews import reviews
from cohortium.flows.reviews import sealed as sealed_texts
from cohortium.flows.shards import (
    Making,
    Progress,
    beside,
    revision,
    unwatched,
    write_events,
    write_subjects,
)
from cohortium.flows.succession import Choice, Company
from cohortium.manifest import manifest_bytes, release_id
from cohortium.ports import Installation, ReleaseFolder
from cohortium.release.assembly import Assembly, Counts, dataset_id, exact_counts, fates, rows_of
from cohortium.release.attack_policy import blurred, check_columns
from cohortium.release.continuity import check_continuity
from cohortium.release.keys import ReleaseKeys
from cohortium.release.operator_report import APART, FOLDER, PAGE, operator_report
from cohortium.release.operator_report import files as files_of
from cohortium.release.persons import Cohort
from cohortium.release.policy import Policy
from cohortium.release.quasi import QUASI
from cohortium.release.text_policy import check_quarantined
from cohortium.release.written import Written
from cohortium.times import instant
from cohortium_anonymize import Release as Generalized
from cohortium_anonymize.attacks.battery import Battery
from cohortium_anonymize.text import Deidentifier
from cohortium_ledger import commit


@dataclass(frozen=True, slots=True)
class Published:
    """A new release, as its operator sees it: exact counts included."""

    release: str
    dataset: str
    path: Path
    index: int
    risk: Mapping[str, Any]
    utility: Mapping[str, Any]
    persons: Mapping[str, Any]
    attacks: Mapping[str, Any] | None = None

    @property
    def report(self) -> Path:
        """The page of exact figures, for the operator alone."""
        return self.path / FOLDER / PAGE

    def describe(self) -> dict[str, Any]:
        """As `cohortium publish --json` prints it."""
        return {
            "release": self.release,
            "dataset": self.dataset,
            "manifest": str(self.path / "manifest.json"),
            "path": str(self.path),
            "index": self.index,
            "risk": dict(self.risk),
            "utility": dict(self.utility),
            "persons": dict(self.persons),
            **({"attacks": dict(self.attacks)} if self.attacks else {}),
            "report": str(self.report),
        }


@dataclass(frozen=True, slots=True)
class Selection:
    """Who is in a release of `study`, made `today`: decided as of the ledger of `choice.size` with `tree_root`."""

    study: str
    today: date
    tree_root: str
    choice: Choice
    company: Company
    counts: Counts


@dataclass(frozen=True, slots=True)
class Made:
    """A release's files, and what was measured of them; the figures in `exact` are its operator's alone."""

    making: Making
    files: Sequence[Written]
    attacks: Battery | None
    risk: Mapping[str, Any]
    utility: Mapping[str, Any]
    exact: Mapping[str, Any]


def publish(
    installation: Installation, study: str, policy: Policy, *, progress: Progress | None = None
) -> Published:
    """Make and record a release of `study` under `policy`; Refused when the policy cannot be met."""
    check_columns(policy.attack, QUASI)
    with installation.exclusive("publish"):
        today = _begun(installation, study)
        size, tree_root = consent_checkpoint(installation)
        consents = len(installation.state.consents(study, size))
        with (
            beside(consents, policy.text) as deidentifier,
            installation.releases.making() as folder,
        ):
            who = _selected(installation, study, policy, today, size, tree_root)
            made = _make(who, folder, deidentifier, progress or unwatched)
            document = _assembly(who, made).document()
            manifest = manifest_bytes(document)
            release = release_id(manifest)
            folder.keep(FOLDER, files_of(_report(who, made, release, document)))
            path = folder.place(release, manifest)
        index = _record(who, made, release, manifest)
    return Published(
        release, dataset_id(study), path, index, made.risk, made.utility,
        {name: told for name, told in made.exact.items() if name not in APART},
        made.exact.get("attacks"),
    )  # fmt: skip


def _begun(installation: Installation, study: str) -> date:
    """The day a publication begins, which may end a crashed one: Conflict when the study is over by then."""
    installation.state.refresh()
    known = installation.state.study(study)
    today = installation.clock().date()
    if known.until < today.isoformat():
        raise Conflict(f"study {study} ended on {known.until}: nothing more is published of it")
    installation.releases.remove_strays({r.id for r in installation.state.releases()})
    return today


def _selected(
    installation: Installation, study: str, policy: Policy, today: date, size: int, tree_root: str
) -> Selection:
    """Who is in. Refused when the policy may not follow the last one, or cannot be met."""
    before, cut = line(installation, dataset_id(study)), installation.vault.last_intake()
    if before.manifest is not None:
        check_continuity(policy, before.manifest, before.downloads)
    there = participants(installation, study, size)
    keys = ReleaseKeys(secrets.token_bytes(32), before.offsets)
    choice = Choice(
        installation, before, there.cohort, there.owners, there.identities, policy, keys,
        today.year, size, cut,
    )  # fmt: skip
    company = choice.company()
    counts = _counts(company.cohort, company.released, keys)
    return Selection(study, today, tree_root, choice, company, counts)


def _make(
    who: Selection, folder: ReleaseFolder, deidentifier: Deidentifier, progress: Progress
) -> Made:
    """Write the files, attack and measure them. Refused when they give away more than the policy allows."""
    choice, company, installation = who.choice, who.company, who.choice.installation
    making = Making(
        installation, choice.keys, choice.policy, company.cohort, who.counts.released,
        Acquaintance(installation, choice.identities), folder, deidentifier, choice.year,
        company.upto, reviews=reviews(installation, who.study),
        past=recalled(installation, choice.before, company, choice.policy),
    )  # fmt: skip
    write_subjects(making, company.generalized.table)
    judged = write_events(making, progress)
    check_quarantined(choice.policy.text, making.tally.texts, making.tally.quarantined)
    files = folder.finish(revision(making, judged))
    check_isolation(installation, choice.before, company, folder.path, files, choice.policy)
    return _measured(who, making, files, attacked(making, choice.identities, folder.path, files))


def _measured(
    who: Selection, making: Making, files: Sequence[Written], attacks: Battery | None
) -> Made:
    risk, utility = _figures(who.company.generalized, making)
    exact = exact_counts(who.counts, rows_of(files), risk, utility)
    exact |= {"attacks": attacks.describe()} if attacks else {}
    exact["text"] = making.tally.describe()
    return Made(making, files, attacks, risk, utility, exact)


def _assembly(who: Selection, made: Made) -> Assembly:
    """What the manifest is made of."""
    choice, before, keys = who.choice, who.choice.before, who.choice.keys
    return Assembly(
        study=who.study, dataset=dataset_id(who.study), created=who.today.isoformat(),
        policy=choice.policy, size=choice.size, root=who.tree_root,
        tree=root(leaves(keys.tree, fates(who.counts))),
        intakes=_intakes(choice.installation, who.company.cohort, choice.size),
        counts=who.counts, files=made.files, figures=made.making.figures,
        risk=made.risk, utility=made.utility,
        transformation=who.company.generalized.transformation, tally=made.making.tally,
        exact=commit(keys.exact, made.exact), before=before.manifest,
        succeeds=before.release.id if before.release else None,
        least=before.least(choice.policy.k),
        attacks=blurred(made.attacks) if made.attacks else None,
    )  # fmt: skip


def _report(
    who: Selection, made: Made, release: str, document: Mapping[str, Any]
) -> dict[str, Any]:
    """The operator's."""
    company = who.company
    return operator_report(
        release, document, company.generalized, who.choice.policy, made.exact, company.entered
    )


def _counts(cohort: Cohort, released: Sequence[int], keys: ReleaseKeys) -> Counts:
    named = {at: keys.subject(cohort.persons[at].key) for at in released}
    suppressed = set(range(len(cohort.persons))) - named.keys() - cohort.withheld.keys()
    return Counts(cohort, named, frozenset(suppressed))


def _intakes(installation: Installation, cohort: Cohort, size: int) -> list[tuple[int, str]]:
    hospitals = {patient.hospital for person in cohort.persons for patient in person.patients}
    return [
        (index, batch)
        for index, hospital, batch in installation.state.intakes()
        if hospital in hospitals and index < size
    ]


def _figures(generalized: Generalized, making: Making) -> tuple[dict[str, Any], dict[str, Any]]:
    """Risk and utility, of `subjects` and of events."""
    risk, utility = dict(generalized.risk), dict(generalized.utility)
    if making.settled is not None:
        risk["trajectories"] = making.settled.trajectories.describe()
        if making.policy.download:
            utility["codes"] = dict(making.settled.shares)
    return risk, utility


def _linkage(who: Selection) -> dict[str, str]:
    """By which released persons are recognized when they withdraw elsewhere later."""
    identities = who.choice.identities
    return {
        who.choice.keys.linkage(linkage): subject
        for at, subject in who.counts.released.items()
        for patient in who.company.cohort.persons[at].patients
        if patient in identities and (linkage := identities[patient].linkage())
    }


def _sealed(who: Selection, made: Made) -> dict[str, Any]:
    """What is sealed with a release: its key, whose subject is whose, and what its successor must know."""
    keys, told = who.choice.keys, fates(who.counts)
    return {
        "key": keys.root.hex(),
        "exact": dict(made.exact),
        "consents": {str(fate.consent): fate.subject for fate in told},
        "fates": {str(fate.consent): fate.status for fate in told},
        "linkage": _linkage(who),
        "seats": [seat.row() for seat in who.company.seats],
        "offsets": keys.offsets.hex(),
        "quarantine": sealed_texts(made.making.tally.held, who.company.cohort, who.choice.owners),
    }


def _record(who: Selection, made: Made, release: str, manifest: bytes) -> int:
    """Append `release.published`; the entry's index."""
    choice, succeeds = who.choice, who.choice.before.release
    body = {
        "study": who.study, "dataset": dataset_id(who.study), "release": release,
        "manifest": hashlib.sha256(manifest).hexdigest(), "consent_size": choice.size,
        "max_delay_days": choice.policy.withdrawal.max_delay_days,
        **({"succeeds": succeeds.id} if succeeds else {}),
    }  # fmt: skip
    private = _sealed(who, made)
    now = instant(choice.installation.clock())
    event = Event("release.published", body, now, private=private, replay=False)
    [recorded] = choice.installation.journal.record([event])
    choice.installation.state.refresh()
    return recorded.index
