"""Quarantined texts: a custodian looks and decides, the next release obeys, and nothing is kept in clear.

The second look is made to flag a word of its own, so that no rule of the de-identifier matters here.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cohortium.cli import run
from cohortium.cli.quarantine import marked, visible
from cohortium.errors import NotFound, Refused, Unavailable
from cohortium.flows import enrol, quarantine
from cohortium.flows import publish as flow
from cohortium.flows.erase import erase
from cohortium.flows.publish import Published, publish
from cohortium.records.record import PatientRef
from cohortium.release.policy import Policy
from cohortium.release.text_policy import TextTerms
from cohortium.wiring import Installation, create_home, open_home
from cohortium_anonymize.text import Deidentifier, deidentifier
from cohortium_anonymize.text.review import Residue

Copy = Callable[[Path], Path]
PEOPLE = 40
WORDY, OTHER, FOREIGN = "north-p8", "north-p4", "north-p12"
TEXTS = {
    WORDY: "Xantheas Castellanosnorthas had a zonderful reading, stable quexotry.",
    OTHER: "Second zonderful opinion of brimblewick.",
    FOREIGN: "\u60a3\u8005\u306f\u5b89\u5b9a\u3057\u3066\u3044\u308b\u3002" * 5,
}
LEFT = "had a zonderful reading, stable quexotry."


def blind(_: TextTerms) -> Deidentifier:
    """A de-identifier that finds what the record knows alone."""
    return Deidentifier(recognize=lambda texts: [[] for _ in texts])


@contextmanager
def beside(_: int, terms: TextTerms) -> Iterator[Deidentifier]:
    yield blind(terms)


@pytest.fixture(autouse=True, scope="module")
def flagged() -> Iterator[set[str]]:
    """The words that the second look finds, beside what it finds anyhow."""
    words, real = {"zonderful"}, deidentifier.residues

    def residues(output: str, *more: Any) -> Iterator[Residue]:
        for word in sorted(words):
            if (at := output.find(word)) >= 0:
                yield Residue(at, at + len(word), "residual-number")
        yield from real(output, *more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deidentifier, "residues", residues)
        patched.setattr(TextTerms, "reader", blind)
        patched.setattr(flow, "beside", beside)
        yield words


@pytest.fixture
def more(flagged: set[str]) -> Iterator[set[str]]:
    """The flagged words, to change for one test."""
    before = set(flagged)
    yield flagged
    flagged.clear()
    flagged.update(before)


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory, hospital_folder: Any, take_in: Any, flagged: set[str]
) -> Path:
    """A home whose release held three texts back. Copy before changing."""
    root = tmp_path_factory.mktemp("held")
    folder = hospital_folder(root / "north", "north", PEOPLE)
    with (folder / "DocumentReference.ndjson").open("a", encoding="utf-8") as file:
        for who, text in TEXTS.items():
            data = base64.b64encode(text.encode()).decode()
            note = {
                "resourceType": "DocumentReference", "id": f"q-{who}", "status": "current",
                "subject": {"reference": f"Patient/{who}"}, "date": "2024-02-14T08:00:00Z",
                "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
            }  # fmt: skip
            file.write(json.dumps(note) + "\n")
    study = {
        "id": "s",
        "title": "S",
        "text": "S",
        "until": "2090-01-01",
        "terms": {"permission": "GRU"},
    }
    create_home(root / "home")
    with open_home(root / "home") as home:
        take_in(home, folder, "north")
        enrol.register_study(home, json.dumps(study).encode(), by="test")
        enrol.grant_consents(home, "s", enrol.find_patients(home, enrol.ALL), by="test")
        made = publish(home, "s", Policy(suppression=0.5))
        assert made.persons["text"]["quarantined"] == {"language": 1, "residual-number": 2}
    return root / "home"


@pytest.fixture
def home(held: Path, copy: Copy) -> Iterator[Installation]:
    with open_home(copy(held)) as installation:
        yield installation


def ids(home: Installation) -> dict[str, str]:
    """The quarantined texts by whose they are."""
    return {one.patient.id: one.held.id for one in quarantine.quarantine(home)}


def decisions(home: Installation) -> dict[str, str]:
    return {one.patient.id: one.decision for one in quarantine.quarantine(home)}


def again(home: Installation) -> tuple[Published, dict[str, list[str]]]:
    """The next release, and its notes by rendition."""
    made = publish(home, "s", Policy(suppression=0.5))
    notes = {
        rendition: [
            str(text)
            for path in (made.path / rendition).glob("notes-*.parquet")
            for text in pq.read_table(path)["text"].to_pylist()
        ]
        for rendition in ("queryable", "download")
    }
    return made, notes


def test_a_list_says_which_and_not_a_word(home: Installation, planted: list[str]) -> None:
    found = quarantine.quarantine(home, "s")
    rows = {one.patient.id: one.describe() for one in found}
    assert rows.keys() == TEXTS.keys()
    for who, row in rows.items():
        assert (row["hospital"], row["table"], row["column"]) == ("north", "notes", "text")
        assert (row["length"], row["decision"]) == (len(TEXTS[who]), "")
        assert row["reason"] == ("language" if who == FOREIGN else "residual-number")
    told = json.dumps(list(rows.values())).lower()
    assert not any(word.lower() in told for word in [*planted, "zonderful", "opinion"])
    assert ids(home) == {one.patient.id: one.held.id for one in found}, "ids stay"


def test_a_look_shows_what_would_leave(home: Installation) -> None:
    seen = quarantine.look(home, ids(home)[WORDY])
    assert seen.text == TEXTS[WORDY]
    assert seen.result.text.endswith(LEFT) and "Castellanos" not in seen.result.text
    [residue] = seen.result.residues
    assert seen.result.text[residue.start : residue.end] == "zonderful"
    told = seen.describe()
    assert [(s["start"], s["end"], s["type"]) for s in told["spans"]] == [(0, 27, "NAME")]
    assert (told["residues"], told["releasable"]) == (1, True)
    assert "zonderful" not in json.dumps(told) and "zonderful" not in repr(seen)


def test_the_next_release_obeys(home: Installation, entries: Any) -> None:
    named = ids(home)
    done = quarantine.release(home, named[WORDY], by="desk")
    quarantine.reject(home, named[OTHER], by="desk")
    assert quarantine.release(home, named[WORDY], by="desk") == quarantine.Decided(
        named[WORDY], "release", done.index, before=True
    )
    assert decisions(home) == {WORDY: "release", OTHER: "reject", FOREIGN: ""}
    for entry in entries(home, "quarantine.reviewed"):
        assert entry.body.keys() == {"study", "hospital", "decision", "commitment", "signature"}
    assert len(entries(home, "quarantine.reviewed")) == home.state.counts()["review"] == 2
    made, notes = again(home)
    for rendition, texts in notes.items():
        assert [text.split("]")[1].strip() for text in texts if "zonderful" in text] == [LEFT], (
            rendition
        )
    exact = {"quarantined": {"language": 1, "residual-number": 1}, "released": 1, "rejected": 1}
    assert made.persons["text"].items() >= exact.items()
    report = json.loads((made.path / "operator" / "report.json").read_bytes())
    assert report["persons"]["text"] == made.persons["text"]
    assert "quarantined: language" in made.report.read_text(encoding="utf-8")
    told = json.loads((made.path / "manifest.json").read_bytes())["text"]
    assert (told["reviewed"], told["quarantined"]["language"]) == (
        {"released": 0, "rejected": 0},
        0,
    )
    assert decisions(home) == {WORDY: "release", OTHER: "reject", FOREIGN: ""}
    home.log.integrate()
    home.log.audit()


def test_the_last_decision_counts(home: Installation) -> None:
    name = ids(home)[WORDY]
    quarantine.release(home, name, by="desk")
    quarantine.reject(home, name, by="desk")
    _, notes = again(home)
    assert not any("zonderful" in text for texts in notes.values() for text in texts)


def test_what_was_not_seen_is_quarantined_anew(home: Installation, more: set[str]) -> None:
    quarantine.release(home, ids(home)[WORDY], by="desk")
    more.add("quexotry")
    made, notes = again(home)
    assert made.persons["text"]["released"] == 0
    assert not any("zonderful" in text for text in notes["download"])
    assert decisions(home)[WORDY] == "", "it waits for another decision"
    assert not quarantine.release(home, ids(home)[WORDY], by="desk").before
    assert any("zonderful" in text for text in again(home)[1]["download"])


def test_a_decision_made_while_a_release_is_made_is_for_the_next(
    home: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, real = ids(home)[WORDY], flow.reviews

    def late(*arguments: Any) -> Any:
        found = real(*arguments)
        quarantine.release(home, name, by="desk")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(flow, "reviews", late)
        assert again(home)[0].persons["text"]["released"] == 0
    assert decisions(home)[WORDY] == "release", "it is not forgotten"
    assert again(home)[0].persons["text"]["released"] == 1


def test_rejected_means_whatever_is_found_later(home: Installation, more: set[str]) -> None:
    quarantine.reject(home, ids(home)[WORDY], by="desk")
    more.clear()
    made, notes = again(home)
    assert [text for text in notes["download"] if "zonderful" in text] == [TEXTS[OTHER]]
    assert made.persons["text"]["quarantined"] == {"language": 1, "rejected": 1}


def test_a_text_that_was_never_de_identified_cannot_be_released(home: Installation) -> None:
    size = home.log.size
    with pytest.raises(Refused, match=r"de-identified \(language\)"):
        quarantine.release(home, ids(home)[FOREIGN], by="desk")
    with pytest.raises(NotFound):
        quarantine.reject(home, "q-0000000000000000", by="desk")
    assert home.log.size == size


def test_who_withdrew_is_not_shown(home: Installation) -> None:
    name = ids(home)[WORDY]
    enrol.withdraw_consents(home, "s", [PatientRef("north", WORDY)], by="desk")
    assert ids(home).keys() == {OTHER, FOREIGN}
    with pytest.raises(NotFound):
        quarantine.look(home, name)


def test_an_erasure_takes_what_a_review_kept(held: Path, copy: Copy) -> None:
    path = copy(held)
    with open_home(path) as home:
        name = ids(home)[WORDY]
        index = quarantine.release(home, name, by="desk").index
        _, notes = again(home)
        assert any("zonderful" in text for text in notes["download"])
    with closing(sqlite3.connect(path / "vault" / "openings.db")) as database:
        query = "SELECT sealed FROM events WHERE entry = ?"
        [(secret,)] = database.execute(query, (index,)).fetchall()
    assert holding(path, secret[:16]) != []
    with open_home(path) as home:
        assert index in erase(home, "north", WORDY, by="desk").entries
        assert ids(home).keys() == {OTHER, FOREIGN}
        with pytest.raises(Unavailable, match="was erased"):
            home.vault.opening(index)
        home.log.integrate()
        home.log.audit()
        assert not any("zonderful" in text for texts in again(home)[1].values() for text in texts)
    assert holding(path, secret[:16]) == []


def test_nothing_of_a_quarantined_text_stands_in_clear(held: Path, copy: Copy) -> None:
    path = copy(held)
    with open_home(path) as home:
        for name in ids(home).values():
            quarantine.look(home, name)
            quarantine.reject(home, name, by="desk")
    for word in ("zonderful", "quexotry", "brimblewick", "Castellanosnorthas"):
        assert holding(path, word.encode()) == []


def holding(home: Path, secret: bytes) -> list[str]:
    return [p.name for p in home.rglob("*") if p.is_file() and secret in p.read_bytes()]


def test_the_commands(
    held: Path, copy: Copy, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*arguments: str, code: int = 0) -> str:
        assert run(["quarantine", *arguments, "--home", str(path)]) == code, arguments
        out, err = capsys.readouterr()
        assert err.count("\n") == (code != 0)
        return out or err

    path = copy(held)
    with open_home(path) as home:
        named = ids(home)
    listed = json.loads(told("list", "--json"))["texts"]
    assert {row["id"] for row in listed} == set(named.values())
    assert all(name in told("list", "--study", "s") for name in named.values())
    assert ">>zonderful<< reading" in (shown := told("show", named[WORDY]))
    assert "Castellanos" not in shown
    assert json.loads(told("show", named[WORDY], "--json"))["reason"] == "residual-number"
    assert "terminal" in told("show", named[WORDY], "--raw", code=2)
    assert "cannot be released" in told("release", named[FOREIGN], code=1)
    assert "quarantine list" in told("show", "q-none", code=2)
    assert "no study" in told("list", "--study", "none", code=2)
    assert json.loads(told("reject", named[OTHER], "--json"))["decision"] == "reject"
    assert "decided before" in told("reject", named[OTHER])
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert ">>Xantheas Castellanosnorthas<< had" in told("show", named[WORDY], "--raw")
    assert "\u60a3" in told("show", named[FOREIGN], "--raw")


@pytest.mark.parametrize(
    ("text", "found", "shown"),
    [("abc", [], "abc"), ("abc", [(1, 2)], "a>>b<<c"), ("abcd", [(2, 3), (0, 1)], ">>a<<b>>c<<d"),
     ("abcd", [(0, 2), (1, 3)], ">>abc<<d"), ("abcd", [(0, 4), (1, 2)], ">>abcd<<"),
     ("abcd", [(0, 2), (2, 3)], ">>ab<<>>c<<d")],
)  # fmt: skip
def test_finds_are_marked(text: str, found: list[tuple[int, int]], shown: str) -> None:
    assert marked(text, found) == shown


def test_a_text_commands_no_terminal() -> None:
    assert visible("a\x1b[2J\u202eb\n\tc\u00e9") == "a\ufffd[2J\ufffdb\n\tc\u00e9"
