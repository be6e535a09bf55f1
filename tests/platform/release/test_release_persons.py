"""Who is one person, who stays out, and that everyone's consent is accounted for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cohortium.coverage import check_arithmetic
from cohortium.records.record import PatientRef
from cohortium.release.assembly import Counts, exact_counts, fates
from cohortium.release.persons import NO_RECORD, WITHDRAWN_ELSEWHERE, gather

ANN = ("smith", "ann", "1950-01-01", "female")
A, B, C = PatientRef("north", "a"), PatientRef("south", "b"), PatientRef("south", "c")


def test_equal_names_birth_and_sex_are_one_person() -> None:
    cohort = gather({5: A, 7: B, 9: C}, {A: ANN, B: ANN, C: None}, [])
    assert [person.consents for person in cohort.persons] == [(5, 7), (9,)]
    assert (cohort.eligible, cohort.duplicates, dict(cohort.withheld)) == (3, 1, {})
    assert cohort.persons[0].patients == (A, B)


def test_too_little_known_is_kept_apart() -> None:
    cohort = gather({1: A, 2: B}, {A: None, B: None}, [])
    assert len(cohort.persons) == 2


def test_left_at_one_hospital_withheld_at_all() -> None:
    assert gather({5: B}, {A: ANN, B: ANN}, [A]).withheld == {0: WITHDRAWN_ELSEWHERE}
    assert gather({5: B}, {A: None, B: ANN}, [A]).withheld == {}
    assert gather({5: B}, {B: ANN}, [A]).withheld == {}


def test_no_record_no_row() -> None:
    assert gather({5: A, 6: B}, {B: None}, []).withheld == {0: NO_RECORD}


def test_a_persons_key_does_not_depend_on_the_order_of_consents() -> None:
    one = gather({1: A, 2: B}, {A: ANN, B: ANN}, []).persons[0]
    two = gather({1: B, 2: A}, {A: ANN, B: ANN}, []).persons[0]
    assert one.key == two.key


patients = st.builds(PatientRef, st.sampled_from(["n", "s"]), st.integers(0, 9).map(str))
linkages = st.dictionaries(
    patients, st.none() | st.tuples(st.sampled_from("xyz"), st.sampled_from("ab"))
)


@given(st.lists(patients, unique=True), linkages, st.lists(patients), st.randoms())
def test_every_consent_has_one_fate_and_the_counts_add_up(consenting, linkage, left, rng) -> None:
    consents = dict(enumerate(consenting, start=3))
    cohort = gather(consents, linkage, [p for p in left if p not in consenting])
    positions = [at for at in range(len(cohort.persons)) if at not in cohort.withheld]
    released = {at: f"p{at}" for at in positions if rng.random() < 0.7}
    counts = Counts(cohort, released, frozenset(set(positions) - released.keys()))
    told = fates(counts)
    assert sorted(fate.consent for fate in told) == sorted(consents)
    check_arithmetic(exact_counts(counts, {}, {}, {}))
    persons = {fate.subject for fate in told if fate.subject}
    assert persons == set(released.values())
