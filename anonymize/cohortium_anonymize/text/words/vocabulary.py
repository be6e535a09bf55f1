"""The word lists of `lexicon`, in plain text so that a clinician can read and mend them."""

from __future__ import annotations

from cohortium_anonymize.text.words import eponyms

# Headings, complaints, drugs by brand, tests, units, anatomy, staff, forms: all lower case.
CLINICAL = """
chief complaint annual exam examination history of present illness past medical surgical social family
review systems ros physical assessment and plan medications medication allergies allergy allergic vitals vital signs
results result impression findings finding diagnosis diagnoses differential procedure procedures hospital
course discharge admission admit admitted instructions summary note notes progress consult consultation
subjective objective soap hpi pmh psh fh sh cc pe a&p ap hx dx tx rx sx fx px labs lab imaging ekg ecg eeg
emg echo echocardiogram mri ct cta mra pet cxr xr x-ray xray ultrasound us doppler dexa scan radiograph
general constitutional heent head ears eyes nose throat mouth neck chest lungs lung heart cardiac
cardiovascular respiratory pulmonary abdomen abdominal gastrointestinal gi gu genitourinary musculoskeletal
msk neuro neurologic neurological neurology psychiatric psych skin integumentary derm dermatology
endocrine hematologic heme lymphatic lymph extremities extremity back spine lumbar thoracic cervical sacral
left right bilateral upper lower anterior posterior medial lateral proximal distal superior inferior
knee hip shoulder elbow wrist ankle foot hand finger toe thumb leg arm thigh calf
vitamin a b c d e k b12 d3 iron folate calcium magnesium potassium sodium chloride glucose creatinine bun
hemoglobin hgb hba1c a1c hematocrit hct wbc rbc platelet platelets plt inr pt ptt aptt tsh t3 t4 psa ldl hdl
cholesterol triglycerides lipid panel cbc cmp bmp lft lfts esr crp bnp troponin lactate ua urinalysis
abg vbg gfr egfr ast alt alp bilirubin albumin ferritin tibc d-dimer procalcitonin cultures culture
bp hr rr temp spo2 sp o2 sat sats bmi wt ht map cvp icp gcs nihss apgar apgars sbp dbp ecog karnofsky gleason
blood pressure pulse temperature respirations oxygen saturation weight height pain score scale
tylenol advil motrin aleve aspirin ibuprofen acetaminophen naproxen norvasc lipitor crestor zocor
lasix bumex coumadin eliquis xarelto plavix lovenox heparin warfarin digoxin insulin lantus humalog
novolog levemir metformin glucophage jardiance farxiga ozempic trulicity januvia victoza synthroid levothyroxine
prednisone medrol solumedrol decadron albuterol ventolin proair advair symbicort spiriva flovent singulair
flonase claritin zyrtec allegra benadryl pepcid nexium prilosec protonix zofran reglan miralax colace
senna dulcolax zoloft prozac lexapro celexa paxil wellbutrin effexor cymbalta remeron trazodone
xanax ativan valium klonopin ambien seroquel zyprexa risperdal abilify lithium depakote lamictal keppra
dilantin tegretol topamax neurontin gabapentin lyrica pregabalin tramadol ultram percocet vicodin norco
oxycodone oxycontin hydrocodone morphine dilaudid fentanyl methadone suboxone narcan naloxone lidocaine lidoderm
voltaren mobic meloxicam celebrex toradol flexeril robaxin zanaflex baclofen skelaxin botox
augmentin keflex bactrim cipro levaquin zithromax z-pak flagyl vancomycin rocephin zosyn cefepime ancef
macrobid doxycycline clindamycin amoxicillin penicillin sulfa ceftriaxone azithromycin
humira enbrel remicade stelara rituxan methotrexate plaquenil imuran arava allopurinol uloric
colchicine fosamax prolia sinemet aricept namenda requip mirapex lamotrigine melatonin
statin nitroglycerin imdur entresto aldactone toprol lopressor coreg tenormin cozaar diovan benicar
zestril prinivil vasotec hydrochlorothiazide hctz chlorthalidone clonidine hydralazine
biaxin tamiflu paxlovid covid covid-19 sars-cov-2 influenza flu rsv hiv hepatitis hcv hbv tb mrsa vre
esbl hpv hsv ebv cmv uti copd chf cad mi cva tia dvt pe afib svt vt htn dm dm2 t2dm hld gerd ckd esrd
aki ards osa bph ra oa sle ms als tbi ptsd adhd ocd gad mdd asd cabg pci tavr icd aicd picc tpn ng og foley
peg trach ett stent pacemaker dialysis hemodialysis chemo chemotherapy radiation biopsy excision
icu micu sicu ccu nicu ed er or pacu floor unit ward bed room clinic office hospital outpatient inpatient
telemetry snf ltac hospice rehab pcp md do rn np pa lpn cna rt ot slp pharmd dpt lcsw
patient pt patients provider physician doctor doctors dr nurse surgeon attending resident fellow intern
student mother father sister brother son daughter wife husband spouse child parent mom dad
male female man woman boy girl infant newborn adult he she they his her him i we you
mg mcg ml cc l dl kg g lb lbs oz mmhg meq mmol iu units unit bpm cm mm in ft hz mhz %
po iv im sc sq subq sl pr bid tid qid qd qhs qam qpm q4h q6h q8h q12h prn stat ac pc hs od os ou
tablet tablets tab tabs capsule capsules cap caps pill pills spray inhaler injection patch cream ointment drops solution
daily weekly monthly yearly nightly twice once morning evening night noon midnight today
tomorrow yesterday tonight week weeks day days month months year years hour hours minute minutes ago
last next past this that these those previous prior recent since until before after during
monday tuesday wednesday thursday friday saturday sunday
normal abnormal negative positive stable unstable acute chronic mild moderate severe resolved
unremarkable intact clear alert oriented afebrile nontender soft nondistended denies endorses reports states
regular irregular rate rhythm murmur rub gallop wheezes rales rhonchi edema
no yes none not nkda nka n/a na wnl perrl perrla eomi rrr ctab nad ncat aao aox3 a&ox3 s/p w/ w/o c/o h/o r/o
medicine medical surgery surgical reasoning treatment additional testing education counseling agreements
referral referrals orders order follow follow-up followup f/u return precautions
diet exercise therapy physical occupational speech cognitive behavioral
hypertension diabetes diabetic asthma cancer tumor stroke seizure infection pneumonia sepsis fracture
depression anxiety obesity anemia arthritis gout osteoporosis migraine headache dizziness nausea vomiting
diarrhea constipation fever chills cough dyspnea fatigue weakness numbness tingling rash itching swelling
type stage grade class level phase ii iii iv v vi gleason dukes
american african caucasian hispanic asian white black latino latina european english spanish
aha acc ada fda cdc nih who nice uspstf cms medicare medicaid hipaa icd icd-10 cpt snomed loinc rxnorm dsm dsm-5
guidelines guideline criteria protocol trial study studies evidence literature research latest
esi triage arrival mode walk-in shift nursing fall risk bed rails place meds administered dnr dni full code
lovastatin nasal cannula nc ra room air cpap bipap ventilator peep fio2 ns lr d5w kcl bolus drip gtt tpa alteplase
chlamydia gonorrhea syphilis lyme malaria measles mumps rubella varicella zoster herpes tetanus
tdap mmr prevnar pneumovax shingrix gardasil moderna pfizer
ivig ppd ana rf anca ccp spep upep csf lp bal egd ercp colonoscopy endoscopy
parkinson alzheimer crohn hodgkin non-hodgkin lymphoma leukemia melanoma carcinoma sarcoma myeloma
parkinson's alzheimer's crohn's hodgkin's babinski romberg kernig brudzinski lachman phalen tinel 
guillain-barre guillain barre hashimoto sjogren raynaud kawasaki wegener takayasu behcet
tourette asperger duchenne ehlers danlos marfan klinefelter
apap asa nsaid nsaids ssri snri maoi tca ace arb ccb ppi h2 dmard dmards anti
ringer ringers lactated saline dextrose swan-ganz swan port-a-cath jackson-pratt 
l1 l2 l3 l4 l5 s1 c1 c2 c3 c4 c5 c6 c7 t1 t2 t5 t6 t7 t8 t9 t10 t11 t12 t1-weighted t2-weighted
chaddock framingham kussmaul cheyne-stokes wernicke mallory-weiss boerhaave 
schatzki rovsing courvoisier blumberg kehr ortolani galeazzi lasegue 
yergason lhermitte uhthoff bitot kayser-fleischer kayser brushfield koplik nikolsky auspitz koebner
gottron trousseau chvostek brown-sequard lambert-eaton friedreich lewy tay-sachs
niemann-pick wolff-parkinson-white brugada lown eisenmenger takotsubo prinzmetal
libman-sacks churg-strauss henoch-schonlein henoch schonlein fanconi gitelman
zollinger-ellison peutz-jeghers peutz budd-chiari chiari
dubin-johnson crigler-najjar mirizzi hirschsprung bouveret waldenstrom bence reed-sternberg
glanzmann bernard-soulier sjogren's kienbock salter-harris lisfranc 
quervain ludwig's lemierre mallampati child-pugh hachinski
ishihara bethesda centor li-rads bi-rads pi-rads epworth
cha2ds2-vasc has-bled timi curb-65 sofa qsofa apache meld nyha gold sirs perc heart willebrand philadelphia gram
carcinoma sarcoma lymphoma melanoma glaucoma hematoma adenoma glioma fibroma lipoma survival appropriate modified
sclerosing cholangitis emr ehr pacs af sglt2 sglt2i glp-1 glp1 dpp-4 hdac egfr her2 brca brca1 brca2 kras braf alk pd-1
pd-l1 jak2 bcr-abl car-t tnf tki medical-record rec recs med meds group influenza protein factor part hypo hyper
primary secondary tertiary biliary pancreatic renal hepatic cerebral vascular valve valvular mitral aortic tricuspid
name names date dob mrn age sex gender address phone telephone email fax zip time status note type id number
ssn insurance policy member signed electronically reviewed dictated
continue initiate increase decrease start stop resume hold kidney gait reflux epilepsy hirsutism vulgaris cialis viagra buspar brilinta
unithroid imitrex combivent lortab epipen epiduo microgestin healthcare
hb nacl wheezing discomfort stool stools tenderness suprapubic epigastric replacement
abvd chop r-chop folfox folfiri car-t carvedilol lisinopril atorvastatin amlodipine
biopsychosocial telehealth telemedicine virtual visit encounter consent interpreter
"""

