"""Recognition in another process finds what recognition here finds, and its death loses nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from cohortium_anonymize.text import Deidentifier, Item, Span, child
from cohortium_anonymize.text.apart import Apart
from cohortium_anonymize.text.child import HEADER

TEXTS = ["Seen by Dr. Martha Ellison in Portland on 3/4/2021.", "500mg Q6H", "call 555-212-9876 é"]


def test_the_same_is_found_and_a_dead_process_is_replaced() -> None:
    here = Deidentifier()
    with Apart() as apart:
        there = Deidentifier(recognize=apart.find)
        assert [there.spans(text) for text in TEXTS] == [here.spans(text) for text in TEXTS]
        first = apart.pid
        apart._child.start().kill()
        apart._child.start().wait()
        again = Deidentifier(recognize=apart.find)
        assert [again.spans(text) for text in TEXTS] == [here.spans(text) for text in TEXTS]
        assert apart.pid != first


def test_what_is_read_ahead_is_read_once_and_what_failed_there_is_read_again() -> None:
    here = Deidentifier()
    items = [Item(text, {"names": ["Bo Dahl"]}, b"k", 3) for text in (*TEXTS, "Bo Dahl", TEXTS[0])]
    expected = list(here.deidentify_many(items))
    asked: list[list[str]] = []

    def ask(texts: Sequence[str]) -> Future[list[list[Span]]]:
        asked.append(list(texts))
        answer: Future[list[list[Span]]] = Future()
        if "500mg Q6H" in texts:
            answer.set_exception(RuntimeError)
        else:
            answer.set_result([here.spans(text) for text in texts])
        return answer

    def recognize(texts: Sequence[str]) -> list[list[Span]]:
        asked.append(list(texts))
        if "500mg Q6H" in texts and len(texts) > 1:
            raise RuntimeError
        return [here.spans(text) for text in texts]

    there = Deidentifier(recognize=recognize, ask=ask)
    ahead = there.ahead(item.text for item in items[:1] + items[-1:])
    assert asked == [[TEXTS[0]]]
    assert there.ahead([TEXTS[0]]) == {}  # short texts are remembered, while they are read too
    assert list(there.deidentify_many(items[:1], ahead)) == expected[:1]
    failed = there.ahead(item.text for item in items)
    assert list(there.deidentify_many(items, failed)) == expected
    assert asked[-1] == ["Bo Dahl"]  # each alone, after all of them together failed


def test_a_text_that_cannot_be_read_is_quarantined_though_it_was_asked_for_ahead() -> None:
    def refuse(texts: Sequence[str]) -> list[list[Span]]:
        raise RuntimeError(len(texts))

    def ask(texts: Sequence[str]) -> Future[list[list[Span]]]:
        answer: Future[list[list[Span]]] = Future()
        answer.set_exception(RuntimeError(len(texts)))
        return answer

    deidentifier = Deidentifier(recognize=refuse, ask=ask)
    [result] = deidentifier.deidentify_many([(TEXTS[0], None, b"k")], deidentifier.ahead(TEXTS))
    assert (result.quarantined, result.reason, result.text) == (True, "failed", "")


def test_a_dead_process_loses_nothing_that_was_asked_of_it() -> None:
    with Apart() as apart:
        there = Deidentifier(recognize=apart.find, ask=apart.ask)
        ahead = there.ahead(TEXTS)
        apart._child.kill()
        expected = Deidentifier().deidentify_many([(text, None, b"k") for text in TEXTS])
        found = there.deidentify_many([(text, None, b"k") for text in TEXTS], ahead)
        assert list(found) == list(expected)


def test_leaving_waits_for_no_answer() -> None:
    with Apart() as apart:
        answer = apart.ask(TEXTS)
    assert answer.done()


def test_the_process_knows_no_setting_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORTIUM_KEY_PASSPHRASE", "words")
    with Apart() as apart:
        told = Path(f"/proc/{apart.pid}/environ")
        assert apart.find(["12.5"]) == [[]]
        assert b"PATH=" in told.read_bytes() and b"COHORTIUM_" not in told.read_bytes()


def test_a_text_over_which_reading_takes_too_long_is_quarantined_as_that() -> None:
    with Apart("codes", seconds=0.0) as apart:
        there = Deidentifier("codes", recognize=apart.find, ask=apart.ask)
        results = list(there.deidentify_many([(text, None, b"k") for text in TEXTS]))
    assert [(r.reason, r.text, r.spans) for r in results] == [("timeout", "", ())] * 3


@pytest.mark.parametrize("answers", [b"[[]]", b"[", b""])
def test_an_answer_of_another_question_is_not_taken(
    answers: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [Deidentifier().spans(text) for text in TEXTS]
    answer, late = (HEADER.pack(len(data)) + data for data in (answers, b"[[],[],[]]"))
    pipe, read = io.BytesIO(answer + late), child.read
    with Apart() as process:
        first = process.pid
        wrong = iter([pipe])
        monkeypatch.setattr(child, "read", lambda stream: read(next(wrong, stream)))
        there = Deidentifier(recognize=process.find, ask=process.ask)
        items = [Item(text, None, b"k") for text in TEXTS]
        for _ in range(2):
            results = there.deidentify_many(items, there.ahead(TEXTS))
            assert [list(result.spans) for result in results] == expected
        assert process.pid != first  # what still stands on its pipe is nobody's
