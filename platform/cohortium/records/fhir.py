"""Reading FHIR R4: NDJSON line by line, and bundles.

An NDJSON line, or a JSON file, holds one resource or a Bundle of them. A bundle is a wrapper, not a
record: its entries are, and `line` is then an entry's place in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from cohortium.records.fhir_check import NO_URLS, Resource, Urls, admit
from cohortium.records.record import Record, Rejection, Warned
from cohortium.records.references import target
from cohortium.records.schema import SchemaCheck
from cohortium.records.source import Member, lines, readable, utf8, whole

Outcome = Record | Rejection | Warned
LINES = (".ndjson", ".jsonl")
DOCUMENTS = (".json",)
CUT_SHORT = "is not valid JSON: it is cut short"
# A bulk export's own: what it did, where it put things.
_NO_RECORDS = ("log.ndjson", "manifest.json")


def is_fhir(member: Member) -> bool:
    """Whether a file's name says NDJSON or JSON, other than a bulk export's log and manifest."""
    base = member.base
    return base.endswith(LINES + DOCUMENTS) and base not in _NO_RECORDS and base[0] != "_"


def read_fhir(members: list[Member], check: SchemaCheck) -> Iterator[Outcome]:
    """Every record of the members, patients first, with schema warnings some way after them."""
    for member in sorted(members, key=_patients_first):
        with readable(member.name):
            for outcome in _member(member):
                yield outcome
                if type(outcome) is Record and check.due(outcome.kind):
                    yield from check.look(outcome)
    yield from check.rest()


def _patients_first(member: Member) -> tuple[bool, str]:
    return not member.base.startswith("patient."), member.name


def _member(member: Member) -> Iterator[Outcome]:
    if not member.base.endswith(DOCUMENTS):
        yield from _lines(member)
        return
    text = utf8(whole(member), member.name)
    data = parse(text, member.name, 1)
    if isinstance(data, Rejection) and data.reason != CUT_SHORT and b"\n" in text.strip():
        yield from _lines(member)  # NDJSON that is called .json, unless it never was
    else:
        yield from _unwrap(data, member.name, 1)


def _lines(member: Member) -> Iterator[Outcome]:
    name = member.name
    with member.open() as stream:
        for number, line in lines(stream, name):
            try:
                data = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                cut = _ends_early(error) and not line.endswith(b"\n")  # only a last line has none
                yield _broken(line, name, number, cut=cut)
                continue
            if type(data) is dict and data.get("resourceType") != "Bundle":
                yield admit(data, name, number)
            else:
                yield from _unwrap(data, name, number)


def parse(text: bytes, name: str, number: int) -> Any:
    """The JSON value of `text`, or the Rejection that says what is wrong with it."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _broken(text, name, number, cut=_ends_early(error))


def _ends_early(error: orjson.JSONDecodeError) -> bool:
    """Whether the text ends where more is due."""
    return error.pos >= len(error.doc.rstrip())


def _broken(text: bytes, name: str, number: int, *, cut: bool) -> Rejection:
    try:
        text.decode()
    except UnicodeDecodeError:
        return Rejection(name, number, "is not UTF-8")
    if cut:
        return Rejection(name, number, CUT_SHORT)
    return Rejection(name, number, "is not valid JSON")


def _unwrap(data: Any, name: str, number: int) -> Iterator[Outcome]:
    if isinstance(data, Rejection):
        yield data
    elif type(data) is not dict or data.get("resourceType") != "Bundle":
        yield admit(data, name, number)
    else:
        yield from bundle(data, name)


def bundle(data: Resource, name: str) -> Iterator[Outcome]:
    """The records in a Bundle. ``urn:uuid:`` references become literal, as a server makes them."""
    entries = data.get("entry", [])
    if type(entries) is not list:
        yield Rejection(name, 1, "Bundle.entry is not a list")
        return
    urls = _full_urls(entries)
    renamed = {old: f"{kind}/{new}" for old, (kind, new) in urls.items() if old != new}
    for number, entry in enumerate(entries, 1):
        resource = entry.get("resource") if type(entry) is dict else None
        if resource is None and type(entry) is dict:
            continue  # a deletion, or a response without content
        if type(resource) is dict and resource.get("resourceType") == "OperationOutcome":
            continue  # what a server said, not what it holds
        yield admit(_literal(resource, renamed) if renamed else resource, name, number, urls)


def _full_urls(entries: list[Any]) -> Urls:
    found: dict[str, tuple[str, str]] = {}
    for entry in entries:
        resource = entry.get("resource") if type(entry) is dict else None
        url = entry.get("fullUrl") if type(entry) is dict else None
        if type(resource) is not dict or type(url) is not str or not url.startswith("urn:"):
            continue
        key = target({"reference": url})
        kind, number = resource.get("resourceType"), resource.get("id")
        if key is not None and type(kind) is str and type(number) is str:
            found[key[1]] = (kind, number)
    return found or NO_URLS


def _literal(value: Any, renamed: dict[str, str]) -> Any:
    """`value` with its references to entries by a uuid that is not their id made literal."""
    if isinstance(value, list):
        return [_literal(item, renamed) for item in value]
    if not isinstance(value, dict):
        return value
    result = {key: _literal(item, renamed) for key, item in value.items()}
    found = target(value)
    if found is not None and found[0] is None and found[1] in renamed:
        result["reference"] = renamed[found[1]]
    return result
