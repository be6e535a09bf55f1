"""A patient's own identifiers, in every rendering that we could think of, in notes: none survives.

Third parties' patients, and renderings of their identifiers planted into third parties' notes. The
record alone must find them: rules and language model are switched off, and each planted stretch must
go whole. A slice runs always; RENDERED_NOTES=all takes every note and every patient (minutes).
"""

from __future__ import annotations

import base64
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.record.nicknames import called
from cohortium_anonymize.text.record.renderings import is_word

NOTES = os.environ.get("RENDERED_NOTES", "12")  # of each set; "all" for every one
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
# What may stay of a rendering: it says nothing of anyone.
HARMLESS = {
    "at", "dot", "of", "the", "de", "given", "family", "name", "value", "u200b", "s", "mrs", "tel", "mailto",
    "b", "noted", "on", "file",
}  # fmt: skip
TAG = re.compile(r"\[[A-Z_]{2,12}(?:-[a-z2-9]{5})?\]|\b90\+")
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


class Patient(NamedTuple):
    """One patient: the name in its parts, and one identifier of each other kind."""

    given: str
    family: str
    mrn: str
    born: date
    phone: str
    street: str
    city: str
    state: str
    postal: str

    @property
    def email(self) -> str:
        return f"{_ascii(self.given)}.{_ascii(self.family)}@mail.example.org".lower()

    def known(self) -> dict[str, Any]:
        address = f"{self.street}, {self.city}, {self.state} {self.postal}"
        return {
            "names": [f"{self.given} {self.family}"], "ids": [self.mrn], "phones": [self.phone],
            "birth_date": self.born.isoformat(), "addresses": [address], "emails": [self.email],
        }  # fmt: skip


def _ascii(name: str) -> str:
    return re.sub(r"[^A-Za-z]", "", name)


def _spaced(text: str) -> str:
    return " ".join(text)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _lookalike(text: str) -> str:
    return text.translate(
        str.maketrans(
            "aeopcxAEOPCTM",
            "\u0430\u0435\u043e\u0440\u0441\u0445\u0410\u0415\u041e\u0420\u0421\u0422\u041c",
        )
    )


def _entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" if c.isalnum() else c for c in text)


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(c):04x}" for c in text)


def _accented(text: str) -> str:
    return re.sub("[aeiou]", lambda m: m.group() + "\u0301", text, count=1)


def _swapped(word: str) -> str:
    return word[:2] + word[3] + word[2] + word[4:]


# Ways in which software or a typist disguises any text.
DISGUISES: dict[str, Callable[[str], str]] = {
    "upper": str.upper, "lower": str.lower, "wide": _wide, "lookalike": _lookalike, "entities": _entities,
    "json": _escaped, "percent": lambda t: quote(t, safe=""), "zero-width": lambda t: "\u200b".join(t),
    "soft-hyphen": lambda t: "\u00ad".join(t), "no-break": lambda t: t.replace(" ", "\u00a0"),
    "quoted": lambda t: f'\\"{t}\\"', "double-entity": lambda t: _entities(t).replace("&", "&amp;"),
    "bold": lambda t: f"<b>{t}</b>", "tag": lambda t: f"<value>{t}</value>", "cell": lambda t: f"| {t} |",
    "attribute": lambda t: f'<name value="{t}"/>', "bidi": lambda t: f"\u202a{t}\u202c",
    "thin": lambda t: t.replace(" ", "\u2009"), "underscored": lambda t: f"_{t}_", "hl7": lambda t: f"\\.br\\{t}\\F\\",
}  # fmt: skip


