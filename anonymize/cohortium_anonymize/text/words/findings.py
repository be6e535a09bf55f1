"""Latin and adjectives of anatomy, and how reports and notes put what is found: more words of `lexicon`.

Radiology, pathology, obstetrics, eye, psychiatry, therapy, wound and intensive care, dentistry. All lower case; no
usual given name or surname.
"""

from __future__ import annotations

# Muscles, bones, vessels, spaces, and the second words of Latin names of diseases.
ANATOMY = """
abductor acetabular acetabulum acinar acquisita acromial acromion actinica acuminata acuminatum adductor adenoid adenoids adnexa adnexae adnexal albuginea alveoli ampullary
amygdala anconeus angularis annular annulare annulus antecubital anterolateral anteroseptal antihelix antral antrum aortobifemoral aortoiliac apical apices appendage
appendiceal arachnoid areola areolar arteriosus aryepiglottic arytenoid arytenoids atlanto atlantoaxial atlantodental auricle axial axillae azygoesophageal azygos barbae
basilar basilic bibasal bibasilar bicipital bicuspid bile brachialis brachiocephalic brachioradialis bronchiolar bronchioles buccinator bulbar bullosa calcaneal calcaneus
callosal callosum calvaria calvarial calvarium calyceal calyces calyx canaliculus canine canines canthal canthus capitate capitellar capitellum cardia carinal cauda caudate
cava caval cavernosa cavernosum cavoatrial cecal cementoenamel cementum centrilobular cephalic cerebellopontine cerebellum cervicomedullary cervicothoracic choledochal
chondrolabral chordae choroidal chronica chronicus ciliary cingulate circumflex clitoral clitoris clivus coccygeal cochlea columella comedonal comedone comedones communicating
condylar condyle condyles condyloma condylomata conjunctivae conus coracoacromial coracobrachialis coracoclavicular coracoid cornual coronal coronoid corporis corpus
corticobulbar corticospinal costal costochondral costophrenic costovertebral cremaster cremasteric cricoid cricopharyngeal cricopharyngeus cricothyroid cruris cuboid culdesac
cuneiform cuneiforms curvature cuspid cuspids cutis deferens dentate dentin detrusor digastric digiti distobuccal distolingual dorsalis dorsum ductus dura dural dyshidrotic
ecchymotic ectocervix enamel endocervix endodontic endomyometrial epicondylar epicondyle epicondyles epididymal epididymis epiglottic epiglottis episcleral epithelialized
epithelializing epitrochlear equina erector erythrodermic eschar ethmoid ethmoidal excoriated extrahepatic extraperitoneal falcine falx fauces femoris femorofemoral
femoropopliteal fibroglandular fibularis filiform filum fimbria fimbriae fimbrial fissural flavum flexure foliaceus follicular foramen foramina foraminal fornix fourchette
fovea foveal frenulum frenum frontalis fundal fundic gangrenosum gastroduodenal gastroepiploic gemellus genu gingivae glabella glandular glans glenohumeral glenoid glottic
glottis gluteus gracilis guttate gyral gyri gyrus hamate haustra helix hemiazygos hemidiaphragm hemidiaphragms hemithorax hepatis hepatofugal hepatopetal herpetiformis hila
hilar hilum hippocampal hippocampus humeral hyaloid hymen hymenal hyoid hyperkeratotic hypochondriac hypochondrium hypogastric hypogastrium hypopharyngeal hypopharynx
hypothalamus hypothenar igne ileocecal ileocolic iliacus iliofemoral iliopsoas ilium incisal incisor incisors incisura incus indicis induratum infectiosum inferolateral
inferoseptal infraclavicular infrageniculate infrainguinal inframammary infrapopliteal infrarenal infundibular infundibulopelvic infundibulum innominate insula interarticularis
interatrial intercondylar intercostal intercostals interdental interlobular interossei interphalangeal interproximal intertrochanteric interventricular intrahepatic
intralobular intraperitoneal introitus ischiofemoral ischiorectal ischium isthmic juxtarenal koilonychia labrum lamina laminae lateralis laxa leaflet leaflets lenticulostriate
lentiform lentigo leptomeningeal leptomeninges leukonychia levator levatores lichenified lichenoides ligamentum limbal limbus lingual lingula lingular livedo lobule lumborum
lumbricals lunate lunotriquetral luteal luteum macerated maculopapular majora maligna malleolar malleoli malleolus malleus mandibularis manubrial manubrium manuum marginatum
marmorata masseter mastoids meatal meatus medialis medius medulla medullaris medullary melanonychia melolabial mesenteric mesentery mesial mesiobuccal mesiolingual
mesioocclusal mesoappendix mesocolon mesorectal mesorectum metacarpophalangeal metatarsophalangeal midbrain migrans minimi minimus minora molar molars morbilliform morphea
multifidi multifidus multiforme multiformis mylohyoid myometrial myometrium nasolabial nasolacrimal nasopharyngeal navicular neonatorum neuroforaminal neuroretinal nigra
nigricans nodosum nodularis nuchal nummular occlusal oculi odontoid olecranon omental omentum omohyoid onycholysis operculum opponens orbicularis oris oropharyngeal ossicle
ossicles ossicular ostiomeatal ostium pachymeningeal palatal palatinus pallidus palmaris palmoplantar palpebral pancreaticoduodenal panlobular papillary papulopustular
paraclinoid paracolic parahippocampal paramediastinal parametrial parametrium pararenal parasellar paraseptal paraspinal paraspinals parasternal paratracheal paronychia pars
pedicle pedicles pedis peduncle peduncles pellucidum pelvicalyceal pemphigoid pemphigus periampullary perianal peribronchial peribronchovascular pericallosal perihilar
perinephric periradicular perirectal perirenal periungual peroneal peroneals peroneus petechial phalangeal phalanges phalanx philtrum pilaris pinna piriform piriformis pisiform
plantaris planus platysma pleuroparenchymal pontine pontomedullary popliteus portosystemic postauricular postcentral posterolateral preauricular precentral precordial
precordium prelaminar premolar premolars preperitoneal prepuce preputial prepyloric presacral primum pronator properitoneal prurigo pterygoid pubic pubofemoral puborectalis
pulp pulpal purpuric putamen pyloric pylorus pyogenicum pyriform quadratus racemosa radiocapitellar radiocarpal radioulnar ramus rectosigmoid rectus reticularis retroareolar
retroauricular retrocardiac retromolar retroperitoneal retroperitoneum rhomboid rhomboids rosacea rubra saccule sagittal saphenofemoral sartorius scalene scalenes scaphoid
scapholunate scapulae scapulothoracic sclera scleral seborrhoeic secundum sellar semicircular semimembranosus semitendinosus serosa serosal serrata serratus sesamoid sesamoids
simplex sinoatrial slough spermatic sphenoid sphenoidal sphincters spinae spinothalamic splenium splenius splenorenal spongiosum stapes stasis sternoclavicular
sternocleidomastoid striatal stylohyoid styloid subareolar subcarinal subdiaphragmatic subglottic subhepatic submaxillary submental suboccipital subphrenic subpleural
substantia subtrochanteric subungual subvalvular sulcal sulci sulcus supinator supraclavicular supraclinoid supracondylar supraglottic suprahepatic suprarenal suprasellar
supravalvular symphysis syrinx talar talonavicular talus targetoid tarsal tectal tectum tegmen tegmentum temporalis tendineae tentorial tentorium tfcc thalamic thalamus thecal
thenar tibialis tibioperoneal tonsillar torus toxicum tragal tragus trapezium trapezoid trigone triquetral triquetrum trochanter trochanteric trochlea trochlear tunica
turbinate turbinates umbilicated umbo uncinate uncovertebral unguium ureteropelvic urticata uterosacral utricle uvea uveal vallecula valleculae variegata vastus velopharyngeal
velum venosus ventral vermilion vermis verruca verrucae versicolor vertebrobasilar verumontanum vesicoureteral vesicoureteric vestibule xiphisternum xiphoid zonule zonules
zygoma zygomatic zygomaticus
"""