# Eponyms that are also everyday surnames: only beside a noun of the next list.
EPONYMS = (
    """
down addison murphy graves bell bell's wilson cushing foley turner gilbert paget baker barrett colles
allen trendelenburg mcmurray mcburney homan homans hawkins neer thomas watson wells glasgow braden morse ramsay
swan ganz hartmann whipple roux billroth nissen bankart hoffman hoffmann rinne weber epley dix hallpike
charcot dupuytren baker osgood schlatter legg perthes bowen kaposi burkitt ewing wilms meckel
schwann horner virchow fallot marie tooth jakob creutzfeldt still reye reiter fabry gaucher pompe hunter hurler
barlow patrick faber jobe adie gordon todd pick ross norwood glenn maze nelson conn gardner lynch evans sever
salter jones smith bennett morton vincent bishop tanner clark child katz hamilton beck duke light lou ann arbor roth quincke
howell jolly heinz auer cowdry rouleaux valsalva heimlich leopold mcroberts apt kleihauer coombs mantoux schilling
barr epstein argyll robertson marcus gunn cullen grey harris bosworth berger robin pierre ross smith-magenis angelman
adson alport amsler apley ballard barthel bartter bentall bosniak breslow budd carnett caroli cheyne churg crigler cronkhite dressler ebstein ellison felty finkelstein fitzpatrick fleischer fontan freiberg froment ganz gehrig goldmann goodpasture hartmann hickman huntington janeway jeghers kohler korsakoff liddle loffler ludwig mallory menkes monteggia najjar niemann ogilvie oppenheim osler penrose plummer pugh rankin ranson riedel rotor scheuermann schirmer sequard sheehan snellen spurling stemmer sternberg stokes wechsler weiss wolff zenker zollinger
mcburney clark garden weber schatzker kaplan meier cox moro leopold bishop galeazzi allen allis barton bennett bankart hill sachs boxer jones smith maisonneuve pott
dupuytren volkmann heberden bouchard swan charcot marie tooth friedreich meckel mullerian fitz hugh curtis sims braxton hicks naegele chadwick goodell hegar montgomery apgar dubowitz silverman
glasgow wells geneva lawton katz morse braden norton norris tanner bayley denver stanford mayo duke child turcotte hunt hess fisher spetzler ashworth tardieu frenchay beck hamilton zung young mini
bristol boston harris oswestry roland oxford constant neer gustilo anderson winquist judet letournel tile denis frankel asia nurick larsen steinbrocker kellgren lawrence outerbridge
bacille calmette guerin whipple billroth nissen dor toupet heller roux bassini lichtenstein shouldice mcvay desarda kocher pfannenstiel lanz gridiron mcevedy mercedes rutherford
seldinger sengstaken blakemore minnesota foley coude malecot kehr redon robinson yankauer guedel macintosh miller magill bougie mapleson bain venturi hudson ambu salem ryle levin dobhoff
dix hallpike epley brandt daroff semont weber rinne schwabach hirschberg bruckner marcus gunn argyll robertson adie holmes horner parinaud bell bells claude wallenberg benedikt
ross waterson blalock taussig glenn norwood rastelli jatene mustard senning konno damus maze cox bentall david yacoub dor batista
lugano binet rai durie salmon ann arbor mary joseph lauren siewert forrest barcelona milan nyhus phq gad
edwards patau noonan prader willi williams digeorge rett alagille potter beckwith sturge weber hippel lindau
grave's graves' cushing's wilson's addison's paget's barrett's baker's bell's homan's murphy's
"""
    + " parkinson alzheimer crohn hodgkin babinski romberg tourette"
    + eponyms.COMMON
)

