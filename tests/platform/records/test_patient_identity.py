"""Who a patient is: every identifier is known to de-identification, and only equals link."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium.records.days import day_number, readable
from cohortium.records.identity import Identity, Name, identity
from cohortium.records.mentions import Mentions, mentions
from cohortium.records.patient import letters

CORE = "http://hl7.org/fhir/StructureDefinition/"
US = "http://hl7.org/fhir/us/core/StructureDefinition/"
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p-1",
    "identifier": [{"value": "MRN-9"}, {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-53-8547"}],
    "name": [{"family": "Müller-Łuk", "given": ["Ana María", "J"]}, {"text": "Annie M"}],
    "birthDate": "1970-02-03",
    "gender": "female",
    "address": [{"line": ["97 Center St"], "city": "Boston", "state": "MA", "postalCode": "02144-0001"}],
    "telecom": [{"system": "phone", "value": "508 627"}, {"system": "email", "value": "a@example.org"}],
    "contact": [{"name": {"text": "John M"}, "telecom": [{"system": "phone", "value": "781 425"}]}],
    "generalPractitioner": [{"reference": "Practitioner/1", "display": "Dr Rivera"}],
    "managingOrganization": {"display": "North Clinic"},
    "extension": [
        {"url": US + "us-core-race", "extension": [
            {"url": "ombCategory", "valueCoding": {"code": "2106-3", "display": "White"}},
            {"url": "ombCategory", "valueCoding": {"code": "2028-9", "display": "Asian"}},
            {"url": "text", "valueString": "of the hills"}]},
        {"url": US + "us-core-ethnicity", "extension": [
            {"url": "ombCategory", "valueCoding": {"display": "Not Hispanic or Latino"}}]},
        {"url": CORE + "patient-mothersMaidenName", "valueString": "Rosa Klein"},
        {"url": CORE + "patient-birthPlace", "valueAddress": {"city": "Graz"}},
    ],
}  # fmt: skip


def who(**fields: Any) -> Identity:
    found = identity("Patient", {**PATIENT, **fields})
    assert found is not None
    return found


def test_everything_that_identifies_is_known() -> None:
    known = who().known()
    assert known["names"] == ["Ana María J Müller-Łuk", "Ana María", "Müller-Łuk", "Annie M"]
    assert known["birth_date"] == "1970-02-03"
    assert known["ids"] == ["p-1", "MRN-9", "999-53-8547"]
    assert known["phones"] == ["508 627", "781 425"]
    assert known["emails"] == ["a@example.org"]
    assert {"97 Center St", "Boston", "02144-0001", "Graz"} <= set(known["addresses"])
    assert known["relatives"] == ["John M", "Rosa Klein"]
    assert known["providers"] == ["Dr Rivera"]
    assert known["facilities"] == ["North Clinic"]


def test_what_the_subjects_table_needs() -> None:
    assert (who().sex, who().birth_year, who().zip) == ("female", 1970, "02144")
    assert (who().race, who().ethnicity) == ("Multiple", "Not Hispanic or Latino")
    assert not who().deceased
    assert who(deceasedBoolean=True).deceased
    assert who(deceasedDateTime="2020-01-01").death_date == "2020-01-01"


def test_an_identity_does_not_print_itself() -> None:
    assert "Müller" not in repr(who())


def test_linkage_is_the_same_for_the_same_person_written_differently() -> None:
    other = who(id="x", name=[{"family": "MULLER LUK", "given": ["Ana", "Maria"]}])
    same = who(id="y", name=[{"family": "Muller luk", "given": ["Anamaria"]}])
    ours = who(name=[{"family": "Müller-Luk", "given": ["Ana María"]}])
    assert ours.linkage() == same.linkage() == ("mullerluk", "anamaria", "1970-02-03", "female")
    assert ours.linkage() != other.linkage()


@pytest.mark.parametrize(
    "fields",
    [{"name": []}, {"name": [{"family": "X"}]}, {"name": [{"given": ["X"]}]}, {"birthDate": "1970-02"},
     {"birthDate": None}, {"gender": None}, {"name": [{"family": "12", "given": ["A"]}]}],
)  # fmt: skip
def test_linkage_needs_every_part(fields: dict[str, Any]) -> None:
    assert who(**fields).linkage() is None


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert letters(letters(text)) == letters(text)


def test_a_name_in_one_piece_keeps_its_text() -> None:
    assert Name(text="Annie M").full == "Annie M"


@pytest.mark.parametrize(
    ("kind", "data", "want"),
    [
        ("Practitioner", {"name": [{"family": "Kent", "given": ["Earl"]}]}, Mentions(providers=("Earl Kent",))),
        ("PractitionerRole", {"practitioner": {"display": "Earl Kent"}}, Mentions(providers=("Earl Kent",))),
        ("RelatedPerson", {"name": [{"text": "John M"}]}, Mentions(relatives=("John M",))),
        ("Organization", {"name": "North", "alias": ["NH"]}, Mentions(facilities=("North", "NH"))),
        ("Organization", {"name": "Cardiology", "type": [{"coding": [{"code": "dept"}]}]}, Mentions()),
        ("Location", {"name": "North", "physicalType": {"coding": [{"code": "si"}]}}, Mentions(facilities=("North",))),
        ("Location", {"name": "Bed 3", "physicalType": {"coding": [{"code": "bd"}]}}, Mentions()),
        ("omop/provider", {"provider_name": "Earl Kent"}, Mentions(providers=("Earl Kent",))),
        ("omop/care_site", {"care_site_name": "North"}, Mentions(facilities=("North",))),
        ("table/x", {"table": "providers", "mapped": {"given": "Earl", "family": "Kent"}}, Mentions(providers=("Earl Kent",))),
        ("Observation", {"name": "x"}, Mentions()),
    ],
)  # fmt: skip
def test_mentions(kind: str, data: dict[str, Any], want: Mentions) -> None:
    assert mentions(kind, data) == want


@pytest.mark.parametrize(
    ("text", "is_readable", "number"),
    [
        ("1970-01-01", True, 0), ("1970-01-02T23:59:59.123+14:00", True, 1), ("1969-12-31", True, -1),
        ("2024-02-29", True, 19782), ("2020-01-02 00:00:00", True, 18263), ("2024", True, None),
        ("2024-05", True, None), ("2023-02-29", False, None), ("2024-13", False, None),
        ("2024-05-06T25:00", False, 19849), ("soon", False, None), (None, False, None), (7, False, None),
    ],
)  # fmt: skip
def test_days(text: Any, is_readable: bool, number: int | None) -> None:
    assert readable(text) is is_readable
    assert day_number(text) == number
