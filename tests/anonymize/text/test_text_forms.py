"""Dates, numbers and places in rarer forms: misspelt, of other countries, by short and local names; beside each what stays.

Read by the rules alone: no language model helps.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.text.words.moments import MONTHS
from rules_alone import taken

DATES = [
    ("seen Septmber 14, 2019", ["Septmber 14, 2019"], "Number 12, 2018 series"), ("back 3rd of Ocotber", ["3rd of Ocotber"], "3rd molar"),
    ("Arpil 12, 2018", ["Arpil 12, 2018"], "Major 12, 2018 events"), ("DOB 07*22*1948", ["07*22*1948"], "took 4*5 tablets"),
    ("DOB: 07 _ 22 _ 1948", ["07 _ 22 _ 1948"], "MMSE 22_30"), ("scan 2019_03_12", ["2019_03_12"], "range 2019_33"),
    ("TC 4 XII 2019", ["4 XII 2019"], "dose 3 X 2000 units"), ("Memorial Day 2018", ["Memorial Day 2018"], "family day on the ward"),
    ("hurt on Victoria Day 2020", ["Victoria Day 2020"], "Day 2 of 20"), ("born nineteen thirty-eight", ["nineteen thirty-eight"], "grew nineteen centimeters"),
    ("am 3. M\u00e4rz 2020", ["3. Marz 2020"], "Mars 2000 rover"), ("le 14 ao\u00fbt", ["14 aout"], "mai 12 cm"),
    ("em 7 de mar\u00e7o de 2018", ["7 de marco de 2018"], "el 7 de 10"), ("DOB four seventeen fifty-five", ["four seventeen fifty-five"], "dated seven days ago"),
    ("f/u cards 9/12", ["9/12"], "follow up: motor 4/5"), ("appt Mon 5/15", ["Mon 5/15"], "9/12 nodes positive"),
]  # fmt: skip
NUMBERS = [
    ("plate 6TRJ 244", ["6TRJ 244"], "plate 3 hole 12 mm"), ("van, reg LV21 XKD", ["LV21 XKD"], "reg diet 1800 kcal"),
    ("OHIP 1234 567 890 AB", ["1234 567 890 AB"], "HC 34 cm"), ("area code six one seven", ["six one seven"], "area code unknown"),
    ("tiktok glitterqueenz", ["glitterqueenz"], "tiktok videos nightly"), ("cashapp $tinyrob", ["tinyrob"], "uses whatsapp with family"),
    ("H.No. 12-3-45/B", ["12-3-45/B"], "house no longer safe"), ("PRBC W1234 22 000123", ["W1234 22 000123"], "unit 2 of PRBC"),
    ("OBR|1|K0044^LAB|F9921^FILL|80053^CMP^CPT", ["K0044", "F9921"], "OBX|1|NM|2160-0^CREATININE^LN||1.3|mg/dL"),
    ("0221,1961-04-03,Okafor,Ada", ["0221", "1961-04-03"], "1200,5.4,3.2,140"), ("OP/2022/11824", ["OP/2022/11824"], "I/O 2020/1812"),
    ("unit # 4471", ["4471"], "transfuse 2 units 350 ml"), ("cb 4482", ["4482"], "x 12 weeks"),
    ("truck #4471", ["4471"], "disp #30"), ("Dubois, H. 94F fall", ["94"], "Temp 101 F"), ("KA 05 MJ 4471", ["KA 05 MJ 4471"], "T10 and L12"),
]  # fmt: skip
PLACES = [
    ("junior at Northgate HS", ["Northgate HS"], "trazodone 50 mg HS"), ("goes to Lincoln Elem", ["Lincoln Elem"], "Elementary school level"),
    ("student at PS 118", ["PS 118"], "PS 10 over PEEP 5"), ("Pain Ctr of Boise", ["Pain Ctr of Boise"], "Imaging of Brain"),
    ("GP: Fern Bank Surgery", ["Fern Bank Surgery"], "Orthopedic Surgery"), ("open with HSD Luna County", ["HSD Luna County"], "APS and SLE labs"),
    ("infusion by Option Care", ["Option Care"], "Option care plan"), ("drives for Bison Transport", ["Bison Transport"], "Employer: retired"),
    ("by Rescue 7 crew", ["Rescue 7"], "Rescue 2 puffs"), ("on I-90 near exit 33", ["I-90 near exit 33"], "I-131 uptake"),
    ("cvs rte 9", ["rte 9"], "route 1 of administration"), ("RTC on the A40", ["A40"], "M5 leukemia"),
    ("seen at high desert clinic", ["high desert clinic"], "seen at wound clinic"), ("works at the curl factory", ["curl factory"], "works at a paper factory"),
    ("sent from GVH", ["GVH"], "transferred from OSH"), ("Northside Cardiology", ["Northside Cardiology"], "Right Heart Cath"),
    ("based at Nellis AFB", ["Nellis AFB"], "NAS score 8"), ("sober living (New Dawn)", ["New Dawn"], "facility (Skilled Nursing)"),
    ("daycare: Tiny Tots on Maple", ["Tiny Tots on Maple"], "School: Normal"), ("flown from Kodiak", ["Kodiak"], "R-CHOP x 6"),
]  # fmt: skip
FORMS = DATES + NUMBERS + PLACES
LONG = [month for month in MONTHS if len(month) > 5]


@pytest.mark.parametrize(("text", "gone"), [(text, gone) for text, gone, _ in FORMS])
def test_rarer_forms_go(text: str, gone: list[str]) -> None:
    found = taken(text)
    assert [part for part in gone if not any(part in stretch for stretch in found)] == []


@pytest.mark.parametrize("text", [near for _, _, near in FORMS])
def test_what_looks_like_them_stays(text: str) -> None:
    assert taken(text) == []


@given(month=st.sampled_from(LONG), at=st.integers(1, 8), change=st.sampled_from("oxqz-"))
def test_a_month_but_for_a_letter_goes_with_its_day_and_year(
    month: str, at: int, change: str
) -> None:
    at = min(at, len(month) - 1)
    wrong = (month[:at] + change.strip("-") + month[at + 1 :]).capitalize()
    assert any(f"{wrong} 14, 2019" in stretch for stretch in taken(f"on {wrong} 14, 2019."))
