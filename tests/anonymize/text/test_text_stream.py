"""Files of texts: every kind, any number of workers, killed and continued; and what cannot be done."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

from cohortium_anonymize.engine.crew import Local
from cohortium_anonymize.errors import EngineError, InputError
from cohortium_anonymize.text.child import Child, Died
from cohortium_anonymize.text.streams import run, worker
from cohortium_anonymize.text.streams import source as sources
from cohortium_anonymize.text.streams.folder import place
from cohortium_anonymize.text.streams.source import Shard, Source
from cohortium_anonymize.text.streams.worker import Work

CODES = Work("codes", seconds=60.0)
NOTES: list[dict[str, Any]] = [
    {"id": f"n{at}", "text": f"Mr. Dale Okafor, MRN 4471{at}, note {at}.", "known": {"names": ["Dale Okafor"]}}
    for at in range(7)
]  # fmt: skip
# A child that hangs over "hang", dies over "die", and leaves a trace of each text it was given.
PROGRAM = """
import os, sys, time
from cohortium_anonymize.text.child import serve
from cohortium_anonymize.text.deidentifier import Deidentifier
from cohortium_anonymize.text.streams.answers import Answers
answers = Answers(Deidentifier("codes"), explained=False)
def answer(question):
    for text, _ in question["items"]:
        time.sleep(3600 if "hang" in text else 0)
        if "die" in text:
            os._exit(9)
    return answers(question)
