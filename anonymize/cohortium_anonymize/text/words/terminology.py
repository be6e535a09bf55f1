"""More words of `lexicon`: what codes are described with, how drugs are ordered, how findings are put.

All lower case. No word here is a usual surname or given name, unless `vocabulary.NAME_WORDS` has it
too: those are never cut off a name, only refused where they stand among other words of medicine.
None has two letters: "W.K." may be somebody's initials.
"""

from __future__ import annotations

from cohortium_anonymize.text.words import eponyms, findings, laboratory, products, shorthand

# How classifications of diseases, procedures and tests describe what they code.
DESCRIPTIONS = """
unspecified specified specify initial subsequent sequela sequelae encounter encounters screening examination immunization
supervision aftercare surveillance evaluation observation monitoring assessment routine elective emergency urgent planned
general generalized generalised localized localised special specific nonspecific other others related unrelated associated induced following due secondary primary
essential idiopathic congenital hereditary familial acquired inherited neonatal perinatal prenatal postnatal antenatal antepartum postpartum
intrapartum pregnancy pregnant trimester gestation gestational delivery delivered labor uncomplicated complicated complication complications
complicating simple complex compound major minor multiple single partial complete total incomplete completed open closed displaced nondisplaced
healing nonunion malunion delayed routine late early onset sudden gradual recurrent recurring persistent intermittent episodic
paroxysmal continuous constant transient temporary permanent long term short current active inactive remission relapse
exacerbation exacerbated acutely chronically subacute severe severity moderate mild morbid profound intractable refractory resistant
controlled uncontrolled poorly poor fair good high low elevated raised increased decreased reduced absent present excess excessive
deficiency deficient insufficiency failure failed impairment impaired disability disorder disorders disease diseases illness illnesses condition
conditions syndrome syndromes symptom symptoms symptomatic asymptomatic sign manifestation manifestations feature features finding
abnormality abnormalities anomaly malformation deformity lesion lesions mass masses nodule nodules growth neoplasm neoplasms neoplastic malignant malignancy
benign metastatic metastasis metastases situ invasive noninvasive infiltrating uncertain behavior behaviour behavioral behavioural disturbance disturbances
injury injuries injured thermal chemical trauma traumatic nontraumatic wound wounds laceration contusion abrasion bite bitten burn burns crush puncture
sprain strain dislocation concussion rupture tear avulsion amputation foreign body bodies object
accident accidental collision motor vehicle transport pedestrian cyclist passenger occupant fall falls exposure poisoning
intoxication overdose toxic toxicity adverse effect effects reaction reactions hypersensitivity intolerance withdrawal dependence abuse misuse use user
intentional unintentional undetermined intent suicide suicidal attempt assault
site sites part parts side region area surface structure structures organ organs tissue tissues body type types form forms
without with within involving including excluding identified unidentified suspected confirmed possible probable known unknown unlikely
counselling education management care caring procedure disposition regime therapy therapies
person persons individual individuals adult adults infants newborns female females male males maternal fetal fetus paternal
history personal family status state postoperative preoperative perioperative intraoperative postprocedural presence absence
dependency requiring need needs unable able ability walk walking standing sitting difficulty difficulties problem problems
abnormalities elsewhere classified class classes classifiable not nos nec
substance substances agent agents material materials device devices implant implants prosthesis prosthetic orthosis
artificial native natural synthetic
""" + """
administration application insertion removal replacement repair reconstruction revision incision drainage aspiration infusion transfusion
injection injections immunisation vaccination vaccine vaccines catheterization catheterisation catheter catheters intubation extubation ventilation
resection ablation embolization angioplasty bypass graft grafting transplant transplantation transplanted closure suture sutures suturing dressing
bandage cast splint traction reduction fixation manipulation massage irrigation lavage debridement implantation stimulation
measurement measurements calculation calculated estimated estimation measured observed reported assay immunoassay test tests testing screen panel analysis
serology count counts ratio rate rates volume concentration moles mole fraction percentage percent index level levels
value values range reference interval limit detection presence qualitative quantitative semiquantitative automated
serum plasma urine urinary blood venous arterial capillary whole fluid fluids specimen specimens sample samples sputum saliva stool feces csf synovial
swab smear aspirate pleural peritoneal amniotic marrow smears
culture gram stain susceptibility organism organisms growth isolate isolated contaminant colony colonies
circumference length diameter size length body mass height
""" + """
unemployed employed employment occupation occupations occupational
retired homemaker student preschool elementary kindergarten school employee worker workers facility skilled home assisted independent
transfer transferred consultation visits assessments screenings interview questionnaire survey score scores form forms declined refused
smoking tobacco cigarette cigarettes alcohol drinking substance drug drugs cannabis opioid opioids cocaine sedative sedatives stimulant
stimulants hallucinogen nicotine vaping caffeine diet dietary nutrition nutritional feeding breastfeeding
housing homeless homelessness transport income education literacy social isolation stress partner violence
education knowledge deficit compliance noncompliance adherence nonadherence
""" + """
cold warm hot dry wet bland egg eggs wheat tree grass pollen pollens mold molds dust mite mites dander nut nuts peanut peanuts tree-nut shellfish
fish soy soya milk dairy lactose gluten latex nickel iodine contrast insect venom bee wasp dog cat animal animals food foods foodborne
protein proteins seafood cashew almond sesame
"""  # fmt: skip

