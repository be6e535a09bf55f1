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
NAMED_AGES = [
    ("wife Ottilie, 92, at bedside", ["92"], "Sodium, 92, low; sats 93, HR 92"), ("his brother Earl (96)", ["96"], "SpO2 (96) on air"),
    ("Mr. Fenwick, 93, fell", ["93"], "a sat of 93, HR 91 and pulse (95)"), ("Odile Fenwick (101)", ["101"], "Glucose (101), Sodium Chloride, 92, was"),
    ("mother d. 94 of a stroke", ["94"], "mother d. 74; father died 62"), ("FH: M 91 CVA, F dec 93", ["91", "93"], "M 91 kg; F 93 lb"),
    ("PGM alive and well at 97.", ["97"], "alive at 90 minutes"), ("lived to be 102", ["102"], "lived to be 82"),
    ("age 90s", ["90s"], "sats in the 90s, HR 90s"), ("father died in his late 90s", ["late 90s"], "SBP in the high 90s"),
    ("she is pushing 95.", ["95"], "she is pushing 95 lb"), ("(b. 1931)", ["1931"], "vitamin b. 12"),
]  # fmt: skip
VANITY = [
    ("call 1-800-555-CARE", ["1-800-555-CARE"], "ibuprofen 800 MG-TABLET"), ("dial 555-HELP", ["555-HELP"], "HLA-B27; 5-HIAA"),
    ("1-888-Get-Well for billing", ["1-888-Get-Well"], "1-800-QUIT-NOW"), ("(617) 555-NURS", ["(617) 555-NURS"], "800 ML FLUID-LIMIT"),
    ("text 617*555*0144", ["617*555*0144"], "1*2*3"),
]  # fmt: skip
CORRECTED = [
    ("MRN 44 81, correction, 4482 19", ["44 81", "4482 19"], "potassium 3.4, correction, 4300"), ("account 88120, no wait, 88121", ["88120", "88121"], "the account: no wait 4500"),
    ("record five five two one, I mean 5529103", ["5529103"], "dose 50, sorry, 7500 units"), ("MRN 4 4 8 1, scratch that, 4 4 8 2", ["4 4 8 1", "4 4 8 2"], "1 2 3 4"),
]  # fmt: skip
MORE = [
    ("plate KP 08 XYZ", ["KP 08 XYZ"], "plate 4 of 6"), ("pump (YGH7781-C0042)", ["YGH7781-C0042"], "HLA-DR4"), ("from 10.0.0.12:8080", ["10.0.0.12:8080"], "ratio 10.5:1"),
    ("board cert no 0448-12", ["0448-12"], "certified nurse 12"), ("A# A204-448-120", ["A204-448-120"], "a # 4 suture"), ("Plan XQ8 812 044", ["XQ8 812 044"], "Plan: B12 1000 mcg"),
]  # fmt: skip
LABELS = [
    ("HISTORY NUMBER: 2204-31-9", ["2204-31-9"], "history number of 2 falls"), ("armband reads 5510-2238-1", ["5510-2238-1"], "wristband on left wrist, 2 checks"),
    ("Drivers lic K2205-81930 expired", ["K2205-81930"], "drives 20000 miles"), ("Claim QBEW 19-220817", ["QBEW 19-220817"], "claim of ROM 20-110 full"),
    ("they said its F2210-7741-0082", ["F2210-7741-0082"], "ICD10-F32, G0463-25"), ("member number k t four one seven two", ["k t four one seven two"], "plan a two week taper"),
    ("policy is b seven seven one nine a day later", ["b seven seven one nine"], "case one of two or three"),
    ("STATION: MRNORTH3", ["MRNORTH3"], "station: 4R node; EBUS station: 11L"), ("Station Name=XRAYEAST", ["XRAYEAST"], "station ALPHA"),
]  # fmt: skip
NUMBERS = (
    LABELS
    + NAMED_AGES
    + VANITY
    + CORRECTED
    + MORE
    + CARDS
    + LABELLED
    + DEVICES
    + ONLINE
    + PHONES
    + AGES
)
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
