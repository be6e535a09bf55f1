"""A patient's own identifiers: no rendering survives, and words that are not names stay."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.text import Deidentifier, Known
from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record.nicknames import called, pairs
from cohortium_anonymize.text.span import merged

KNOWN = {
    "names": ["Katherine Anne Garza-Ruiz", "Kate Holloway"],
    "birth_date": "1982-03-25",
    "ids": ["POP-000397", "MR-00-482-117", "999-41-2231"],
    "phones": ["(508) 627-1184"],
    "emails": ["kate.garza@example.org"],
    "addresses": ["97 Center Street, Somerville, MA 02144"],
    "relatives": ["Miguel Garza"],
    "providers": ["Dr. Priya Ramanathan, MD"],
    "facilities": ["Larkspur Valley Medical Center"],
    "employer": "Brightwater Logistics Inc",
}
RENDERINGS = (
    "Katherine Anne Garza-Ruiz", "KATHERINE GARZA-RUIZ", "garza-ruiz, katherine", "Garza Ruiz Katherine",
    "K. Garza-Ruiz", "K.A. Garza-Ruiz", "Garza-Ruiz K", "Garza", "Katherine", "Holloway", "kgarzaruiz",
    "GARZA-RUIZ^KATHERINE^ANNE", "Katherine\nGarza-Ruiz", "Kath\u200berine", "Katherine's", "Katerine", "Hollaway",
    "1982-03-25", "03/25/1982", "3/25/82", "25.3.1982", "March 25, 1982", "25 Mar 1982", "25-MAR-1982", "19820325",
    "Mar 25th 1982", "25/III/1982", "03251982", "1982/03/25", "25th of March 1982", "3-25-1982", "03 / 25 / 1982",
    "POP-000397", "pop000397", "POP 000397", "MR00482117", "mr 00 482 117", "482117", "482-117", "0000482117",
    "999412231", "999 41 2231", "508-627-1184", "5086271184", "+1 (508) 627 1184", "627-1184", "508.627.1184",
    "kate.garza@example.org", "KATE.GARZA@EXAMPLE.ORG", "kate dot garza at example dot org", "kate.garza",
    "97 Center St", "97 CENTER STREET", "Somerville", "02144", "Miguel", "Miguel Garza", "Ramanathan", "Dr Ramanathan",
    "P. Ramanathan", "Larkspur Valley Medical Center", "Larkspur Valley", "LVMC", "Brightwater Logistics",
)  # fmt: skip


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_no_rendering_of_a_known_identifier_is_missed(rendering: str) -> None:
    text = f"noted {rendering} on file"
    plain = normalize(text)
    covered: set[int] = set()
    for span in Known.of(KNOWN).find(plain.text):
        covered.update(range(*plain.original(span.start, span.end)))
    start = text.index(rendering)
    wanted = {i for i in range(start, start + len(rendering)) if text[i].isalnum()}
    if rendering.startswith("Dr "):
        wanted -= {start, start + 1}
    if rendering.endswith("'s"):
        wanted.discard(start + len(rendering) - 1)
    assert wanted <= covered


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Will Young"], "She will follow up. Will need labs in a young adult."),
        (["May Rose"], "May take Tylenol; creatinine rose."),
        (["Bill Pain"], "PAIN: 3/10. Pain is worse at night; bill sent."),
        (["Grant Hope"], "We hope this helps."),
    ],
)
def test_words_that_are_also_names_stay_words(names: list[str], text: str) -> None:
    assert Known.of({"names": names}).find(text) == []


@pytest.mark.parametrize(
    "text", ["Ms. Young; stable", "MS. YOUNG IS WELL", "Young's wound is dry", "V.D. Young called"]
)
def test_a_title_an_initial_or_a_possessive_makes_a_word_a_name(text: str) -> None:
    [span] = Known.of({"names": ["Will Young"]}).find(text)
    assert text[span.start : span.end].lower() == "young"


@pytest.mark.parametrize(
    "text",
    ["Mr. Will Young came", "YOUNG, WILL", "Young, Will", "will young", "W. Young", "Hi Will!"],
)
def test_names_that_are_words_go_where_they_are_names(text: str) -> None:
    spans = Known.of({"names": ["Will Young"]}).find(text)
    assert any("will" in text[s.start : s.end].lower() or s.label == "patient" for s in spans)


WRITTEN_WRONG = [
    ("Garza", "Mrs. Graza came", "Graza"), ("Garza", "Mrs. Garzza came", "Garzza"), ("Garza", "Mrs. Arza came", "Arza"),
    ("Garza", "Mrs. Agrza came", "Agrza"), ("Garza", "Mrs. Farza came", None), ("Garza", "ann farza came", "farza"),
    ("Garza", "large garzas", None), ("Fitzgerald", "Mr. Vitzgerlad came", "Vitzgerlad"), ("Fitzgerald", "Mr. Vitzgrlad", None),
    ("Norton", "Norco given", None), ("Young", "Mrs. Ann Yuong came", "Yuong"), ("Young", "Yuong adults", None),
]  # fmt: skip


@pytest.mark.parametrize(("family", "text", "found"), WRITTEN_WRONG)
def test_names_written_wrong_are_found_and_other_words_are_not(
    family: str, text: str, found: str | None
) -> None:
    spans = Known.of({"names": [f"Ann {family}"]}).find(text)
    assert (found in {text[s.start : s.end] for s in spans}) == (found is not None)
    if found is None:
        assert all(text[s.start : s.end].lower() == "ann" for s in spans)


CALLED = [
    ("William Okafor", "Bill Okafor", 1), ("William Okafor", "Okafor, Billy", 1), ("Peggy Okafor", "Margaret Okafor", 1),
    ("Katherine Okafor", "Katie was seen", 1), ("William Okafor", "the bill was sent", 0), ("Dr. Robert Ngata", "Bob Ngata", 1),
    ("Jan van der Berg", "Vanderberg", 1), ("Jan van der Berg", "van der Berg, J.", 1), ("Jan van der Berg", "seen by the van", 0),
    ("J\u00fcrgen M\u00fcller", "Juergen Mueller", 1), ("J\u00fcrgen M\u00fcller", "JURGEN MULLER", 1), ("Sean O'Brien", "sobrien", 1),
    ("Ann Okafor", "Ann Okafor, n\u00e9e Lindqvist, came", 2), ("Ann Okafor", "Okafor (formerly Lindqvist)", 2),
    ("Ann Okafor", "Okafor, born March 3", 1), ("Ann Okafor", "Okafor aka Lindqvist", 2), ("Ann Okafor", "O k a f o r", 1),
    ("Ann Okafor", "Oka-\n   for", 1), ("Ann Okafor", "Oka=\r\nfor", 1), ("Ann Forman", "good for man", 0), ("Ann Okafor", "\\nokafor", 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "count"), CALLED)
def test_what_a_person_is_called_besides(name: str, text: str, count: int) -> None:
    normal = normalize(text).text
    assert len(merged(Known.of({"names": [name]}).find(normal))) == count


NUMBERED = [
    ({"ids": ["POP-000397"]}, "MRN 397", "397"), ({"ids": ["POP-000397"]}, "glucose 397", None), ({"ids": ["4471920"]}, "chart 4479120", "4479120"),
    ({"ids": ["4471920"]}, "chart 4479220", None), ({"ids": ["999-41-2231"]}, "SSN xxx-xx-2231", "2231"), ({"ids": ["999-41-2231"]}, "dose 2231", None),
    ({"ids": ["POP-000394-BABY"]}, "of POP-000394", "POP-000394"), ({"phones": ["+44 20 7946 0958"]}, "call 020 7946 0958", "020 7946 0958"),
    ({"birth_date": "1982-03-25"}, "March twenty-fifth, nineteen eighty-two", "March twenty-fifth, nineteen eighty-two"),
    ({"birth_date": "March the fourteenth nineteen sixty two"}, "DOB: march the fourteenth, nineteen sixty-two", "march the fourteenth, nineteen sixty-two"),
    ({"birth_date": "2004-05-10"}, "the tenth of May, two thousand and four", "tenth of May, two thousand and four"),
    ({"addresses": ["4 Elm St, Framingham, MA 01701"]}, "Framingham risk score", None),
    ({"addresses": ["4 Elm St, Framingham, MA 01701"]}, "FRAMINGHAM MA", "FRAMINGHAM MA"),
]  # fmt: skip


@pytest.mark.parametrize(("known", "text", "found"), NUMBERED)
def test_numbers_days_and_places(known: dict[str, object], text: str, found: str | None) -> None:
    spans = merged(Known.of(known).find(text))
    assert [text[s.start : s.end] for s in spans] == ([found] if found else [])


def test_the_table_of_nicknames_is_long_enough() -> None:
    assert len(pairs()) >= 150
    assert called("william") >= {"bill", "will"} and "margaret" in called("peggy")


@pytest.mark.parametrize(
    "bad",
    [{"name": ["x"]}, {"names": "x"}, {"names": [1]}, {"names": 3}, {"birth_date": 3}, ["x"], "x"],
)
def test_a_known_of_another_shape_is_an_error(bad: object) -> None:
    with pytest.raises(InputError):
        Known.of(bad)  # type: ignore[arg-type]


_names = st.sampled_from(["Okonkwo", "Fitzgerald", "Ngata", "Lindqvist", "Yamamoto", "Delacroix"])


@settings(max_examples=25, deadline=None)
@given(
    first=_names,
    last=_names,
    number=st.integers(10**6, 10**9),
    day=st.dates(date(1930, 1, 1), date(2020, 1, 1)),
    order=st.permutations(range(7)),
    between=st.sampled_from([" ", "; ", "\n", ", ", " / "]),
)
def test_whatever_the_text_no_known_identifier_survives(
    deidentifier: Deidentifier,
    first: str,
    last: str,
    number: int,
    day: date,
    order: list[int],
    between: str,
) -> None:
    known = {
        "names": [f"{first} {last}"],
        "ids": [f"MR-{number}"],
        "birth_date": day.isoformat(),
        "phones": ["617-555-0142"],
    }
    pieces = [f"{first} {last}", f"{last.upper()}, {first.upper()}", f"MR{number}", f"{day:%m/%d/%Y}", f"{day:%d %B %Y}",
              "(617) 555-0142", "stable on metformin"]  # fmt: skip
    text = between.join(pieces[i] for i in order)
    result = deidentifier.deidentify(text, known, key=b"k", offset_days=17)
    low = result.text.lower()
    for gone in (
        first.lower(),
        last.lower(),
        str(number),
        f"{day:%m/%d/%Y}",
        f"{day:%d %B %Y}".lower(),
        "555-0142",
    ):
        assert gone not in low
    assert "metformin" in low
    assert not result.quarantined


@pytest.mark.parametrize("piece", ["Katherine nee ", "G a r z a ", "garza-\n", "MRN 0", "Will "])
def test_hostile_texts_end(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    assert all(0 <= s.start < s.end <= len(text) for s in Known.of(KNOWN).find(text))