EPONYM_NOUNS = (
    """
disease syndrome sign signs test tests palsy crisis catheter cath phenomenon phenomena lymphoma sarcoma cyst
esophagus contracture fracture reflex criteria score scale stage grade classification procedure maneuver
solution agent nodes nodules bodies cell cells tumor tumour gland duct angina headache thyroiditis law
point level plateau ankle maneuvers membrane space space's abscess arthroplasty prosthesis valve graft procedures exam curve method's
regimen protocol forceps retractor tube feeding flap arch cells disk nail plate screw pin clamp rod suture notch foramen ligament fascia fossa nerve ganglion
artery vein loop sphincter papilla ampulla muscle triangle line's stain cocci bacillus virus fever rash anemia deformity palsy's dwarf facies spots patches
triad node nodule ulcer hernia line lines position gait tremor stain method lead filter drain needle knot
operation repair technique incision approach anastomosis view views ophthalmopathy dermopathy paralysis
positive negative dementia type risk model rule index formula equation wave body sound breathing thyroid splint diet factor antibody exam calculator heart study
"""
    + eponyms.NOUNS
)

# Given names and surnames that are English words: matched case-sensitively, minding their place.
NAME_WORDS = """
will may hope young rose long bill pain summer april june august grace faith joy mark grant art
frank rich drew pat sue bob jack rob nick chip dale glen heath cliff brook river lane miles chase hunter
mason carter cooper parker walker baker cook fisher taylor tyler weaver potter porter butler bishop king prince duke
knight noble price cash case banks bond stone wood woods forest field fields hill hills lake lakes
rivers west north south east winter day days week weeks month best good love dear sweet strong hardy
sharp swift wise bright white black brown green gray grey gold silver blue violet scarlet ruby pearl amber
crystal jade ginger olive basil daisy lily iris ivy holly hazel fern heather jasmine page book read reed
bush ash birch berry bean pepper rice lamb wolf fox bird hawk crane swan drake martin jay robin dove
star sky dawn eve christian angel pope abbot church cross bell horn drum harp bass sterling wells
park parks street house hall mills mill barnes bridges ford forge gates post short small little low
major minor general sergeant judge law laws justice cannon power powers moody blunt gamble stroke legg hand
head foot shoulder hart heart bone ball back chin tongue lung burns ward chest cough sides bowel test
bloom flowers snow frost rain storm gale hail max penny buck guy lord chance reason sage earnest
may's rob sunny stormy rusty misty candy honey sandy dusty shell coral ray rod ed al don norm
an so do in he my you to on or no me us we she his her it is be at by go
man men child children mann self friend cousin person cold wheat tree egg high burn labor labour fair bite
case early bland grass milk lock peak chew colon min mo water warm poor nickel song sun rush story singer gardener farmer rider reader carver driver nickel home marrow oral mass brain block fish bee cat pack pen cord shock cast large single open whole nut heat hot dry trunk
"""

