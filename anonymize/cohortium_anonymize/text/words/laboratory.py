"""Organisms, genes, proteins, cells and regimens of chemotherapy: more words of `lexicon`.

All lower case; the letters alone, so "cd20" is no word here. No usual given name or surname.
"""

from __future__ import annotations

# Genera, species, viruses and kinds of resistance.
ORGANISMS = """
abiotrophia abortus abscessus absidia acanthamoeba achromobacter acnes actinobaculum actinomycetemcomitans actinotignum aedes aegypti aerococcus aerogenes aeromonas africanum
agalactiae agglomerans aggregatibacter akkermansia albicans albopictus alcaligenes alphaherpesvirus alphavirus alternaria alvei amblyomma americanus ampc amycolatum
anaerococcus anaplasma ancylostoma anginosus angiostrongylus anisakis anopheles anthracis aphrophilus apiospermum arbovirus arcanobacterium arenavirus asahii ascaris asteroides
astrovirus atopobium aureus auris avium bacilliformis bacillus balamuthia balantidium bancrofti baumannii baylisascaris belli bilophila bipolaris bivia bkv blastocystis
bocavirus bolletii bordetella botulinum bovis boydii braakii brasiliensis braziliensis brevundimonas brucei brugia bunyavirus burgdorferi burkholderia burnetii calcoaceticus
calicivirus canettii canimorsus caninum canis capnocytophaga capsulatum carbapenemase cardiobacterium carinii casseliflavus catarrhalis cayetanensis cepacia cereus cerevisiae
chaffeensis chelonae chikv chimaera chlamydophila cholerae chryseobacterium cimex cladophialophora cladosporium clavispora cloacae clonorchis coli conorii constellatus
contagiosum corrodens corynebacterium coxiella cre cronobacter crpa cruzi culex cunninghamella curvularia cutibacterium cyclospora cystoisospora delftia demodex dentocariosa
denv dermacentor dermatitidis dermatobia dientamoeba difficile diphtheriae diphyllobothrium dirofilaria dispar divergens donovani dracunculus dubliniensis ducreyi duncani
duodenale duodenalis dysenteriae dysgalactiae echinococcus echovirus edwardsiella eee eev ehrlichia eikenella elizabethkingia enteritidis enterobius enterocytozoon epidermidis
epidermophyton equi equisimilis erysipelothrix exophiala faecalibacterium faecalis faecium falciparum farcinica fasciola fasciolopsis filovirus finegoldia flavivirus flavus
flexneri floccosum folliculorum fonsecaea fortuitum fowleri fragilis freundii fumigatus furfur fusarium gallinarum gallolyticus gambiense gattii gemella genitalium geotrichum
gingivalis glabrata globosa gnathostoma gondii gonorrhoeae gordonae gordonia gordonii granulicatella granulosus guilliermondii hacek haematobium haemolyticum haemolyticus
haemophilum hafnia hanta hav hdv henselae hermsii herpesvirus hev hhv hmpv hominis htlv hydrophila hymenolepis infantum influenzae innocuum interdigitale intermedius
interrogans intestinalis intracellulare israelii ixodes japonicum jcv jeikeium jejuni jev jirovecii junin kansasii kingae kingella kluyvera knowlesi koseri kpc krusei
kudriavzevii kyasanur lactobacilli lamblia lassa lcmv lectularius leishmania lentivirus leprae leptotrichia leuconostoc lichtheimia loa lomentospora lugdunensis lumbricoides
lusitaniae luteus lwoffii lyssavirus machupo malariae malassezia malayi mallei malmoense mandrillaris mansonella mansoni marburgvirus marcescens marinum marneffei massiliense
mayaro mdr mdro medinensis melitensis meningitidis mentagrophytes mers metapneumo micrococcus microsporidia microsporum microti mirabilis mitis mobiluncus molluscum
monocytogenes morganella morganii moshkovskii mpox mssa mucogenicum mucor multilocularis multocida mutans nakaseomyces ndm necator necrophorum neoformans nidulans niger nipah
nocardioides ntm nucleatum ochrobactrum odontolyticus onchocerca opisthorchis oralis orf orientia oropouche orthomyxovirus orthopoxvirus ovale oxa oxytoca pacificus pallidum
pantoea papillomavirus parabacteroides paracoccidioides paragonimus parahaemolyticus parainfluenza parainfluenzae paramyxovirus parapertussis parapoxvirus paratyphi
parechovirus parvum paucimobilis pediculus pediococcus penicillium penneri peptoniphilus peptostreptococcus perfringens pertussis pestis phagocytophilum phthirus pichia
pickettii picornavirus planticola plesiomonas pneumoniae pneumophila polio poliovirus polyomavirus porphyromonas posadasii powassan poxvirus prevotella priapulid prion
prolificans propionibacterium providencia prowazekii pseudomallei psittaci pvl pylori pyogenes raffinosus ralstonia ramosum raoultella recurrentis retrovirus rettgeri
rhipicephalus rhizomucor rhizopus rhodesiense rhodococcus rhodotorula rhusiopathiae rickettsii roseomonas rothia rubrum saginata sakazakii salivarius sanguinicola sanguinis
sapovirus saprophyticus sarcoptes sars scabiei scapularis scedosporium schaalii schenckii schistosoma scrofulaceum septicum shewanella shigelloides simiae slev sneathia solani
solium sonnei sordellii sphingomonas spiralis sporothrix stenotrophomonas stercoralis striatum strongyloides stuartii suis szulgai taenia talaromyces tannerella tarda tbe
terreus tertium tetani thetaiotaomicron tonsurans torovirus toxocara trachomatis trichinella trichiura trichophyton trichosporon trichuris tropheryma tropica tropicalis
trueperella trypanosoma tsukamurella tsutsugamushi tularensis tunga typhi typhimurium ulcerans urealyticum urinae vaccinia vaginalis veillonella vermicularis violaceum viridans
vivax volvulus vrsa vulgatus vulnificus vzv wadsworthia warneri westermani whipplei wnv wuchereria xenopi xylosoxidans zikv
"""

