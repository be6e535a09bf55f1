"""Texts that the model is not shown: nothing it could find there would be believed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cohortium_anonymize.text import recognition
from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.model.belief import believed, may_name
from cohortium_anonymize.text.model.names import LABELS, EntityModel
from cohortium_anonymize.text.rules import predefined, triggers
from cohortium_anonymize.text.span import merged
from cohortium_anonymize.text.words import terminology, vocabulary
from cohortium_anonymize.text.words.lexicon import CLINICAL, NAME_WORDS, PREPOSITIONS

CODED = [
    "Essential (primary) hypertension", "Type 2 diabetes mellitus without complications",
    "Encounter for general adult medical examination without abnormal findings",
    "500mg PO Q6H_PRN", "4.5g IV Q8H", "2.5mg NEBULIZED Q4H", "5/325mg PO q4-6h PRN", "1000.0IU DAILY",
    "nasal_cannula", "Calcium [Mass/volume] in Serum or Plasma", "Troponin I.cardiac", "No growth",
    "Furosemide (Lasix)", "non-rebreather", "Chest pain", "12.5", "homemaker",
]  # fmt: skip
NAMED = [
    "Chest pain, Keller", "seen by anna keller", "Vitamin D for Smith", "Pain Keller", "May 5",
    "X-Smith cough", "Acute Martha", "q4h J fever K", "in Boston", "Zoë", "O'Neil cough", "dc 3/4/21",
    "99/12/31",
]  # fmt: skip
_LISTED = [sorted(CLINICAL), sorted(NAME_WORDS), sorted(PREPOSITIONS), vocabulary.FUNCTION_WORDS.split(),
           terminology.ORDERS.split()]  # fmt: skip
_UNKNOWN = [
    "keller",
    "blorptosis",
    "smith",
    "anna",
    "x",
    "g",
    "Q",
    "J",
    "h",
    "March",
    "may",
    "dont",
    "id",
]
_CASES: list[Callable[[str], str]] = [str, str, str.title, str.upper]
_word = st.builds(
    lambda word, case: case(word),
    st.one_of(*map(st.sampled_from, [*_LISTED, _UNKNOWN])),
    st.sampled_from(_CASES),
)
_number = st.sampled_from(["5", "2.5", "10", "3-4", "1/2", "46", "%", "2021"])
_joint = st.sampled_from(
    [" ", " ", " ", " ", ", ", "-", "/", "_", ".", "", " (", ") ", ": ", "\n", "; "]
)
_texts = st.lists(st.tuples(st.one_of(_word, _word, _number), _joint), min_size=1, max_size=7).map(
    lambda parts: normalize("".join(part + joint for part, joint in parts)).text
)


@pytest.fixture(scope="module")
def model() -> EntityModel:
    return EntityModel()


def _all_refused(model: EntityModel, text: str) -> bool:
    with model.memory_zone():
        tokens = [(token.idx, token.idx + len(token)) for token in model.document(text)]
    return not any(
        believed(text, start, end, label)
        for at, (start, _) in enumerate(tokens)
        for _, end in tokens[at : at + 40]
        for label in LABELS
    )


@given(_texts)
@settings(max_examples=400, deadline=None)
def test_what_is_not_shown_could_not_be_believed(model: EntityModel, text: str) -> None:
    assume(re.search(r"[^\W\d_]{2}", text))  # numbers alone are for the rules
    assert may_name(text) or _all_refused(model, text)


def test_no_word_of_the_lexicon_breaks_into_a_name(model: EntityModel) -> None:
    words = sorted({*CLINICAL, *PREPOSITIONS, *vocabulary.FUNCTION_WORDS.split()})[::9]
    written = [case(word) for word in words for case in (str, str.title, str.upper)]
    written += [f"{word} blorptosis" for word in written]
    unseen = [word for word in written if not may_name(word)]
    assert len(unseen) > len(written) * 0.8
    assert [word for word in unseen if not _all_refused(model, word)] == []


@pytest.mark.parametrize("text", CODED)
def test_coded_texts_are_not_shown(model: EntityModel, text: str) -> None:
    assert not may_name(text) and not triggers.asking([text], [[]])
    assert _all_refused(model, text)


@pytest.mark.parametrize("text", NAMED)
def test_what_might_name_is_shown(text: str) -> None:
    assert may_name(text)


def _lines(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "vectors" / "text").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from json.loads(line)["text"].splitlines()


def test_real_lines_not_shown_hold_nothing(model: EntityModel, shared: Path) -> None:
    lines = {normalize(line).text for line in _lines(shared)}
    unseen = [line for line in lines if re.search(r"[^\W\d_]{2}", line) and not may_name(line)]
    assert len(unseen) > 300
    assert [line for line in unseen if not _all_refused(model, line)] == []


def test_the_same_is_found_when_everything_is_read(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = sorted({normalize(line).text for line in _lines(shared) if line.strip()})[::23]
    texts = [*CODED, *NAMED, *lines]
    lazy = [merged(spans) for spans in recognition.Recognition(gated=False).find(texts)]
    monkeypatch.setattr(recognition, "may_name", lambda _: True)
    monkeypatch.setattr(recognition, "asking", lambda texts, _: list(range(len(texts))))
    monkeypatch.setattr(predefined, "asks", lambda *_: True)
    monkeypatch.setattr(predefined, "windows", lambda text, _: [(0, len(text))])
    full = [merged(spans) for spans in recognition.Recognition(gated=False).find(texts)]
    different = [text for text, a, b in zip(texts, lazy, full, strict=True) if a != b]
    assert different == []


_form = st.sampled_from(["1", "9", "12", "19", "078", "900", "2021", "4111", "70-88", "A", "EG", "H", "GB", "mg", "Jan", "-MAR-",
    "-", "-", "/", "/", ".", " ", " ", ":", "::", "@", "license", "permit", "date", "birthday", "account", "ip", "nhs", "us",
    "example.org", "co.uk", "I.cardiac", "passport", "social", "DEA", "phone", "a1b2c3d4"])  # fmt: skip


@pytest.fixture(scope="module")
def floors(model: EntityModel) -> Iterator[tuple[predefined.Predefined, predefined.Predefined]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predefined, "_gated", _ungated)
        every = predefined.Predefined(model.vocabulary)
    yield predefined.Predefined(model.vocabulary), every


def _ungated(name: str) -> object:
    return (
        predefined._Email() if name == "EmailRecognizer" else getattr(predefined.predefined, name)()
    )


@given(st.lists(_form, min_size=2, max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_triggers_let_through_whatever_counts(
    floors: tuple[predefined.Predefined, predefined.Predefined], model: EntityModel, text: str
) -> None:
    gated, every = floors
    with model.memory_zone():
        found = merged(every.read(model.document(text)))
        assert merged(gated.find(model.document, text)) == found
    assert triggers.asking([text], [[]]) or not found


_FILL = (
    "The lungs are clear and the abdomen is soft, 2 of 10 pain.\nNo edema of the legs was seen. "
    * 6
)


@given(st.lists(_form | st.just("\n"), min_size=2, max_size=12).map("".join))
@settings(max_examples=150, deadline=None)
def test_windows_hold_all_that_counts(
    floors: tuple[predefined.Predefined, predefined.Predefined], model: EntityModel, text: str
) -> None:
    gated, every = floors
    text = f"{_FILL}{text} {_FILL}"
    with model.memory_zone():
        found = merged(every.read(model.document(text)))
        assert merged(gated.find(model.document, text)) == found
    assert sum(end - start for start, end in triggers.windows(text)) < len(text) - len(_FILL) / 2


def test_coded_texts_load_no_model() -> None:
    code = (
        "import json, sys\n"
        "from cohortium_anonymize.text import Deidentifier\n"
        "texts = json.loads(sys.argv[1])\n"
        "list(Deidentifier().deidentify_many((text, None, b'k') for text in texts))\n"
        "sys.exit(bool({'spacy', 'presidio_analyzer'} & set(sys.modules)))\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", code, json.dumps(CODED)], check=False).returncode == 0
    )
