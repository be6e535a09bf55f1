"""The normal form and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.forms.normal import normalize

# What stands in the original, and what it stands for.
FORMS = [
    ("Jo\u200bhn", "John"), ("Jo\u00adhn", "John"), ("\u0408\u043ehn M\u0430ckenzie", "John Mackenzie"), ("\uff11\uff12\uff13", "123"),
    ("Jos\u00e9", "Jose"), ("Jose\u0301", "Jose"), ("03\u00a0/\u00a014", "03 / 14"), ("O\u2019Brien", "O'Brien"), ("\u0663\u0664", "34"),
    ("\u0141ukasz \u00d8stby Stra\u00dfe", "Lukasz Ostby Strasse"), ("\u1d0a\u1d0f\u029c\u0274", "john"), ("M\u03b1ria", "Maria"), ("TNF-\u03b1 \u03b22", "TNF-\u03b1 \u03b22"),
    ("A&nbsp;B&#58;&#x41;", "A B:A"), ("&amp;lt;Ann&amp;gt;", "<Ann>"), ("R&D &notify", "R&D &notify"),
    ("<b>John</b> <i>M</i>", " John M "), ("<given>Ann</given><family>Lee</family>", " Ann Lee "), ("<x value='Ann'/>", "<x value='Ann'/>"),
    ("from <Ann> &lt;b&gt;", "from <Ann> <b>"), ("<a href='Ann'>x</a>", "  href='Ann'>x "), ("<br>Ann<p>", " Ann "), ("BP <120 and >80", "BP <120 and >80"), ("x <a b", "x <a b"),
    ("LEE\\S\\ANN\\F\\1\\T\\2\\R\\3\\E\\4\\.br\\5\\X0D0A\\6", "LEE^ANN|1&2~3\\4\n5\r\n6"),
    ("Ann\\u00e9 \\\"Lee\\\"\\nBob\\t5\\/6", 'Anne "Lee"\nBob\t5/6'), ("\\ud835\\udd38nn", "Ann"), ("a\\\\nB", "a\nB"),
    ("C:\\notes\\nora", "C:\\notes\\nora"), ("\\\"x\\\"\\nora", '"x"\nora'), ("Ann%20Lee%2C%20M%C3%BCller", "Ann Lee, Muller"),
    ("EF 60% 50%41 SpO2=95 A1c=A1", "EF 60% 50%41 SpO2=95 A1c=A1"), ("M=C3=BCller Jos=E9 Ann=20Lee", "Muller Jose Ann Lee"),
    ("M\u00c3\u00bcller don\u00e2\u20ac\u2122t 37\u00c2\u00b0C", "Muller don't 37\u00b0C"), ("don\x92t", "don't"), ("\u00df\u201c", 'ss"'),
]  # fmt: skip
# Stretches that stand for something wherever they are, and what each is.
PIECES = st.sampled_from([
    ("Ann", "Ann"), ("7 mg", "7 mg"), ("\u00e9", "e"), ("\u00df", "ss"), ("e\u0301", "e"), ("o\u200b", "o"), ("\u0430", "a"), ("\uff21", "A"),
    ("&eacute;", "e"), ("&#65;", "A"), ("&amp;#65;", "A"), ("\\u0041", "A"), ("\\S\\", "^"), ("\\.br\\", "\n"), ("\\X4142\\", "AB"), ("%C3%BC", "u"),
    ("=C3=A9", "e"), ("\u00c3\u00bc", "u"), ("\ufb01", "fi"), ("\U0001f642", "\U0001f642"), ("\u60a3", "\u60a3"), ("<br/>", " "),
])  # fmt: skip
HOSTILE = ["&", "&#1", "<a ", "<a b ", "\\", "\\na", "\\n", "=", "=\n", "=C3", "%", "%4", "%C3", "\u00c3", "e\u0301", "\\X41", "<", ";&"]  # fmt: skip


@pytest.mark.parametrize(("text", "plain"), FORMS)
def test_identifiers_become_plain(text: str, plain: str) -> None:
    assert normalize(text).text.replace("  ", " ") == plain.replace("  ", " ")


@given(st.lists(PIECES, max_size=12))
def test_each_piece_leads_back_to_itself(pieces: list[tuple[str, str]]) -> None:
    text = "q" + "".join(raw + "q" for raw, _ in pieces)
    normal = normalize(text)
    assert normal.text == "q" + "".join(plain + "q" for _, plain in pieces)
    there = here = 1
    for raw, plain in pieces:
        assert normal.original(here, here + len(plain)) == (there, there + len(raw))
        there, here = there + len(raw) + 1, here + len(plain) + 1


@given(st.text(max_size=80) | st.lists(PIECES.map(lambda p: p[0])).map("".join))
def test_all_stretches_are_in_order_and_cover_the_text(text: str) -> None:
    normal = normalize(text)
    bounds = [normal.original(i, i + 1) for i in range(len(normal.text))]
    if not bounds:
        return
    assert bounds == sorted(bounds) and [end for _, end in bounds] == sorted(
        end for _, end in bounds
    )
    assert {i for start, end in bounds for i in range(start, end)} == set(range(len(text)))


@given(st.text(max_size=60), st.data())
def test_what_is_replaced_takes_no_other_character_with_it(text: str, data: st.DataObject) -> None:
    """A stretch's original holds, besides its own, only what shows nothing."""
    normal = normalize(text)
    if not normal.text:
        return
    start = data.draw(st.integers(0, len(normal.text) - 1))
    end = data.draw(st.integers(start + 1, len(normal.text)))
    first, last = normal.original(start, end)
    before = normal.original(0, start)[1] if start else 0
    after = normal.original(end, len(normal.text))[0] if end < len(normal.text) else len(text)
    assert 0 <= first < last <= len(text)
    assert before <= first or normal.original(start - 1, start) == normal.original(start, start + 1)
    assert last <= after or normal.original(end - 1, end) == normal.original(end, end + 1)


@given(st.text(st.characters(codec="ascii", exclude_characters="&<\\=%")))
def test_plain_ascii_is_its_own_normal_form(text: str) -> None:
    normal = normalize(text)
    assert normal.text is text
    assert normalize(normal.text).text == text


def test_an_invisible_character_goes_with_what_it_follows() -> None:
    text = "\ufeffJo\u200bhn\u200b X"
    assert normalize(text).original(0, 4) == (0, 7)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (150_000 // len(piece))
    normal = normalize(text)
    assert normal.original(0, len(normal.text)) == (0, len(text))