# Anatomy, and what goes wrong in it.
BODY = """
abdomen abdominal abdominopelvic adrenal alimentary alveolar ankle ankles anal anus anterior aorta aortic appendix arm arms arterial arteries artery articular
atrial atrium atrioventricular auditory aural axilla axillary bladder bone bones bony bowel brachial brain brainstem breast breasts bronchial bronchus bronchi
buttock calf cardiac cardiorespiratory carotid carpal cartilage cecum celiac central cerebellar cerebral cerebrospinal cerebrovascular cervix cervical
cheek chest chin choroid clavicle coccyx colon colonic colorectal conjunctiva conjunctival cornea corneal coronary cranial cranium cutaneous dental
dermal diaphragm digestive digit disc disk diskal duodenal duodenum ear ears elbow endocervical endometrial endometrium epidermal epidural
epigastrium esophageal esophagus eye eyelid eyelids eyes face facial fallopian femoral femur fibula fingers flank forearm forehead frontal
fundus gallbladder ganglion gastric gastroesophageal genital genitalia genitourinary gingiva gingival gland glands gluteal groin gum gums hair hands
head heart heel hepatic hepatobiliary hip hips humerus hypothalamic ileum ileal iliac inguinal intestinal intestine intestines intracranial intraocular
intrauterine intravascular ischial jaw jejunum joint joints jugular kidney kidneys knees labial lacrimal large larynx laryngeal lens ligament
ligaments limb limbs lip lips liver lobe lobes lower lumbosacral lung lungs lymphoid macula macular mandible mandibular mastoid maxilla maxillary mediastinal
mediastinum meninges meniscus metacarpal metatarsal middle mucosa mucosal muscle muscles muscular myocardial myocardium nail nails nasal
nasopharynx neck nerve nerves nervous neural nipple nostril nose occipital ocular olfactory optic oral orbit orbital oropharynx ovarian
ovaries ovary palate pancreas parathyroid parietal parotid patella patellar pelvic pelvis penile penis pericardial pericardium perineal perineum
periodontal peripheral peritoneum pharynx pharyngeal pituitary placenta placental pleura popliteal portal prostate prostatic pulmonary pupil pupils
radial radius rectal rectum retina retinal rib ribs sacroiliac sacrum salivary scalp scapula sciatic scrotal scrotum seminal septal septum shoulders
sigmoid sinus sinuses skull small spinal spleen splenic sternal sternum stomach subarachnoid subclavian subcutaneous subdural submandibular superficial
supraventricular temporal temporomandibular tendon tendons testicle testicular testis thighs thoracolumbar thorax throat thymus thyroid tibia
tibial tissue toe toenail toes tongue tonsil tonsils tooth trachea tracheal tract tracts trunk tympanic ulna ulnar umbilical umbilicus ureter ureteral
urethra urethral urogenital uterine uterus vagina vaginal vascular vein veins venous ventricle ventricular vertebra vertebrae vertebral vessel vessels
vestibular visual vitreous vocal cord cords voice vulva vulvar wrists
abscess abscesses acidosis acne actinic adhesions agoraphobia alkalosis allergic alopecia altered amnesia anaphylactic anaphylaxis aneurysm angina anorexia
anxious aphasia apnea appendicitis arrest arrhythmia arrhythmias ascites asphyxia asymmetry ataxia atelectasis atherosclerotic atopic atrophic autism
autistic autoimmune bacterial bipolar bleed bleeding blindness blister bloating blockage block bradycardia breathing breathlessness bronchiectasis
bronchospasm bruise bruising bulimia bunion calcification calculus calculi calories candidal carcinoid cardiogenic cardiopulmonary caries cataract
cataracts cellulitis cessation chickenpox choking cirrhosis clot clotting coagulation cognition colic collapse colitis coma communicable comatose confusion
confused congestion congestive consciousness unconscious convulsion convulsions cramp cramps cyanosis cyst cystic cysts deaf deafness death
decline decompensated decubitus deformities degeneration degenerative dehydration delirium delusional dementia demyelinating dependence
depressed depressive dermal desquamation deviation diabetic diaphoresis dilated dilation discharge discoloration disorientation distended distension distress
disturbed diverticular diverticulum droop dry dysfunction dysfunctional dyslipidemia dysmenorrhea dysphasia dysplasia dysplastic dysrhythmia dysuria
eclampsia ecchymosis eczema effusion embolic embolism emphysema encephalopathy endocarditis enlarged enlargement enlargements epistaxis erectile
eruption erythematous erythema exertion exertional exhaustion exudate fainting febrile fibrillation fibrosis fibrotic fissure fistula flare flatulence floaters
flushing flutter frostbite functional fungal gangrene gastroenteritis giddiness goiter granuloma growths hallucination hallucinations headaches
hearing heartburn heat hemorrhage hemorrhagic hemorrhoid hemorrhoids hernia herniated herniation hiccups hirsutism hives hoarseness hyperactivity
hyperkalemia hyperlipidemia hyperplasia hyperplastic hypersomnia hypertensive hyperthyroidism hypertrophic hyperventilation hypoglycemia hypogonadism hypotension hypothermia
hypothyroidism hypoxia hypoxic ileus immobility immunocompromised immunodeficiency impaction impetigo impingement incontinence incontinent infarct infarction
infected infections infectious infective infertility infestation inflamed inflammation inflammatory influenza ingrown insomnia instability insufficiency
intellectual ischemia ischemic itch itchy jaundice ketoacidosis laxity leak leakage learning lethargic lethargy loss loose lump lumps lupus malabsorption malaise
malnourished malnutrition mania manic mellitus melena menopausal menopause menorrhagia menstrual menstruation mental metabolic migrainosus mood murmurs
mute mutism myalgia myopia narrowing necrosis necrotic nephropathy nephrotic neonate nephritis neuropathic neuropathy nocturia nodular numb obese obsessive compulsive obstruction
obstructed obstructive occlusion occluded occult orthopnea orthostatic osteoarthritis otitis media overweight pain painful pains pallor palpitation palpitations palsy
panic papule paralysis paralytic paranoid parasite parasitic paresthesia pathologic pathological pectoris peptic perforated perforation pervasive petechiae phobia phobic phobias
photophobia pigmentation plaque pleuritic pneumothorax poisoned polycystic polyp polyps polydipsia polyuria postmenopausal posttraumatic preeclampsia premature
pressure prolapse pruritic psoriatic psychosis psychotic pulsatile purpura purulent pustular pyelonephritis pyrexia reactive rebound recurrence redness reduced
regurgitation rejection renal residual respiratory restless restlessness retardation retention retinopathy rheumatic rheumatoid rhinitis rigidity rigors rupture ruptured
scar scarring schizoaffective schizophrenia schizophrenic sciatica scoliosis seborrheic sensation sensitivity sensory septic septicemia serious shock
sicca sinusitis sleep sleepiness smoker snoring soreness spasm spasms spastic spasticity speech spots spotting squamous stenosis stiffness stillbirth stomatitis strabismus stridor
structural stuttering sunburn suppurative sweating sweats swallowing swollen syncope systemic systolic diastolic tachycardia tachypnea tender termination tetany thirst thoughts thrombus thrombotic thrombosis
throbbing tic tics tinea tinnitus tired tiredness tonsillitis torsion tremor tremors tubulo-interstitial tubular interstitial tumors ulcer ulcerated ulceration ulcerative ulcers
underweight urge urgency urticaria valvular varices varicose varicosities vegetative vertigo vesicular viral virus viruses vision wart warts wasting weak weight worsening worsened worse
yeast bacteria bacterium fungus fungi parasites aerobic anaerobic
"""  # fmt: skip

