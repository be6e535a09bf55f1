"""With Hyperscan before them, rules find what they find without it."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.rules import bank as rules
from cohortium_anonymize.text.rules import prefilter
from cohortium_anonymize.text.rules.prefilter import Prefilter

pytestmark = pytest.mark.skipif(
    not prefilter.installed(), reason="hyperscan is not installed: rules read every text"
)
PIECES = (
    "Dr. ", "SMITH, ", "Ann Lee", "\n", " ", "MRN: ", "0093-22", "(617) 253-1000", "5/5", " May ", "1931", "St. ", "Mercy",
    " Hospital", "12 Elm Street", ", ", "Apt 4", "OH 44106", "x", "e-mail a at b dot org", "DOB", "aged ninety-seven", "\t|",
    "10.1.2.3", "wife: ", "SSN last 4: 1234", "Whit Sunday", "\x1d", "\u00e9", "\u2022", "\u2013", "\u017f", "pager 4411", "VIN ", "1HGCM82633A004352",
)  # fmt: skip


@pytest.fixture(scope="module")
def ready() -> Prefilter:
    made = Prefilter([rules.near(rule) for rule in rules.bank()], patience=1)
    list(made.wanted("a" * 1_000))
    return made


def _missed(ready: Prefilter, text: str) -> list[str]:
    wanted = set(ready.wanted(text))
    return [
        rule.name
        for at, rule in enumerate(rules.bank())
        if at not in wanted and any(rule.finds(text))
    ]


@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12))
def test_no_rule_is_missed(ready: Prefilter, pieces: list[str]) -> None:
    assert _missed(ready, "".join(pieces)) == []


def test_no_rule_is_missed_in_notes(ready: Prefilter, shared: Path) -> None:
    lines = (shared / "vectors" / "text" / "asq_phi_dev.jsonl").read_text().splitlines()
    for line in random.Random(3).sample(lines, 60):  # noqa: S311 - which lines
        assert _missed(ready, json.loads(line)["text"]) == []
    assert len(list(ready.wanted("The lungs are clear."))) < len(rules.bank()) / 4


_LOOKING = [
    r"(?<![A-Za-z0-9])ab{2,9}(?=[ ]c|$)", r"(?:^|(?<=[\n|])|(?<=\.[ ]))a(?=b)", r"(?<=a)(?<=[ab])b", r"(?<!\w)a|(?<=b)c",
    r"(?<![\u00c0-\u024f])a", r"(?i)(?<![a-z])B(?![a-z])(?=(?:\)|[ )])c?)", r"(?m)^a(?=[(])", r"\((?=a\))",
]  # fmt: skip


@given(text=st.text(alphabet="abcABC .\n|()\u2022\u00e9", max_size=9))
def test_what_a_pattern_looks_for_beside_it_misses_nothing(text: str) -> None:
    patterns = [re.compile(pattern) for pattern in _LOOKING]
    made = Prefilter(patterns, patience=0)
    wanted = set(made.wanted(text))
    assert [p.pattern for at, p in enumerate(patterns) if at not in wanted and p.search(text)] == []


def test_patterns_are_compiled_as_texts_are_read() -> None:
    made = Prefilter([re.compile("a"), re.compile("b{2,9}")], patience=10, group=1)
    assert [list(made.wanted("ccccc")) for _ in range(5)] == [[0, 1], [1], [1], [], []]
    assert list(made.wanted("bb")) == [1]
    assert [list(made.wanted(text)) for text in ("\u00e9", "\u2022", "a\u2022")] == [
        [0, 1],
        [],
        [0],
    ]