def names(who: Patient) -> Iterator[tuple[str, str]]:
    """(rendering's kind, rendering) of the name."""
    given, family = who.given, who.family
    first, last = given.split()[0], family
    yield from {
        "given family": f"{given} {family}", "comma": f"{family}, {given}", "reversed": f"{family} {given}",
        "caret": f"{family}^{given}", "escaped caret": f"{family}\\S\\{given}", "initial": f"{first[0]}. {last}",
        "initial bare": f"{first[0]} {last}", "family initial": f"{last} {first[0]}", "family, I.": f"{last}, {first[0]}.",
        "given F.": f"{first} {last[0]}.", "login": f"{first[0]}{last}".lower(), "run together": f"{first}{last}",
        "dotted login": f"{first}.{last}".lower(), "underscore": f"{last}_{first}", "hyphen": f"{first}-{last}",
        "two lines": f"{first}\n{last}", "table": f"{first}   |   {last}", "cda": f"<given>{first}</given>\n  <family>{last}</family>",
        "json": f'"family":"{last}","given":["{first}"]', "spaced": f"{_spaced(first)}  {_spaced(last)}",
        "spaced caps": f"{_spaced(first.upper())}   {_spaced(last.upper())}", "tag inside": f"{first[:2]}<b>{first[2:]}</b> {last}",
        "possessive": f"{first} {last}'s", "title": f"Mrs. {first} {last}", "accent": f"{_accented(first)} {last}",
        "json lines": f"{first}\\n{last}", "tab": f"{first}\t{last}", "crlf": f"{first}\r\n{last}", "quoted": f"'{first}' '{last}'",
        "comma caps": f"{last.upper()},{first.upper()}", "slash": f"{last}/{first}", "parenthesis": f"{last} ({first})",
    }.items()  # fmt: skip
    for nickname in sorted(called(first.lower()))[:4]:
        yield "nickname", f"{nickname.capitalize()} {last}"
        yield "nickname, reversed", f"{last}, {nickname.capitalize()}"
    for part in (first, last):
        if len(part) >= 5 and part.isalpha() and not is_word(part.lower()):
            yield "part", part
            yield "part caps", part.upper()
            yield "part broken", f"{part[:3]}-\n{part[3:].lower()}"
            if not is_word(_swapped(part).lower()):
                yield "part swapped", _swapped(part)
            yield "part short", part[:2] + part[3:]
            yield "part double", part[:2] + part[1:]
    if len(last) >= 5 and last.isalpha() and len(first) >= 4:
        swapped = [_swapped(part) for part in (first, last)]
        if not any(is_word(part.lower()) for part in swapped):
            yield "both swapped", " ".join(swapped).upper()


def numbers(who: Patient) -> Iterator[tuple[str, str]]:
    """Of the record number."""
    mrn = who.mrn
    bare = re.sub(r"[\W_]", "", mrn)
    digits = re.sub(r"\D", "", mrn)
    prefix = re.sub(r"\d.*", "", bare)
    yield from {
        "as is": mrn, "bare": bare, "lower": mrn.lower(), "spaces": re.sub(r"[\W_]", " ", mrn), "points": re.sub(r"[\W_]", ".", mrn),
        "slashes": re.sub(r"[\W_]", "/", mrn), "underscores": re.sub(r"[\W_]", "_", mrn), "hash": f"#{mrn}", "label": f"MRN:{mrn}",
        "colon": f"MRN={bare}", "hl7": f"{mrn}^^^HOSP^MR", "quoted": f'"{mrn}"', "bracket": f"[{mrn}]", "file": f"scan_{mrn}.pdf",
        "path": f"C:\\scans\\{mrn}.tif", "url": f"https://ehr.example/p/{mrn}/notes", "spaced": _spaced(bare), "line": mrn[:5] + "-\n" + mrn[5:].lstrip("-"),
        "zeros": f"{prefix}00{digits}" if not prefix else f"{prefix}-{digits.lstrip('0')}", "no dashes": f"{prefix} {digits}".strip(),
    }.items()  # fmt: skip
    if len(digits) >= 5:
        yield "digits", digits


def days(who: Patient) -> Iterator[tuple[str, str]]:
    """Of the date of birth."""
    d = who.born
    month, short, y = MONTHS[d.month - 1], MONTHS[d.month - 1][:3], f"{d.year % 100:02d}"
    spanish = [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ]
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%y",
                 "%d-%b-%Y", "%d%b%Y", "%d %B %Y", "%B %d, %Y", "%b %d %Y", "%A, %B %d, %Y", "%m%d%Y", "%d%b%y", "%Y-%b-%d", "%b. %d, %Y"):  # fmt: skip
        yield form, d.strftime(form)
    yield from {
        "bare": f"{d.month}/{d.day}/{y}", "spaced": f"{d.month} / {d.day} / {d.year}", "timestamp": f"{d:%Y%m%d}000000",
        "iso time": f"{d.isoformat()}T00:00:00", "ordinal": f"{d.day}th of {month} {d.year}", "the ordinal": f"{month} the {d.day}th, {d.year}",
        "roman": f"{d.day}/{ROMAN[d.month - 1]}/{d.year}", "apostrophe": f"{short} {d.day} '{y}", "spanish": f"{d.day} de {spanish[d.month - 1]} de {d.year}",
        "caps": f"{d:%d-%b-%Y}".upper(), "two lines": f"{month} {d.day},\n{d.year}", "points": f"{d.day}. {month} {d.year}", "wide": _wide(d.isoformat()),
    }.items()  # fmt: skip


