"""With Hyperscan before them, rules find what they find without it."""

from __future__ import annotations

import json
import os
import random
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
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
    made.wanted(["a" * 1_000])
    return made


def _wanted(made: Prefilter, text: str) -> list[int]:
    return [at for at, places in enumerate(made.wanted([text])) if places]


def _missed(ready: Prefilter, text: str) -> list[str]:
    wanted = _wanted(ready, text)
    return [
        rule.name
        for at, rule in enumerate(rules.bank())
        if at not in wanted and any(rule.finds(text))
    ]


@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12))
def test_no_rule_is_missed(ready: Prefilter, pieces: list[str]) -> None:
    assert _missed(ready, "".join(pieces)) == []


NEARS = [at for at, rule in enumerate(rules.bank()) if rule.near]
_AFAR = "x" * 40 + " "  # what stands behind it Hyperscan finds by other instructions


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
@pytest.mark.parametrize("at", NEARS, ids=lambda at: rules.bank()[at].name)
def test_no_rule_is_missed_in_what_its_own_pattern_makes(
    ready: Prefilter, at: int, data: st.DataObject
) -> None:
    rule = rules.bank()[at]
    made = re.compile(rule.pattern, re.ASCII)
    text = data.draw(st.from_regex(made, alphabet=st.characters(codec="ascii")))
    for read in (text, f"{_AFAR}{text} {_AFAR}"):
        assert at in _wanted(ready, read) or not any(rule.finds(read))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("license", "Lic# 3 9318"),
        ("vehicle", "plate: n5 37762"),
        ("device", "s/n 0.3 468219"),
        ("labelled_id", "encounter 0J 147467"),
        ("residence_lower", " from lxkton"),
        ("es_feast_kings", f"{_AFAR}tras Reyes"),
    ],
)
def test_what_is_short_or_stands_at_an_edge_is_not_missed(
    ready: Prefilter, name: str, text: str
) -> None:
    at = [rule.name for rule in rules.bank()].index(name)
    assert any(rules.bank()[at].finds(text)) and at in _wanted(ready, text)


def test_no_rule_is_missed_in_notes(ready: Prefilter, shared: Path) -> None:
    lines = (shared / "vectors" / "text" / "asq_phi_dev.jsonl").read_text().splitlines()
    for line in random.Random(3).sample(lines, 60):  # noqa: S311 - which lines
        assert _missed(ready, json.loads(line)["text"]) == []
    assert len(_wanted(ready, "The lungs are clear.")) < len(rules.bank()) / 4


_LOOKING = [
    r"(?<![A-Za-z0-9])ab{2,9}(?=[ ]c|$)", r"(?:^|(?<=[\n|])|(?<=\.[ ]))a(?=b)", r"(?<=a)(?<=[ab])b", r"(?<!\w)a|(?<=b)c",
    r"(?<![\u00c0-\u024f])a", r"(?i)(?<![a-z])B(?![a-z])(?=(?:\)|[ )])c?)", r"(?m)^a(?=[(])", r"\((?=a\))",
    r"[ab](?<![\w.].)c", r"\w(?<!\w.)b|c", r"(?i:(?<![a-b])c)(?:a|b)|(?<=[(])b", r"(?P<one>[ab])c(?P=one)",
    r"(?:^|(?<=[(\s.]))(?=(b(?=c|$)))", r"(?:a|b(?=(?:c|[)])))", r"[\n.](?<!\w.)",
]  # fmt: skip
_LOOKED = Prefilter(_LOOKING, patience=0, group=3)


@given(text=st.text(alphabet="abcABC .\n|()\u2022\u00e9", max_size=9))
def test_what_a_pattern_looks_for_beside_it_misses_nothing(text: str) -> None:
    wanted = _wanted(_LOOKED, text)
    missed = [pattern for at, pattern in enumerate(_LOOKING) if at not in wanted]
    assert [pattern for pattern in missed if re.search(pattern, text)] == []


@given(texts=st.lists(st.text(alphabet="abcABC .\n|()\u2022\u00e9", max_size=9), max_size=5))
def test_texts_read_together_are_told_apart(texts: list[str]) -> None:
    told = _LOOKED.wanted(texts)
    assert [list(places) for places in told] == [
        [place for place, text in enumerate(texts) if at in _wanted(_LOOKED, text)]
        for at in range(len(_LOOKING))
    ]


