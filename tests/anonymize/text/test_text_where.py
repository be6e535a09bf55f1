"""Where people live, are cared for and come from: each way to write it, and what looks like it and stays.

Read by the rules alone: no language model helps.
"""

from __future__ import annotations

import pytest

from rules_alone import taken

STREETS = [
    ("Home: 21 Alder Close, Thirsk YO7 2QS", ["21", "Alder Close", "Thirsk", "YO7 2QS"], "2 close contacts; follow closely"),
    ("sent to 8 Curlew Mews, Ripon", ["8 Curlew", "Ripon"], "MEWS 3, escalated at 4"),
    ("Flat 7, 40 Orchard Rise, Alness", ["Flat 7", "40 Orchard", "Alness"], "a rise from 1.1 to 1.9"),
    ("16 Kestrel Parade, Bendigo VIC 3550", ["16 Kestrel", "Bendigo", "3550"], "3 Way Stopcock; 4 Point gait"),
    ("Plot 9, Gandhi Nagar, Nagpur 440012", ["Gandhi Nagar", "Nagpur", "440012"], "Platelets 440000"),
    ("4120 N Sorrel Cres, Nelson BC V1L 4K3", ["4120", "Sorrel", "Nelson", "V1L 4K3"], "GCS E4V5M6 = 15"),
    ("took a taxi from 330 w linden ave", ["330 w linden ave"], "20 minute drive; 64 slice ct"),
    ("815 old quarry rd, unit 4, elko, nv 89801", ["815 old quarry", "elko", "89801"], "10 days of road rash at 30 mph"),
    ("55 birch st", ["55 birch st"], "2 mm inferior st depression"),
    ("p.o. box 610, sitka", ["610", "sitka"], "box 4 of 6"),
    ("Locked Bag 2200, Darwin", ["2200", "Darwin"], "ostomy bag 200 ml"),
    ("MVC at Harlan Ave & Quincy Rd", ["Harlan Ave & Quincy Rd"], "CT Head and Neck at 10"),
    ("hit at Dover St/Kemp Ave", ["Dover St/Kemp Ave"], "Advair 250/50"),
    ("found at the corner of birch and 7th street", ["birch and 7th street"], "corner of the mouth and 7th rib"),
    ("walks near 48th and Girard", ["48th and Girard"], "the 9th and Tenth ribs; 5th and Final dose"), ("17 The Paddocks, Naas", ["17 The Paddocks", "Naas"], "3 The"),
    ("22 Wickham Rise, Ely", ["22 Wickham Rise", "Ely"], "Wickham striae"), ("suite 310, 88 harbor blvd", ["310, 88 harbor blvd"], "a suite of 310 tests"),
    ("seen at our 5th avenue clinic", ["5th avenue"], "2nd st elevation"),
    ("4400 block of Tulane Ave", ["Tulane Ave"], "a block of 10 minutes"),
    ("lives off County Road 318", ["318"], "county record"),
    ("N3318 State Hwy 22", ["N3318", "22"], "a state of 22 hours"),
    ("Space 18, Lazy Pines Mobile Home Park", ["18", "Lazy Pines"], "mobile home visit"),
    ("Calle Los Robles 45, San Isidro, Lima", ["Robles 45", "San Isidro", "Lima"], "movil en cama 45"),
]  # fmt: skip
CODES = [
    ("moved near Hexham NE46 3QP", ["Hexham", "NE46 3QP"], "the T2 3RD rib"), ("visits Thurso kw14 8ab", ["kw14 8ab"], "nodule at l4 3mm, t2 8th"),
    ("now in LS213PD", ["LS213PD"], "HbA1c and B12"), ("Athlone N37 X2Y5", ["N37 X2Y5"], "T10 2019"), ("from Regina S4P3Y2", ["S4P3Y2"], "H1N1"),
    ("Kiama NSW 2533", ["Kiama", "2533"], "IV NS 1000"), ("Thrissur - 680001", ["Thrissur", "680001"], "Heparin 500000 units"),
]  # fmt: skip
TOWNS = [
    ("lives in tralee with her son", ["tralee"], "lives in squalor with her son"), ("moved from oakhurst in June", ["oakhurst"], "moved from stretcher to recliner"),
    ("he commutes to hoboken", ["hoboken"], "he commutes to school"), ("a farmer, grew up in minot nd.", ["minot"], "grew up in foster care."),
    ("retired to sun city az", ["sun city"], "retired to bed"), ("stays in sitka, ak 99835", ["sitka", "99835"], "or 50000 units"),
    ("originally from Gdansk", ["Gdansk"], "originally from ED"), ("visiting from Leeds, England", ["Leeds"], "Saline, NS; Fever, BC"),
    ("from moab, utah", ["moab"], "xarelto, utah"), ("Cochise County resident", ["Cochise County"], "Rural County resident"),
    ("on the Pine Ridge Reservation", ["Pine Ridge"], "no reservation"), ("a farm in co. kerry", ["kerry"], "co. worker"),
    ("lives in st. cloud, mn", ["st. cloud"], "moved to st depression"),
]  # fmt: skip
FACILITIES = [
    ("seen at St. Brendan's", ["Brendan"], "St. Jude valve; St John's wort"), ("follow-up at UCSF Medical Center", ["UCSF Medical Center"], "UCSF criteria"),
    ("accepted at Tawny Oaks SNF", ["Tawny Oaks"], "sent to local SNF"), ("lives at Linden Court ALF", ["Linden Court"], "Skilled Rehab; Sub-acute rehab"),
    ("from the Tremont group home", ["Tremont"], "A Group Home"), ("seen at the Alcott shelter", ["Alcott"], "Shelter in place"),
    ("pupil of Wexcombe School", ["Wexcombe"], "Return To School; Law School"), ("held at Attica prison", ["Attica"], "County Jail; Federal Prison"),
    ("to Walgreens #3317", ["3317"], "Walgreens 2 blocks away"), ("CVS at Delmar and Skinker", ["Delmar"], "CVS 2+ pulses"),
    ("cared for at the Biloxi VA", ["Biloxi"], "at VA 20/40 OD; VA Pharmacy"), ("VA clinic in Tuskegee", ["Tuskegee"], "VA: 20/25"),
    ("Wirral NHS Trust", ["Wirral"], "the NHS trust"), ("HD at DaVita Tolland", ["Tolland"], "outpatient dialysis unit"),
    ("Clinica Los Andes, Cusco.", ["Los Andes", "Cusco"], "clinica medica"), ("rx at walmart off poplar.", ["poplar"], "walks on treadmill."),
    ("the pain began at Lawton General", ["Lawton"], "Outpatient Pharmacy; Women's Clinic"),
    ("in Los Angeles since", ["Los Angeles"], "Boston bowel prep score 8; Milan criteria"),
]  # fmt: skip
HOMES = [
    ("admitted from sunny acres nursing home", ["sunny acres"], "admitted from local nursing home"), ("followed by hope hospice", ["hope"], "followed by home hospice"),
    ("attends tiny scholars daycare", ["tiny scholars"], "attends adult daycare"), ("resident of harbor house group home", ["harbor house"], "resident of a group home"),
    ("transferred from good samaritan", ["good samaritan"], "transferred from outside hospital; sent to st elevation rule-out"), ("transferred from Good Samaritan", ["Good Samaritan"], "transferred from Emergency Department"),
    ("lives in cedar falls", ["cedar falls"], "lives in state park; lives in mobile home park"), ("from schenectady, here with son", ["schenectady"], "from rehab, here with son"),
    ("HH through Angel Hands", ["Angel Hands"], "HH through Medicare; oxygen via Nasal Cannula; DME by Tomorrow"), ("Referred by Lakeside Home Care", ["Lakeside Home Care"], "Needs Home Care"),
    ("lives near lake placid", ["lake placid"], "lives near water with wife; lives in senior house"), ("81M from pawtucket", ["pawtucket"], "81M from snf"),
    ("lives at 12 Oak Road. Called daughter", ["12 Oak Road"], "On the road. Called daughter"),
]  # fmt: skip
WHOLES = [
    ("seen in Upper Slaughter surgery", ["Upper Slaughter surgery"], "seen in Vascular surgery; seen in Upper GI surgery"),
    ("moved to The Larches at Stony Brook", ["The Larches at Stony Brook"], "to The Bottom of it"),
    ("braces at Golden Fern Orthodontics,", ["Golden Fern Orthodontics"], "seen with Pediatric Cardiology; by Diagnostic Imaging"),
    ("Read by Tanner Creek Pathology Group", ["Tanner Creek Pathology Group"], "by Surgical Pathology Group"),
    ("exam at beacon ridge eye associates", ["beacon ridge eye associates"], "exam with the eye associates"), ("sent to winooski family medicine", ["winooski family medicine"], "sent to local family medicine"),
    ("im normally in la grande", ["la grande"], "normally in bed; i live in fear; usually in pain"), ("she works for blue heron foods", ["blue heron foods"], "works for the city; works for long hours"),
    ("seen at King's College Hospital", ["King's College Hospital"], "King's College criteria; mayo 2"),
    ("lives at 2, The Grove, Leeds", ["2, The Grove"], "knee 2, TROUSDALE VIEW"), ("from moab, Indiana", ["moab"], "neobladder, Indiana"),
    ("address: 8 Ferris Hall 3", ["Ferris Hall 3"], "Location: ED Hall 3"),
]  # fmt: skip
WHERE = WHOLES + HOMES + STREETS + CODES + TOWNS + FACILITIES


@pytest.mark.parametrize(("text", "gone"), [(text, gone) for text, gone, _ in WHERE])
def test_places_go(text: str, gone: list[str]) -> None:
    found = taken(text)
    assert [part for part in gone if not any(part in stretch for stretch in found)] == []


@pytest.mark.parametrize("text", [near for _, _, near in WHERE])
def test_what_looks_like_a_place_stays(text: str) -> None:
    assert taken(text) == []


def test_a_street_ends_with_its_sentence() -> None:
    assert "12 Oak Road" in taken("lives at 12 Oak Road. Called her daughter")


def test_an_abbreviated_department_is_no_part_of_an_address() -> None:
    assert "M25 5XX" in taken("discharged from A&E M25 5XX")


def test_a_grade_before_a_therapist_is_no_house_number() -> None:
    assert not any("2" in stretch for stretch in taken("Risser 2, Schroth PT, Boston brace"))