def phones(who: Patient) -> Iterator[tuple[str, str]]:
    """Of the telephone number."""
    n = re.sub(r"\D", "", who.phone)[-10:]
    a, b, c = n[:3], n[3:6], n[6:]
    yield from {
        "as is": who.phone, "digits": n, "hyphens": f"{a}-{b}-{c}", "points": f"{a}.{b}.{c}", "spaces": f"{a} {b} {c}", "parentheses": f"({a}) {b}-{c}",
        "tight": f"({a}){b}-{c}", "plus": f"+1 {a} {b} {c}", "plus tight": f"+1{n}", "one": f"1-{a}-{b}-{c}", "slash": f"{a}/{b}-{c}", "local": f"{b}-{c}",
        "local point": f"{b}.{c}", "wide gaps": f"{a} - {b} - {c}", "tel": f"tel:+1-{a}-{b}-{c}", "underscores": f"{a}_{b}_{c}", "caret": f"^PRN^PH^^1^{a}^{b}{c}",
        "broken": f"{a}-{b}-\n{c}", "spoken": " ".join(DIGITS[int(digit)] for digit in n), "letters apart": _spaced(n), "wide": _wide(f"{a}-{b}-{c}"),
        "extension": f"{a}-{b}-{c} x12"[:-4], "zeros": f"001{n}", "middle points": f"{a}\u00b7{b}\u00b7{c}", "en dashes": f"{a}\u2013{b}\u2013{c}",
    }.items()  # fmt: skip


def addresses(who: Patient) -> Iterator[tuple[str, str]]:
    """Of the address."""
    street, city, postal = who.street, who.city, who.postal
    yield from {
        "street": street, "upper": street.upper(), "lower": street.lower(), "two lines": f"{street}\n{city}, {who.state} {postal}",
        "city": f"{city}, {who.state}", "city caps": f"{city.upper()} {who.state}", "zip": postal, "zip four": f"{postal}-1234"[:5],
        "one line": f"{street}, {city}", "no commas": f"{street} {city} {postal}", "caret": f"{street}^^{city}^{who.state}^{postal}",
        "pipe": f"{street} | {city} | {postal}", "comma after number": re.sub(r"^(\d+) ", r"\1, ", street), "tabs": street.replace(" ", "\t"),
        "cda": f"<streetAddressLine>{street}</streetAddressLine><city>{city}</city>", "json": f'"line":["{street}"],"city":"{city}"',
        "double": street.replace(" ", "  "), "percent": quote(street), "plus lines": street.replace(" ", "\n", 1), "spaced zip": f"{city} {postal}",
    }.items()  # fmt: skip


def emails(who: Patient) -> Iterator[tuple[str, str]]:
    """Of the e-mail address."""
    local, domain = who.email.split("@")
    spoken, dots = local.replace(".", " dot "), domain.replace(".", " dot ")
    yield from {
        "as is": who.email, "upper": who.email.upper(), "angle": f"<{who.email}>", "mailto": f"mailto:{who.email}", "at": f"{local} at {domain}",
        "at dot": f"{spoken} at {dots}", "brackets": f"{local}[at]{domain}", "parentheses": f"{local} (at) {domain.replace('.', ' (dot) ')}",
        "braces": f"{local}{{at}}{domain}", "bracket dots": f"{local}@{domain.replace('.', '[.]')}", "spaces": f"{local} @ {domain}",
        "entity": f"{local}&#64;{domain}", "percent": f"{local}%40{domain}", "json": f"{local}\\u0040{domain}", "local": local,
        "wide": _wide(who.email), "AT DOT": f"{local} AT {domain.replace('.', ' DOT ')}", "spoken": spoken, "broken": f"{local}@\n{domain}",
        "small at": f"{local}\ufe6b{domain}", "double at": f"{local} [ at ] {domain}", "apart": _spaced(who.email), "wide point": who.email.replace(".", "\uff0e"),
    }.items()  # fmt: skip


KINDS = {
    "name": names,
    "mrn": numbers,
    "birth": days,
    "phone": phones,
    "address": addresses,
    "email": emails,
}
PLAIN: dict[str, Callable[[Patient], str]] = {
    "name": lambda who: f"{who.given} {who.family}", "mrn": lambda who: who.mrn, "birth": lambda who: f"{who.born:%B %d, %Y}",
    "phone": lambda who: who.phone, "address": lambda who: who.street, "email": lambda who: who.email,
}  # fmt: skip