serve(answer)
"""


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sources, "SHARD_TEXTS", 3)
    yield
    worker.end_workers()


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST", "")  # nothing to load

    def make(self: Child, *_: str) -> None:
        self._command, self._process = [sys.executable, "-c", PROGRAM], None

    monkeypatch.setattr(Child, "__init__", make)


def _lines(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def _parquet(path: Path, records: list[dict[str, Any]]) -> Path:
    pa.parquet.write_table(pa.Table.from_pylist(records), path, row_group_size=5)
    return path


def _parquet_of_json(path: Path, records: list[dict[str, Any]]) -> Path:
    return _parquet(path, [{**r, "known": json.dumps(r["known"])} for r in records])


def _arrow(path: Path, records: list[dict[str, Any]]) -> Path:
    table = pa.Table.from_pylist(records)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=4)
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".parquet":
        return [dict(row) for row in pa.parquet.read_table(path).to_pylist()]
    if path.suffix == ".arrow":
        return [dict(row) for row in pa.ipc.open_file(path).read_all().to_pylist()]
    return [json.loads(line) for line in path.read_text().splitlines()]


def _untagged(records: list[dict[str, Any]]) -> list[Any]:
    """Without the tags' letters, which are each run's own."""
    return [
        [r["id"], re.sub(r"-[a-z0-9]{5}\]", "]", r["text"]), r["spans"], r.get("reason")]
        for r in records
    ]


def _run(source: Path, output: Path, work: Work = CODES, workers: int = 1) -> dict[str, Any]:
    return run.deidentify(Source.of(source), output, work, Local(workers), lambda _: None)


@pytest.mark.parametrize(
    ("name", "write", "out"),
    [
        ("in.jsonl", _lines, "out.parquet"),
        ("in.parquet", _parquet, "out.arrow"),
        ("in.parquet", _parquet_of_json, "out.parquet"),
        ("in.arrow", _arrow, "out.jsonl"),
    ],
)
def test_every_kind_of_file_says_the_same_in_its_order(
    tmp_path: Path, name: str, write: Callable[[Path, list[dict[str, Any]]], Path], out: str
) -> None:
    source = write(tmp_path / name, NOTES)
    done = _run(source, tmp_path / out)
    assert (done["texts"], done["released"], done["quarantined"]) == (7, 7, 0)
    records = _read(tmp_path / out)
    assert [r["id"] for r in records] == [n["id"] for n in NOTES]
    for note, record in zip(NOTES, records, strict=True):
        assert "Okafor" not in record["text"] and f"note {note['id'][1:]}." in record["text"]
        assert {"start": 0, "end": 15, "type": "NAME", "source": "known"} in record["spans"]
    assert len({record["text"].split(",")[0] for record in records}) == 1  # one key for all shards
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, out])


def test_two_workers_write_what_one_does(tmp_path: Path) -> None:
    source = _lines(tmp_path / "in.jsonl", NOTES)
    for workers in (1, 2):
        _run(source, tmp_path / f"{workers}.jsonl", workers=workers)
    one, two = (_untagged(_read(tmp_path / f"{workers}.jsonl")) for workers in (1, 2))
    assert one == two


def test_a_run_that_was_interrupted_goes_on_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = _lines(tmp_path / "in.jsonl", NOTES), tmp_path / "out.jsonl"
    told: list[int] = []

    def tell(texts: int) -> None:
        told.append(texts)
        if len(told) == 3:  # nothing was done before; two shards are done
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.deidentify(Source.of(source), output, CODES, Local(1), tell)
    folder = place(output)
    assert not output.exists() and (folder.stat().st_mode & 0o777) == 0o700
    assert all((path.stat().st_mode & 0o077) == 0 for path in folder.iterdir())
    assert not any(b"Okafor" in path.read_bytes() for path in folder.iterdir())
    before = b"".join((folder / f"{number:08d}.part").read_bytes() for number in (0, 1))
    asked: list[int] = []
    real = worker.deidentify

    def counted(shard: Shard, *more: Any) -> None:
        asked.append(shard.number)
        real(shard, *more)

    monkeypatch.setattr(worker, "deidentify", counted)
    done = run.deidentify(Source.of(source), output, CODES, Local(1), told.append)
    assert asked == [2] and told[3:] == [6, 1]
    assert output.read_bytes().startswith(before) and done["texts"] == 7
    assert not folder.exists()


def test_no_folder_that_others_can_read_is_taken(tmp_path: Path) -> None:
    source, output = _lines(tmp_path / "in.jsonl", NOTES[:1]), tmp_path / "out.jsonl"
    place(output).mkdir()
    place(output).chmod(0o755)
    with pytest.raises(InputError, match="alone"):
        _run(source, output)
    assert not output.exists() and not list(place(output).iterdir())


@pytest.mark.parametrize("change", ["input", "options"])
def test_parts_of_another_run_are_not_taken(tmp_path: Path, change: str) -> None:
    source, output = _lines(tmp_path / "in.jsonl", NOTES), tmp_path / "out.jsonl"

    def stop(texts: int) -> None:
        if texts:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.deidentify(Source.of(source), output, CODES, Local(1), stop)
    key = (place(output) / "key").read_bytes()
    work = CODES
    if change == "input":
        _lines(source, [{**NOTES[0], "text": "stable"}, *NOTES[1:]])
    else:
        work = Work("codes", explained=True)
    seen: list[bytes] = []
    run.deidentify(
        Source.of(source), output, work, Local(1),
        lambda _: seen.append((place(output) / "key").read_bytes()),
    )  # fmt: skip
    assert seen[0] != key and len(_read(output)) == 7
    assert (_read(output)[0]["text"] == "stable") == (change == "input")


def test_a_text_that_takes_too_long_is_quarantined_alone(tmp_path: Path, hanging: None) -> None:
    texts = ["seen by Dr. Lindqvist", "hang", "stable", "die", "MRN 44719"]
    source = _lines(tmp_path / "in.jsonl", [{"id": t, "text": t} for t in texts])
    done = _run(source, tmp_path / "out.jsonl", Work("codes", seconds=4))
    records = _read(tmp_path / "out.jsonl")
    assert [r.get("reason") for r in records] == [None, "timeout", None, "failed", None]
    assert [r["text"] for r in records if r["quarantined"]] == ["", ""]
    assert "Lindqvist" not in records[0]["text"] and "44719" not in records[4]["text"]
    assert (done["texts"], done["released"], done["reasons"]) == (5, 3, {"failed": 1, "timeout": 1})


def test_a_child_that_cannot_start_is_nobodys_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MODULE", "cohortium_anonymize.text.nowhere")
    with pytest.raises(EngineError):
        _run(_lines(tmp_path / "in.jsonl", NOTES), tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_killed_child_is_replaced_and_a_late_one_killed() -> None:
    child = Child("cohortium_anonymize.text.streams.answers", "codes", "tags", "plain")
    question = {"key": "00", "items": [["Mr. Dale Okafor", None]]}
    first = child.ask(question, 60)
    child.start().kill()
    child.start().wait()
    assert child.ask(question, 60) == first
    pid = child.pid
    with pytest.raises(Died):
        child.ask({"no": "question"}, 60)
    with pytest.raises(TimeoutError):
        child.ask({"key": "00", "items": [["Mr. Dale Okafor " * 9_000, None]]}, 0.001)
    assert child.ask(question, 60) == first and child.pid != pid
    child.end()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"id": ["a"], "note": ["t"]}, "columns id, text"),
        ({"id": ["a"], "text": ["t"], "extra": [1]}, "columns id, text"),
        ({"id": ["a"], "text": [None]}, "row 0: text must be"),
        ({"id": [1.5], "text": ["t"]}, "row 0: text must be"),
        ({"id": ["a", "b"], "text": ["t", "u"], "known": ["{}", "{"]}, "row 1: known is not JSON"),
        ({"id": ["a"], "text": ["t"], "known": [{"nick": ["x"]}]}, "row 0: known has a field"),
    ],
)
def test_a_wrong_table_is_told_by_its_row(
    tmp_path: Path, columns: dict[str, list[Any]], says: str
) -> None:
    path = tmp_path / "in.parquet"
    pa.parquet.write_table(pa.table(columns), path)
    with pytest.raises(InputError, match=says):
        Source.of(path)


def test_bytes_that_are_no_text_are_quarantined_from_a_table_too(tmp_path: Path) -> None:
    table = pa.table({"id": [1, 2], "text": pa.array([b"caf\xe9", b"stable"], pa.binary())})
    pa.parquet.write_table(table, tmp_path / "in.parquet")
    done = _run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert done["reasons"] == {"undecodable": 1}
    assert [r["id"] for r in _read(tmp_path / "out.parquet")] == [1, 2]


def test_no_table_is_made_of_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_bytes(b"PAR1 no PAR1")
    with pytest.raises(InputError, match="damaged"):
        Source.of(tmp_path / "in.parquet")
    mixed = _lines(tmp_path / "in.jsonl", [{"id": 1, "text": ""}, {"id": "a", "text": ""}])
    with pytest.raises(InputError, match="a column holds one kind"):
        _run(mixed, tmp_path / "out.parquet")


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    path = _lines(tmp_path / "in.jsonl", NOTES)
    source = Source.of(path)
    _lines(path, NOTES[:2])
    with pytest.raises(InputError, match="changed"):
        run.deidentify(source, tmp_path / "out.jsonl", CODES, Local(1), lambda _: None)


def test_a_group_of_rows_is_read_once_by_who_reads_its_shards_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.parquet"
    pa.parquet.write_table(
        pa.table({"id": range(10), "text": [f"text {n}" for n in range(10)]}), path
    )
    shards = sources.Source.of(path).shards
    assert [shard.texts for shard in shards] == [3, 3, 3, 1]
    begun: list[Path] = []
    rows = sources._rows

    def counted(path: Path, group: int) -> Iterator[dict[str, Any]]:
        begun.append(path)
        return rows(path, group)

    monkeypatch.setattr(sources, "_rows", counted)
    in_order = [record.id for shard in shards for record in shard.records()]
    assert (in_order, len(begun)) == (list(range(10)), 1)
    backwards = [[record.id for record in shard.records()] for shard in reversed(shards)]
    assert backwards == [[9], [6, 7, 8], [3, 4, 5], [0, 1, 2]]
    pa.parquet.write_table(
        pa.table({"id": range(10, 20), "text": [f"new {n}" for n in range(10)]}), path
    )
    assert [record.id for record in shards[1].records()] == [13, 14, 15]
