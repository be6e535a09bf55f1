"""Numbers that are someone's, by label and by form: each way to write them, and the numbers of medicine beside.

Read by the rules alone: no language model helps.
"""

from __future__ import annotations

import pytest

from rules_alone import taken

CARDS = [
    ("EBT card ending in 5520", ["5520"], "a course ending in 12 days"), ("insurance card ends 7719", ["7719"], "pain that ends with rest"),
    ("last four of the card: 3086", ["3086"], "the last four 500 mg doses"), ("Acct xxxx8841", ["8841"], "xxx deferred"),
    ("card 4111 xxxx xxxx 2214", ["4111 xxxx xxxx 2214"], "1 2 3 4 steps"), ("checking ****2210", ["2210"], "***critical*** 7.1"), ("last 4 digits 6613", ["6613"], "last 4 BPs 120/80"),
]  # fmt: skip
LABELLED = [
    ("NHS number 512 448 7765", ["512 448 7765"], "NHS referral made"), ("Hosp # 0117-42", ["0117-42"], "hosp 3 days"),
    ("Molina member B0077321", ["B0077321"], "member 3 of the family"), ("licence no A 55271", ["55271"], "licence to practise"),
    ("dl: OR 7741228", ["7741228"], "glucose 90 mg/dl 7741 cells"), ("NI number JT 20 31 44 B", ["20 31 44"], "NI 3 hours"),
    ("SIN 046 454 286", ["046 454 286"], "SIN grade 2; SIN 3 lesion"), ("cpf 52998224725", ["52998224725"], "rg 4"),
    ("RUT 11.222.333-4", ["11.222.333-4"], "range 3.5-5.0"), ("A-number A204 118 772", ["118 772"], "PAN CT of the abdomen"),
    ("docket 23-CR-00715", ["00715"], "incident pain 3/10"), ("MRN four eight two one oh", ["four eight two one oh"], "digits four and five numb"),
    ("MRN: O771l0S", ["O771l0S"], "order K 40 meq"), ("SSN 5O6-22-l719", ["5O6-22-l719"], "chart 1200 ml urine"),
    ("claim # WC-20-771", ["WC-20-771"], "claim of 2 weeks"), ("plan ID 44871", ["44871"], "plan: 1200 kcal diet"),
    ("record 5540021", ["5540021"], "record 3-day calorie count"), ("study 20417-B", ["20417-B"], "Study 1204 participants"),
    ("ref: 2024/7715", ["2024/7715"], "REF: 70-99; ref 12.0-16.0"),
]  # fmt: skip
DEVICES = [
    ("pump serial on the label reads VX77120K", ["VX77120K"], "serial troponins every 6 hours"), ("mesh lot # HUDX0482", ["HUDX0482"], "a lot 300 ml less"),
    ("(01)00643169001763(17)271231(21)RNB488120H", ["RNB488120H"], "Micra pacemaker"), ("MAC 001b.4411.3ab7", ["001b.4411.3ab7"], "Mac 3 blade, grade 1 view"),
    ("from fd12:3456:789a:1::1", ["fd12:3456:789a:1::1"], "titre 1:640, I:E 1:2"), ("lens lot ZB-448821", ["ZB-448821"], "Cup (ref) 42-5320-067-02, 52 mm"),
]  # fmt: skip
ONLINE = [
    ("IG: tessa.runs", ["tessa.runs"], "IG: normal"), ("discord jellyfish#4410", ["jellyfish#4410"], "uses facebook 3 hours"),
    ("insta @mara.quint", ["mara.quint"], "seen @bedside"), ("username heron77", ["heron77"], "user error"),
    ("facebook.com/orla.tench", ["orla.tench"], "Troponin I.cardiac"),
]  # fmt: skip
PHONES = [
    ("call five five five, oh one four two", ["five five five, oh one four two"], "counts one two three four five six seven eight"),
    ("pager forty-four seventy-one", ["forty-four seventy-one"], "call in two or three days"), ("555-0142 extension twelve", ["twelve"], "extension ten degrees"),
    ("RN at 4-1182", ["4-1182"], "rest at 4-6 hours"), ("cell 5 5 5 0 1 4 4", ["5 5 5 0 1 4 4"], "cell 200; home 5 days"),
    ("paged p4471", ["p4471"], "p53 and p16 positive"), ("vocera 44718", ["44718"], "voice 3/5"), ("number is 555 0131", ["555 0131"], "number 12"),
    ("(6I7) 555-O144", ["(6I7) 555-O144"], "call 911; dial 988"), ("0044 20 7946 0221", ["7946 0221"], "0.9 20 40"),
]  # fmt: skip
AGES = [
    ("Pt 91 yrs, lives alone", ["91"], "smoked for 91 years"), ("in her tenth decade", ["tenth decade"], "in her fourth decade"),
    ("aet. 94", ["94"], "sat 94 on 2L"), ("92 years young", ["92"], "90 pack years"),
]  # fmt: skip
NUMBERS = CARDS + LABELLED + DEVICES + ONLINE + PHONES + AGES
CODES = [
    "CPT 27447, 29881-RT; HCPCS G0463", "SNOMED 38341003; RxCUI 308136", "NDC 00093-7424-56", "cat. no. 4471-2200, part # 88-120-4471",
    "I-131 uptake, CA-125 44", "Percocet 5/325, insulin 70/30, ratio 1.5:1", "a 16 Fr tube, 22G needle, No. 15 blade, no. 3 tracheostomy",
    "platelets 250000, WBC 120000", "range 100-140, INR 2.0-3.0",
]  # fmt: skip


@pytest.mark.parametrize(("text", "gone"), [(text, gone) for text, gone, _ in NUMBERS])
def test_numbers_go(text: str, gone: list[str]) -> None:
    found = taken(text)
    assert [part for part in gone if not any(part in stretch for stretch in found)] == []


@pytest.mark.parametrize("text", [*[near for _, _, near in NUMBERS], *CODES])
def test_numbers_of_medicine_stay(text: str) -> None:
    assert taken(text) == []