# Genes, proteins, hormones, antibodies, cells.
MOLECULES = """
acanthocyte acanthocytes acetylcholine acta actin activin acylcarnitine acylcarnitines adamts adiponectin akt aldolase aldosterone ampa amphiphysin amyloid androstenedione
ankyrin anticardiolipin anticentromere antimitochondrial antinuclear antiphospholipid antiplasmin antithrombin antitrypsin antixa apoe app aquaporin arginase arginine astrocyte
astrocytes asxl atrx bcl biotinidase bmpr brg brip cadherin caldesmon calprotectin calr calretinin cardiolipin caspr catenin ccnd cdh cdkn cdx cebpa centroblast centrocyte
ceruloplasmin chemokine cholangiocyte cholecystokinin chondrocyte chondrocytes chromogranin chymotrypsin citrulline copeptin corticosterone cryofibrinogen cryoglobulin
cryoglobulins cxcr cyclin cytokeratin cytokine cytokines dacrocytes dapi deamidated dehydroepiandrosterone deoxycortisol desmin dnmt dyslexin dystrophin echinocyte echinocytes
elastase electrophoresis elliptocytes emerin endomysial endothelial enterocyte epcam ependymal erbb erg erythropoietin estriol estrone ezh fbn ferroportin fgfr fibroblast
fibroblasts fibronectin flcn fli flt fmr foxp gangliosides gastrin gba gcdfp gck ghrelin gliadin glycoprotein glypican gnaq gnas grn hba hbb hepar hepatocyte hepatocytes
hepcidin hfe histiocyte histiocytes histone hla hmb hnf homocysteine homovanillic hras htt hypochromia ighv igvh immunoblast inhibin ini integrin interleukin interleukins
isoleucine itd kappa kcnh kcnq keratin keratinocyte keratinocytes kisspeptin koilocyte koilocytes lactoferrin lambda laminin ldlr leptin leucine lmna lrrk lymphoblast
lymphoblasts macrophage macrophages mammaglobin mastocyte mdm mecp mefv megakaryocyte megakaryocytes melan melanocyte melanocytes mesangial metamyelocyte metamyelocytes
metanephrine metanephrines methylmalonic mgmt microglia microglobulin mitf mlh motilin mpl mthfr mutyh mybpc myc myd myelin myeloblast myeloblasts myelocyte myelocytes myh
myogenin myoglobin napsin neopterin nmda normetanephrine normetanephrines notch nphs npm nrg ntrk oligodendrocyte oligodendrocytes ornithine osteoblast osteoblasts osteocalcin
osteoclast osteoclasts ovalocytes palb pankeratin pcsk pdgfra pepsin pepsinogen pericyte phenylalanine pik pkp plap plasmacyte plasmacytes plasminogen pneumocyte pneumocytes
podocyte podocytes podxl polychromasia prealbumin pregnenolone procollagen promyelocyte promyelocytes psen pten ptpn recoverin relaxin renin ribonucleoprotein runx ryr sall
satb schistocyte schistocytes sclerostin scn sdha sdhb sdhd secretin serpina shox sideroblast sideroblasts siderocytes smad smn snca sox spectrin spherocyte spherocytes squame
squames srsf stk stomatocyte synaptophysin telopeptide tert tgfbr thrombocyte thrombopoietin thyroglobulin titin topoisomerase tpo trab transglutaminase transthyretin troponins
trypsin trypsinogen tryptase tsc tsi ttf ttn ttr tyrosine umod urothelial vanillylmandelic vhl vimentin vwf znt
"""

# Chemotherapy and radiation by their letters, and trials by theirs.
REGIMENS = """
acas acrin adaura afirm agvhd allhat allo allosct anglo approcchss arma asct atach beacopp bfm brachy calgb capox caprie carbo carbotaxol catis cgvhd chaarted choep chp clag
cmf codox cybord dapa dcct dcf ddac ddmvac delivertrial dhap dkd drd ecst ecx edic empa enzamet eox esh eshap fcr fec flaura florali flot flox flumel folfirinox folfoxiri fufol
gemcap gemox hdmtx hdr hidac hipec hovon hsct hypercvad icebeam igrt impower imvigor isar isat ivac kcd kpd krd ldr madit mfolfirinox mfolfox mindact monaleesa monarche mvac
nascet nsabp ontarget orbita polarix proppr proseva prrt ptcy rchop redual revascat rewind rvd rxponder sammpris sct sirt sofea solvd stich stupp swog tailorx tcbhp tch tchp
tils topcat tpf ukpds vai vasst vdc vmp vrd vtd warcef woscops xelox
"""

WORDS = ORGANISMS + MOLECULES + REGIMENS