# Doses, routes, forms and frequencies; drugs by generic name where no ending of `lexicon` tells them.
ORDERS = """
medtronic depuy resmed airsense evera peds ophtho ortho vanc dietitian threshold thresholds triathlon
mg/kg mg/ml mg/m2 mcg/kg mcg/ml nmol umol pmol mmol/l mosm iu/l ppm mins min sec secs hrs wks mos yrs
dose doses dosage dosing daily bid tid qid qod qhs prn qam qpm qweek biweekly fortnightly every each other day per hourly hours
subcut subcutaneous subcutaneously intramuscular intramuscularly intravenous intravenously sublingual sublingually buccal oral orally
enteral parenteral intrathecal intradermal intranasal intravaginal intravitreal transdermal topical topically ophthalmic otic nasally rectally vaginally inhalation inhaled inhalational
inh inhale neb nebs nebulized nebulised nebulizer nebuliser puff puffs spray sprays mdi dpi ngt npo meal meals food bedtime breakfast lunch dinner empty stomach
apply applied insert inject inhale swallow chew dissolve take taken taking instill instilled use using continuous continuously intermittent once twice thrice
needed directed instructed titrate titrated taper tapered wean weaned loading maintenance maximum minimum max total cumulative concurrent
vial vials ampule ampoule ampul syringe syringes prefilled pen pens pump cartridge bag bottle sachet sachets packet packets pack packs lozenge lozenges suppository suppositories
enema elixir syrup suspension emulsion solution powder powders gel gels lotion lotions foam paste paint shampoo soap gauze strip strips granules effervescent chewable
extended release sustained modified delayed immediate controlled enteric coated oral-disintegrating disintegrating injectable
infused drip drops gtts bolus push rate flow liter liters litre litres milligram milligrams microgram micrograms gram grams milliliter milliliters
millilitre teaspoon tablespoon tsp tbsp unit refill refills dispense dispensed prescription prescribed
regimen course courses therapy controller reliever rescue prophylaxis prophylactic empirical empiric analgesia analgesic analgesics
anesthesia anesthetic anaesthesia antibiotic antibiotics anticoagulant anticoagulants anticoagulation antidepressant antidepressants antiemetic antifungal antihistamine antihistamines antihypertensive
antipsychotic antipyretic antiviral antimicrobial antispasmodic bronchodilator bronchodilators contraceptive contraceptives contraception corticosteroid corticosteroids
decongestant diuretic diuretics expectorant hormone hormonal hormones hypnotic immunosuppressant immunoglobulin laxative laxatives nonsteroidal steroid steroids supplement supplements
sulfonamide sulfonamides penicillins cephalosporin cephalosporins macrolide macrolides tetracyclines fluoroquinolone quinolone aminoglycoside vasopressor vasopressors inotrope
oxygenation airway suction mask masks cannula cannulas nasal rebreather non-rebreather nonrebreather venturi tracheostomy ostomy colostomy lock peripheral
sliding scale regular basal correction fasting random preprandial postprandial
abatacept acamprosate acarbose acetazolamide acetylcysteine acyclovir adalimumab adenosine agomelatine albendazole alendronate alendronic alfuzosin alprostadil amantadine amikacin aminophylline
amphetamine amphotericin anakinra apixaban apremilast atomoxetine atovaquone atropine azelastine aztreonam beclomethasone benzonatate benztropine betamethasone bethanechol bicarbonate
bisacodyl bisphosphonate bleomycin brimonidine bromocriptine budesonide bupivacaine buprenorphine bupropion busulfan cabergoline calcitonin calcitriol carbamazepine carbidopa carbon carboplatin
carbonate cefaclor cefadroxil cefdinir cefixime cefotaxime cefoxitin cefpodoxime ceftazidime cefuroxime cephalexin cetirizine chlorambucil chloroquine chlorhexidine cholecalciferol cholestyramine
ciclosporin cilostazol cimetidine cinacalcet citalopram citrate cladribine clavulanate clavulanic clobetasol clomiphene clopidogrel clotrimazole codeine colestipol cyanocobalamin cyclobenzaprine
cyclophosphamide cyclosporine cytarabine dabigatran dapsone daptomycin darbepoetin dasatinib deferasirox denosumab desmopressin dexamethasone dexmedetomidine dextromethorphan dextroamphetamine
diclofenac dicyclomine digoxin dihydroergotamine dimenhydrinate dioxide diphenhydramine diphenoxylate dipyridamole disulfiram divalproex dobutamine docusate donepezil dopamine dornase dupilumab
dutasteride edoxaban empagliflozin enoxaparin entecavir ephedrine epinephrine epoetin eplerenone ergocalciferol ertapenem escitalopram esomeprazole estradiol estrogen estrogens etanercept ethambutol
etonogestrel etoposide etoricoxib exenatide ezetimibe famciclovir febuxostat fenofibrate ferrous sulfate fexofenadine filgrastim finasteride flecainide fludrocortisone flumazenil fluorouracil
fluticasone fluvoxamine fondaparinux formoterol fosfomycin fosphenytoin furoate galantamine gemfibrozil gentamicin glargine aspart lispro detemir degludec glimepiride glipizide glucagon glyburide glycerin
glyceryl glycopyrrolate guaifenesin haloperidol hydrochloride hydrocortisone hydromorphone hydroxychloroquine hydroxyurea hydroxyzine hyoscine hyoscyamine ibandronate indapamide indomethacin
interferon ipratropium irbesartan irinotecan isoniazid isosorbide mononitrate dinitrate isotretinoin itraconazole ivabradine ivermectin ketamine ketorolac labetalol lacosamide lactulose lamivudine
latanoprost leflunomide letrozole anastrozole leucovorin leuprolide levetiracetam levocetirizine levodopa levofloxacin levonorgestrel linezolid liothyronine liraglutide loperamide loratadine lorazepam
magnesium-hydroxide maleate mannitol mebendazole meclizine medroxyprogesterone mefloquine megestrol memantine meperidine meropenem mesalamine mesalazine mesna metaxalone methimazole methocarbamol
methyldopa methylphenidate methylprednisolone metoclopramide metoprolol metronidazole micafungin midodrine mifepristone minoxidil mirabegron misoprostol modafinil mometasone montelukast moxifloxacin mupirocin
mycophenolate nadroparin nalbuphine naltrexone natriuretic nefazodone neomycin neostigmine nicardipine nitrate nitrates nitrofurantoin nitroprusside norepinephrine norethindrone nystatin octreotide ondansetron
orlistat oxalate oxaliplatin oxcarbazepine oxybutynin oxymetazoline oxytocin paclitaxel pamidronate pancrelipase pantothenate paracetamol paraldehyde pembrolizumab pentoxifylline peptide perindopril permethrin
petrolatum phenazopyridine phenelzine phenobarbital phentermine phenylephrine phenytoin phosphate phytonadione pilocarpine piperacillin polyethylene glycol potassium-chloride pramipexole prasugrel praziquantel prednisolone
probenecid prochlorperazine progesterone progestin progestogen promethazine propionate propofol propylthiouracil protamine pseudoephedrine psyllium pyrazinamide pyridostigmine pyridoxine quetiapine quinine
raloxifene ranolazine rasagiline remdesivir rifampicin rifampin rifaximin riluzole risedronate ritonavir rivastigmine roflumilast ropinirole sacubitril salicylate salicylic salmeterol salbutamol saxagliptin
scopolamine selegiline selenium sennosides sertraline sevelamer sildenafil simethicone sitagliptin solifenacin sorbitol spironolactone streptomycin succinate sucralfate sulfadiazine sulfamethoxazole sulfasalazine sulindac sumatriptan
tacrolimus tadalafil tamoxifen tamsulosin tapentadol tartrate tazobactam telmisartan tenofovir terbinafine terbutaline teriparatide testosterone thiamine thiotepa ticagrelor tigecycline timolol tinzaparin
tiotropium tizanidine tobramycin tocilizumab tolterodine topiramate torsemide tranexamic trastuzumab tretinoin triamcinolone triamterene trihexyphenidyl trimethoprim trospium umeclidinium urea ursodiol
valacyclovir valganciclovir valproate valproic valsartan varenicline vasopressin vecuronium venlafaxine verapamil vilanterol vincristine vitamins voriconazole vortioxetine water zinc ziprasidone zoledronic zolpidem zonisamide
zopiclone acid oxide hydroxide sulphate chloride gluconate acetate lactic nitrite ketone ketones leukocyte leukocytes erythrocyte erythrocytes lymphocyte lymphocytes neutrophil neutrophils monocyte monocytes
eosinophil eosinophils basophil basophils reticulocyte reticulocytes granulocytes corpuscular distribution width volume thyroid-stimulating stimulating thyroxine triiodothyronine triglyceride prothrombin thromboplastin fibrinogen
d-dimer antigen antigens antibodies immunoglobulins complement cortisol prolactin estimated glomerular filtration clearance osmolality anion gap transferrin saturation haptoglobin lipase amylase
aminotransferase transaminase phosphatase dehydrogenase kinase creatine gamma-glutamyl glutamyl transferase uric ammonia globulin lipoprotein cholesterol microalbumin nitrogen carbon monoxide methemoglobin carboxyhemoglobin
qtc qrs fev1 fvc peak expiratory flow tidal hco3 pco2 po2 pao2 paco2 tco2 mch mchc mcv rdw mpv nrbc egd hdl ldl vldl crcl scr auc auc5 ggt ldh cpk ckmb ntprobnp
"""  # fmt: skip

