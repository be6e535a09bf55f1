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
    assert (summary["texts"], summary["quarantined"]) == (3, 1)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{not json", "line 2: not JSON"),
        ("[1]", "line 2"),
        ('{"id": "x"}', "line 2"),
        ('{"id": "x", "text": 5}', "line 2"),
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
        ["--input", "in.jsonl", "--output", "out.jsonl", "--profile", "loose"],
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
    assert run(["deidentify", *arguments]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl"]
