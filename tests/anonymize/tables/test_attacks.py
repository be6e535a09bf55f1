"""Attacks find a broken release and let a working one pass, with intervals that hold the truth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from cohortium_anonymize import (
    Column,
    Intervals,
    KAnonymity,
    Prefix,
    Spec,
    SpecError,
    Suppress,
    anonymize,
)
from cohortium_anonymize.attacks.battery import Battery, attack
from cohortium_anonymize.attacks.columns import Labelled, Measured
from cohortium_anonymize.attacks.kinds import Game, inference, linkability, singling_out
from cohortium_anonymize.attacks.outcome import Outcome, Rate
from cohortium_anonymize.attacks.recomputation import recomputed
from cohortium_anonymize.attacks.releases import attack_release
from cohortium_anonymize.attacks.tables import columns_of
from cohortium_anonymize.attacks.terms import Terms, parse_terms
from cohortium_anonymize.hierarchies.hierarchy import Rule
from cohortium_anonymize.pseudonyms import pseudonym
from cohortium_anonymize.report import run
from cohortium_anonymize.specfile import read_spec
from cohortium_anonymize.transforms.bands import band

RULES: dict[str, Rule] = {
    "sex": Suppress(), "born": Intervals(5, 5), "zip": Prefix(5), "race": Suppress(),
}  # fmt: skip
TERMS = Terms()


def people(count: int, seed: int = 1) -> pa.Table:
    """Made up; a weight is told to three decimals."""
    draw = np.random.default_rng(seed)
    return pa.table(
        {
            "sex": draw.choice(["f", "m"], count),
            "born": draw.integers(1930, 2005, count).astype(str),
            "zip": draw.choice(["02139", "02140", "60601", "60602", "10001"], count),
            "race": draw.choice(["a", "b", "c"], count, p=[0.7, 0.2, 0.1]),
            "weight": np.round(draw.normal(75, 12, count), 3),
        }
    )


def spec(k: int = 5) -> Spec:
    columns = {name: Column("quasi-identifier", rule) for name, rule in RULES.items()}
    return Spec(columns, (KAnonymity(k),), suppression_limit=0.05)


def generalized(table: pa.Table, k: int = 5) -> tuple[pa.Table, pa.Table]:
    """The kept rows as they were, and as they are released, weights in bands."""
    made = anonymize(table, spec(k))
    weights = band(made.table.column("weight"))
    return table.take(made.kept), made.table.set_column(4, "weight", weights)


def attacked(original: pa.Table, released: pa.Table, seed: int = 7) -> Battery:
    return attack(columns_of(original, original, released, RULES), tuple(RULES), TERMS, seed)


@pytest.mark.parametrize("count", [150, 600])
def test_a_working_release_passes(count: int) -> None:
    found = attacked(*generalized(people(count)))
    assert found.verdict == "passed"
    kinds = {f.outcome.attack for f in found.found}
    assert kinds == {"singling-out", "linkability", "inference"}
    judged = [f.outcome for f in found.found if f.judged]
    assert max(outcome.risk.low for outcome in judged) < 0.25
    assert all(0 <= o.risk.low <= o.risk.value <= o.risk.high <= 1 for o in judged)


def untouched(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    return table, table


def alone(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    return generalized(table, k=1)


def exact_values(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    original, released = generalized(table)
    return original, released.set_column(4, "weight", original.column("weight"))


@pytest.mark.parametrize(
    ("broken", "attack_found"),
    [
        (untouched, "singling-out by sex, born, zip, race"),
        (alone, "singling-out by sex, born, zip, race"),
        (exact_values, "singling-out by weight"),
    ],
)
def test_a_broken_anonymizer_fails(broken: object, attack_found: str) -> None:
    assert callable(broken)
    found = attacked(*broken(people(300)))
    assert found.verdict == "refused"
    assert attack_found in [outcome.name for outcome in found.over]
    assert found.over[0].risk.low > 0.7
    assert found.over[0].name in found.sentence()


def days(count: int) -> np.ndarray:
    return np.random.default_rng(5).integers(30, 4000, count).astype(np.float64)


@pytest.mark.parametrize(("unit", "verdict"), [(1.0, "refused"), (60.0, "passed")])
def test_spans_in_shifted_days_fail_and_in_months_pass(unit: float, verdict: str) -> None:
    span = days(300)
    low = np.floor(span / unit) * unit
    told = Measured("span", span, low, low + unit - 1)
    original, released = generalized(people(300), k=5)
    columns = columns_of(original, original, released, RULES)
    kept = Measured("span", *(v[: released.num_rows] for v in (told.known, told.low, told.high)))
    assert attack([*columns, kept], tuple(RULES), TERMS, 3).verdict == verdict


NAMES = [[f"Xanthe{at} Quill", f"MRN{at:06d}", f"Xanthe{at} Quill1950-01-01"] for at in range(60)]


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (lambda name: hashlib.sha256(name.encode()).hexdigest(), 60),
        (
            lambda name: hashlib.md5(name.lower().encode(), usedforsecurity=False).hexdigest()[:12],
            60,
        ),
        (lambda name: f"p-{name}", 60),
        (lambda name: pseudonym(b"k" * 32, name), 0),
    ],
)
def test_pseudonyms_that_can_be_recomputed_are_found(named: object, found: int) -> None:
    assert callable(named)
    names = recomputed(NAMES, [named(words[2]) for words in NAMES])
    assert (names.main.successes, names.control.successes) == (found, 0)
    original, released = generalized(people(100))
    columns = columns_of(original, original, released, RULES)
    verdict = attack(columns, tuple(RULES), TERMS, 3, names).verdict
    assert verdict == ("refused" if found else "passed")
    few = [Labelled.of("sex", [["f"] * 20], ["f"] * 20)]
    verdict = attack(few, ("sex",), TERMS, 3, names).verdict
    assert verdict == ("refused" if found else "too few to attack")


def test_a_seed_gives_the_same_figures_and_another_one_others() -> None:
    pair = generalized(people(200))
    assert attacked(*pair) == attacked(*pair)
    assert attacked(*pair) != attacked(*pair, seed=8)


def test_few_persons_are_an_outcome_of_their_own() -> None:
    table = people(20)
    found = attacked(table, table)
    assert (found.verdict, found.found) == ("too few to attack", ())
    assert not found.refused_by(TERMS)
    assert found.refused_by(replace(TERMS, too_few="refuse"))
    assert "20 persons" in found.sentence()


@pytest.mark.parametrize(("main", "control"), [(0.05, 0.05), (0.4, 0.15), (0.9, 0.3), (1.0, 0.0)])
def test_intervals_hold_the_true_risk(main: float, control: float) -> None:
    """Nominally 95 % of them; of a thousand, fewer than 92.5 % would be four deviations off."""
    draw = np.random.default_rng(11)
    truth = (main - control) / (1 - control)
    held = 0
    for _ in range(1000):
        tried = Rate(int(draw.binomial(150, main)), 150)
        risk = Outcome(
            "a", ("b",), tried, Rate(0, 150), Rate(int(draw.binomial(150, control)), 150)
        ).risk
        held += risk.low <= truth <= risk.high
    assert held >= 925


def game(count: int) -> Game:
    half = count // 2
    inside, outside = np.arange(half), np.arange(half, count)
    return Game(inside, outside, inside, outside, np.random.default_rng(0))


def labelled(name: str, values: Sequence[str], told: Sequence[str]) -> Labelled:
    return Labelled.of(name, [values], told)


def test_singling_out_by_hand() -> None:
    """Inside a a b c, outside b d d d: b and c stand alone, and b is one person's outside too."""
    column = labelled("x", "aabcbddd", "aabcbddd")
    found = singling_out(game(8), [column])
    assert (found.main, found.control) == (Rate(2, 4), Rate(1, 4))