# Words of reports and examinations.
REPORTS = """
aac aarom abdominoperineal ablated abruptio acantholysis accelerated accels accreta achieved achondroplasia acidotic acl acrochordon acrochordons acrylic adaptive adc adductus
adenocarcinoma adenomatoid adlib adrenalectomized aerated afamelanotide affect afferent afi agatston agc ageusia agonal airspace aivr aka akathisia alaris alcl alefacept
alexithymia alkalotic allens allergen allograft aloe alogia alternans amblyopia ambulated ambulates ambulating ambulator ameloblastic ameloblastoma amevive aml amphophilic
amplatz amps amputated amyloidoma anaplastic anechoic anencephaly anergia anesthetized aneurysmal angiofibroma angiolipoma angiomyolipoma angiosarcoma anhedonia anicteric
anisocoria anomia anosmia antalgic anterolisthesis anthim antidromic antisocial antralized anuric apd aphakia aphakic apl aplasia aplastic apneic apophysis apoptotic apraxia
aprep aprv arcus ardsnet areflexia argon armd armodafinil arom artegraft arteriolar arthrodesed asc asciminib asfotase asthenopia astrocytoma asystole asystolic atelectatic
atezo atps atraumatic atresia atypia audiometric audiometry autograft autosomal avd avel avh avoidant avrt axr backboard balloon balmex barcs barrx basophilic bcc bcpap bcva
bedbound berenstein bevaciz bevar bicap bigeminal bigeminy bileaflet bimanual biogaia bioprosthesis bioprosthetic biphasic bisap bisected bisferiens bka blastic blastoid ble
bleo bles blunted blunting bmx bonebridge borderline bortez bougienage bound bovine bpd bpp brachycephaly bradycardic bradydown bradykinesia bradyphrenia bradys brao breastfeed
breech bridgework bronchomalacia browns brvo bsc bsx buckberg budding bue buees bues bulge bulimic bupi burrhole butt buzzy bvm bvms bwx cadd caesarean calazime cantata
capnometer caprefill capture carboplat carcinoids carcinosarcoma cardiomediastinal cardioverted carfil caseating casimersen catatonia catatonic cavilon cavotricuspid cbct cbt
ccollar cct ccts celect celox cementoma cemi centre cerebri cerner ceroid cesarean cetux cfr cga chairbound chalazion chg chiropractic chiropractor chlorhex chloroma choanal
cholangiocarcinoma cholesteatoma chondrodysplasia chondroma chondrosarcoma chordal chordee chordoma choriocarcinoma chromophobe chylothorax cin circ circumcised circumferential
circumscribed circumstantial cisatra cispl clamp cleidocranial clinodactyly clip cll clonus clubfoot clustered cml cobra codominant cogstat cogwheel cogwheeling colectomized
collateralized collaterals colloid colonoscope colostrum combat comedo concealed concentric confocal congruent consolidative contributory copm cortices corticomedullary
counselor couplets cpb cpc cradle craniopharyngioma crao crepitance cribriform cries crinecerfont critic criticaid crossbite crossclamp cruex crvo cryoglobulinemic cryovein
crypts csme ctabl ctcl cti ctv cueing cues culotte curlin curlins cushion custodiol cvat cvatt cyanoacrylate cyclophos cyclothymia cylindroma cystadenocarcinoma
cystadenofibroma cystadenoma cytologic cytoplasm cytoplasmic cytotech dabrafenib dacron damoctocog dangle dangled dangling dbt dccv dcis debrided decalcified decannulated decay
decel decels decerebrate decompressed decorticate decub decubiti defib defibbed defibrillated dehisced dehiscence denali denos denture dentures dermatillomania dermatochalasis
dermatofibroma dermatofibrosarcoma dermoepidermal dermoid desat desats desatted descent desenex desmoid desmoplasia desmoplastic detox dexam dfm diaper diaphoretic
diaphragmatic diaphyseal diaphysis diastema diastematomyelia diathermy dic dicrotic dietician dilator diplopia direxion discectomies discoid disomy dissociative dlbcl dme dobut
docet dojolvi dolichocephaly dominant dornier dosimetrist doxo dronab dti dtpi dtr dtrs ductal duodenoscope duplex durva dynarex dysarthria dysarthric dysautonomia
dysdiadochokinesia dyserythropoiesis dysgerminoma dysgeusia dyskinesia dysmegakaryopoiesis dysphagic dysphonia dysphonic dysphoric dyspoiesis dyspraxia dysthymia dysthymic
dystonia ease ebanga eccentric echocardiographer echolalia echopraxia ectatic ectopic ectopy ectropion edc effaced efm ega elapegademase elastofibroma electroanatomic
electrotherapy eleview elite embedded embosphere embozene emdr emergence emmetropia empyema encapsulated encephalocele encephalomalacia encephalopathic enchondroma enchondromas
encorafenib endoclip endoclips endodontics endoloop endometrioid endophytic engorged enhancing enjaymo enophthalmos enteroscope enthesophyte entropion eob eol eoms eosinophilic
ependymoma epic epidermoid epiphora epiphyseal epiphysiodesis epiphysis epispadias epistat epithelioid epump equinovarus erythroid esd esophagram esophoria esotropia
esthesioneuroblastoma etco eteplirsen etom etop etranacogene eukalemic euphoric euthermic euthymic euvolemic exodontia exome exophoria exophthalmos exophytic exotropia
expressive externalized extracapsular extracted extraluminal extranodal extraprostatic extrastimuli extrastimulus extrathyroidal extubate extubated exudative fasciotomies fatty
fdg feeder fent fess festinating fevar ffa ffr fgr fhm fhr fht fhts fibrinoid fibroadenoma fibroadenomas fibrosarcoma fibrosing fidanacogene filgr fim fims flair flatus flex
flexigrid floated florajen fluctuance fluctuant fmx follicle fontanel fontanelle fontanelles formalin fosnetupitant fossa foveolar fractional freezy fundoplicated fwb gamifant
ganglioglioma ganglioneuroblastoma ganglioneuroma gastrectomized gastrinoma gastroschisis gastroscope gavage gavaged gct gdm gelweave gemci generator genetic genome genotype
germinoma gestalt giraffe givlaari givosiran glidewire glioblastoma gliotic glomeruli glomerulus glubran glucagonoma goblet goldprobe golodirsen grandiose gravida gre grooming
groundglass grower guillotine guttae guttata gyn gynonc haakaa haiku halo hamartoma hamartomas hardware hcc headhunter health hemangioblastoma hemangioendothelioma
hemangiopericytoma hemashield hemcon hemianopia hemianopsia hemiepiphysiodesis hemineglect hemoclip hemoclips hemoglobinopathies hemolysis hemolytic hemonc hemoperitoneum
hemophagocytic hemosiderin hemospray hemothorax hepatoblastoma hepatocellular heplock heterogeneously heterotopia heterozygote hfa hfjv hfov hidrocystoma histiocytoid
histologic histotech histrionic hitt hjr hlh holoprosencephaly homebound homogeneously homograft honeycombing hordeolum hospira hotpack hrct hsg hsil hsm hurthle hyaline
hyalinized hyaluronidase hydranencephaly hydrocele hydrocephalus hydropneumothorax hydrothorax hydroureter hyperattenuating hypercapnic hypercarbic hypercellular hyperchromatic
hyperdense hyperexpanded hyperinflated hyperintense hyperkalemic hyperlucent hypermetabolic hypernasal hypernatremic hyperopia hyperreflexia hypertropia hypervigilance
hypervigilant hypervolemic hyphema hypoattenuating hypocellular hypochondroplasia hypodense hypointense hypokalemic hypomania hypomanic hypomimia hyponasal hyponatremic
hypoplasia hypoplastic hypopyon hyporeflexia hyposmia hypospadias hypothermic hypovolemic hypoxemic hysterectomized hürthle ibs icsp icsx ictal icteric iddsi idioventricular
ifos ifr igels iie iiid iiii imeglimin imlifidase immunofluorescence immunohistochemistry immunoreactive immunostain immunostains impedance imperfecta imprinting incentive
incongruent increta indurated infarcts infiltrated inlay inmazeb inomax instent insulinoma insure intensivist intensivists interbody interdry interictal interrogated
intracardiac intraepithelial intraluminal intrusive intubated intussusceptum invacare ipt irino isatux isncsci isochronal isodense isoechoic isointense isokinetic isolette
isolettes isometric isometrics isthmus itp iugr ivc ivh ivus jps junctional jvd jvp kangaroo kangarooing karyotype keratoacanthoma keratocyst keratometry kesimpta ketafol
kidwalk kinesiotherapist kinesthetic kub kvo kyphoplasties kyphotic labile lacunar lacune lacunes laminectomized lanolin lansinoh lanugo laryngomalacia laser latching lbm lcis
lcs ldct leckey leiomyoma leiomyomata leiomyosarcoma lems lenal lepidic leukemic lga lhd lib lido lidopatch ligated liner lipids lipiodol lipomyelomeningocele liposarcoma lipv
lissencephaly listhesis lithotripsy liws lle lles lll llls llq llsb lmp lnmp lobular lochia loculated longboard lordotic lovibond lsb lsil lspv ltcs lucent lues lul luls
lumasiran lumboperitoneal lumenis luq lusb lvot lws lymphangioma lymphoblastic lymphohistiocytic lymphomas lymphoplasmacytic lymphovascular lysosomal lytic macimorelin
macrocephaly macrosomia mammo marcain matrx maxa mbct mbss mckesson mcl mechanically meconium medela medic medics meditech medline medulloblastoma megakaryocytic megaureter
meningioma meningiomas meningocele merocel mesothelioma metamorphopsia metaphyseal metaphysis metaplasia metaplastic metatarsus metho metoclo mfm mgus miamij micatin
microabscess microangiopathic microarray microcephaly microfracture micrographia micropapillary micropsia microvascular mikaelsson milia milium milri mitochondrial mitoses
mitotic mmt moaa moas moda modulith monocytoid monoleaflet monomorphic monophasic monosomy moxidectin mpn mrcp mrv mse muga mugga multigravida multilocular multiloculated
multip multipara multiplex mural mvu mvus mycogen mycolog myeloblastic myeloid myelomalacia myelomeningocele myofascial myringotomies myxofibrosarcoma myxoid myxoma mzl
nailpolish narcissistic nasopore nbi ncpap nectar nedosiran neglect neochord neochordae neologisms nephrectomized nephroblastoma nephroscope nester neuroblastoma neurofibroma
neurofibromas neurohospitalist neurointensivist neurointerventional neurolysis neuromuscular neuroophth nicview nippv nips nitric nivo nlphl nocturic nocturnist nodal
nonadherent nonambulatory nonanion nonblanching nonbloody noncaseating noncontrib noncontributory nondilated nondrinker nonenhancing nonexertional nonfocal nonicteric
noninjected nonketotic nonlabored nonmelenic nonobese nonobstructing nonoliguric nonopacified nonoperative nonpitting nonpleuritic nonproductive nonpurulent nonradiating
nonreactive nonsmoker nonspeaking nonstress nonsustained nontoxic nonulcerated nonverbal nonweight nonweightbearing noreflow normocapnic normocellular normocephalic
normocephaly normotensive normothermia normothermic normovolemic npdr nsclc nssi nst nsvd ntnd nttp nuclear nuclei nucleoli nvg nwb nystagmus nystop obinu obstructing obtunded
occiput odontogenic odontoma offloaded offloading ogtt olanzap oligodendroglioma oligohydramnios oliguric omnibed omnicell omphalocele onc oncocytic oncocytoma ondan onlay
oophorectomized opacified optease optician optometrist optometry orchiectomized orise orthodontic orthodontics orthodromic oscillator oscillopsia osteoblastoma osteochondroma
osteochondromas osteogenesis osteoid osteoma osteopath osteopathic osteopenic osteophyte osteophytes osteosarcoma ostial otorrhoea otowick otsc oud overbite overjet ovesco
oxali oxlumo oxyntic pacg pachygyria pachymetry paclit paediatrician palforzia palonos panit pano panoramic panorex paparella papilloma paradoxus paraffin paraganglioma
paramedic paramedics paranoia paraphasias parasystole parathyroidectomized parvus pathogenic pathway pazopanib pca pcea pcv pcxr pdr pediatrician pedunculated pegfil
pegzilarginase pembro penetrance penumbra percreta perfectserve periapicals pericare periguard periictal perineural perineurioma periodontics periodontist periosteal
perivascular periwound permobil peroxisomal perseverative pertuz petct pews phakic phenotype pheo pheochromocytoma phlebolith phleboliths photopenic photopsia photopsias php
phyllodes physeal physicist physis phytoplex piecemeal piercing piercings pih pilomatricoma pilomatrixoma pilonidal pineoblastoma pineocytoma pinguecula pistoning plagiocephaly
plasmacytic plasmacytoid plasmacytoma platelike pleomorphic pltcs plug plum plyometric plyometrics pmean pmi pneumobilia pneumocephalus pneumomediastinum pneumoperitoneum poag
poddy pods pointes polydactyly polyhydramnios polymicrogyria polymorphic polytetrafluoroethylene polyuric pomal pontic porcine porencephaly poroma porphyria porphyrin postcath
postconcussive postdilated postherpetic postictal postobstructive postphlebitic postprocedure postpump postpyloric poststroke postthrombotic posttransplant posturing postviral
postvoid pphn ppie pplat pprom prabotulinumtoxina praxis pre predilated premed premedicated premeds premie preoxygenated preprocedure preprosthetic presbycusis presbyopia
pressor pressors prevalon prevalons prevoid primigravida primip primipara proband probing prochlor progreat prone proned proning proprioceptive proshield prosthetist
prosthodontic prosthodontics protuberans provisional prvc pseudoachondroplasia pseudophakia pseudophakic psv ptcl pterygium pulsus pupillometry puree purulence pvd pvi pwb
pyxis quadrantanopia quadricuspid quadrigeminy quantum quickie quikclot radiofreq radiofrequency radiotracer radonc ranchos rapd rcc rci rds receptive recessive recumbent
reentrant reentry reflow regorafenib reintubated remedy renegade repositioned repositioning reproductive resistive reticular reticulonodular retinoblastoma retractile
retroflexed retroflexion retrograde retrolisthesis revised rfa rhabdoid rhabdomyoma rhabdomyosarcoma rhf rhino rhinorocket rhinorrhoea rifton ripv ritux rivfloza rla rlas rle
rles rll rlls rlq rlsb rltcs rml rmls rocket roho ropiv roscd rotational rover rrt rsb rspv rtms ruls ruq rusb sarcomatoid scc scenesse schizencephaly schizoid schizotypal
schwannomas sclc sclerotherapy sclerotic scoliotic scotoma scotomata sebaceoma secura seminoma semirecumbent sensicare sensor septated serially sessile sga sheath shrinker
shuffling shunted sickle sidewinder sigma signet silhouette simv sinonasal sirsphere sirspheres siw sleepsack sll slums slurry smoldering snappies snare snared socket
somatostatinoma somnolent sonographer sonographic sonographically soothe sorafenib soundbridge spect spectra spectral spectrum spheres spiculated spindled spiradenoma
spirometer spirometry splenectomized splenomegalic spondyloepiphyseal spondylolisthesis spondylolysis spondylotic spongiotic spyglass srom srp stander starter statseal
steatocystoma steatoma steatotic steppage stim storz stranding stroma stromal stump subchondral subependymoma submucosal subsegmental succ sud superstiff supinated supine
supple supv surfactant suvmax sux svd sve swi swl syndactyly synechiae syringoma taa tachycardic tachypneic talipes tangential tardus tattoo tattoos tcpo tdwb tech tecovirimat
tembexa tenolysis teratoma terumo tevar thalid thanatophoric theracane therasphere thickened thickening thrombolysis thrush thymoma thymomas thyroidectomized tigertext tilt
tilting tinactin tippee tma toco tocodynamometer tocolysis tocolytic toileting tolac tommee tomo tomosynthesis torsade torsades torticollis tourniquet tourniquets tpod tpoxx
trabecular tracheoesophageal tracheomalacia trainer transforaminal transmetatarsal transmural transpedicular transseptal trapease trastuz trichilemmal trichilemmoma
trichoepithelioma trichotillomania trigeminy triheptanoin trilineage triphasic triple triplets trisected trismus trisomy ttb ttp ttwb tube tubes tubulointerstitial tulip
tunneling turgor tymp tympanometry uas ucva uems uncircumcised underbite undermining undescended unicuspid unilocular uninvolved unlabored unremarkably uop uptake uremic
ureterocele ureteroscope uro urogyn vaecmo valgum valoctocogene vandetanib variant varilite varix varum vaso vasoplegic vavd vbac vcug vemurafenib venatech veneer veneers
venipuncture vent vented ventriculoatrial ventriculoperitoneal vert vertex vestibulo vfibbed vfss vibrant viii villi viltolarsen vinc vipoma voalte vocera voided voiding
vonicog vte vus vvecmo vyaire wallerian wappa waxy wbat weefim weightbearing wheelchairbound wick wssp xanthoastrocytoma xenograft xerophthalmia zeasorb zebra zoled zometa
acalculia acyanotic anosognosia aortopulmonary asterixis babygram ballotable bicondylar bimalleolar binky blanchable bronchiectatic calcaneocuboid cffdna deconditioned
deconditioning dryneedling erythema-toxicum glucola grand-multip gua-sha heel-to-shin hemiballismus hepatopulmonary homeschool hyperinflation involuting leukocytoclastic
lichenoid mesocolic monobloc multicentric multifocal multivessel necrobiotic nonblanchable nonkeratinizing nonpalpable normoactive nullip periappendiceal pericholecystic
pericolonic perilunate periportal prevascular prosopagnosia psoriasiform sacrococcygeal sbar serosanguineous serosanguinous sidelying simultanagnosia subacromial
tarsometatarsal teether trapeziometacarpal trimalleolar turn-q2 ulnohumeral unicondylar unifocal vacuolar wheezer xiphisternal
aceclo acopair adhesiolysis adizem adrenor aerodil airflusal akurit allscripts aloflute amlokind amlovas anastomosed angitil anteriorized arkamin arthroscopic
arthroscopically asthafen axillofemoral barcode betnesol biapical bibecfo bilastine bilasure botroclot broaching bronchocentric bronchoscopic calcigard caliectasis
cauterized cavitary cavitating cementless chemydur clinicaltrials cochrane colocolic colonoscopic combisal combutol cystoscopic cytolog defcort deflacort deriphyllin
dermatomed desiccation dessication desufflated dictaphone diltzem dolokind dotphrase duphaston efcorlin effacement elantan electrocautery embase emigo endoscopic
endoscopically endplates epocrates ethamsyl evatocin extraaxial extracorporeal falcigo falcipar femilon fenestrated ferium fesovit fibronodular fixkoh flavedon flexon
flowsheet flowsheets fluoroscopically flutiform forecox formonide fulgurated fusacomb ganaton gestofit glycohale glytrin grandem gtn haemostasis hemostasis heterogenous
hifenac hydrocephalic hydrocort hysteroscopic ibugesic imbricated indistinct infragastric infratentorial infraumbilical inotropin insufflated insufflation interscalene
intraaxial intracorporeal intramural itopride ivanorm juxtacortical juxtapleural kenadion kocherized krimson laparoscopic laparoscopically lariago lateralization levorid
levosulpiride lexicomp linid linospan lobulated lukotas lumerax lupigest macrocalcifications marsupialized maxiflo mdcalc methergin microcalcifications microlobulated
micromedex midaxillary midclavicular mifegest misoprost mobilised mobilized monotrate mosapride myospaz nextgen nitrolong nonobstructive noradria novelon olmesar olsar
omnacortil osteophytic osteotome osteotomized pager pantodac paramedian pedicled percutaneously perforator periumbilical periventricular pitressin powerchart prazopress
primolut proxor pubmed ranozex regesterone repalol retromuscular rhoclone robotically romilast schmorls septations sequestered sereflo seromuscular signoflam sirdupla
skeletonization skeletonized slozem smartlist smartphrase soprobec sorbitrate stalpex subcentimeter subcortical subcostal subfalcine subfascial subsolid sucrafil
suprainguinal supratentorial supraumbilical susten teczine teleconference telvas thiocolchicoside thoracoscopic tiogiva tiotrop tiova tonoferon tranexa transabdominal
transapical transcanalicular transcatheter transconjunctival transesophageal transfemoral transjugular transnasal transoesophageal transoral transperineal transradial
transrectal transscleral transsphenoidal transthoracic transurethral transvaginal trapic trialed trialled triapin trocars ulgel uncemented undermined uptodate
ureteroscopic ureterovesical vasocon vivaire voicemail voicepod wockair workstation zemtard
"""

WORDS = ANATOMY + REPORTS
