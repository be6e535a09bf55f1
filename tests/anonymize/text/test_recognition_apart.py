"""Recognition in another process finds what recognition here finds, and its death loses nothing."""

from __future__ import annotations

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.apart import Apart

TEXTS = ["Seen by Dr. Martha Ellison in Portland on 3/4/2021.", "500mg Q6H", "call 555-212-9876 é"]


def test_the_same_is_found_and_a_dead_process_is_replaced() -> None:
    here = Deidentifier()
    with Apart() as apart:
        there = Deidentifier(recognize=apart.find)
        assert [there.spans(text) for text in TEXTS] == [here.spans(text) for text in TEXTS]
        apart._process.kill()
        apart._process.wait()
        again = Deidentifier(recognize=apart.find)
        assert [again.spans(text) for text in TEXTS] == [here.spans(text) for text in TEXTS]