def test_rules_find_in_texts_together_what_they_find_in_each() -> None:
    texts = [
        "",
        "SEEN BY DR MARTHA COLLINS",
        "\u2022 MRN: 0093221",
        "patient john mackenzie seen by dr jones\nMRN: 0093221\nSEEN BY DR MARTHA COLLINS",
        "Jos\u00e9 lives in Boston",
        "DOB 5/6/1931\x1c",
        "",
        "SEEN BY DR MARTHA COLLINS",
    ]
    each = [rules.finds([text])[0] for text in texts]
    assert rules.finds(texts) == each
    assert [bool(spans) for spans in each] == [text != "" for text in texts]


def test_patterns_are_compiled_as_texts_are_read() -> None:
    made = Prefilter(["a", "b{2,9}"], patience=10, group=1)
    assert [_wanted(made, "ccccc") for _ in range(5)] == [[0, 1], [1], [1], [], []]
    assert _wanted(made, "bb") == [1]
    assert [_wanted(made, text) for text in ("\u00e9", "\u2022", "a\u2022")] == [
        [0, 1],
        [],
        [0],
    ]


PATTERNS = ("ab", "cd", "ef")


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own, not yet made, in which compiled databases are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches"


@pytest.fixture
def kept(caches: Path) -> Path:
    """The file of `PATTERNS`, not yet made."""
    file = databases.place(PATTERNS, 2)
    assert file.is_relative_to(caches)
    return file


def _keeping(patterns: Sequence[str] = PATTERNS) -> Prefilter:
    return Prefilter(patterns, patience=1, group=2, kept=True)


def _compilations(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Fills as databases are compiled."""
    made: list[object] = []
    make = prefilter._database
    monkeypatch.setattr(prefilter, "_database", lambda *given: made.append(given) or make(*given))
    return made


def test_what_was_compiled_is_kept_for_the_next_process(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = _compilations(monkeypatch)
    assert _wanted(_keeping(), "cd, ef") == [1, 2]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept, kept.parent)] == [0o600, 0o700]
    assert _wanted(_keeping(), "f, ab") == [0]
    assert len(compiled) == 2
    assert _wanted(_keeping(["ab", "cd", "eg"]), "others, eg") == [2]
    assert len(compiled) == 4


def test_what_is_made_of_patterns_otherwise_is_compiled_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(prefilter, "widened", lambda pattern: "x" + pattern)
        assert _wanted(_keeping(), "ab, cd, ef") == []
    assert _wanted(_keeping(), "ab, cd, ef") == [0, 1, 2]


def test_few_characters_keep_nothing(kept: Path) -> None:
    _wanted(_keeping(), "ab")
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
        lambda kept: (kept.unlink(), os.mkfifo(kept)),
        lambda kept: (kept.unlink(), kept.mkdir()),
    ],
    ids=["cut", "empty", "changed", "others_write", "folder_of_others", "link", "pipe", "folder"],
)
def test_what_is_damaged_or_open_to_others_is_compiled_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object]
) -> None:
    _wanted(_keeping(), "ab, cd, ef")
    harm(kept)
    compiled = _compilations(monkeypatch)
    assert _wanted(_keeping(), "ab, cd") == [0, 1]
    assert len(compiled) == 2


def test_what_was_left_half_written_goes(kept: Path) -> None:
    kept.parent.mkdir(mode=0o700, parents=True)
    half = kept.with_name(f".{kept.name}.0123")
    old, fresh = kept.with_name("prefilter-old"), kept.with_name("prefilter-other-version")
    for path in (half, old, fresh):
        path.write_bytes(b"?")
    os.utime(old, (0, 0))
    _wanted(_keeping(), "ab, cd")
    assert sorted(kept.parent.iterdir()) == sorted((kept, fresh))


def test_where_others_may_write_or_nothing_can_be_all_is_found_and_nothing_kept(
    kept: Path, caches: Path
) -> None:
    caches.mkdir()
    caches.chmod(0o777)
    assert _wanted(_keeping(), "ab, cd") == [0, 1]
    assert list(caches.iterdir()) == []
    caches.rmdir()
    caches.write_text("a file")
    assert _wanted(_keeping(), "ab, cd") == [0, 1]


def test_every_pattern_is_one() -> None:
    for rule in rules.bank():
        re.compile(rule.pattern)
        re.compile(rules.near(rule))


def test_another_engine_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prefilter.installed()
    monkeypatch.setattr(prefilter, "version", lambda _: "0.9.1")
    assert not prefilter.installed()
