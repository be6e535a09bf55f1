"""What a decision on a quarantined text binds: the words, what was taken out, what was found."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.release.review import Held, Look, Review, outcome, read_held, text_id
from cohortium_anonymize.text import Result, Span
from cohortium_anonymize.text.review import Residue

LENGTH = 30
stretches = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=6,
)  # fmt: skip


def digest(key: str, *parts: str) -> str:
    return hmac.new(key.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """As the de-identifier gives them: in order, apart (but perhaps touching)."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return tuple(made)


@given(
    stretches,
    stretches,
    st.frozensets(st.sampled_from("abc")),
    st.frozensets(st.sampled_from("abc")),
)
def test_it_holds_while_no_less_is_taken_out_and_nothing_more_found(
    then: list[tuple[int, int]], now: list[tuple[int, int]], saw: frozenset[str], sees: frozenset[str]
) -> None:  # fmt: skip
    def points(spans: tuple[tuple[int, int], ...]) -> set[int]:
        return {at for start, end in spans for at in range(start, end)}

    seen, look = Look("r", merged(then), saw), Look("r", merged(now), sees)
    assert look.within(seen) == (points(look.spans) >= points(seen.spans) and sees <= saw)
    assert seen.within(seen)
    assert Look.read(json.loads(json.dumps(seen.row()))) == seen


SEEN = Look("residual-number", ((0, 4),), frozenset({"x"}))
RELEASED, REJECTED = Review("release", SEEN, 7), Review("reject", Look("residual-number"), 8)


@pytest.mark.parametrize(
    ("review", "look", "became"),
    [
        (None, Look(""), "free"), (None, SEEN, "held"), (RELEASED, SEEN, "released"),
        (RELEASED, Look(""), "free"), (RELEASED, Look("residual-known", ((0, 4),)), "held"),
        (RELEASED, Look("residual-number", ((0, 3),)), "held"),
        (RELEASED, Look("residual-number", ((0, 4),), frozenset("y")), "held"),
        (RELEASED, Look("residual-number", ((0, 4),), frozenset(), False), "held"),
        (RELEASED, Look("failed", (), frozenset(), False), "held"),
        (REJECTED, SEEN, "rejected"), (REJECTED, Look(""), "rejected"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_text(review: Review | None, look: Look, became: str) -> None:
    assert outcome(review, look) == became


def test_a_look_is_at_both_renderings_and_holds_no_word() -> None:
    spans = (Span(0, 4, "NAME", "known"),)
    dated = Result("[N] Stone 1", spans, True, "residual-known", (Residue(4, 9, "residual-known"),))
    dateless = Result(
        "[N] STONE 22", spans, True, "residual-known", (Residue(10, 12, "residual-number"),)
    )
    look = Look.of((dated, dateless), partial(digest, "k"))
    assert (look.reason, look.spans, len(look.found), look.complete) == (
        "residual-known",
        ((0, 4),),
        2,
        True,
    )
    assert "tone" not in json.dumps(look.row())
    assert not Look.of(
        (dated, Result("", quarantined=True, reason="failed")), partial(digest, "k")
    ).complete


@pytest.mark.parametrize("text", ["plain", "a\0b", "\ud800 lone", ""])
def test_an_id_depends_on_whose_where_and_what(text: str) -> None:
    mine: Callable[..., str] = partial(digest, "mine")
    ids = [
        text_id(mine, "notes", "text", text), text_id(mine, "notes", "text", text + "."),
        text_id(mine, "encounters", "reason", text), text_id(partial(digest, "theirs"), "notes", "text", text),
    ]  # fmt: skip
    assert len(set(ids)) == len(ids)
    assert ids[0] == text_id(mine, "notes", "text", text)


def test_a_row_reads_back() -> None:
    held = Held("q-1", "notes", "text", "failed", "held")
    assert read_held(json.loads(json.dumps(held.row(5)))) == (5, held)
