"""The whole: spans, tags, dates, quarantine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text import Deidentifier, Item
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.review import residues
from cohortium_anonymize.text.span import Span, merged

NOTE = (
    "Mr. Dale Okafor (MRN 4471920) seen 3/14/2021 by Dr. Lindqvist. Okafor is stable. DOB 1/2/1950."
)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield


def test_nothing_asks_the_network(offline: None) -> None:
    from cohortium_anonymize.text.recognition import Recognition

    found = Recognition(gated=False).find(["mail a.b@example.co.uk or see www.example.org"])
    assert {span.type for span in found[0]} >= {"EMAIL", "URL"}


def test_equal_values_get_equal_tags_and_other_keys_others(deidentifier: Deidentifier) -> None:
    known = {"names": ["Dale Okafor"]}
    one = deidentifier.deidentify(NOTE, known, key=b"one").text
    again = deidentifier.deidentify(NOTE, known, key=b"one").text
    other = deidentifier.deidentify(NOTE, known, key=b"two").text
    assert one == again
    first = one.split(" (")[0]
    assert first.startswith("[NAME-") and one.count(first) == 2
    tags = {word.strip(".,()") for word in one.split() if word.startswith("[") and "-" in word}
    assert tags and all(tag not in other for tag in tags)


def test_dates_move_by_the_offset_and_birth_dates_go(deidentifier: Deidentifier) -> None:
    moved = deidentifier.deidentify(NOTE, key=b"k", offset_days=-10).text
    assert "seen 3/4/2021 by" in moved and "1950" not in moved and "[BIRTH_DATE]" in moved
    assert "seen [DATE] by" in deidentifier.deidentify(NOTE, key=b"k").text
    assert (
        deidentifier.deidentify("stent in March 2021", key=b"k", offset_days=-100).text
        == "stent in December 2020"
    )


def test_a_known_birth_date_never_moves(deidentifier: Deidentifier) -> None:
    out = deidentifier.deidentify(
        "noted 3/14/1962", {"birth_date": "1962-03-14"}, key=b"k", offset_days=5
    )
    assert out.text == "noted [BIRTH_DATE]"


def test_offsets_are_code_points_of_the_input(deidentifier: Deidentifier) -> None:
    text = "\U0001f642 Pt: Jo\u200bhn M\u0430ckenzie, tel \uff15\uff15\uff15-123-4567"
    spans = deidentifier.spans(text, {"names": ["John Mackenzie"]})
    assert [text[s.start : s.end] for s in spans if s.source == "known"] == [
        "Jo\u200bhn M\u0430ckenzie"
    ]
    assert any(s.type == "PHONE" and text[s.start : s.end].endswith("4567") for s in spans)


PIECES = [
    "Dr. Ann Li",
    "\u00e9t\u00e9",
    "MRN 123456",
    "3/4/2020",
    "\n",
    "Lasix 40 mg",
    "\u200b",
    "a@b.co",
    "94 y.o.",
    "-",
    "&nbsp;",
    "St. Mary's",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=8))
def test_spans_are_in_order_apart_and_inside(deidentifier: Deidentifier, pieces: list[str]) -> None:
    text = " ".join(pieces)
    result = deidentifier.deidentify(text, {"names": ["Ann Li"]}, key=b"k")
    at = 0
    for span in result.spans:
        assert at <= span.start < span.end <= len(text)
        at = span.end
    if not result.reason:
        kept = "".join(
            text[a:b]
            for a, b in zip(
                [0, *(s.end for s in result.spans)],
                [*(s.start for s in result.spans), len(text)],
                strict=True,
            )
        )
        assert len(result.text) >= len(kept)


@given(
    st.lists(
        st.builds(
            lambda a, n, s: Span(a, a + n, "NAME", s),
            st.integers(0, 40),
            st.integers(1, 12),
            st.sampled_from(["known", "rules", "presidio", "ner"]),
        )
    )
)
def test_merging_covers_the_same_and_known_wins(spans: list[Span]) -> None:
    result = merged(spans)
    assert {i for s in spans for i in range(s.start, s.end)} == {
        i for s in result for i in range(s.start, s.end)
    }
    assert all(a.end <= b.start for a, b in pairwise(result))
    for span in spans:
        if span.source == "known":
            assert any(
                r.start <= span.start and span.end <= r.end and r.source == "known" for r in result
            )


@pytest.mark.parametrize(
    ("text", "reason"),
    [("\ud800 lone", "undecodable"), ("a\x00b", "undecodable"), ("x" * 1_000_001, "too-long"),
     ("\u60a3\u8005\u306f\u5b89\u5b9a\u3057\u3066\u3044\u308b" * 5, "language")],
)  # fmt: skip
def test_what_cannot_be_read_is_quarantined_and_empty(
    deidentifier: Deidentifier, text: str, reason: str
) -> None:
    result = deidentifier.deidentify(text, key=b"k")
    assert (result.quarantined, result.reason, result.text) == (True, reason, "")
    with pytest.raises(InputError):
        deidentifier.spans(text)


@pytest.mark.parametrize(
    ("output", "reason"),
    [("call Dale Okafor", "residual-known"), ("OKAFOR, DALE", "residual-known"), ("id 12345678", "residual-number"),
     ("mail x@y.org", "residual-email"), ("born 14 Mar 1962", "residual-known"), ("[NAME-bcdfg] is well", ""), ("SNOMED 44054006", "")],
)  # fmt: skip
def test_the_second_look(output: str, reason: str) -> None:
    known = Known.of({"names": ["Dale Okafor"], "birth_date": "1962-03-14"})
    found = next(residues(output, known, []), None)
    assert (found.reason if found else "") == reason


def test_the_second_look_says_where_in_the_output() -> None:
    output = "caf\u00e9\u200b &amp; [NAME-bcdfg] \uff58@y.org, id\u00a012345678"
    found = [output[start:end] for start, end, _ in residues(output, Known.of(None), [])]
    assert found == ["\uff58@y.org", "12345678"]


def test_a_shifted_date_is_no_residual_number() -> None:
    assert list(residues("on 20210304 ok", Known.of(None), [(3, 11)])) == []


def test_a_failure_quarantines_that_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from cohortium_anonymize.text import recognition

    real = recognition.recognition("strict").find

    class Broken:
        def find(self, texts: list[str]) -> list[list[Span]]:
            if any("poison" in text for text in texts):
                raise RuntimeError("model failed")
            return real(texts)

    monkeypatch.setattr(recognition, "recognition", lambda profile: Broken())
    items = [
        Item("seen by Dr. Lindqvist", None, b"k"),
        Item("poison pill", None, b"k"),
        Item("stable", None, b"k"),
    ]
    results = list(Deidentifier().deidentify_many(items))
    assert [r.reason for r in results] == ["", "failed", ""]
    assert (
        "Lindqvist" not in results[0].text and results[1].text == "" and results[2].text == "stable"
    )


def test_many_equals_one_by_one(deidentifier: Deidentifier) -> None:
    items = [
        Item(NOTE, {"names": ["Dale Okafor"]}, b"a", 5),
        Item("left arm", None, b"b"),
        ("", None, b"c"),
        Item(NOTE, None, b"a", 5),
    ]
    singles = [
        deidentifier.deidentify(i[0], i[1], key=i[2], offset_days=Item(*i).offset_days)
        for i in items
    ]
    assert list(deidentifier.deidentify_many(items)) == singles


def test_a_key_is_needed_and_the_profile_known(deidentifier: Deidentifier) -> None:
    with pytest.raises(InputError):
        deidentifier.deidentify("x", key=b"")
    with pytest.raises(InputError):
        Deidentifier("loose")  # type: ignore[arg-type]
