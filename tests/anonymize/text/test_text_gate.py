"""The sentences that the profile `fast` shows to the language model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.model.gate import promising, sentences

_pieces = st.sampled_from(
    ["Mr. ", "Kbella ", "pain", ". ", "\n", "! ", "St. ", "12", " ", "\u2022 ", "J. "]
)


@given(st.lists(_pieces | st.text(max_size=4), max_size=20).map("".join))
def test_sentences_are_all_of_a_text(text: str) -> None:
    found = list(sentences(text))
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start < end for start, end in found)


def test_no_sentence_ends_before_a_name() -> None:
    text = "Seen by Dr. Kbella today. St. Brannock is near. J. Kbella vs. Moore! Done."
    cut = [text[start:end] for start, end in sentences(text)]
    assert cut == [
        "Seen by Dr. Kbella today. ",
        "St. Brannock is near. ",
        "J. Kbella vs. Moore! ",
        "Done.",
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Lungs clear. She met Kbella there. No edema.", ["She met Kbella there. "]),
        ("Then Brannock called.\nThe chest is clear.", ["Then Brannock called.\n"]),
        ("Continue Lisinopril. Then the pain was gone.", []),
        ("Last seen Jan 9th '23. Stable.", ["Last seen Jan 9th '23. "]),
        ("In \u0141\u00f3d\u017a she fell.", ["In \u0141\u00f3d\u017a she fell."]),
    ],
)
def test_sentences_with_what_may_be_a_name_are_read(text: str, read: list[str]) -> None:
    assert [text[start:end] for start, end in promising(text, [])] == read


def test_what_rules_took_is_not_asked_about_again() -> None:
    text = "She met Kbella there. Then Moore came."
    at = text.index("Kbella")
    assert promising(text, [(at, at + 6)]) == [(text.index("Then"), len(text))]
    assert promising(text, [(0, len(text)), (3, 5)]) == []
