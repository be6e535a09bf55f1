"""Study documents: what patients are asked to agree to. Pure.

A study is one JSON object ``{"id", "title", "text", "terms", "until"}``: `text` is what a patient
reads, `terms` are data-use terms in GA4GH DUO codes, `until` the day the study ends (inclusive).
Its digest, SHA-256 of the RFC 8785 bytes, stands in every consent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

from cohortium.documents import read_day, read_object
from cohortium.duo import check_terms
from cohortium.errors import BadInput

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
FIELDS = {"id", "title", "text", "terms", "until"}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # in a title, which is public and shown on terminals
MAX_TEXT = 50_000  # characters; a consent text longer than a small book is not plain language


def read_study(data: bytes) -> dict[str, Any]:
    """The study document in `data`, checked; BadInput names the field that is wrong."""
    study = read_object(data, "a study")
    if unknown := sorted(study.keys() - FIELDS):
        raise BadInput(
            f"a study has no field {unknown[0][:40]!r}: it has {', '.join(sorted(FIELDS))}"
        )
    for name in ("title", "text", "until"):
        if not isinstance(study.get(name), str) or not study[name].strip():
            raise BadInput(f"the study's {name} is missing: give a non-empty string")
    if len(study["text"]) > MAX_TEXT or len(study["title"]) > 200:
        raise BadInput(f"the study's title or text is too long (200 and {MAX_TEXT} characters)")
    if CONTROL.search(study["title"]):
        raise BadInput("the study's title has control characters: write plain text")
    study.setdefault("id", _slug(study["title"]))
    if not isinstance(study["id"], str) or not ID.fullmatch(study["id"]):
        raise BadInput("the study's id is 1 to 40 of a-z, 0-9 and hyphen")
    study["until"] = read_day(study["until"], "the study's until").isoformat()
    check_terms(study.setdefault("terms", {"permission": "GRU"}))
    return study


def digest(study: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the study's RFC 8785 bytes."""
    return hashlib.sha256(rfc8785.dumps(dict(study))).hexdigest()


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())
    return "-".join(words)[:40].strip("-")