# Small words; as lower case only: some are surnames ("To", "On", "By").
PREPOSITIONS = """
a an and as at be by for from if in into is it its no non nor of off on or out over so than that the then to up upon via
"""

# Organisms, scores and classifications, trial words, further drugs by brand.
ORGANISMS_AND_SCALES = """
flexion extension abduction adduction pronation supination flexor flexors extensor extensors rotator cuff gallops rubs compliant noncompliant radiographic radiograph radiographs enzymes enzyme trigger preop
postop pitting vaccinated unvaccinated underwent newly fractures fractured sores comparison flattening digitorum superficialis profundus pollicis longus brevis supraspinatus infraspinatus subscapularis teres
deltoid biceps triceps quadriceps hamstring hamstrings gastrocnemius soleus trapezius latissimus pectoralis hallucis carpi radialis ulnaris dorsiflexion plantarflexion eversion inversion valgus varus effusions crepitus
echogenic hypoechoic hyperechoic lucency opacity opacities infiltrates consolidation ventricles parenchyma parenchymal patent patency stenoses ectasia tortuous calcified uncal midline shift
klebsiella pseudomonas staphylococcus staph streptococcus strep enterococcus escherichia proteus serratia enterobacter citrobacter acinetobacter haemophilus moraxella neisseria legionella mycoplasma
clostridium clostridioides bacteroides fusobacterium helicobacter campylobacter salmonella shigella yersinia vibrio listeria nocardia actinomyces mycobacterium treponema borrelia leptospira rickettsia
bartonella brucella francisella pasteurella candida aspergillus cryptococcus histoplasma coccidioides blastomyces pneumocystis toxoplasma giardia entamoeba cryptosporidium plasmodium babesia trichomonas
gardnerella ureaplasma cytomegalovirus epstein barr norovirus rotavirus adenovirus enterovirus parvovirus rhinovirus metapneumovirus coronavirus dengue zika chikungunya ebola hantavirus
ziehl neelsen ziehl-neelsen kaplan-meier cox-regression giemsa papanicolaou hematoxylin eosin
mmse moca phq phq-9 phq-2 gad-7 cage audit audit-c dast ciwa cows rass cpot cam-icu mews news2 nihss mrs esas kps ecog-ps adl adls iadl iadls tug berg morse braden waterlow must nrs vas faces flacc
lung-rads o-rads c-rads ti-rads pi-rads vi-rads lvef rvsp tapse mapse qtcb qtcf nsr sinus lvh rvh lbbb rbbb lad lcx rca svg lima tvr tmr
pmn pmns cfu cfus afb koh rpr vdrl fta tpha elisa pcr naat igra quantiferon anca asca ama asma lkm dsdna cea afp ldh ca125 ca19-9 bhcg hcg dhea dheas fsh lh amh pth igf
tnm figo aann ajcc wt mt iia iib iic iiia iiib iiic iva ivb gustilo
lispro entresto eliquis tresiba basaglar toujeo lantus humulin novolin rybelsus mounjaro wegovy saxenda zepbound xigduo invokana steglatro tradjenta onglyza actos avandia amaryl glucotrol
repatha praluent vytorin zetia livalo pravachol tricor lovaza vascepa micardis avapro atacand edarbi tekturna bystolic inderal ranexa multaq tikosyn cordarone betapace rythmol pradaxa savaysa brilinta effient
aggrenox pletal trental demadex edecrin zaroxolyn inspra kerendia farxiga corlanor verquvo adempas opsumit letairis tracleer uptravi
breo anoro trelegy stiolto incruse tudorza daliresp xolair nucala fasenra dupixent tezspire qvar pulmicort asmanex arnuity dulera atrovent duoneb mucinex robitussin sudafed tessalon
aciphex prevacid dexilant zegerid carafate linzess amitiza relistor trulance xifaxan lomotil imodium pentasa asacol lialda entyvio cimzia simponi xeljanz rinvoq skyrizi tremfya cosentyx taltz
latuda geodon invega vraylar rexulti saphris clozaril haldol thorazine trilafon cogentin artane buspar vistaril restoril lunesta sonata belsomra rozerem provigil nuvigil adderall ritalin concerta vyvanse strattera intuniv
pristiq viibryd trintellix fetzima pamelor elavil tofranil anafranil nardil emsam marplan trileptal vimpat briviact onfi banzel zonegran gabitril fycompa xcopri aptiom
exelon razadyne namzaric azilect mirapex neupro apokyn comtan stalevo ingrezza austedo xenazine aubagio gilenya tecfidera copaxone avonex rebif betaseron plegridy ocrevus tysabri
opana nucynta belbuca butrans duragesic exalgo roxicodone oxyir tylenol-3 fioricet imitrex maxalt zomig relpax amerge nurtec ubrelvy aimovig ajovy emgality
synthroid cytomel armour tapazole forteo evista boniva actonel reclast miacalcin androgel testim premarin provera depo-provera mirena nexplanon nuvaring yaz
valtrex zovirax famvir epivir truvada descovy biktarvy genvoya odefsey triumeq tivicay isentress prezista harvoni epclusa mavyret vemlidy baraclude diflucan sporanox vfend noxafil cancidas mycamine
merrem invanz unasyn teflaro cubicin zyvox tygacil avelox factive omnicef ceftin suprax vantin duricef maxipime fortaz tobi cayston
neulasta neupogen procrit epogen aranesp leucovorin zofran emend kytril aloxi gleevec tarceva iressa tagrisso ibrance kisqali verzenio arimidex femara aromasin nolvadex herceptin perjeta kadcyla avastin keytruda opdivo
yervoy tecentriq imfinzi velcade revlimid pomalyst darzalex kyprolis imbruvica venclexta jakafi sprycel tasigna xtandi zytiga lupron zoladex casodex erleada lynparza zejula
"""  # fmt: skip

TERMS = (
    DESCRIPTIONS
    + BODY
    + ORDERS
    + ORGANISMS_AND_SCALES
    + eponyms.RARE
    + eponyms.PAIRS
    + findings.WORDS
    + laboratory.WORDS
    + products.WORDS
    + shorthand.WORDS
)