def test_linkability_by_hand() -> None:
    """x tells pairs apart and y who of a pair; nobody outside is like anybody inside."""
    left, right = labelled("x", "aabbcccc", "aabbcccc"), labelled("y", "uvuvwwww", "uvuvwwww")
    found = linkability(game(8), [left], [right])
    assert (found.main, found.control) == (Rate(4, 4), Rate(0, 4))


def test_inference_by_hand() -> None:
    """Inside a has u and b has v; outside it is the other way round, and the guess always wrong."""
    known, secret = labelled("x", "aabbaabb", "aabbaabb"), labelled("y", "uuvvvvuu", "uuvvvvuu")
    found = inference(game(8), [known], secret)
    assert (found.main, found.control) == (Rate(4, 4), Rate(0, 4))


def test_a_generalized_cell_is_compatible_with_all_that_it_stands_for() -> None:
    table = pa.table({"born": ["1951", "1953", "1957", None], "weight": [71.9, 70.0, 69.99, None]})
    told = pa.table({"born": ["1950-1954", "*", "1957", None], "weight": [71.0, 70.0, None, 69.0]})
    born, weight = columns_of(table, table, told, {"born": Intervals(5, 3)})
    every = np.arange(4)
    assert born.compatible(every, every).tolist() == [
        [True, True, False, False],
        [True, True, False, False],
        [False, True, True, False],
        [False, True, False, True],
    ]
    assert weight.compatible(every, every).tolist() == [
        [True, False, False, False],
        [False, True, False, False],
        [False, False, False, True],
        [False, False, False, False],
    ]


