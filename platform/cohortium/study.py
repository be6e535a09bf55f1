"""Study documents: what patients are asked to agree to. Pure.

A study is one JSON object ``{"id", "title", "text", "terms", "until"}``: `text` is what a patient
reads, `terms` are data-use terms in GA4GH DUO codes, `until` the day the study ends (inclusive).
Its digest, SHA-256 of the RFC 8785 bytes, stands in every consent.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import rfc8785

from cohortium.errors import BadInput

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PERMISSIONS = ("NRES", "GRU", "HMB", "DS", "POA")
FIELDS = {"id", "title", "text", "terms", "until"}
TERMS: dict[str, type] = {
    "permission": str, "diseases": list, "modifiers": list, "countries": list,
    "institutions": list, "projects": list, "users": list, "until": str,
}  # fmt: skip
MAX_TEXT = 50_000  # characters; a consent text longer than a small book is not plain language


def read_study(data: bytes) -> dict[str, Any]:
    """The study document in `data`, checked; BadInput names the field that is wrong."""
    study = _json_object(data, "a study")
    if unknown := sorted(study.keys() - FIELDS):
        raise BadInput(f"a study has no field {unknown[0]!r}: it has {', '.join(sorted(FIELDS))}")
    for name in ("title", "text", "until"):
        if not isinstance(study.get(name), str) or not study[name].strip():
            raise BadInput(f"the study's {name} is missing: give a non-empty string")
    if len(study["text"]) > MAX_TEXT or len(study["title"]) > 200:
        raise BadInput(f"the study's title or text is too long (200 and {MAX_TEXT} characters)")
    study.setdefault("id", _slug(study["title"]))
    if not isinstance(study["id"], str) or not ID.fullmatch(study["id"]):
        raise BadInput("the study's id is 1 to 40 of a-z, 0-9 and hyphen")
    study["until"] = read_day(study["until"], "the study's until").isoformat()
    _check_terms(study.setdefault("terms", {"permission": "GRU"}))
    return study


def digest(study: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the study's RFC 8785 bytes."""
    return hashlib.sha256(rfc8785.dumps(dict(study))).hexdigest()


def read_day(text: str, what: str) -> date:
    """A day written YYYY-MM-DD."""
    if isinstance(text, str) and DAY.fullmatch(text):
        with contextlib.suppress(ValueError):  # such as February 30th: refused below
            return date.fromisoformat(text)
    raise BadInput(f"{what} is a day written YYYY-MM-DD")


def read_purpose(data: bytes) -> dict[str, Any]:
    """A researcher's purpose (DESIGN section 6), as an object; matching reads its fields."""
    purpose = _json_object(data, "a purpose")
    if not isinstance(purpose.get("primary"), str):
        raise BadInput("the purpose's primary is missing: GRU, HMB, POA, DS or CC")
    return purpose


def _json_object(data: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
        rfc8785.dumps(value)
    except (ValueError, UnicodeDecodeError, RecursionError, rfc8785.CanonicalizationError) as error:
        raise BadInput(f"{what} is one JSON object in UTF-8: this file is not") from error
    if not isinstance(value, dict):
        raise BadInput(f"{what} is one JSON object: this file holds something else")
    return value


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "-".join(words)[:40].strip("-")


def _check_terms(terms: Any) -> None:
    if not isinstance(terms, dict):
        raise BadInput("the study's terms are an object with a permission")
    if terms.get("permission") not in PERMISSIONS:
        raise BadInput(f"the terms' permission is one of {', '.join(PERMISSIONS)}")
    for name, value in terms.items():
        expected = TERMS.get(name)
        if expected is None:
            raise BadInput(f"the terms have no field {name!r}: they have {', '.join(TERMS)}")
        if not isinstance(value, expected):
            raise BadInput(f"the terms' {name} is {'a list' if expected is list else 'a string'}")
