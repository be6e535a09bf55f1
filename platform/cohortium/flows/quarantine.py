"""Quarantine: the texts that the newest releases left out, for a custodian to look at and decide on.

Nothing of a text is kept for this. A release seals which ones it held back, by keyed hashes; here they
are read from the vault again, as of that release, and de-identified again. Only texts of patients whose
consent is in force are shown. A decision is recorded as `quarantine.reviewed`, signed by the hospital and
sealed under the patient's key; the next publication reads it (`flows.reviews`).
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from cohortium.errors import Conflict, NotFound, Refused, Unavailable
from cohortium.events import Event
from cohortium.flows.acquaintance import Acquaintance
from cohortium.flows.ask import read_manifest
from cohortium.flows.enrol import consents_in_force
from cohortium.flows.identities import identities
from cohortium.flows.reviews import EVENT, Reviews, reviews
from cohortium.ports import Installation
from cohortium.records.record import PatientRef
from cohortium.release.review import REJECT, RELEASE, Held, Look, Review, read_held, text_id
from cohortium.release.succession import read_seats
from cohortium.release.text_policy import read_text
from cohortium.standing import Release
from cohortium.times import day, instant
from cohortium_anonymize.text import Item, Result
from cohortium_ledger import Entry

SHARD = 128  # patients whose records are in memory at once
# Days: what is held back does not depend on how far dates move, and nobody is shown them.
MOVED = -1
# By what became of it at the release.
DECIDED = {"held": "", "released": RELEASE, "rejected": REJECT}


@dataclass(frozen=True, slots=True)
class Source:
    """A study's newest release: what is sealed with it, whose consents are in force, what was decided."""

    release: Release
    day: str
    private: Mapping[str, Any] = field(repr=False)
    owners: Mapping[int, PatientRef] = field(repr=False)
    reviews: Reviews = field(repr=False)

    def subject(self, consent: int) -> str:
        """Who the patient of a consent is in the release."""
        return str(self.private["consents"][str(consent)])


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A text that a release held back. `length` is in code points, None where it was not read."""

    source: Source
    held: Held
    consent: int
    patient: PatientRef = field(repr=False)
    length: int | None = None

    @property
    def review(self) -> Review | None:
        """The last decision on it."""
        return self.source.reviews.made.get(self.patient, {}).get(self.held.id)

    @property
    def decision(self) -> str:
        """``release``, ``reject`` or, while it waits for one that holds, empty."""
        review = self.review
        if review is not None and review.index > self.held.seen:
            return review.decision
        return DECIDED[self.held.outcome]

    def describe(self) -> dict[str, Any]:
        """What may be said of it without its words."""
        held, source = self.held, self.source
        return {
            "id": held.id,
            "study": source.release.study,
            "release": source.release.id,
            "published": source.day,
            "hospital": self.patient.hospital,
            "table": held.table,
            "column": held.column,
            "reason": held.reason,
            "length": self.length,
            "decision": self.decision,
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """A quarantined text as it is, and what the de-identifier makes of it now: `result` has no dates."""

    quarantined: Quarantined
    text: str = field(repr=False)
    result: Result = field(repr=False)
    look: Look = field(repr=False)

    def describe(self) -> dict[str, Any]:
        """Reason and spans as of now, without words."""
        spans = [
            {"start": span.start, "end": span.end, "type": span.type, "source": span.source}
            for span in self.result.spans
        ]
        return {
            **self.quarantined.describe(), "reason": self.look.reason, "spans": spans,
            "residues": len(self.result.residues), "releasable": self.look.complete,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and its entry; `before` says that it stood already, and nothing was recorded."""

    id: str
    decision: str
    index: int
    before: bool = False


def quarantine(installation: Installation, study: str | None = None) -> list[Quarantined]:
    """What the newest release of each study, or of one, held back, with each text's length."""
    found: list[Quarantined] = []
    for source in _sources(installation, study):
        held = sorted(_held(source), key=lambda one: (one.held.reason, one.held.id))
        lengths = {id_: len(text) for id_, text in _texts(installation, source, held)}
        found += [replace(one, length=lengths.get(one.held.id)) for one in held]
    return found


def look(installation: Installation, id_: str) -> Seen:
    """Look at one quarantined text; the de-identifier's model takes seconds to load.

    :raises NotFound: there is none of this id
    """
    found = _find(installation, id_)
    source = found.source
    text = next((text for _, text in _texts(installation, source, [found])), None)
    if text is None:
        raise Unavailable(f"the text {id_} is not as the release read it: publish again")
    subject = source.subject(found.consent)
    patients = [
        patient for consent, patient in source.owners.items()
        if source.private["consents"].get(str(consent)) == subject
    ]  # fmt: skip
    known = Acquaintance(installation, identities(installation, patients)).known(patients)
    key = secrets.token_bytes(32)  # tags of this look alone: they say nothing of a release
    asked = [Item(text, known, key, MOVED), Item(text, known, key, None)]
    policy = read_manifest(installation, source.release)["policy"]
    reader = read_text(policy.get("text", {})).reader()
    with_dates, without = reader.deidentify_many(asked)
    seen = Look.of((with_dates, without), source.reviews.digest(found.patient))
    return Seen(replace(found, length=len(text)), text, without, seen)