ORGANIZATION_KINDS = """
center centre health healthcare system network group inc llc ltd corp corporation company co services
associates institute department division branch university college school
"""

TITLES = """
mr mrs ms miss mx dr doctor prof professor rev sir dame nurse sr sra fr
"""

CREDENTIALS = """
md do rn np pa lpn cna phd dpm dds jr sr ii iii iv facp esq mba mph pharmd crna aprn bsn mbbs dpt
"""

FUNCTION_WORDS = """
the and for with that this was has had have his her their our your its who whom which what when where why how
are were been being will would shall should can could may might must does did done not but from into onto upon
over under about also very still just then than there here now well only even both each any all some more most
much many such other another same after before while since until again ever never always often already
currently recently previously please if because so per via
"""

# Small words that are surnames too ("Ms. He"), but not among capitals.
SMALL_WORDS = """
he she is to in on or an so do my you no me us we her it be at by go as if of well pain aches
"""

# How a relative is, where a name might stand.
STATES = """
alive deceased dead died death healthy living unknown well none adopted passed noncontributory
non-contributory negative positive present absent available aged age history lives lived retired
divorced married single widowed separated works aware agrees reports states denies never former
current smoker nonsmoker one two three four five six several multiple other others see refer same
good no yes paternal maternal estranged involved supportive not nil na unremarkable significant
"""

# Abbreviations written with points that are no initials.
DOTTED = """
us uk eu un ie eg am pm ad bc dc ny la po iv im sc er or ob gyn pa rn np md do os od ou hs ac pc prn
"""
