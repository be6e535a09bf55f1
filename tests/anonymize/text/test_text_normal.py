"""The normal form and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.normal import normalize


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Jo\u200bhn", "John"),
        ("\u0408\u043ehn M\u0430ckenzie", "John Mackenzie"),
        ("\uff11\uff12\uff13", "123"),
        ("Jos\u00e9", "Jose"),
        ("Jose\u0301", "Jose"),
        ("03\u00a0/\u00a014", "03 / 14"),
        ("O\u2019Brien", "O'Brien"),
        ("A&nbsp;B&#58;", "A B:"),
        ("<b>John</b> <i>M</i>", " John M "),
        ("BP <120 and >80", "BP <120 and >80"),
    ],
)
def test_identifiers_become_plain(text: str, plain: str) -> None:
    assert normalize(text).text.replace("  ", " ") == plain


@given(st.text(max_size=80), st.data())
def test_every_stretch_leads_back_into_the_text(text: str, data: st.DataObject) -> None:
    normal = normalize(text)
    if not normal.text:
        return
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    first, last = normal.original(start, end)
    assert 0 <= first < last <= len(text)


@given(st.text(max_size=80))
def test_stretches_keep_their_order(text: str) -> None:
    normal = normalize(text)
    bounds = [normal.original(i, i + 1) for i in range(len(normal.text))]
    assert bounds == sorted(bounds)


def test_an_invisible_character_goes_with_what_it_follows() -> None:
    text = "Jo\u200bhn\u200b X"
    normal = normalize(text)
    start, end = normal.original(0, 4)
    assert text[start:end] == "Jo\u200bhn\u200b"
