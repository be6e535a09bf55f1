"""Dates in the forms that clinicians write, each beside what only looks like one."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier

ALONE = Deidentifier("codes")  # rules alone
GONE = """
{2/17} 0340 found asleep
{3/9} @ 07:15 desaturated
DOB: {O7/I9/1958} per card
Date of service: {l2/O3/2Ol9}
scanned as {O4/22/2O18}
DOB {11 02 1947}
DOS {110223}
CXR {4/6-9/23}, no change
{2021W07} rota
the {19th of last November}
{Q4 2018} audit; {2Q19}; {third quarter of 2020}
on {the ninth of August, 2017}
cefazolin {5/2-5/6}
{7/1 & 7/4} seen
seen {Aug 2, 9 and 16} in clinic
wk of {6/12}; w/c {19/6}
{Christmas 2018}, {Easter Sunday} and {Thanksgiving}
UCx {8/17} grew E. coli
s/p fall {11/22}
onset {4/3}, fell {4/5}, refilled {4/8}
[{9/18}] called
{22Oct} labs
back {5/17} -> {5/23}
her {May} surgery and the {March} labs
since {january}, worse since {feb}
on {march 9th}, in {2nd of may}
since {Tue}, last {Weds}
{MLK weekend} and the {Memorial weekend}
{Feb 3/4} overnight
{14, 15} and {16} August
{julian 21073}
{9 / 3/ 2018}
visto el {3 de mayo}; {tres de mayo de dos mil veinte}
a {mediados de junio de 2019}
dated the {8th inst.}
Tdap {8/12}; {7/15} wnl; delivered {10/10} 0214.
PHQ-9 18/27 on {9/2}, 12/27 on {10/7}
zosyn ({1/5 - 1/9}); home {4/12-16}
graft placed {5/11}, opened {5/14}; closed {5/20}
swab sent {8/8}, resulted {8/9}
PPD planted {3/7}, read {3/9}
drain in {6/2}, out {6/4}
on {12.XI.2019} and since {4/IX}
DOB {03/--/1941}; onset {??/??/2018}
s/p colectomy {2/98}, AVR {11/07}
{FY19 Q3} and {Q2 FY2020}; {third quarter 2018}
Adm Dat e {0 3/1 4/2O2l}; Dtae: {1 2/ 0 1/2018}
fever since {thurs}, worse since {sat}.
name and dob? jo {4 19 1983}
started at Otter Lake Growers {23/4}.
surgery scheduled at clinic on {4/5}
desde el {mayo 2} con dolor
""".strip().splitlines()  # {...} goes
STAY = """
BP 120/80, 2/6 murmur, 5/5 strength, 1/2 tab, pain 3/10, vision 20/40
VA 6/18 OD; T4/T5; C5-6; 24/7; Mallampati 3/4; 8/12 done
She may march again; he may be discharged; the 3rd may be late; the 12 may need it
q4-6h, 1-2 tabs, Q3 hours, FY21, 0314 hrs, POD 3, C1D14, day 14
TA 13/8, Glasgow 15/15, Apgar 8/9, MMSE 26/30, GCS 13/15
3/14 lymph nodes positive; 2/17 nodes involved; 1/16 cores positive
lisinopril 10/12.5 mg, Percocet 10/325, Humalog 75/25, Symbicort 80/4.5
titer 1/16; Fr 12/14; Bishop 8/13; cycle 3/14; 7/21 questions
AKI 2/2 ATN; admitted 2/2 sepsis; anemia 2/2 to CKD
strength 4/5 and 3/5, reflexes 2/4 and 1/4
GA 38 2/7 weeks; 37/7; ABG 7.31/48/90; PEEP 5
1/2 - 3/4 of the plate; D5 1/2 NS at 75
in 2019, since 2015; ICD 2021; version 2021-2; ts 1200
SpO2 on Sat 94%; HD Mon/Wed/Fri; Tues-Thurs
day 3/14 of abx; room 4/18; p. 1/13; RPR 1/16; lesions 4/16; PHQ-9 18/27
s/p repair 6/60 vision, 4/5 and improved to 5/5; on exam 3/5, improved to 4/5
III/VI murmur; CN III/IV; grade 3/IV; took 1/2 tab, repeated 1/2 tab
strength placed at 4/5; given 1/2 tablet, repeated 1/2; took 2 pills, repeated 1/2
mayo 2, CRP 40; ratio 3 1 2018; since sun exposure; since sat 94
IPAP at Resp Vent 20/5. rate 24/6, from Nasal Cannula 20/3.
update 1 1/2 tab; sat on mon and fri
march 3 times daily; date 12 units; visit date: 2 weeks
""".strip().splitlines()


@pytest.mark.parametrize("marked", GONE)
def test_dates_go(marked: str) -> None:
    text = marked.replace("{", "").replace("}", "")
    taken = "".join(text[s.start : s.end] for s in ALONE.spans(text))
    for piece in marked.split("{")[1:]:
        assert piece.partition("}")[0] in taken or all(
            word in taken for word in piece.partition("}")[0].split()
        )


@pytest.mark.parametrize("text", STAY)
def test_scores_doses_and_verbs_stay(text: str) -> None:
    assert [text[s.start : s.end] for s in ALONE.spans(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "b. 3/14/1962", "(b 3/14/1962)", "turned 50 on March 14, 2012", "her birthday was 3/14/2012", "birthday in March 2012",
        "DOB 03141962", "born in March 1962", "nacida en marzo de 1962", "cumple 50 el 14/03/2012", "DOB: O3/I4/1962",
    ],
)  # fmt: skip
def test_births_never_move(text: str) -> None:
    spans = ALONE.spans(text)
    assert [span.type for span in spans] == ["BIRTH_DATE"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("seen 03-14-2021 in clinic", "DATE"), ("MRN 03-14-2021", "MRN"), ("tel 0161-496-0018", "PHONE"),
        ("141530ZMAR21", "DATE"), ("epoch 1615714320", "DATE"), ("timestamp 4471", ""),
    ],
)  # fmt: skip
def test_what_numbers_are_dates(text: str, kind: str) -> None:
    assert "".join(span.type for span in ALONE.spans(text)) == kind


def test_no_day_is_left_beside_a_month_that_moves() -> None:
    for text in (
        "14th day of March, 2021",
        "14, 15 and 16 March 2021",
        "2021/03/14-20",
        "3/14/2021-20",
        "14 1530Z Mar 2021",
    ):
        left = ALONE.deidentify(text, key=b"k", offset_days=-100).text
        assert not any(day in left for day in ("14", "15,", "15 a", "16", "20 ", "-20")), left
