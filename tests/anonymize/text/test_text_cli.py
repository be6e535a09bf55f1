"""`cohortium deidentify`: JSON lines in, JSON lines out, and what happens to bad ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cohortium.cli import run

GOOD = {"id": "a", "text": "Pt Dale Okafor, MRN 4471920.", "known": {"names": ["Dale Okafor"]}}


def _write(path: Path, lines: list[str | bytes]) -> Path:
    path.write_bytes(
        b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\n"
    )
    return path


def test_lines_come_back_in_order_with_their_spans(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_text = b'{"id": "b", "text": "caf\xe9"}'
    source = _write(
        tmp_path / "in.jsonl", [json.dumps(GOOD), bad_text, "", json.dumps({"id": 3, "text": ""})]
    )
    out = tmp_path / "out.jsonl"
    assert run(["deidentify", "--input", str(source), "--output", str(out), "--json"]) == 0
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [r["id"] for r in records] == ["a", "b", 3]
    assert "Okafor" not in records[0]["text"] and "4471920" not in records[0]["text"]
    assert {"start": 3, "end": 14, "type": "NAME", "source": "known"} in records[0]["spans"]
    assert [r["quarantined"] for r in records] == [False, True, False]
    assert (records[1]["reason"], records[1]["text"]) == ("undecodable", "")
    summary = json.loads(capsys.readouterr().out)
    assert (summary["texts"], summary["released"], summary["quarantined"]) == (3, 2, 1)
    assert summary["reasons"] == {"undecodable": 1}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{not json", "line 2: not JSON"),
        ("[1]", "line 2"),
        ('{"id": "x"}', "line 2"),
        ('{"id": "x", "text": 5}', "line 2"),
        ('{"id": true, "text": "t"}', "line 2"),
        ("[" * 100_000, "line 2: not JSON"),
        ('{"id": "x", "text": "t", "extra": 1}', "line 2"),
        ('{"id": "x", "text": "t", "known": {"nick": []}}', "line 2: known has a field"),
        ('{"id": "x", "text": "t", "known": {"names": "Ann"}}', "line 2: known.names"),
    ],
)
def test_a_bad_line_is_named_and_nothing_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, says: str
) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(GOOD), line])
    out = tmp_path / "out.jsonl"
    assert run(["deidentify", "--input", str(source), "--output", str(out)]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1 and "Okafor" not in error
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--input", "absent.jsonl", "--output", "out.jsonl"],
        ["--input", "in.jsonl", "--output", "in.jsonl"],
        ["--input", "in.jsonl", "--output", "nowhere/out.jsonl"],
        ["--input", "in.jsonl", "--output", "."],
        ["--input", "in.jsonl", "--output", "out.jsonl", "--profile", "loose"],
        ["--input", "in.jsonl"],
        ["--output", "out.jsonl"],
        ["--input", "in.jsonl", "--output", "out.jsonl", "--timeout", "0"],
        ["--input", "in.jsonl", "--output", "out.jsonl", "--scheduler", "tls://h:1"],
        ["--input", "in.jsonl", "--output", "out.jsonl", "--engine", "dask"],
        ["--evaluate", "in.jsonl", "--output", "out.jsonl"],
        ["--evaluate", "absent.jsonl"],
        ["--evaluate", "in.parquet"],
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "in.jsonl", [json.dumps(GOOD)])
    assert run(["deidentify", *arguments]) == 2  # a record of texts is no annotated one either
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl"]


def test_explained_spans_say_who_and_why(tmp_path: Path) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(GOOD), json.dumps({"id": 1, "text": ""})])
    out = tmp_path / "out.jsonl"
    arguments = ["--input", str(source), "--output", str(out), "--profile", "codes", "--explain"]
    assert run(["deidentify", *arguments]) == 0
    first, second = (json.loads(line) for line in out.read_text().splitlines())
    name, number = first["spans"]
    assert (name["recognizer"], number["recognizer"]) == ("known.names", "rules.mrn")
    assert number["why"] and "rules.long_number" in number["also"]
    assert first["vetoed"] == second["vetoed"] == second["spans"] == []


GOLD = {
    "id": "g",
    "text": "Pt Dale Okafor, MRN 44719, well",
    "spans": [[3, 14, "NAME"], [20, 25, "MRN"]],
    "source": "annotators' own",
}


def test_a_measure_on_annotated_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean = {"id": 2, "text": "stable on Lasix", "spans": []}
    gold = _write(tmp_path / "gold.jsonl", [json.dumps(GOLD), json.dumps(clean)])
    assert run(["deidentify", "--evaluate", str(gold), "--profile", "codes", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["profile"] == "codes" and report["texts"] == 2
    recall = report["entity_recall"]
    assert (recall["hits"], recall["cases"], recall["value"], recall["high"]) == (2, 2, 1.0, 1.0)
    assert 0.34 < recall["low"] < 0.35
    assert run(["deidentify", "--evaluate", str(gold), "--profile", "codes"]) == 0
    told = capsys.readouterr().out
    assert "1.000 (0.342-1.000)" in told and "Wilson" in told and "Okafor" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]


@pytest.mark.parametrize(
    "spans",
    [None, "NAME", [[3, 14]], [[14, 3, "NAME"]], [[3, 99, "NAME"]], [[3, 14, 5]], [[3, True, "NAME"]],
     [{"start": 3, "end": 14, "type": "NAME"}], [[-1, 4, "NAME"]]],
)  # fmt: skip
def test_bad_annotations_are_told_by_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spans: object
) -> None:
    bad = {**GOLD, "spans": spans} if spans else {"id": 1, "text": GOLD["text"]}
    gold = _write(tmp_path / "gold.jsonl", [json.dumps(GOLD), json.dumps(bad)])
    assert run(["deidentify", "--evaluate", str(gold)]) == 2
    told = capsys.readouterr()
    assert "line 2: " in told.err and told.err.count("\n") == 1
    assert "Okafor" not in told.err and told.out == ""