def renderings(who: Patient, kind: str) -> Iterator[tuple[str, str]]:
    """Every rendering of one identifier, with the disguises of its plainest."""
    yield from KINDS[kind](who)
    for disguise, apply in DISGUISES.items():
        yield f"disguised: {disguise}", apply(PLAIN[kind](who))


@cache
def _clinosim(shared: Path) -> tuple[list[Patient], list[tuple[int, str]]]:
    """Patients, and notes with the position of whose they are."""
    with zipfile.ZipFile(shared / "data/clinosim-fhir-r4/fhir_r4_299patients.zip") as pack:
        found = [json.loads(line) for line in pack.open("Patient.ndjson")]
        documents = [json.loads(line) for line in pack.open("DocumentReference.ndjson")]
    places = {patient["id"]: at for at, patient in enumerate(found)}
    notes = [
        (places[d["subject"]["reference"].removeprefix("Patient/")],
         base64.b64decode(d["content"][0]["attachment"]["data"]).decode())
        for d in documents
    ]  # fmt: skip
    return [_patient(patient) for patient in found], notes


@cache
def _synthea(shared: Path) -> list[Patient]:
    path = shared / "data/synthea-fhir-r4-1000-partial/Patient.000.ndjson"
    return [_patient(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _patient(found: dict[str, Any]) -> Patient:
    name, [address, *_] = found["name"][0], found["address"]
    numbered = [i["value"] for i in found["identifier"] if "type" in i]
    return Patient(
        " ".join(name["given"]), name["family"], numbered[1 if len(numbered) > 1 else 0],
        date.fromisoformat(found["birthDate"]), (found.get("telecom") or [{"value": "(617) 555-0142"}])[0]["value"], address["line"][0],
        address["city"], address.get("state", "MA"), address.get("postalCode", "02144"),
    )  # fmt: skip


def planted(shared: Path) -> Iterator[tuple[Patient, str]]:
    """Every note with its patient, and the other patients in turn with the same notes."""
    patients, notes = _clinosim(shared)
    yield from ((patients[at], note) for at, note in _some(notes))
    yield from ((who, notes[i % len(notes)][1]) for i, who in enumerate(_some(_synthea(shared))))


def _some(items: list[Any]) -> list[Any]:
    return (
        items if NOTES == "all" else list(islice(items, 0, None, max(1, len(items) // int(NOTES))))
    )


def _nothing(texts: Any) -> list[list[Any]]:
    return [[] for _ in texts]


def survivors(
    deidentifier: Deidentifier, who: Patient, note: str, kind: str
) -> Iterator[tuple[str, str]]:
    """(rendering's kind, what is left of it) for each rendering that does not go whole."""
    forms = list(renderings(who, kind))
    text = note + "".join(f"\n<<<<<\nnoted {form} on file\n>>>>>\n" for _, form in forms)
    result = deidentifier.deidentify(text, who.known(), key=b"k", offset_days=11)
    pieces = re.findall(r"<<<<<\n(.*?)\n>>>>>\n", result.text, re.DOTALL)
    assert len(pieces) == len(forms)
    for (name, form), left in zip(forms, pieces, strict=True):
        rest = set(re.findall(r"[^\W_]+", TAG.sub(" ", left).lower()))
        own = rest - HARMLESS - _around(name) - {who.state.lower()}
        if own or (form in result.text and len(form) > 2):
            yield name, f"{form!r} -> {left!r}"


def _around(name: str) -> set[str]:
    """Words that a rendering puts around the identifier."""
    return set(re.findall(r"[^\W_]+", {
        "label": "mrn", "colon": "mrn", "hl7": "hosp mr", "file": "scan pdf", "path": "c scans tif", "url": "https ehr example p notes",
        "caret": "prn ph 1", "cda": "streetaddressline city given family", "json": "family given line city", "%A, %B %d, %Y":
        "monday tuesday wednesday thursday friday saturday sunday", "disguised: attribute": "name value", "disguised: hl7": "br f", "percent": "2c 20", "disguised: percent": "2c 20", "disguised: json": "u002c u0020", "iso time": "t00 00",
    }.get(name, "")))  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_rendering_of_what_the_record_knows_survives(shared: Path, kind: str) -> None:
    deidentifier = Deidentifier(recognize=_nothing)
    left = [
        (name, what)
        for who, note in planted(shared)
        for name, what in survivors(deidentifier, who, note, kind)
    ]
    assert left == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_enough_renderings(shared: Path, kind: str) -> None:
    patients, _ = _clinosim(shared)
    assert len({form for _, form in renderings(patients[0], kind)}) >= 30
