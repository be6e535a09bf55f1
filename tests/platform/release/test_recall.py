"""What several downloads tell of a subject's codes together: no combination that exposes anyone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cohortium.release.ladders import APART, as_read, coded, ladder, shown
from cohortium.release.recall import Past, read_items, reconciled
from cohortium_anonymize.trajectories.combinations import protect
from cohortium_anonymize.trajectories.joint import Pairs, exposing

Items = Mapping[str, frozenset[str]]  # of each person
CODES = ("E11.9", "E11.2", "E10.1", "E08", "I10", "J45.0")
WORDS = [coded("conditions", "icd10", code) for code in CODES] + [
    coded("medications", "rxnorm", str(n)) for n in range(4)
]


def released(people: Items, past: Sequence[Items], k: int, m: int) -> Items:
    """What a download tells, made as publications make it."""
    names = {name: number for number, name in enumerate(sorted(people))}
    words = sorted({item for items in people.values() for item in items})
    pairs = sorted((names[n], words.index(item)) for n in people for item in people[n])
    owners = np.array([owner for owner, _ in pairs], np.int64)
    given_ = np.array([item for _, item in pairs], np.int64)
    told = protect(owners, given_, words, ladder(), k=k, m=m)
    if past:
        both = sorted({(n, item) for told_ in past for n in told_ for item in told_[n]})
        subjects, before = (
            pa.chunked_array([pa.array([pair[side] for pair in both], pa.string())])
            for side in (0, 1)
        )
        recall = Past(subjects, before, k)
        told = reconciled(owners, told, recall, names, frozenset(words), k=k, m=m)
    return {
        name: frozenset(
            item
            for owner, item in zip(owners.tolist(), told.items, strict=True)
            if owner == number and item is not None
        )
        for name, number in names.items()
    }


def exposed(past: Sequence[Items], now: Items, k: int, m: int) -> list[tuple[str, list[str]]]:
    """Whom the newest download exposes to a holder of all, and by which items: written out."""
    every: dict[str, frozenset[str]] = {}
    for told in (*past, now):
        for name, items in told.items():
            every[name] = every.get(name, frozenset()) | items
    support = Counter(item for items in every.values() for item in items)

    def held(items: Sequence[str]) -> int:
        return sum(every[name].issuperset(items) for name in every)

    found = []
    for name, items in now.items():
        rarest = sorted(every[name], key=lambda item: (support[item], item))[:m]
        old = [i for i in rarest if any(i in told.get(name, ()) for told in past)]
        if old != rarest and not items.issuperset(rarest) and held(rarest) < k <= held(old):
            found.append((name, rarest))
    return found


def alone(people: Items, k: int, m: int) -> bool:
    """Whether a download by itself bounds each subject's rarest items."""
    support = Counter(item for items in people.values() for item in items)
    rarest = [sorted(i, key=lambda item: (support[item], item))[:m] for i in people.values()]
    return all(
        not items or sum(other.issuperset(items) for other in people.values()) >= k
        for items in rarest
    )


histories = st.lists(
    st.dictionaries(
        st.sampled_from("abcdefghijkl"), st.frozensets(st.sampled_from(WORDS)), min_size=1
    ),
    min_size=2,
    max_size=4,
)
X, Y, Z = WORDS[6:9]
# the first download leaves Y out of a's, the second X: together they tell that a alone has both
LEFT_OUT_BY_TURNS = [
    {"a": {X, Y}, "b": {X}, "c": {X, Z}, "d": {Y}, "e": {Y}, "f": {Y}},
    {"a": {X, Y}, "c": {Z}, "d": {Y, Z}, "e": {Y}, "g": {X}, "h": {X}, "i": {X}, "j": {X}},
]


@given(histories, st.integers(2, 4), st.integers(1, 3))
@example([{n: frozenset(i) for n, i in part.items()} for part in LEFT_OUT_BY_TURNS], 2, 2)
@settings(deadline=None, max_examples=60)
def test_downloads_together_expose_nobody(releases: list[Items], k: int, m: int) -> None:
    told: list[Items] = []
    for people in releases:
        now = released(people, told, k, m)
        assert exposed(told, now, k, m) == []
        assert alone(now, k, m)
        told.append(now)


def test_downloads_that_know_nothing_of_each_other_expose_somebody() -> None:
    people = [{n: frozenset(i) for n, i in part.items()} for part in LEFT_OUT_BY_TURNS]
    blind = [released(part, [], 2, 2) for part in people]
    assert all(alone(told, 2, 2) for told in blind)
    assert exposed(blind[:1], blind[1], 2, 2) == [("a", [Y, X])]


def test_nothing_is_taken_back_without_need() -> None:
    people = {n: frozenset({X, Y}) for n in "abc"} | {n: frozenset({X}) for n in "def"}
    first = released(people, [], 2, 2)
    assert released(people, [first], 2, 2) == first == people
    assert not exposing(Pairs(*NONE), Pairs(*NONE), WORDS, k=2, m=2).any()


NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def test_items_are_read_off_a_download_as_they_were_written() -> None:
    rows = [
        ("s1", "icd10", "E11.9", "Type 2 diabetes"),
        ("s1", "icd10", "E11.9", "Type 2 diabetes"),
        ("s1", "icd10", "E08-E13", None),  # generalized: it has lost its display
        ("s2", "local", None, "Headache"),
        ("s2", "rxnorm", "3", None),
        ("s3", None, None, None),
    ]
    table = pa.table(
        dict(zip(("subject", "system", "code", "display"), zip(*rows, strict=True), strict=True)),
        schema=pa.schema([(n, pa.string()) for n in ("subject", "system", "code", "display")]),
    )
    read = read_items("conditions", table).to_pylist()
    climb, fine = ladder(), coded("conditions", "icd10", "E11.9")
    steps = [fine]
    while (upper := climb(steps[-1])) is not None:
        steps.append(upper)
    block = [step for step in steps if step.split(APART)[2].startswith("E08-E13")]
    assert sorted((row["subject"], row["word"]) for row in read) == sorted([
        ("s1", fine), ("s1", *block), ("s2", shown("conditions", "local", "Headache")),
        ("s2", coded("conditions", "rxnorm", "3")),
    ])  # fmt: skip
    assert as_read(fine, shown=False) not in (fine, *block)  # no display: it might be a general one
