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
from pathlib import Path
from typing import Any

from cohortium.consent import eligible, replay
from cohortium.coverage import leaves, root
from cohortium.errors import Conflict, Refused, Unavailable
from cohortium.events import Event
from cohortium.flows.acquaintance import Acquaintance
from cohortium.flows.attack import attacked
from cohortium.flows.identities import identities as read_identities
from cohortium.flows.isolation import check_isolation
from cohortium.flows.lineage import line
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
from cohortium.ports import Installation
from cohortium.records.identity import Identity
from cohortium.records.record import PatientRef
from cohortium.records.tables import TABLES
from cohortium.release.assembly import Assembly, Counts, dataset_id, exact_counts, fates
from cohortium.release.attack_policy import blurred, check_columns
from cohortium.release.continuity import check_continuity
from cohortium.release.keys import ReleaseKeys
from cohortium.release.operator_report import FOLDER, PAGE, operator_report
from cohortium.release.operator_report import files as files_of
from cohortium.release.persons import Cohort, gather
from cohortium.release.policy import Policy
from cohortium.release.quasi import QUASI
from cohortium.release.renditions import QUERYABLE
from cohortium.release.text_policy import check_quarantined
from cohortium.release.written import Written
from cohortium.times import instant
from cohortium_anonymize import Release as Generalized
from cohortium_ledger import Entry, commit


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


def publish(
    installation: Installation, study: str, policy: Policy, *, progress: Progress | None = None
) -> Published:
    """Make and record a release of `study` under `policy`; Refused when the policy cannot be met."""
    check_columns(policy.attack, QUASI)
    with installation.exclusive("publish"):
        installation.state.refresh()
        known = installation.state.study(study)
        today = installation.clock().date()
        if known.until < today.isoformat():
            raise Conflict(f"study {study} ended on {known.until}: nothing more is published of it")
        installation.releases.remove_strays({r.id for r in installation.state.releases()})
        size, tree_root = _consent_checkpoint(installation)
        consents = len(installation.state.consents(study, size))
        with (
            beside(consents, policy.text) as deidentifier,
            installation.releases.making() as folder,
        ):
            before, cut = line(installation, dataset_id(study)), installation.vault.last_intake()
            if before.manifest is not None:
                check_continuity(policy, before.manifest, before.downloads)
            everybody, identities, owners = _cohort(installation, study, size)
            keys = ReleaseKeys(secrets.token_bytes(32), before.offsets)
            company = Choice(
                installation, before, everybody, owners, identities, policy, keys, today.year, size,
                cut,
            ).company()  # fmt: skip
            cohort, generalized = company.cohort, company.generalized
            counts = _counts(cohort, company.released, keys)
            making = Making(
                installation, keys, policy, cohort, counts.released,
                Acquaintance(installation, identities), folder, deidentifier, today.year,
                company.upto, reviews=reviews(installation, study),
                past=recalled(installation, before, company, policy),
            )  # fmt: skip
            write_subjects(making, generalized.table)
            judged = write_events(making, progress or unwatched)
            check_quarantined(policy.text, making.tally.texts, making.tally.quarantined)
            files = folder.finish(revision(making, judged))
            check_isolation(installation, before, company, folder.path, files, policy)
            attacks = attacked(making, identities, folder.path, files)
            risk, utility = _figures(generalized, making)
            exact = exact_counts(counts, _rows(files), risk, utility)
            exact |= {"attacks": attacks.describe()} if attacks else {}
            exact["text"] = making.tally.describe()
            assembly = Assembly(
                study=study, dataset=dataset_id(study), created=today.isoformat(), policy=policy,
                size=size, root=tree_root, tree=root(leaves(keys.tree, fates(counts))),
                intakes=_intakes(installation, cohort, size), counts=counts, files=files,
                figures=making.figures, risk=risk, utility=utility,
                transformation=generalized.transformation,
                tally=making.tally, exact=commit(keys.exact, exact), before=before.manifest,
                succeeds=before.release.id if before.release else None, least=before.least(policy.k),
                attacks=blurred(attacks) if attacks else None,
            )  # fmt: skip
            manifest = manifest_bytes(assembly.document())
            release = release_id(manifest)
            report = operator_report(
                release, assembly.document(), generalized, policy, exact,
                company.entered,
            )  # fmt: skip
            folder.keep(FOLDER, files_of(report))
            path = folder.place(release, manifest)
        linkage = _linkage(counts, identities, keys)
        sealed = _sealed(keys, counts, exact, linkage, company)
        sealed["quarantine"] = sealed_texts(making.tally.held, cohort, owners)
        index = _record(installation, assembly, release, manifest, sealed)
    persons = {name: exact[name] for name in exact if name not in ("risk", "utility", "attacks")}
    return Published(
        release, assembly.dataset, path, index, risk, utility,
        persons, exact.get("attacks"),
    )  # fmt: skip


