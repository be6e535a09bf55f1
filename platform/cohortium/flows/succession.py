"""Succession of releases: who is in the next one of a dataset, and as of when they are told of.

Takes what went before (`flows.lineage`) and lets `release.succession` decide. That the outcome singles nobody
out is not believed: `flows.isolation` attacks it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from cohortium.errors import Refused
from cohortium.flows.delay import first_withdrawal
from cohortium.flows.identities import identities as read_identities
from cohortium.flows.lineage import Line
from cohortium.ports import Installation
from cohortium.records.identity import Identity
from cohortium.records.record import PatientRef
from cohortium.release.keys import ReleaseKeys
from cohortium.release.persons import COMPANION, WAITING, Cohort, Person, least
from cohortium.release.policy import Policy
from cohortium.release.quasi import Profile, appraised, generalize, protected, raw_table
from cohortium.release.succession import (
    FRESH,
    Cell,
    Reading,
    Seat,
    apart,
    decide,
    renumbered,
)
from cohortium.release.withdrawal import Withdrawal
from cohortium_anonymize import Release as Generalized

Identities = Mapping[PatientRef, Identity]


@dataclass(frozen=True, slots=True)
class Company:
    """Who is in the next release. `released` are positions in `cohort`, in the order of the table's rows.

    `cohort` withholds companions and those who wait; `entered` are the subjects before the search, of
    everybody who might have been in, and the figures of `generalized` are over all of them; `upto`
    gives the intake as of which a patient's records are told, `seats` what is sealed for the next
    succession.
    """

    cohort: Cohort
    entered: pa.Table
    generalized: Generalized
    released: Sequence[int]
    upto: Mapping[PatientRef, int]
    seats: Sequence[Seat]


@dataclass(frozen=True, slots=True)
class Choice:
    """A succession being decided, as of ledger size `size` and the intake `cut`.

    `owners` gives the patient of each consent to the study, withdrawn ones too.
    """

    installation: Installation
    before: Line
    cohort: Cohort
    owners: Mapping[int, PatientRef]
    identities: Identities
    policy: Policy
    keys: ReleaseKeys
    year: int
    size: int
    cut: int

    def company(self) -> Company:
        """Who is in. Refused when the policy cannot be met, or when it is worth waiting."""
        holders = self._holders()
        entered, generalized, released, put_off = self._settle(holders)
        seated = {
            at for number, at in holders.items() if self.before.seats[number].subject is not None
        }
        reasons = {at: COMPANION if at in seated else WAITING for at in put_off}
        self._check_cost(sum(reason == COMPANION for reason in reasons.values()))
        cohort = Cohort(self._persons(holders), {**self.cohort.withheld, **reasons})
        cells = dict(zip(released, self._cells(generalized), strict=True))
        seats, held = replace(self, cohort=cohort)._seats(holders, cells)
        upto = {
            patient: reading.cut if shown else 0
            for at in released
            for reading in [seats[held[at]].told]
            for patient, shown in self._shown(cohort.persons[at], reading).items()
        }
        return Company(cohort, entered, generalized, released, upto, seats)

    def _holders(self) -> dict[int, int]:
        """The person of each seat, where one person has it and it is their only one.

        Who was two persons before, or half of one, is nobody that a release knows: a new person.
        """
        at_of = {p: at for at, person in enumerate(self.cohort.persons) for p in person.patients}
        claims: dict[int, set[int]] = {}
        for number, seat in enumerate(self.before.seats):
            consents = {*seat.first.consents, *seat.told.consents}
            patients = {self.owners[c] for c in consents if c in self.owners}
            claims[number] = {at_of[patient] for patient in patients if patient in at_of}
        seats_of: dict[int, list[int]] = defaultdict(list)
        for number, claimed in claims.items():
            for at in claimed:
                seats_of[at].append(number)
        return {
            number: at
            for number, claimed in claims.items()
            if len(claimed) == 1
            for at in claimed
            if len(seats_of[at]) == 1
        }

    def _persons(self, holders: Mapping[int, int]) -> tuple[Person, ...]:
        """The persons, each under the name by which the first release that had them knew them."""
        persons = list(self.cohort.persons)
        for number, at in holders.items():
            known = self.before.seats[number].first.consents
            if names := [self.owners[consent] for consent in known if consent in self.owners]:
                persons[at] = replace(persons[at], first=least(names))
        return tuple(persons)

    def _settle(
        self, holders: Mapping[int, int]
    ) -> tuple[pa.Table, Generalized, list[int], set[int]]:
        """The subjects before and after the search, who they are, and who could have been in and is not.

        Who is left out for others' sake may break a model in turn, so it is done until nothing changes:
        there are ever fewer, never told more finely. The figures are over all who entered, whichever
        round left them out; the first search's bound holds for what is told less finely of fewer.
        """
        rows = [at for at in range(len(self.cohort.persons)) if at not in self.cohort.withheld]
        if not rows:
            raise Refused(
                "every consenting person is withheld: nothing can be published", code="empty"
            )
        profiles = self._profiles(holders, rows)
        entered = self._table(profiles, rows)
        places = {at: place for place, at in enumerate(rows)}
        floor, allowed, put_off = self.before.floor, self.policy.suppression * len(rows), set[int]()
        rounds: list[Generalized] = []
        while True:
            policy = replace(self.policy, suppression=min(1.0, allowed / len(rows)))
            generalized = generalize(self._table(profiles, rows), policy, floor)
            rounds.append(generalized)
            kept = [rows[row] for row in generalized.kept.to_pylist()]
            cells = dict(zip(kept, self._cells(generalized), strict=True))
            chosen = decide(self.before.seats, holders, cells, policy.k, self.keys.rank)
            put_off |= cells.keys() - chosen
            if not kept or (put_off and not chosen):
                raise Refused("not published: the policy leaves nobody in", code="policy")
            if len(chosen) == len(kept):
                made = appraised(generalized, entered, [places[at] for at in kept], self.policy)
                return entered, _of_all(rounds, made, len(put_off)), kept, put_off
            allowed = max(0.0, allowed - (len(rows) - len(kept)))
            rows, floor = sorted(chosen), generalized.transformation

    def _table(self, profiles: Mapping[int, Profile], rows: Sequence[int]) -> pa.Table:
        return raw_table([profiles[at] for at in rows], year=self.year, policy=self.policy)

    def _cells(self, generalized: Generalized) -> list[Cell]:
        table = generalized.table
        columns = [table.column(name).to_pylist() for name in protected(self.policy)]
        return list(zip(*columns, strict=True))

    def _profiles(self, holders: Mapping[int, int], rows: Sequence[int]) -> dict[int, Profile]:
        """What is said of each person: of whom a release told before, what was known then."""
        first = {at: self.before.seats[number].first for number, at in holders.items()}
        upto: dict[PatientRef, int] = {}
        for at in rows:
            if at in first:
                shown = self._shown(self.cohort.persons[at], first[at])
                upto |= {p: first[at].cut if there else 0 for p, there in shown.items()}
        late = self.installation.vault.last_intakes(list(upto))
        older = {patient: cut for patient, cut in upto.items() if late.get(patient, 0) > cut}
        known = dict(self.identities)
        for patient in older:
            known.pop(patient, None)
        known |= read_identities(self.installation, list(older), older)
        return {
            at: Profile.of([known[p] for p in self.cohort.persons[at].patients if p in known])
            for at in rows
        }

    def _shown(self, person: Person, reading: Reading) -> dict[PatientRef, bool]:
        """The person's patients, and whether the reading was of their records."""
        told = {self.owners.get(consent) for consent in reading.consents}
        return {patient: patient in told for patient in person.patients}

    def _check_cost(self, companions: int) -> None:
        rule, persons = self.policy.withdrawal, len(self.cohort.persons)
        if companions <= rule.companions * persons:
            return
        what = f"not published: {companions} of {persons} persons would leave for others' sake"
        due = self._due(rule)
        if due is None:
            raise Refused(
                f"{what}: publish when more have changed, or raise companions in the policy's"
                " [withdrawal]", code="withdrawal",
            )  # fmt: skip
        if self.installation.clock().date() < due:
            raise Refused(
                f"{what}: publish when more have left, on {due.isoformat()} at the latest"
                " ([withdrawal] in the policy)", code="withdrawal",
            )  # fmt: skip

    def _due(self, rule: Withdrawal) -> date | None:
        """By when those who have left the newest release must be out of the next."""
        newest = self.before.release
        left = newest and first_withdrawal(self.installation, newest, self.size)
        return rule.due(left) if left else None

    def _seats(
        self, holders: Mapping[int, int], cells: Mapping[int, Cell]
    ) -> tuple[list[Seat], dict[int, int]]:
        """The seats after this release, and the seat of each released person."""
        before = self.before.seats
        seated = {at: number for number, at in holders.items() if at in cells}
        renewed = self._renewed(seated, cells)
        seats: list[Seat] = []
        traces: list[Hashable] = []
        told = {number: at for at, number in seated.items()}
        for number, seat in enumerate(before):
            at = told.get(number)
            reading = self._reading(at) if at in renewed else seat.told
            name, cell = (None, None) if at is None else (self._name(at), cells[at])
            seats.append(replace(seat, told=reading, subject=name))
            traces.append((seat.block, cell, at in renewed))
        for at in sorted(cells.keys() - seated.keys()):
            seated[at] = len(seats)
            reading = self._reading(at)
            seats.append(Seat(FRESH, reading, reading, self._name(at)))
            traces.append((FRESH, cells[at], True))
        blocks = renumbered(traces)
        return [replace(s, block=b) for s, b in zip(seats, blocks, strict=True)], seated

    def _renewed(self, seated: Mapping[int, int], cells: Mapping[int, Cell]) -> set[int]:
        """Those of whom something new is told: all in a block who have changed, where that is enough."""
        changed = self._changed(seated)
        parts: dict[tuple[int, Cell], list[int]] = defaultdict(list)
        for at, number in sorted(seated.items(), key=lambda pair: self.keys.rank(pair[1])):
            parts[self.before.seats[number].block, cells[at]].append(at)
        found = (apart(part, changed, self.policy.k) for part in parts.values())
        return {at for part in found for at in part}

    def _changed(self, seated: Mapping[int, int]) -> set[int]:
        """Those of whom more is known than was told: records came in, or a hospital was added."""
        patients = [p for at in seated for p in self.cohort.persons[at].patients]
        late = self.installation.vault.last_intakes(patients)
        changed = set()
        for at, number in seated.items():
            reading = self.before.seats[number].told
            shown = self._shown(self.cohort.persons[at], reading)
            if any(late.get(p, 0) > (reading.cut if there else 0) for p, there in shown.items()):
                changed.add(at)
        return changed

    def _reading(self, at: int) -> Reading:
        """What is told of a person by now."""
        return Reading(self.cut, self.cohort.persons[at].consents)

    def _name(self, at: int) -> str:
        return self.keys.subject(self.cohort.persons[at].key)


def _of_all(rounds: Sequence[Generalized], last: Generalized, put_off: int) -> Generalized:
    """What the rounds of a choice came to: nothing is proven best of which others' sake decided."""
    return replace(
        last,
        lower_bound=rounds[0].lower_bound,
        optimal=last.optimal and not put_off,
        search={**last.search, "put_off": put_off},
    )
