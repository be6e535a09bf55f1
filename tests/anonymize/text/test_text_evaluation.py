"""Measures of finds against annotated texts, on cases small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.explaining.evaluation import Tally, report, tally, wilson
from cohortium_anonymize.text.streams.records import Gold

#       0         1         2         3         4
#       0123456789012345678901234567890123456789012345
TEXT = "Dale Okafor seen in Portland by the night team"
GOLD: Gold = ((0, 11, "NAME"), (20, 28, "CITY"))


def _answer(*spans: tuple[int, int, str], **more: Any) -> dict[str, Any]:
    found = [{"start": a, "end": b, "type": kind} for a, b, kind in spans]
    return {"text": "x", "spans": found, "quarantined": False, **more}


def _shares(total: Tally) -> dict[str, tuple[int, int]]:
    return {
        name: (value["hits"], value["cases"])
        for name, value in report(total).items()
        if isinstance(value, dict) and "hits" in value
    }


def test_every_measure_of_two_texts() -> None:
    missed = tally(TEXT, GOLD, _answer((0, 4, "NAME"), (20, 28, "LOCATION"), (36, 41, "NAME")))
    clean = tally("stable on Lasix", (), _answer((10, 15, "NAME")))
    total = missed + clean
    assert _shares(total) == {
        "token_recall": (2, 3),
        "entity_recall": (1, 2),
        "token_precision": (2, 4),
        "span_precision": (2, 4),
        "leak_rate": (1, 1),
        "others_redacted": (2, 9),
        "clean_flagged": (1, 1),
    }
    told = report(total)
    assert told["by_type"]["NAME"]["entity_recall"]["value"] == 0
    assert told["by_type"]["NAME"]["token_recall"]["hits"] == 1
    assert told["by_found_type"]["NAME"]["span_precision"]["value"] == pytest.approx(1 / 3)
    assert told["by_found_type"]["LOCATION"]["token_precision"]["value"] == 1


@pytest.mark.parametrize(
    ("spans", "leaks"),
    [
        ([(0, 11, "ID"), (20, 28, "ID")], 0),  # whatever the type
        ([(0, 6, "NAME"), (6, 11, "NAME"), (20, 28, "CITY")], 0),  # by two spans together
        ([(0, 10, "NAME"), (20, 28, "CITY")], 1),  # a letter stands
        ([], 1),
    ],
)
def test_an_entity_of_which_a_letter_stands_leaks(
    spans: list[tuple[int, int, str]], leaks: int
) -> None:
    assert tally(TEXT, GOLD, _answer(*spans)).counts["leaked"] == leaks


def test_what_was_not_read_is_counted_apart() -> None:
    answer = _answer(quarantined=True) | {"text": "", "reason": "timeout"}
    told = report(tally(TEXT, GOLD, answer))
    assert (told["texts"], told["unread"], told["leak_rate"]["cases"]) == (1, 1, 0)
    assert told["leak_rate"]["value"] is None
    withheld = report(tally(TEXT, GOLD, _answer((0, 11, "NAME"), quarantined=True)))
    assert (withheld["unread"], withheld["leak_rate"]["hits"]) == (0, 1)


def test_wilson_is_the_published_interval() -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3, to four places."""
    for hits, cases, low, high in (
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
    ):  # fmt: skip
        assert wilson(hits, cases) == pytest.approx((low, high), abs=5e-5)
    assert wilson(0, 0) is None


_spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1], "NAME")),
    max_size=6,
)


@given(gold=_spans, found=_spans)
def test_counts_fit_each_other(gold: list[tuple[int, int, str]], found: list[Any]) -> None:
    total = tally(TEXT, tuple(gold), _answer(*found))
    counts = total.counts
    assert counts["tokens"] + counts["others"] == len(TEXT.split())
    assert counts["covered"] <= counts["tokens"] and counts["lost"] <= counts["redacted"]
    everything = tally(TEXT, tuple(gold), _answer((0, len(TEXT), "NAME")))
    assert everything.counts["covered"] == everything.counts["tokens"]
    assert everything.counts["leaked"] == 0
    assert (total + Tally()) == total and total.whole.total() <= total.entities.total()