@pytest.mark.parametrize(
    "table",
    [
        {"attacks": 5}, {"limit": 0}, {"limit": 1.5}, {"too_few": "shrug"}, {"known": []}, {"seed": -1},
        {"known": ["sex", "sex"]}, {"secret": [1]}, {"enabled": 1}, {"limits": 0.5},
    ],
)  # fmt: skip
def test_wrong_terms_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(SpecError, match=r"\[attack\]"):
        parse_terms(table)


def test_terms_name_released_columns() -> None:
    table = people(60)
    made = anonymize(table, spec())
    with pytest.raises(SpecError, match="no released column name"):
        attack_release(made, spec(), table, Terms(known=("name",)))


def test_of_a_subject_with_many_rows_one_is_attacked() -> None:
    table = people(120).append_column("who", pa.array([str(at // 2) for at in range(120)]))
    by_subject = replace(spec(), rows_per_subject="who")
    found = attack_release(anonymize(table, by_subject), by_subject, table, TERMS)
    assert 50 <= found.persons <= 60
    assert not any("who" in f.outcome.about for f in found.found)


CONFIG = """
input = "people.csv"
[columns]
sex = {role = "quasi-identifier", hierarchy = {kind = "suppress"}}
born = {role = "quasi-identifier", hierarchy = {kind = "intervals", width = 5, levels = 5}}
race = {role = "sensitive"}
weight = {role = "ROLE"}
[[privacy]]
model = "k-anonymity"
k = 5
[attack]
seed = 4
too_few = "refuse"
"""


@pytest.mark.parametrize(
    ("count", "role", "verdict", "reason"),
    [
        (200, "direct-identifier", "passed", None),
        (200, "other", "refused", "singling-out by weight has a risk of"),
        (40, "direct-identifier", "too few to attack", "40 persons are too few to attack"),
    ],
)
def test_the_command_attacks_what_it_made(
    tmp_path: Path, count: int, role: str, verdict: str, reason: str | None
) -> None:
    pa.csv.write_csv(people(count), tmp_path / "people.csv")
    (tmp_path / "c.toml").write_text(CONFIG.replace("ROLE", role))
    report = run(read_spec(tmp_path / "c.toml"), tmp_path / "out")
    assert (report["solution"], report["attacks"]["verdict"]) == (reason is None, verdict)
    assert (tmp_path / "out" / "people.parquet").exists() == (reason is None)
    assert reason is None or reason in report["reason"]
    assert json.loads((tmp_path / "out" / "report.json").read_text()) == report


def test_figures_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    table, found = people(200), []
    for name, rows in (("a", table), ("b", table.take(list(range(199, -1, -1))))):
        (tmp_path / name).mkdir()
        pa.csv.write_csv(rows, tmp_path / name / "people.csv")
        (tmp_path / name / "c.toml").write_text(CONFIG.replace("ROLE", "direct-identifier"))
        found.append(run(read_spec(tmp_path / name / "c.toml"), tmp_path / name)["attacks"])
    assert found[0] == found[1]
