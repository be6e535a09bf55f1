"""Before a release leaves, it is attacked: what would somebody who knows a patient learn from the download?

The attacker knows what hospitals wrote of a person (`Profile`) and facts of their events; the download
rendition is attacked as it stands on the disk. The draws are made with the release's key, so that
the figures can be had again with it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cohortium.errors import BadInput, Refused
from cohortium.flows.isolation import parts
from cohortium.flows.shards import SUBJECTS, Making
from cohortium.records.identity import Identity
from cohortium.records.record import PatientRef
from cohortium.release.facts import SPAN, Facts, Held, columns, needed
from cohortium.release.longitudinal import WEEKS
from cohortium.release.policy import Policy
from cohortium.release.quasi import QUASI, RULES, Profile, protected, raw_table
from cohortium.release.renditions import DOWNLOAD, QUERYABLE
from cohortium.release.written import Written
from cohortium_anonymize.attacks.battery import Battery, attack
from cohortium_anonymize.attacks.columns import Column, Measured
from cohortium_anonymize.attacks.recomputation import recomputed
from cohortium_anonymize.attacks.tables import columns_of
from cohortium_anonymize.attacks.terms import Terms

NAMED = 200  # subjects whose pseudonyms are tried: how one is made, all are
Identities = Mapping[PatientRef, Identity]


def attacked(
    making: Making, identities: Identities, folder: Path, files: Sequence[Written]
) -> Battery | None:
    """What the attacks came to. None where the policy wants none, or no download is made.

    Refused where the policy's limit is exceeded, or where there are too few persons and it says so.
    """
    terms, policy = making.policy.attack, making.policy
    if not terms.enabled or not policy.download:
        return None
    subjects, persons = sorted(making.named.values()), making.persons
    known = [[identities[p] for p in person.patients if p in identities] for person in persons]
    under: list[Column] = [*_quasi(making, known, subjects, folder, files)]
    under += _facts(subjects, folder, files)
    some = slice(NAMED)
    words = [
        [*_keys(person.patients), *(word for who in identified for word in _words(who))]
        for person, identified in zip(persons[some], known[some], strict=True)
    ]
    names = recomputed(words, subjects[some])
    _check_held(terms, [column.name for column in under])
    battery = attack(under, protected(policy), terms, making.keys.attack, names)
    if battery.refused_by(terms):
        raise Refused(
            f"not published: attacked by itself, the release fails: {battery.sentence()}:"
            f" {_remedy(battery, policy)}",
            code="attack",
        )
    return battery


def _check_held(terms: Terms, columns: Sequence[str]) -> None:
    """BadInput when the policy names a fact that too few subjects have to be attacked by."""
    named = (*(terms.known or ()), *(terms.secret or ()))
    if missing := [name for name in named if name not in columns]:
        raise BadInput(
            f"the policy's [attack] names {missing[0]!r}, which is not among the facts that most"
            f" subjects of this release have: {', '.join(columns)}"
        )


def _remedy(battery: Battery, policy: Policy) -> str:
    """What to do about a refusal."""
    spans = any(about.startswith(SPAN) for outcome in battery.over for about in outcome.about)
    if spans and policy.dates.unit == WEEKS:
        return (
            'weeks tell how long nearly to the day: set unit = "month" or "quarter" in [dates] (where'
            " the dataset has downloads in weeks already, register the study under a new id for that)"
        )
    return "tell less in the policy ([[privacy]], [dates], [values]), or see its [attack]"


def _keys(patients: Sequence[PatientRef]) -> Iterator[str]:
    """What hospitals call a person."""
    for patient in patients:
        yield patient.id
        yield from (f"{patient.hospital}{mark}{patient.id}" for mark in ("\0", "/", ":", ""))


def _words(who: Identity) -> Iterator[str]:
    """What a pseudonym might have been made of."""
    day = who.birth_date or ""
    for name in who.names:
        yield from (name.full, f"{name.family or ''}", f"{name.full}{day}", f"{name.full} {day}")
        yield f"{name.full}|{day}"
    yield from who.ids
    yield from (*who.phones, *who.emails)


def _quasi(
    making: Making, known: Sequence[Sequence[Identity]], subjects: Sequence[str], folder: Path,
    files: Sequence[Written],
) -> list[Column]:  # fmt: skip
    profiles = [Profile.of(person) for person in known]
    original = pa.table(
        {name: [_text(getattr(who, name)) for who in profiles] for name in QUASI},
        schema=pa.schema([(name, pa.string()) for name in QUASI]),
    )
    coded = raw_table(profiles, year=making.year, policy=making.policy)
    [path] = [folder / f.path for f in files if (f.table, f.rendition) == (SUBJECTS, DOWNLOAD)]
    leaving = pq.read_table(path).sort_by("subject")
    if leaving.column("subject").to_pylist() != list(subjects):
        raise RuntimeError("the download has other subjects than the release")
    rules = {name: RULES[name] for name in protected(making.policy)}
    return columns_of(original, coded, leaving.select(list(QUASI)), rules)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _facts(subjects: Sequence[str], folder: Path, files: Sequence[Written]) -> list[Measured]:
    held = Held()
    for name, shard in _events(folder, files, QUERYABLE):
        held.add(name, shard)
    chosen = held.chosen(len(subjects))
    true, told = Facts(chosen), Facts(chosen)
    for facts, rendition in ((true, QUERYABLE), (told, DOWNLOAD)):
        for name, shard in _events(folder, files, rendition):
            facts.add(name, shard)
    return columns(subjects, true, told)


def _events(
    folder: Path, files: Iterable[Written], rendition: str
) -> Iterator[tuple[str, pa.Table]]:
    for file in files:
        if file.rendition == rendition and file.table != SUBJECTS:
            for part in parts(folder / file.path, needed(file.table)):
                yield file.table, part
