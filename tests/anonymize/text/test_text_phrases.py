"""Clinical phrases: what must go, what must stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cohortium_anonymize.text import Deidentifier
from cohortium_anonymize.text.words.casing import caseless, for_model

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
    ("seen 84920331 MGH team, Job #: 558120 cc: ward", ["84920331", "558120"]),
    ("spelled S M I T H, first name J O A N", ["S M I T H", "J O A N"]),
    ("hx per dtr Maribel", ["Maribel"]),
    ("follow-up 31/31/2021", ["31/31/2021"]),
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
    ("lives at 7 Quai de la Tournelle, 75005 Paris with her son", ["Tournelle", "75005", "Paris"]),
    ("Discharged home to Lindenstrasse 44, 10969 Berlin", ["Lindenstrasse", "10969", "Berlin"]),
    ("6185 Pfarrgasse 91\n Suite 170\n MITTERLOBMING\n Austria 26759", ["6185", "91", "MITTER", "26759"]),
    ("address on file: PSC 76 Box 1190, APO AP 96319", ["1190", "96319"]),
    ("Calle Mayor 14, 3 izq, 28013 Madrid", ["Mayor", "28013", "Madrid"]),
    ("RR 2 Box 118, Elkader, Iowa 52043", ["118", "Elkader", "52043"]),
    ("resides at flat 12, 31 Gloucester Terrace, London W2 3DR", ["Gloucester", "London", "W2 3DR"]),
    ("lives at 1420 old mill road apt 3b, galena il", ["1420", "galena"]),
    ("EMS called to corner of Fulton and 3rd Ave", ["Fulton", "3rd Ave"]),
    ("Tel: 04 91 55 01 22, cell (0) 7700 900 418", ["55 01", "900 418"]),
    ("call me on 450 0840; pgr 4471; call back x55821", ["0840", "4471", "55821"]),
    ("781 1704-Office, +49 (0)30 901820", ["1704", "901820"]),
    ("Aetna member # W2218 40912, Grp 80442", ["40912", "80442"]),
    ("insulin pump ser# 8842-19-A7; specimen 21:SP:00981", ["8842", "00981"]),
    ("DEA BF4417726, NPI 1487659920, license plate 7KXL419", ["4417726", "1487659920", "7KXL419"]),
    ("see /mnt/pacs/ferrante_lucia_77301245/ser02.dcm", ["ferrante", "lucia", "77301245"]),
    ("Dictated by: jmorales, MD", ["jmorales"]),
    ("cc: Dr Nwachukwu; Dr. van der Heijden", ["Nwachukwu", "Heijden"]),
    ("RN Kunigunde Holtkamp at bedside", ["Kunigunde", "Holtkamp"]),
    ("|12 ELM ST^^GALENA^IL^61036||(815)555-0144", ["ELM", "GALENA", "61036", "0144"]),
    ('{"family":"Ferrante","given":["Lucia"]}', ["Ferrante", "Lucia"]),
    ("Ferrante | Lucia | F | 02/04/1958", ["Ferrante", "Lucia", "1958"]),
    ("Assessment: Leland Foxworth remains stable", ["Leland", "Foxworth"]),
    ("Whitlock, Jocasta presented with dyspnea.", ["Whitlock", "Jocasta"]),
    ("May Rose, her daughter, called regarding Summer Long.", ["May", "Rose", "Summer", "Long"]),
    ("Aloisia, can I please speak to your boss?", ["Aloisia"]),
    ("is moving in that direction, says Izumi.", ["Izumi"]),
    ("Dear Wenzel,\nthe result is normal.\nRegards,\nOttoline Krebs", ["Wenzel", "Ottoline", "Krebs"]),
    ("seen last Friday; recheck Wednesday", ["Friday", "Wednesday"]),
    ("collected 2018-02-24 12:45:18", ["2018", "12:45"]),
    ("Dr. Kussmaul and Mr. Becker; discussed with Dr. Rubin", ["Kussmaul", "Becker", "Rubin"]),
    ("moved from Boston, born in Sydney; Ms. Fontaine agrees", ["Boston", "Sydney", "Fontaine"]),
]  # fmt: skip
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
    "Positive Murphy's sign and McBurney point tenderness.",
    "Colles fracture; Salter-Harris II fracture; Garden IV hip fracture; Weber B ankle.",
    "Ann Arbor stage III; Breslow depth 1.2 mm; Clark level IV.",
    "Continue Lantus 22 units qHS, Humalog sliding scale, and Jardiance 10 mg daily.",
    "PHQ-9 14, GAD-7 11, MMSE 26/30; NIHSS 4, mRS 2, GCS E4V5M6 = 15.",
    "BP 142/88 mmHg, HR 88 bpm, RR 18, T 37.2 C, SpO2 94% on 2 L NC, wt 84.3 kg.",
    "pT2N1M0 stage IIB, ER+/PR+/HER2-, PSA 8.2 ng/mL",
    "Echo: LVEF 45%, mild MR, moderate TR, RVSP 38 mmHg; no ST changes.",
    "Blood cultures grew E. coli and Klebsiella; C. difficile toxin negative.",
    "ASSESSMENT AND PLAN\n1. ACUTE ON CHRONIC SYSTOLIC HEART FAILURE",
    "hemodialysis every Monday, Wednesday and Friday; symptoms began 3 days ago",
    "Kaplan-Meier survival, Cox model, 95% CI 1.2-3.4, n=1204; GUSTO trial; GOLD guidelines",
    "GFR 38 (CKD 3b); 2 Tylenol 500 mg; IOP 16/17; Bishop score 6.",
    "Modic type 2 change at L5-S1, Meyerding grade I; Schmorl node at T12.",
    "Vicryl 2-0 and Monocryl 4-0, Dermabond, Steri-Strips; Lund-Mackay 14, Lund-Kennedy 6.",
    "Qulipta, Briumvi, Kesimpta and Hadlima; Cutibacterium acnes, Morganella morganii.",
    "Cook balloon out, Paris classification 0-Is, Fontaine IIb, Chicago classification type II.",
    "Bishop, Naegele and Rubin not needed; Glenn at 5 months, Weber midline, Silverman 2.",
    "Switch Humira to Hadlima. Avoid NSAIDs. Titrate Entresto.", "Scapular winging, Daycare exposure, Bayesian estimate 12%.",
    "Started Trimbow. We reviewed technique.", "Mepilex Border applied, Filtek Supreme placed; circle of Willis patent.",
    "Gastric biopsies, OLGA 1; Denver II passed.", "Wrigley forceps, Woods screw, Patrick negative, Lasegue +, Hoffmann absent.",
]  # fmt: skip


NAMES = [
    "Tamsin Ellwood", "Xiomara Pedraza", "Meiling Tsai", "Gurdeep Sidhu", "Mahmood Al-Rashidi", "Sipho Dlamini",
    "Zdzislaw Wojcik", "Quoc Bao Pham", "Walburga Steinhauser", "Ragnhild Sorensen", "Chihiro Endo", "Solenne Delacroix",
]  # fmt: skip
SAID = [
    "{} is a 54-year-old man with hypertension who presents with chest pain.", "Seen today: {}, follow-up of diabetes.",
    "Discussed the plan by phone with {}, who agrees.", "I saw {} in the emergency department for abdominal pain.",
]  # fmt: skip


@pytest.mark.parametrize("case", [str, str.lower, str.upper])
@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_origin_go_in_every_case(
    deidentifier: Deidentifier, name: str, case: Callable[[str], str]
) -> None:
    texts = [case(said.format(name)) for said in SAID]
    left = [
        text
        for text, result in zip(
            texts, deidentifier.deidentify_many((t, None, b"k") for t in texts), strict=True
        )
        if any(case(part) in result.text for part in name.split())
    ]
    assert left == []


@pytest.mark.parametrize(
    "text", ["WADE TOLLIVER", "A B", "x\n\ny Z", "mrs. opal gentry\nTHE END\nok"]
)
def test_reading_in_another_case_moves_nothing(text: str) -> None:
    read = for_model(text)
    assert len(read) == len(text) and read.lower() == text.lower()
    assert all(text[at : at + len(r)].lower() == r.lower() for at, r in caseless(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Becker drove himself in and waited an hour.", "Becker"),
        ("Bishop called at noon about her refill.", "Bishop"),
        ("Young says he sleeps badly.", "Young"),
        ("Patrick has been sober for two years.", "Patrick"),
        ("Discussed with Fisher and Cook before rounds.", "Fisher"),
        ("Mr. Alvarado 8 days after surgery.", "Alvarado"),
        ("Jackson, Pratt and Foley are on call.", "Pratt"),
        ("Seen by Trelawney. Ref sent.", "Trelawney"),
    ],
)
def test_bearers_of_eponyms_go(deidentifier: Deidentifier, text: str, name: str) -> None:
    assert name not in deidentifier.deidentify(text, key=b"k").text


@pytest.mark.parametrize(("text", "gone"), GO)
def test_identifiers_go(deidentifier: Deidentifier, text: str, gone: list[str]) -> None:
    out = deidentifier.deidentify(text, key=b"k").text
    assert [part for part in gone if part in out] == []


@pytest.mark.parametrize("text", STAY)
def test_medicine_stays(deidentifier: Deidentifier, text: str) -> None:
    assert deidentifier.deidentify(text, key=b"k").text == text
