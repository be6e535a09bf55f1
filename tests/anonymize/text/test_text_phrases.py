"""Clinical phrases: what must go, what must stay."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier

GO = [
    ("MRN: 84920173. Follow-up in 2 weeks.", ["84920173"]),
    ("mrn 8492 0173 admitted", ["8492 0173"]),
    ("Medical Record #QX-00-482-117 reviewed", ["QX-00-482-117"]),
    ("SSN ending in 4417 confirmed", ["4417"]),
    ("SSN 536-22-8719", ["536-22-8719"]),
    ("xxx-xx-8719 on file", ["8719"]),
    ("pager 40213, call 555-019-2233 x12", ["40213", "555-019-2233"]),
    ("tel +44 20 7946 0958", ["7946"]),
    ("write to j.doe99@mail.example.com", ["j.doe99@mail.example.com"]),
    ("write to jdoe [at] example [dot] com", ["jdoe"]),
    ("see https://portal.example.org/p/77", ["portal.example.org"]),
    ("Lives at 1420 Old Mill Road Apt 3B, Galena, IL 61036", ["1420 Old Mill", "Galena", "61036"]),
    ("zip 62704-1234", ["62704"]),
    ("seen by Dr. Oyelaran in clinic", ["Oyelaran"]),
    ("T. Marchetti, RN at bedside", ["Marchetti"]),
    ("Nurse: Tabitha Martin", ["Tabitha", "Martin"]),
    ("Electronically signed by Ines Duarte, MD", ["Ines", "Duarte"]),
    ("Electronically signed: rpatel MD 0932", ["rpatel"]),
    ("Transferred from Larkspur Valley Hospital", ["Larkspur"]),
    ("MACKENZIE, JOHN A. here for FU of CHF", ["MACKENZIE", "JOHN"]),
    ('{"pt_nm":"MACKENZIE^JOHN^A","dob":"19620314"}', ["MACKENZIE", "JOHN", "19620314"]),
    ("Operated 14.3.21, dc 19.3.21", ["14.3.21", "19.3.21"]),
    ("stent placed Mar21, echo in Sep-2022", ["Mar21", "Sep-2022"]),
    ("biopsy 14/III/2021", ["14/III/2021"]),
    ("since Valentine's Day 2019", ["Valentine"]),
    ("seen on 3/14 and again in October", ["3/14", "October"]),
    ("a 94-year-old woman", ["94"]),
    ("a ninety-four-year-old woman", ["ninety-four"]),
    ("Medicare 1EG4-TE5-MK73; policy BCBS XYZ882134567", ["1EG4-TE5-MK73", "XYZ882134567"]),
    ("accession A21-0048213, acct 00482117-3", ["0048213", "00482117"]),
    ("filename CT_84920173_20210314.dcm uploaded", ["84920173", "20210314"]),
    ("device serial number SN-88-20417B", ["20417B"]),
    ("logged from 10.23.4.191", ["10.23.4.191"]),
    ("Her daughter Yolanda drove her", ["Yolanda"]),
]
STAY = [
    "Parkinson disease stable on Sinemet; Addison crisis ruled out.",
    "Babinski negative, Romberg positive, Murphy sign absent.",
    "Foley catheter placed, Hartmann solution 1 L, Swan-Ganz in situ.",
    "BP 120/80, HR 72, SpO2 98%, T 36.8, Na 138 K 4.2 Cr 1.1",
    "T2-weighted MRI of L4/L5 shows stenosis; C5-C6 fusion",
    "Follow up in 2 weeks; symptoms for 3 days; twice daily",
    "May take Tylenol PRN; will march forward with PT",
    "a 45-year-old man with Down syndrome and Guillain-Barre",
    "Patient status: BP 134/78, HR 76, SpO2 96%, T 37.8; nasal_cannula 2.9 L/min.",
    "Meds administered: Albuterol, Ipratropium, Prednisone.",
    "Cr 1.2 in 2019, 1.4 now; pain 5/10, murmur 3/6, strength 5/5.",
    "SNOMED 44054006, LOINC 4548-4, ICD-10 E11.9",
    "Take 1 tablet 500 mg by mouth twice daily for 10 days",
]  # fmt: skip


@pytest.mark.parametrize(("text", "gone"), GO)
def test_identifiers_go(deidentifier: Deidentifier, text: str, gone: list[str]) -> None:
    out = deidentifier.deidentify(text, key=b"k").text
    assert [part for part in gone if part in out] == []


@pytest.mark.parametrize("text", STAY)
def test_medicine_stays(deidentifier: Deidentifier, text: str) -> None:
    assert deidentifier.deidentify(text, key=b"k").text == text
