"""What is not read at all, and what the second look trusts not."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from cohortium_anonymize.text import Deidentifier, Known
from cohortium_anonymize.text.forms.languages import foreign, language
from cohortium_anonymize.text.review import residual_score, residues, unreadable

OTHERS = {
    "fr": "Patient de 54 ans, se pr\u00e9sente aux urgences avec des douleurs dans la poitrine depuis hier soir, sans fi\u00e8vre.",
    "de": "Der Patient stellte sich mit seit gestern bestehenden Schmerzen in der Brust vor. Keine Luftnot und kein Fieber.",
    "pt": "Paciente de 54 anos, refere dor no peito h\u00e1 dois dias, sem febre, com hist\u00f3ria de hipertens\u00e3o em uso de losartana.",
    "it": "Uomo di 54 anni, iperteso, si presenta in pronto soccorso con dolore al petto da due giorni, senza febbre.",
    "nl": "De heer is 54 jaar oud en komt met pijn op de borst sinds gisteren, geen koorts, heeft hypertensie.",
    "pl": "Pacjent zg\u0142osi\u0142 si\u0119 z b\u00f3lem w klatce piersiowej od dw\u00f3ch dni, bez gor\u0105czki, w wywiadzie nadci\u015bnienie i cukrzyca.",
}  # fmt: skip
READ = {
    "es": "Paciente de 54 a\u00f1os que refiere dolor en el pecho desde hace dos d\u00edas, sin fiebre, con antecedentes de hipertensi\u00f3n.",
    "en": "Patient is a 54-year-old man with chest pain for two days, without fever, and a history of hypertension.",
    "": "54 yo M w/ HTN, DM2 p/w CP x2d, SOB. BP 120/80 HR 72. A/P: ACS r/o, ASA, trop x3, hep gtt, cards c/s.",
}  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_other_languages_are_not_read(code: str) -> None:
    assert language(OTHERS[code]) == code and unreadable(OTHERS[code]) == "language"


@pytest.mark.parametrize("code", READ)
def test_english_spanish_and_shorthand_are_read(code: str) -> None:
    assert language(READ[code]) == code and not foreign(READ[code])


def test_no_note_of_third_parties_is_taken_for_another_language(shared: Path) -> None:
    folder = shared / "vectors" / "text"
    texts = [
        json.loads(line)["text"]
        for name in ("aci_notes_dev.jsonl", "asq_phi_dev.jsonl")
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
    ]
    assert [text[:40] for text in texts if unreadable(text)] == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", ""), ("x" * 50_000_000, "too-long"), ("\ud800", "undecodable"), ("caf\udce9", "undecodable"), ("a\x00b", "undecodable"),
     ("\u0411\u043e\u043b\u044c\u043d\u043e\u0439 \u0436\u0430\u043b\u0443\u0435\u0442\u0441\u044f \u043d\u0430 \u0431\u043e\u043b\u0438", "language"), ("\uff22\uff30 120/80 " * 9, "")],
)  # fmt: skip
def test_what_cannot_be_read(text: str, reason: str) -> None:
    assert unreadable(text) == reason


BAD = [
    ("{\\rtf1\\ansi Dale Okafor\\par}", "markup"), ("<?xml version='1.0'?><a>Okafor</a>", "markup"), ("", ""),
    (base64.b64encode(bytes(range(256)) * 8).decode(), "binary"), ("\x01\x02\x03 scan \x04\x05", "binary"),
    ("Scan attached: " + base64.b64encode(bytes(range(256)) * 2).decode() + " and reviewed with the patient. " * 40, "binary"),
    ("M\ufffdller \ufffd\ufffd", "undecodable"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_bad_texts_are_quarantined_and_the_rest_goes_on(text: str, reason: str) -> None:
    deidentifier = Deidentifier(recognize=lambda texts: [[] for _ in texts])
    items = [("stable", None, b"k"), (text, None, b"k"), ("well", None, b"k")]
    results = list(deidentifier.deidentify_many(items))
    assert [r.reason for r in results] == ["", reason, ""]
    assert results[1].quarantined == bool(reason)


LEFT = [
    ("seen with Brittany Lindqvist and Moritz Delacroix today", "residual-name"), ("Thomas Lindqvist called", "residual-name"),
    ("Relieving Factors: rest", ""), ("Chief Complaint: cough", ""), ("Thomas Lindqvist; the thomas lindqvist splint", ""),
    ("lives in 33101 now", "residual-number"), ("WBC of 12500, platelets 45000", ""), ("ZIP 33101", "residual-number"),
    ("\u5f20\u4f1f called, then \u674e\u5a1c", "residual-script"), ("TNF-\u03b1 and \u03b22-microglobulin, 5 \u03bcg", ""), ("mail x@y.org", "residual-email"),
    ("id 12345678", "residual-number"), ("Garza, Kate", "residual-known"), ("[NAME-bcdfg] saw [NAME-ghjkm]", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["seen [GARZA] today", "for [OKAFOR-kcz23]", "for [NAME-84923] [GARZA_L]", "MRN.84920331"],
)
def test_what_only_looks_like_a_tag_is_read(text: str) -> None:
    known = Known.of({"names": ["Garza", "Okafor"]})
    assert list(residues(text, known, []))
    assert not list(residues(text, known, [(0, len(text))]))


@pytest.mark.parametrize(("output", "reason"), LEFT)
def test_the_second_look(output: str, reason: str) -> None:
    found = list(residues(output, Known.of({"names": ["Kate Garza"]}), []))
    assert (found[0].reason if found else "") == reason
    assert all(0 <= r.start < r.end <= len(output) for r in found)


def test_a_lower_threshold_trusts_less() -> None:
    one = "Moritz Lindqvist called"
    assert not list(residues(one, Known.of(None), []))
    [residue] = residues(one, Known.of(None), [], threshold=0.2)
    assert one[residue.start : residue.end] == "Moritz Lindqvist"
    assert residual_score([]) == 0.0 and residual_score([0.3, 1.0]) == 1.0
    assert residual_score([0.3]) < residual_score([0.3, 0.3]) < 1.0


@pytest.mark.parametrize("text", ["xOkonkwo walks", "seen; okonkwowas well", "file_OKONKWO2.pdf"])
def test_a_name_inside_another_word_is_seen(text: str) -> None:
    known = Known.of({"names": ["Ada Okonkwo"]})
    assert [found.reason for found in residues(text, known, ())] == ["residual-known"]
    assert list(residues(text, Known.of({"names": ["Ada Lowe"]}), ())) == []