def _consent_checkpoint(installation: Installation) -> tuple[int, str]:
    """Size and root of the ledger now, under a checkpoint if it can be had: as of it consents are read."""
    installation.hear()
    size = installation.integrate().size
    installation.state.refresh()
    return size, installation.log.root(size).hex()


def _cohort(
    installation: Installation, study: str, size: int
) -> tuple[Cohort, dict[PatientRef, Identity], dict[int, PatientRef]]:
    """The persons whose consents are in force as of `size`, who their hospitals say they are, and
    whose every consent to the study is, also a withdrawn one."""
    in_force = set(_in_force(installation, study, size))
    consents: dict[int, PatientRef] = {}
    left: dict[int, PatientRef] = {}
    for opening in installation.vault.openings("consent.granted"):
        if opening.owner is None or opening.private["study"] != study or opening.index >= size:
            continue
        if opening.index in in_force:
            consents[opening.index] = opening.owner
        else:
            left[opening.index] = opening.owner
    if len(consents) != len(in_force):
        raise Unavailable("some consents cannot be opened: restore the vault's keys, then publish")
    if not consents:
        raise Refused(
            f"nobody's consent to {study} is in force: nothing can be published", code="empty"
        )
    patients = list(dict.fromkeys([*consents.values(), *left.values()]))
    installation.vault.check_batches({patient.hospital for patient in patients})
    identities = read_identities(installation, patients)
    linkage = {patient: who.linkage() for patient, who in identities.items()}
    staying = set(consents.values())
    gone = [patient for patient in left.values() if patient not in staying]
    return gather(consents, linkage, gone), identities, left | consents


def _in_force(installation: Installation, study: str, size: int) -> tuple[int, ...]:
    """The consents in force, from the entries themselves; the state, a mere cache, must agree."""
    entries = (Entry.parse(data) for data in installation.log.entries(0, size))
    found = eligible(replay(entries), study, size)
    if list(found) != installation.state.consents(study, size):
        raise Unavailable("state.db is not what the ledger folds to: delete it, it is made anew")
    return found


def _counts(cohort: Cohort, released: Sequence[int], keys: ReleaseKeys) -> Counts:
    named = {at: keys.subject(cohort.persons[at].key) for at in released}
    suppressed = set(range(len(cohort.persons))) - named.keys() - cohort.withheld.keys()
    return Counts(cohort, named, frozenset(suppressed))


def _rows(files: Sequence[Written]) -> dict[str, int]:
    rows = {file.table: file.rows for file in files if file.rendition == QUERYABLE}
    return {name: rows.get(name, 0) for name in TABLES}


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


def _linkage(
    counts: Counts, identities: Mapping[PatientRef, Identity], keys: ReleaseKeys
) -> dict[str, str]:
    """By which released persons are recognized when they withdraw elsewhere later."""
    return {
        keys.linkage(linkage): subject
        for at, subject in counts.released.items()
        for patient in counts.cohort.persons[at].patients
        if patient in identities and (linkage := identities[patient].linkage())
    }


def _sealed(
    keys: ReleaseKeys,
    counts: Counts,
    exact: Mapping[str, Any],
    linkage: Mapping[str, str],
    company: Company,
) -> dict[str, Any]:
    """What is sealed with a release: its key, whose subject is whose, and what its successor must know."""
    return {
        "key": keys.root.hex(),
        "exact": dict(exact),
        "consents": {str(fate.consent): fate.subject for fate in fates(counts)},
        "fates": {str(fate.consent): fate.status for fate in fates(counts)},
        "linkage": dict(linkage),
        "seats": [seat.row() for seat in company.seats],
        "offsets": keys.offsets.hex(),
    }


def _record(
    installation: Installation,
    assembly: Assembly,
    release: str,
    manifest: bytes,
    private: Mapping[str, Any],
) -> int:
    """Append `release.published`, sealing `private`."""
    body = {
        "study": assembly.study, "dataset": assembly.dataset, "release": release,
        "manifest": hashlib.sha256(manifest).hexdigest(), "consent_size": assembly.size,
        "max_delay_days": assembly.policy.withdrawal.max_delay_days,
        **({"succeeds": assembly.succeeds} if assembly.succeeds else {}),
    }  # fmt: skip
    now = instant(installation.clock())
    event = Event("release.published", body, now, private=private, replay=False)
    [recorded] = installation.journal.record([event])
    installation.state.refresh()
    return recorded.index
