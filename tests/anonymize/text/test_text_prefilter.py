"""With Hyperscan before them, rules find what they find without it."""

from __future__ import annotations

import json
import random
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.rules import bank as rules
from cohortium_anonymize.text.rules import databases, prefilter
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
    made = Prefilter(_LOOKING, patience=0)
    wanted = set(made.wanted(text))
    missed = [pattern for at, pattern in enumerate(_LOOKING) if at not in wanted]
    assert [pattern for pattern in missed if re.search(pattern, text)] == []


def test_patterns_are_compiled_as_texts_are_read() -> None:
    made = Prefilter(["a", "b{2,9}"], patience=10, group=1)
    assert [list(made.wanted("ccccc")) for _ in range(5)] == [[0, 1], [1], [1], [], []]
    assert list(made.wanted("bb")) == [1]
    assert [list(made.wanted(text)) for text in ("\u00e9", "\u2022", "a\u2022")] == [
        [0, 1],
        [],
        [0],
    ]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which compiled databases are kept, in a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "cohortium" / databases.FILE


def _keeping(patterns: Sequence[str] = ("ab", "cd", "ef")) -> Prefilter:
    return Prefilter(patterns, patience=1, group=2, kept=True)


def test_what_was_compiled_is_kept_for_the_next_process(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(_keeping().wanted("cd, ef")) == [1, 2]
    assert (stat.S_IMODE(kept.stat().st_mode), stat.S_IMODE(kept.parent.stat().st_mode)) == (
        0o600, 0o700,
    )  # fmt: skip
    monkeypatch.setattr(prefilter, "_database", None)  # none is compiled again
    assert list(_keeping().wanted("f, ab")) == [0]
    with pytest.raises(TypeError):
        list(_keeping(["ab", "cd", "eg"]).wanted("other patterns"))


def test_few_characters_keep_nothing(kept: Path) -> None:
    list(_keeping().wanted("ab"))
    assert not kept.exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: kept.write_bytes(kept.read_bytes()[:-1]),
        lambda kept: kept.write_bytes(b""),
        lambda kept: kept.write_bytes(kept.read_bytes()[:-1] + b"?"),
        lambda kept: kept.chmod(0o666),
        lambda kept: kept.parent.chmod(0o777),
        lambda kept: kept.rename(kept.with_name("x")).parent.joinpath(kept.name).symlink_to("x"),
    ],
    ids=["cut", "empty", "changed", "others_write", "folder_of_others", "link"],
)
def test_what_is_damaged_or_open_to_others_is_compiled_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object]
) -> None:
    list(_keeping().wanted("ab, cd, ef"))
    harm(kept)
    compiled = []
    make = prefilter._database
    monkeypatch.setattr(
        prefilter, "_database", lambda *given: compiled.append(given) or make(*given)
    )
    assert list(_keeping().wanted("ab, cd")) == [0, 1]
    assert len(compiled) == 2


def test_without_a_folder_nothing_is_kept_and_all_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "caches").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert list(_keeping().wanted("ab, cd")) == [0, 1]


def test_every_pattern_is_one() -> None:
    for rule in rules.bank():
        re.compile(rule.pattern)
        re.compile(rules.near(rule))
