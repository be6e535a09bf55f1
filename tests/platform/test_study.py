"""Study documents and purposes: what is accepted, and which field is blamed when not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cohortium.documents import read_day
from cohortium.duo import read_purpose
from cohortium.errors import BadInput
from cohortium.study import digest, read_study

GOOD = {
    "id": "lungs", "title": "Lungs", "text": "Plain words.", "until": "2090-01-31",
    "terms": {"permission": "DS", "diseases": ["MONDO:0005087"]},
}  # fmt: skip


def data(**changes: Any) -> bytes:
    return json.dumps({k: v for k, v in {**GOOD, **changes}.items() if v != ...}).encode()


def test_read_and_completed() -> None:
    assert read_study(data()) == GOOD
    plain = read_study(data(id=..., terms=..., title="Lungs & Hearts, 2nd"))
    assert plain["id"] == "lungs-hearts-2nd"
    assert plain["terms"] == {"permission": "GRU"}


def test_the_digest_is_of_the_content_not_of_its_writing() -> None:
    one = read_study(data())
    other = read_study(json.dumps(dict(reversed(GOOD.items())), indent=4).encode())
    assert digest(one) == digest(other)
    assert digest(one) != digest(read_study(data(text="Plain words!")))


@pytest.mark.parametrize(
    ("document", "blamed"),
    [
        (data(title=...), "title"), (data(title=" "), "title"), (data(title=5), "title"),
        (data(text=...), "text"), (data(text="x" * 50_001), "too long"),
        (data(title="x" * 201), "too long"),
        (data(until=...), "until"), (data(until="2090-02-30"), "until"),
        (data(until="20900101"), "until"), (data(until="2090-1-1"), "until"),
        (data(id="Lungs"), "id"), (data(id="a" * 41), "id"), (data(id="../x"), "id"),
        (data(id=""), "id"), (data(id=7), "id"), (data(title="???", id=...), "id"),
        (data(color="red"), "color"),
        (data(terms=[]), "terms"), (data(terms={}), "permission"),
        (data(terms={"permission": "ANY"}), "permission"),
        (data(terms={"permission": "GRU", "mood": "good"}), "mood"),
        (data(terms={"permission": "GRU", "diseases": "flu"}), "diseases"),
        (b"", "JSON"), (b"{", "JSON"), (b"\xff\xfe", "JSON"), (b"[]", "JSON object"),
        (b"null", "JSON object"), (b'{"title": NaN}', "JSON"), (b"[" * 100_000, "JSON"),
        (b'{"title": "\\ud800"}', "JSON"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(document: bytes, blamed: str) -> None:
    with pytest.raises(BadInput, match=blamed) as refused:
        read_study(document)
    assert "\n" not in str(refused.value)


def test_days() -> None:
    assert read_day("2028-02-29", "it") == date(2028, 2, 29)
    for text in (
        "2027-02-29",
        "0000-01-01",
        "2027-2-1",
        "27-02-01",
        "2027-02-01T00:00",
        "٢٠٢٧-01-01",
        "",
    ):
        with pytest.raises(BadInput, match="YYYY-MM-DD"):
            read_day(text, "it")


def test_purposes() -> None:
    assert read_purpose(b'{"primary": "HMB", "methods": true}')["primary"] == "HMB"
    for wrong in (b"{}", b'{"primary": 1}', b"[]", b"x"):
        with pytest.raises(BadInput):
            read_purpose(wrong)


@pytest.mark.parametrize(
    ("document", "blamed"),
    [
        (data(title="Lungs\x1b[31m"), "control characters"),
        (b'{"title": "a", "title": "b", "text": "c", "until": "2090-01-01"}', "no key twice"),
        (data().decode().encode("utf-16"), "UTF-8"),
        (data(terms={"permission": "GRU", "modifiers": ["bogus"]}), "modifiers"),
        (data(terms={"permission": "GRU", "diseases": [1]}), "diseases"),
        (data(terms={"permission": "GRU", "until": "soon"}), "until"),
    ],
)
def test_terms_and_forms_are_checked(document: bytes, blamed: str) -> None:
    with pytest.raises(BadInput, match=blamed):
        read_study(document)


@pytest.mark.parametrize(
    "purpose",
    [
        b'{"primary": "ZZZ"}', b'{"primary": "GRU", "bogus": 1}', b'{"primary": "GRU", "until": 5}',
        b'{"primary": "GRU", "accepts": ["bogus"]}', b'{"primary": "GRU", "methods": "yes"}',
        b'{"primary": "GRU", "ethics_approval": {"expires": "never"}}',
    ],
)  # fmt: skip
def test_a_purpose_is_checked(purpose: bytes) -> None:
    with pytest.raises(BadInput):
        read_purpose(purpose)