def release(installation: Installation, id_: str, *, by: str) -> Decided:
    """Let a de-identified text leave with the next release, if it is made the same of it then.

    :raises Refused: there is no de-identified text that could leave
    """
    seen = look(installation, id_)
    if not seen.look.reason:
        raise Conflict(f"nothing holds {id_} back any more: the next release has it")
    if not seen.look.complete:
        raise Refused(
            f"{id_} cannot be released: nothing of it was de-identified ({seen.look.reason})",
            code="quarantine",
        )
    return _decide(installation, seen.quarantined, RELEASE, seen.look, by)


def reject(installation: Installation, id_: str, *, by: str) -> Decided:
    """Keep a text out of all releases of its study, whatever the de-identifier makes of it."""
    found = _find(installation, id_)
    return _decide(installation, found, REJECT, Look(found.held.reason), by)


def _decide(
    installation: Installation, found: Quarantined, decision: str, seen: Look, by: str
) -> Decided:
    held, study, patient = found.held, found.source.release.study, found.patient
    last = found.review
    stands = last is not None and last.decision == decision == found.decision
    if last is not None and stands and (decision == REJECT or seen.within(last.look)):
        return Decided(held.id, decision, last.index, before=True)
    now = installation.clock()
    body = {"study": study, "hospital": patient.hospital, "decision": decision}
    private = {
        "v": 1, **body, "release": found.source.release.id, "text": held.id, "table": held.table,
        "column": held.column, "look": seen.row(), "by": by, "at": instant(now),
    }  # fmt: skip
    event = Event(
        EVENT, body, day(now), private=private, owner=patient, signer=patient.hospital
    )  # fmt: skip
    with installation.exclusive("enrol"):  # so that no erasure passes it by
        if consents_in_force(installation, study).get(patient) != found.consent:
            raise Conflict("its patient has just withdrawn: no next release has the text")
        [recorded] = installation.journal.record([event])
        installation.state.refresh()
    return Decided(held.id, decision, recorded.index)


def _sources(installation: Installation, study: str | None) -> Iterator[Source]:
    installation.state.refresh()
    if study is not None:
        installation.state.study(study)
    newest = {release.study: release for release in installation.state.releases()}
    for name, stands in newest.items():
        if study not in (None, name):
            continue
        opening = installation.vault.opening(stands.index)
        if opening is None:
            raise Unavailable(f"the keys of release {stands.id} are gone: restore the vault")
        owners = {
            index: patient for patient, index in consents_in_force(installation, name).items()
        }
        published = Entry.parse(installation.log.entry(stands.index)).time[:10]
        yield Source(stands, published, opening.private, owners, reviews(installation, name))


def _held(source: Source) -> Iterator[Quarantined]:
    for row in source.private.get("quarantine", ()):  # releases made before had none
        consent, held = read_held(row)
        if consent in source.owners:
            yield Quarantined(source, held, consent, source.owners[consent])


def _find(installation: Installation, id_: str) -> Quarantined:
    for source in _sources(installation, None):
        for found in _held(source):
            if found.held.id == id_:
                return found
    raise NotFound("no quarantined text has this id: see cohortium quarantine list")


def _texts(
    installation: Installation, source: Source, found: Sequence[Quarantined]
) -> Iterator[tuple[str, str]]:
    """Id and words of each that still stands in the records, as the release read them."""
    wanted: dict[PatientRef, dict[str, Held]] = defaultdict(dict)
    cuts = {seat.subject: seat.told.cut for seat in read_seats(source.private["seats"])}
    upto: dict[PatientRef, int] = {}
    for one in found:
        wanted[one.patient][one.held.id] = one.held
        upto[one.patient] = cuts[source.subject(one.consent)]
    patients = list(wanted)
    shards = [patients[start : start + SHARD] for start in range(0, len(patients), SHARD)]
    with closing(installation.rows(shards, upto)) as rows:
        for shard, tables in zip(shards, rows, strict=True):
            yield from _matching(tables, shard, wanted, source.reviews)


def _matching(
    tables: Mapping[str, Any], shard: Sequence[PatientRef],
    wanted: Mapping[PatientRef, Mapping[str, Held]], known: Reviews,
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Those `wanted` of a shard's patients, whose columns are hashed until they are found."""
    columns = {(h.table, h.column) for patient in shard for h in wanted[patient].values()}
    digests = [known.digest(patient) for patient in shard]
    for table, column in sorted(columns):
        pairs = tables[table].select(["person", column]).drop_null()
        for pair in pairs.group_by(["person", column]).aggregate([]).to_pylist():
            number, text = pair["person"], pair[column]
            id_ = text_id(digests[number], table, column, text)
            if id_ in wanted[shard[number]]:
                yield id_, text
