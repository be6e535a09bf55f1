"""What a FHIR R4 resource must have to come in: type, id, patient, and the fields we use, readable.

The rest of the schema is `schema`'s to warn about. Reasons name fields, never their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cohortium.records.attachments import readable as attachment_readable
from cohortium.records.canonical import canonical
from cohortium.records.days import readable
from cohortium.records.fhir_types import PATIENT_BOUND, RELIED_ON, Reliance
from cohortium.records.record import Record, Rejection
from cohortium.records.references import target

Resource = Mapping[str, Any]
Urls = Mapping[str, tuple[str, str]]  # a bundle's fullUrl, without urn:uuid:, to (type, id)
NO_URLS: Urls = {}
_ID = re.compile(r"[^\s/]{1,256}")  # wider than FHIR's own, which exports break (warned by schema)


def admit(data: Any, file: str, line: int, urls: Urls = NO_URLS) -> Record | Rejection:
    """The record that `data` is, or why it is none."""
    if type(data) is not dict:
        return Rejection(file, line, "is not a JSON object")
    kind = data.get("resourceType")
    if type(kind) is not str:
        return Rejection(file, line, "resourceType is missing")
    relied = RELIED_ON.get(kind)
    if relied is None:
        return Rejection(file, line, "resourceType is not a FHIR R4 type")
    number = data.get("id")
    if type(number) is not str or not _ID.fullmatch(number):
        return Rejection(file, line, f"{kind}.id is missing or no id")
    reason = _unreadable(kind, relied, data)
    if reason is not None:
        return Rejection(file, line, f"{kind}.{reason}")
    patient = number if kind == "Patient" else _patient(relied, data, urls)
    if patient is None and kind in PATIENT_BOUND and not _about_something_else(data):
        return Rejection(file, line, f"{kind}.{relied.patient[0]} names no Patient")
    try:
        content = canonical(data)
    except TypeError:
        return Rejection(file, line, f"{kind} is nested too deep")
    return Record(kind, number, patient, content, data, file, line)


def _patient(relied: Reliance, data: Resource, urls: Urls) -> str | None:
    for path in relied.patient:
        value = data.get(path) if "." not in path else None
        if type(value) is dict:
            text = value.get("reference")
            if type(text) is str and text.startswith("Patient/") and "/" not in text[8:]:
                return text[8:] or None
        for reference in _at(data, path):
            found = target(reference)
            if found is not None and found[0] is None:
                found = urls.get(found[1])
            if found is not None and found[0] == "Patient":
                return found[1]
    return None


def _at(data: Any, path: str) -> Iterator[Any]:
    """Everything at a path, lists gone through."""
    head, _, rest = path.partition(".")
    value = data.get(head) if isinstance(data, dict) else None
    for item in value if isinstance(value, list) else (value,):
        if rest:
            yield from _at(item, rest)
        elif item is not None:
            yield item


def _about_something_else(data: Resource) -> bool:
    """An observation of a device, a specimen of a substance: nobody's record, and fine."""
    found = target(data.get("subject"))
    return found is not None and found[0] is not None and found[0] != "Patient"


def _unreadable(kind: str, relied: Reliance, data: Resource) -> str | None:
    get = data.get
    for name in relied.dates:
        value = get(name)
        if value is not None and not readable(value):
            return f"{name} is not a date"
    for name in relied.periods:
        value = get(name)
        if value is not None and not _period(value):
            return f"{name} is not a period of dates"
    for name in relied.objects:
        value = get(name)
        if value is not None and type(value) is not dict:
            return f"{name} is not an object"
    for name in relied.lists:
        value = get(name)
        if value is not None and type(value) is not list:
            return f"{name} is not a list"
    for name in relied.quantities:
        value = get(name)
        if value is not None and not _quantity(value):
            return f"{name}.value is not a number"
    deeper = _DEEPER.get(kind)
    return deeper(data) if deeper is not None else None


def _period(value: Any) -> bool:
    if type(value) is not dict:
        return False
    ends = value.get("start"), value.get("end")
    return all(end is None or readable(end) for end in ends)


def _quantity(value: Any) -> bool:
    if type(value) is not dict:
        return False
    number = value.get("value")
    return number is None or type(number) is float or type(number) is int


def _observation(data: Resource) -> str | None:
    for part in data.get("component") or ():
        if type(part) is not dict:
            return "component is not an object"
        quantity = part.get("valueQuantity")
        if quantity is not None and not _quantity(quantity):
            return "component.valueQuantity.value is not a number"
    return None


def _document(data: Resource) -> str | None:
    for part in data.get("content") or ():
        attachment = part.get("attachment") if type(part) is dict else None
        if type(attachment) is not dict:
            return "content.attachment is not an object"
        if not attachment_readable(attachment):
            return "content.attachment.data is not text in base64 of its charset"
    return None


def _person(data: Resource) -> str | None:
    gender = data.get("gender")
    if gender is not None and type(gender) is not str:
        return "gender is not a code"
    return None


_DEEPER = {"DocumentReference": _document, "Observation": _observation, "Patient": _person}
