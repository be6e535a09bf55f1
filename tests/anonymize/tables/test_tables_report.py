"""report.html and its JSON: what stands there, that nothing escapes, that all can read it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cohortium.cli import run
from cohortium_anonymize import (
    BetaLikeness,
    Column,
    DeltaDisclosure,
    DistinctLDiversity,
    EntropyLDiversity,
    Intervals,
    KAnonymity,
    MaximumRisk,
    PopulationUniqueness,
    RecursiveCLDiversity,
    SampleUniqueness,
    Spec,
    Suppress,
    TCloseness,
    anonymize,
)
from cohortium_anonymize.models import AverageRisk, Model
from cohortium_anonymize.reporting import drawing
from cohortium_anonymize.reporting.document import document
from cohortium_anonymize.reporting.page import page
from cohortium_anonymize.reporting.risks import binned
from cohortium_anonymize.reporting.thresholds import thresholds

EVIL = "<script>alert(1)</script>\"'&"
MODELS: tuple[Model, ...] = (
    KAnonymity(4), MaximumRisk(0.25), AverageRisk(0.2), SampleUniqueness(0), PopulationUniqueness(0.1),
    DistinctLDiversity("ill", 2), EntropyLDiversity("ill", 1.1), RecursiveCLDiversity("ill", 20, 2),
    TCloseness("ill", 0.9), TCloseness("ill", 0.9, "ordered"), BetaLikeness("ill", 9),
    BetaLikeness("ill", 9, enhanced=True), DeltaDisclosure("ill", 9),
)  # fmt: skip


def table(evil: str = "zip") -> pa.Table:
    return pa.table(
        {
            "age": [20 + n % 40 for n in range(200)],
            evil: [f"021{n % 7}" for n in range(200)],
            "ill": [("flu", "gout", EVIL)[n % 3] for n in range(200)],
        }
    )


def report(evil: str = "zip", models: tuple[Model, ...] = MODELS) -> dict[str, Any]:
    columns = {
        "age": Column("quasi-identifier", Intervals(10, 3)),
        evil: Column("quasi-identifier", Suppress()),
        "ill": Column("sensitive"),
    }
    wanted = Spec(columns, models, 0.1)
    source = table(evil)
    told = document(anonymize(source, wanted), wanted, source)
    return json.loads(json.dumps(told, allow_nan=False))  # type: ignore[no-any-return]


class Reader(HTMLParser):
    """Every element's name and attributes, its text, and whether it closes what it opens."""

    VOID = frozenset({"meta", "rect", "line", "circle", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.found)


OTHERS: dict[str, Any] = {
    "attacks": {
        "verdict": "passed", "limit": 0.2, "persons": 200,
        "attacks": [
            {"attack": EVIL, "about": ["age"], "trials": 90, "main": 0.3, "naive": 0.2, "control": 0.25,
             "risk": 0.0667, "low": 0.0, "high": 0.15, "judged": True, "over": False},
        ],
    },
    "trajectories": {"download": {"points": {"1": {"asked": 9, "unique": 0.111}, "2": {"asked": 9, "unique": 0.5}}}},
    "hipaa": {"download": "Expert Determination"},
    "protection": {"promises": ["kept " + EVIL], "not_promised": ["not kept"]},
    "persons": {"eligible": 12, "withheld": {"quarantined": 1}},
}  # fmt: skip


def test_nothing_that_is_told_becomes_markup() -> None:
    text = page(report(EVIL) | OTHERS, EVIL)
    assert "<script" not in text
    read = Reader(text)
    assert not read.open
    assert "script" not in {name for name, _ in read.found}
    assert not any(name.startswith("on") for _, attributes in read.found for name in attributes)
    assert any(EVIL in words for words in read.words)


def test_nothing_is_fetched() -> None:
    read = Reader(text := page(report() | OTHERS))
    asking = {"src", "href", "srcset", "data", "action", "poster"}
    assert not [name for _, attributes in read.found for name in attributes if name in asking]
    assert "://" not in text
    assert "url(" not in text and "@import" not in text
    [policy] = [a["content"] for _, a in read.found if a.get("http-equiv")]
    assert policy is not None and policy.startswith("default-src 'none'")


def test_it_can_be_read_without_seeing_it() -> None:
    read = Reader(page(report() | OTHERS))
    pictures = [attributes for name, attributes in read.found if name == "svg"]
    assert len(pictures) >= 6
    assert all(a.get("role") == "img" and a.get("aria-label") for a in pictures)
    assert read.count("desc") == len(pictures)
    assert read.count("title") > len(pictures)  # names that are cut short have one too
    assert read.count("caption") == read.count("table") >= 10
    heads = [attributes for name, attributes in read.found if name == "th"]
    assert all(attributes.get("scope") in ("row", "col") for attributes in heads)
    assert read.count("h1") == 1
    assert ("html", {"lang": "en"}) in read.found


def test_every_section_has_its_figures() -> None:
    told = report()
    words = Reader(page(told | OTHERS)).words
    sections = [
        "What was asked, and what holds", "Who could find someone", "How many people look alike",
        "What a class tells of sensitive columns", "The transformation that was chosen",
        "What each column kept", "Statistics before and after", "What a model can still learn",
        "Attacks on the release", "Events over time", "HIPAA", "What is and is not protected",
        "Who is in it",
    ]  # fmt: skip
    for section in sections:
        assert section in words
    for figure in (
        str(told["risk"]["subjects"]),
        "6.7 %",
        "11.1 %",
        "Expert Determination",
        "not kept",
    ):
        assert any(figure in word for word in words), figure
    alone = Reader(page(told)).words
    for section in ("Attacks on the release", "Events over time", "HIPAA", "Who is in it"):
        assert section not in alone


def test_every_model_has_its_row_and_its_verdict() -> None:
    told = report()
    rows = told["thresholds"]
    assert len(rows) == len(MODELS)
    assert all(row["after"] is not None for row in rows if row["model"] != "enhanced-beta-likeness")
    assert rows[0] == {
        "model": "k-anonymity", "column": None, "sense": "at least", "bound": 4,
        "before": told["before"]["k"], "after": told["risk"]["k"],
    }  # fmt: skip
    words = Reader(page(told)).words
    assert words.count("holds") == sum(row["after"] is not None for row in rows)
    broken = thresholds([KAnonymity(10**6)], told["before"], told["risk"])
    words = Reader(page(told | {"thresholds": broken})).words
    assert "does not" in words
    assert "1 of the bounds below do not hold on the released rows." in words


def test_fifteen_columns_of_a_lattice() -> None:
    names = [f"q{n}" for n in range(15)]
    source = pa.table(
        {name: [str((row * (n + 3)) % 2) for row in range(60)] for n, name in enumerate(names)}
    )
    columns = {name: Column("quasi-identifier", Suppress()) for name in names}
    wanted = Spec(columns, (KAnonymity(5),), 0.2)
    told = document(anonymize(source, wanted), wanted, source)
    text = page(told)
    levels = re.search(r"<title>Levels</title><desc>(.*?)</desc>", text)
    assert levels is not None
    assert levels[1].split(", ") == [
        f"{n} {level} of 1" for n, level in told["transformation"].items()
    ]
    assert text.count('class="chosen"') == 15


def test_people_are_binned_by_the_size_of_their_class() -> None:
    bins = binned({"1": 3, "2": 1, "4": 1, "5": 2, "500": 1, "10000": 1})
    assert bins[0] == (3, 3)
    assert bins[1] == (2, 6)
    assert bins[2] == (2, 10)
    assert bins[-1] == (2, 10500)
    assert sum(people for _, people in bins) == 3 + 2 + 4 + 10 + 500 + 10000


def test_a_search_without_solution_has_a_page_too() -> None:
    told = {"solution": False, "proven": True, "reason": "no transformation <b>", "rows": 9, "limit": 0,
            "fewest_suppressed": 9, "search": {"checked": 1, "nodes": 1}}  # fmt: skip
    words = Reader(page(told)).words
    assert "Nothing was released." in words
    assert "no transformation <b>." in words


CONFIG = """
input = "people.csv"
[columns.age]
role = "quasi-identifier"
hierarchy = {kind = "intervals", width = 10, levels = 2}
[columns.sex]
role = "quasi-identifier"
hierarchy = {kind = "suppress"}
[columns.ill]
role = "sensitive"
[[privacy]]
model = "k-anonymity"
k = 5
[report]
"""


@pytest.mark.parametrize(
    ("line", "target"), [("", "ill"), ('target = "sex"', "sex"), ("model = false", None)]
)
def test_the_command_writes_the_page_of_its_json(
    line: str, target: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{20 + n % 30},{'fm'[n % 3 % 2]},{'ab'[n % 2]}\n" for n in range(90))
    (tmp_path / "people.csv").write_text(f"age,sex,ill\n{rows}")
    (tmp_path / "c.toml").write_text(CONFIG + line)
    assert (
        run(["anonymize", str(tmp_path / "c.toml"), "--output", str(tmp_path / "o"), "--json"]) == 0
    )
    printed = json.loads(capsys.readouterr().out)
    assert (printed["model"] and printed["model"]["target"]) == target
    text = Path(printed["page"]).read_text("utf-8")
    assert text == page(printed, "people: anonymization report")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('target = "no"', "no column no, which [report] names"),
        ("target = 1", "[report]: target has the wrong type"),
        ('colour = "red"', "[report]: unknown key colour"),
    ],
)
def test_a_wrong_report_table(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{20 + n % 30},{'fm'[n % 3 % 2]},{'ab'[n % 2]}\n" for n in range(90))
    (tmp_path / "people.csv").write_text(f"age,sex,ill\n{rows}")
    (tmp_path / "c.toml").write_text(CONFIG + line)
    assert run(["anonymize", str(tmp_path / "c.toml"), "--output", str(tmp_path / "o")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_a_long_name_is_shortened_in_drawings_alone() -> None:
    one, other = ("the_age_of_the_person_at_admission_" + end for end in ("in_years", "in_days"))
    told = [drawing.short(name) for name in (one, other)]
    assert told == ["the_age_of_the…n_years", "the_age_of_the…in_days"]
    assert drawing.short("age") == "age"
    drawn = Reader(drawing.meters("Kept", "said", [(one, 0.5, "50 %"), ("age", 1.0, "100 %")]))
    assert told[0] in drawn.words
    assert one in drawn.words  # when pointed at
    assert drawn.count("title") == 2
    assert one in page(report(one))
