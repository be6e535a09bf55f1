"""Drugs by brand and by generic name, vaccines, contrast agents, devices, dressings and feeds: more words of `lexicon`.

Brands of the United States first, then those of Britain, Canada, India and Spain. No brand that is a usual given name
or surname, and none that is a word of everyday English. All lower case.
"""

from __future__ import annotations

# Brands of the United States, biosimilars and vaccines included.
BRANDS = """
abbokinase abecma abelcet abraxane abrilada abrysvo absorica abstral acam acanya accolate accrufer accuneb accuretic accutane aceon acetadote aclovate actemra acthar acthib
acticlate actifed actigall actiq activase activella actoplus acuvail aczone adacel adakveo adalat adasuve adaz adbry adcetris adcirca addyi adenocard adipex adlyxin admelog
adoxa adrenaclick adrenalin adthyza aduhelm advate advicor adynovate adzenys adzynma aemcolo aerobid aerospan afinitor afrezza afrin afstyla agamree agoral ahzantive airduo
airsupra akeega akineton akovaz akynzeo alavert alaway albenza aldara aldomet aldurazyme alecensa alesse alfenta alhefa alhemo alinia alkeran alkindi alocril alphagan alphanate
alprolix alrex altabax altace altoprev altreno altuviiio alunbrig alupent alvaiz alvesco alyftrek alymsys alyq ambisome ameluz amethia amgevita amicar amidate amikin
aminophyllin amjevita amlactin ammonul amnesteem amondys amphocin amphotec ampyra amrix amtagvi amvuttra amytal amzeeq analpram anaprox anascorp anaspaz anavip ancobon andembry
andexxa androderm anectine angeliq angiomax anktiva annovera ansaid antabuse antara antivert anusol anzemet anzupgo apadaz aphexda apidra aplenzin aplisol aponvie apresoline
apretude apri apriso aptensio aptivus aquamephyton aquaphor aquoral arakoda arazlo arcalyst areds arestin arexvy argatroban arikayce aristada aristospan arixtra armonair
arthrotec arymo arzerra asceniv ascriptin asendin asparlas aspercreme aspruzyo astagraf astelin astepro astramorph atarax atelvia atgam atorvaliq atripla atromid atropen
attruby aucatzyl augtyro auralgan aurovela auryxia auvi avalide aveed aveeno aventyl aviane avinza avodart avsola avycaz avzivi axert axid axiron aygestin ayvakit azactam
azasan azasite azedra azelex azmacort azopt azor azstarys azulfidine azurette bactocill bactroban bafiertam balcoltra balfaxar balversa balziva banthine baqsimi barhemsys
bavencio baxdela baycol beano beclovent beleodaq bellergal belrapzo bendeka benefiber benefix bengay benlysta bentyl benzaclin benzhydrocodone beovu bepreve berinert berocca
besivance besponsa besremi betagan bethkis betimol bevespi bevyxxa bexsero beyaz beyfortus bicarb bicitra bidil bijuva biltricide bimzelx binosto biocef biofreeze biorphen
biotene biothrax bisac bismol bivigam bizengri blenrep blincyto blisovi blocadren bloxiverz blujepa bonjesta boostrix bosulif braftovi brenzavvy brethine brevibloc brevital
brexafemme breyanzi breyna breztri bridion brineura brinsupri brisdelle briumvi brixadi bromday bromfed bromphed bromsite bronchitol brovana brukinsa bryhali budeprion bufferin
bunavail bupap buphenyl burow butisol bydureon byetta byfavo bylvay bynfezia byooviz byvalson cabenuva cablivi cabometyx caduet cafcit cafergot caldolor calmoseptine calquence
caltrate camcevi campral camptosar camrese camzyos canasa capex caphosol caplyta capoten capvaxive capzasin carac carbaglu carbatrol cardene cardizem cardura caripul carospir
cartia cartrol carvykti casgevy cataflam catapres cathflo caverject ceclor cedax cefizox cefobid cefotan celestone cellcept celontin centany centrax centrum cephulac ceptaz
cequa cerave cerdelga cerebyx cerezyme cerumenex cervarix cervidil cesamet cetaphil cetrotide chantix chemet chenodal cheratussin chlor chloromycetin cholbam cholest
cholestagel chronulac cibinqo cicaplast cillin ciloxan cimduo cimerli cinobac cinqair cinryze cinvanti ciprodex citanest citracal citranatal citrucel claforan claravis clarinex
clenpiq cleocin cleviprex climara clindagel clinoril clobex cloderm clomid clopine clorotekal coagadex coartem cobenfy cognex colazal columvi colyte combigan combipatch
cometriq comirnaty complera compro condylox conjupri consta constulose contin contrave conzip copegus copiktra cordran corgard coricidin corifact correctol cortef cortisporin
corvert cosela cosopt cotellic cotempla cov covera crenessity creon cresemba crexont crinone crixivan crofab cryselle crysvita cuprimine curosurf cutaquig cutivate cuvitru
cuvposa cuvrior cyanokit cyclen cyclogyl cycloset cyfendus cyklokapron cyltezo cyramza cystagon cystaran cystospaz cytotec cytovene cytra dacogen daklinza dalmane dalvance
dantrium danyelza danziten daptacel daranide dartisla datroway daurismo dawnzera daxxify daybue daypro dayquil daytrana dayvigo ddavp deblitane debrox decanoate delatestryl
delstrigo delsym delzicol demerol dengvaxia depakene depen depo depomedrol dermotic desferal desitin desogen desonate desowen desoxyn desyrel detrol dexedrine dexpak dextenza
dexycu diacomit dialyvite diamox diastat dibenzyline diclegis differin dificid digifab digihaler digitek dilacor dilatrate dilt dimetane dimetapp dipentum diprivan diprolene
disalcid diskets disodium ditropan diuril divigel dobutrex dolobid dolophine domeboro donnatal donnazyme doptelet doral doribax doryx dostinex dovato dovonex doxinate drisdol
drizalma dromoran droxia drysol dsuvia duac duaklir duavee duetact duexis duobrii duopa duovent duphalac duramorph durezol durlaza durysta dutoprol duvyzat dyanavel dycill
dymista dynabac dynacin dynacirc dynapen dyrenium dysport ebglyss ecotrin edarbyclor edex edluar edurant efferdose efudex egaten egrifta ekterly elahere elaprase eldepryl
elelyso elepsia elestat elestrin elevidys elevit elfabrio elidel eligard elimite elixophyllin elmiron elocon eloctate eloxatin elrexfio elvanse elyxyb elzonris embeda emblaveo
emerphed emflaza emla empaveli empliciti emtriva emverm enablex encelto endari endocet endometrin enemeez enflonsia engerix enhertu enlon ensacove enspryng enstilar entadfi
entex entocort enulose envarsus eohilia epaned epidiolex episil epkinly eprontia epsolay epzicom equanil equetro eraxis erbitux erelzi ergomar ertaczo ervebo erwinaze eryped
erytab esbriet esgic eskalith esperoct estarylla estrace estring estrostep ethmozine ethyol eticovo eucerin eucrisa eurax euthyrox evac evamist evekeo evkeeza evoclin evomela
evotaz evoxac evrysdi evusheld evzio exblifep excedrin exdensur exelderm exforge exjade exlax exondys exosurf exparel exservan extavia extentabs extina exxua eylea eysuvis
ezallor fabhalta fabior fabrazyme fanapt fareston farydak faslodex faspro fazaclo feen feiba felbatol feldene femcon femring fenoglide fensolvi fentora feosol feraheme fergon
ferinsol ferriprox ferrlecit fetroja fexmid fiasp fibercon fibryga filspari filsuvez finacea fintepla fiorinal firazyr firdapse firmagon firvanq flarex flebogamma flector
fleqsuvy flolan flomax florinef fluad fluarix flublok flucelvax flulaval flumadine fluzone fml focalin follistim folotyn forane forfivo fortamet fortesta forzinity fosrenol
fotivda fragmin frova fruzaqla fulphila fulvicin fungizone furadantin furoscix fusilev fuzeon fylnetra fyremadel gablofen galafold galzin gammagard gammaked gamunex ganirelix
gantanol gantrisin gattex gaviscon gavreto gazyva gelclair gelnique gemtesa generess generlac gengraf genotropin genteal gianvi giapreza gilotrif gimoti glatopa gliadel
gloperba glucagen glumetza glycolax glyrx glyset glyxambi gocovri golytely gomekli gonal gonitro gralise granix grifulvin grisactin guaifenex gvoke habitrol hadlima haegarda
hafyera halaven halflytely halog havrix hectorol helidac hemabate hemady hemangeol hemgenix hemiclor hemlibra hemocyte hepagam hepalean hepcludex heplisav hepsera hepzato
hercessi hernexeos herzuma hetlioz hiberix hiprex hismanal hizentra horizant hukyndra hulio humate humatin humatrope humibid hycamtin hycodan hycofenix hydrea hydrin
hydrocortone hydrodiuril hygroton hylands hylatopic hylecta hympavzi hyperrab hyperrho hypertet hyqvia hyrimoz hysingla hytone hytrin hytrulo hyzaar ibsrela ibtrozi icaps
iclusig icyhot idacio idelvion idhifa idose igalmi ilaris ilevro ilumya iluvien imaavy imcivree imdelltra imjudo imkeldi imovax impavido implanon impoyz imraldi imuldosa
imvexxy inbrija incassia increlex inderide indocin infanrix infasurf inflectra infumorph injectafer inluriyo inlyta innohep innopran inocor inpefa inqovi inrebic intal integra
intelence intrarosa inveltys invirase invokamet iopidine ipol iprivask iqirvo irenka ismelin isochron isoptin isopto isordil istalol istodax isturisa isuprel itovebi ixchiq
ixempra ixiaro ixifi iyuzeh izervay jadenu jantoven janumet jatenzo javygtor jaypirca jemperli jentadueto jesduvroq jetrea jeuveau jevtana jivi jolessa jolivette jornay
journavx jubbonti jublia juluca junel juxtapid jynarque jynneos kadian kaitlib kalbitor kaletra kalydeco kanjinti kantrex kanuma kaopectate kapvay kariva katerzia kayexalate
kazano kcentra kedrab keftab kefurox kefzol kemadrin kenalog kengreal kerlone kerydin ketalar ketek keveyis kevzara khapzory khedezla khindivi kimmtrak kimyrsa kineret kinlytic
kinrix kisunla kitabis klisyri kloxxado kogenate kombiglyze konsyl korlym korsuva koselugo kovaltry kovanaze krazati krintafel kristalose krystexxa kuvan kybella kyleena
kymriah kynmobi kyzatrex lacrisert lactaid lagevrio lamisil lampit lamprene lamzede lanoxicaps lantidra lariam lastacaft latisse lazanda lazcluze lemtrada lenvima leqembi
leqselvi leqvio lescol letybo leukeran leukine levatol levbid levitra levo levophed levora levoxyl levsin levsinex levulan lexiva lexxel libervant librax librium libtayo licart
lidex liletta lincocin lioresal lipofen liqrev litfulo lithobid lithostat lithotabs livdelzi livmarli lmx locoid lodine lodosyn loestrin lokelma lomaira lonhala loniten lonsurf
lopid loprox loqtorzi lorabid lorbrena lorcet loreev lorzone lotemax lotensin lotrel lotrimin lotronex loxitane lozol lucemyra lucentis ludiomil lumakras lumify lumigan luminal
lumizyme lumoxiti lumryz lunsumio lupaneta lupkynis lusedra lutathera lutera luvox luxiq luxturna luzu lybalvi lybrel lyfgenia lyllana lymphir lynkuet lynozyfic lysteda lytgobi
lyumjev lyvispah maalox macrodantin macugen maintena mandol margenza marinol matzim mavenclad mavik maxair maxaquin maxidex maxitrol mayzent mdpi mebaral meclomen mekinist
mektovi mellaril menactra menopur menostar menquadfi mentax menveo meprobamate mepron mepsevii mesnex mestinon metadate metamucil methadose methergine methylin metrocream
metrogel mevacor mexitil mezlin micrhogam micronor midamor midol midrin miebo mifeprex migranal milkinol millipred miltown minastrin minipress minitran minivelle minocin
minolira miradon mircera mircette mirvaso mitigare mitigo moban modeyso moduretic monistat monjuvi monocid monodox monoferric mononessa monurol morphabond motilium motofen
motpoly movantik moviprep moxatag moxeza mozobil mresvia mscontin mucomyst mulpleta mvasi mycapssa mycelex mycin mycobutin mydayis mydriacyl myfembree myfortic mykrox mylanta
myleran mylicon mylotarg myobloc myorisan myrbetriq mysoline mytelase mytesi myxredlin nabi nafcil naftin naglazyme nalfon nalocet naprosyn naropin nasacort nasonex natachew
natacyn natazia natesto natpara natrecor natroba navane navelbine nayzilam nebcin nebupent necon neffy neggram neilmed nembutal nemluvio neoral neosporin nephro nephrocaps
nephrovite neptazane nerlynx nesina nestabs neti neutrasal nevanac nexavar nexletol nexlizet nexterone nextstellis nexviazyme ngenla niacor niaspan nicoderm nicorette niferex
niktimvo nilstat nimbex nimotop ninlaro nipride niravam nithiodote nitro nitrodisc nitrodur nitrolingual nitropress nitrostat nityr nivestym nizoral nocdurna noctec noctiva
nordette norditropin norflex norliqva normodyne norpace norpramin northera nortrel norvir nourianz novarel novavax novoeight novoseven novum nplate nubain nubeqa nuedexta nujol
nulev nulojix nulytely nuplazid nutrafol nutropin nuvaxovid nuwiq nuzyra nydamax nymalize nypozi nyquil nyvepria obizur ocaliva ocella octagam ocuflox ocuvite odt ofev ofirmev
ogivri ogsiveo ohtuvayre ojemda ojjaara oleptro olpruva olumiant olux olysio omidria omisirge omnaris omnipen omnipred omnitrope omvoh onapgo oncaspar onea onexton ongentys
onivyde onpattro onpro ontruzant onureg onyda onzetra opdualag opfolda opill opsynvi optimine optivar optune opuviz opvee opzelura orabloc oracea orap orapred oraverse oravig
orbactiv orencia orenitram orfadin organidin orgovyx oriahnn orilissa orkambi orladeyo orlynvah orserdu ortikos orudis oruvail orvaten oscal oseni osmitrol osmolex osmoprep
osphena otezla otovel otrexup otulfi ovcon ovide ovidrel ovral oxaydo oxbryta oxervate oxistat oxtellar oxytrol ozobax ozurdex pacerone padcev palynziq pancreaze pangestyme
panixine panzyga parafon paragard parcopa parlodel parnate parsabiv paser pataday patanase patanol pavblu paxipam pazeo pce pedea pediacare pediapred pediarix pedvaxhib
peganone pegasys pegintron pemazyre pemgarda penbraya penetrex penlac penmenvy pennsaid pentacel penvk pepto percodan perdiem perforomist periactin pericolace permax permitil
persantine perseris pertzye pexeva pfizerpen phazyme pheburane phenergan phesgo phexxi phoslo phospholine phrenilin phyrago picato pifeltro pipracil piqray pitocin pivya pkt
placidyl plendil plenvu pliaglis pluvicto polivy polycitra polysporin polytrim polyvisol pombiliti ponstel ponvory portrazza posimir poteligeo potiga prandin praxbind precedex
precose prefest pregnavite pregnyl prehevbrio premphase prempro prenatals prenate prepidil prepopik pretomanid prevalite previfem prevymis prexxartan prezcobix priftin primacor
primaxin primlev primsol principen priorix privigen probanthine probuphine procanbid procoralan proctofoam proctosol procysbi prograf prolensa proleukin prolixin promacta
prometrium pronestyl propecia propulsid proquad proquin proscar prosom prostaphlin prostigmin protopic provayblue proventil pulmozyme pylera pyridium pyrukynd pyzchiva qalsody
qbrelis qbrexza qelbree qfitlia qinlock qlosi qnasl qsymia qtern quadracel qudexy quelicin questran quillichew quillivant quinaglute quinidex quixin qulipta qutenza quviviq
rabavert radicava radiogardase raniclor rapaflo rapamune rapivab rasuvo ravicti raxar rayaldee rayos rebetol rebinyn reblozyl rebyota recarbrio reclipsen recombivax recorlev
rectiv redihaler refludan regen regitine regonol regranex relafen relenza releuko relexxii relizorb relprevv relyvrio reminyl remodulin renacidin renagel renavite renflexis
renova renvela rescriptor respiclick respimat respules restasis retacrit retavase retevmo retin retisert revatio revcovi revia revuforj reyataz reyvow rezdiffra rezlidhia
rezurock rezvoglar rezzayo rhinocort rhofade rhogam rhophylac rhopressa riabni riastap ridaura rifadin rifamate rifater rilutek riomet rivive rixubis robinul rocaltrol
rocklatan roctavian rogaine rolaids rolvedon romvimza roszet rotarix rotateq rowasa roxicet roxybond rozlytrek rubraca ruconest rukobia ruxience ruzurgi ryaltris ryanodex
rybrevant rydapt rykindo rylaze rynatan ryoncil rystiggo rytary rytelo ryzneuta sabril safyral saizen sajazir salagen salflex salonpas samsca sanctura sandimmune sansert santyl
saphnelo sarafem sarclisa savella scemblix seasonale seasonique seconal sectral seebri seglentis segluromet selarsdi seldane selzentry semglee semprex senokot sensipar
sephience septra serax serentil serostim serzone sevenfact seysara sezaby shohl signifor siklos silenor siliq silvadene simbrinza simcor simdax simlandi simulect sinequan
sinuva sirturo sitavig sivextro sklice skyclarys skytrofa slo slowfe slynd smoothe soaanz sofdra sogroya solaraze soliqua soliris solodyn solosec soltamox solu solucortef
somatuline somnote soolantra sorilux sotyktu sotylize sovaldi spectracef spectrobid spevigo spikevax spinraza spravato sprintec spritam sprix stadol starlix stavzor staxyn
steglujan stendra steqeyma stimate stimufend stivarga strensiq streptase stribild striverdi stromectol stuartnatal sublimaze sublocade subsys subutex subvenite sufenta suflave
sular sulfamylon sulfatrim sumavel sunlenca sunosi supp supprelin suprane suprep surfak surfaxin surmontil survanta sustenna sustiva sustol susvimo sutab sutent syfovre symbyax
symdeko symfi symjepi symlin symmetrel sympazan symproic symtuza synagis synalar synarel syndros synephrin synephrine synera synercid synjardy syprine systane tabrecta taclonex
tafinlar tagamet takhzyro talvey talwin talzenna tambocor tanzeum taperdex taractan targadox targocid tarka tarpeyo tasmar tavalisse tavist tavneos taxol taxotere taytulla
tazicef tazidime tazorac taztia tazverik tdvax tecartus tecelra technivie tecvayli tegsedi tekamlo temixys temodar temovate tenex tenivac tenoretic tensilon tepezza tepmetko
tequin terazol testopel teveten tevimbra thalitone thalomid theodur theraflu theragran theratears therevac thiola throid thrombate thymoglobulin thyrogen thyrosafe tiazac
tibsovo ticar tice ticlid ticovac tigan tiglutik tilade timentin timolide timoptic tindamax tirosint tivdak tivorbex tlando tnkase tobradex tobrex tofidence tolectin tolsura
tonocard topicort torisel tornalate tosymra totect toviaz tradipitant trandate transderm tranxene travatan trazimera treanda trecator trelstar tretten trexall treximet
triaminic tribenzor tricon triderm triesence trijardy trikafta trilipix trilisate trimeton trimix trimox trinalin trinate trinessa trinza triptodur trisenox trivisol trobicin
trodelvy trogarzo trokendi trovan trudhesa trumenba truqap truseltiq trusopt truxima tryngolza tryvio tubersol tukysa tums turalio tussi tussigon tussionex tuxarin twinrix
twirla twyneo twynsta tyblume tybost tydemy tyenne tymlos typhim tyrvaya tyvaso tyzeka tzield uceris udenyca ukoniq ulesfia ultane ultiva ultomiris ultracef ultracet ultrase
ultravate unipen uniphyl uniretic unituxin univasc unloxcyt uplizna upneeq urecholine urex uribel urispas urobiotic urocit urogesic uroxatral urso utibron uzedy vabomere
vabysmo vafseo vagifem valcyte valtoco vanceril vancocin vancoled vanflyta vaniqa vanrafia vantas vantrela vaqta varivax varubi vaseline vaseretic vasostrict vax vaxchora
vaxelis vaxneuvance vectibix vee veetids vegzelma veklury veletri velosef velphoro veltassa veltin venofer ventavis veozah verdeso veregen verelan veripred versacloz vesicare
vevye vibativ viberzi vidaza videx viekira vigadrone vigamox viltepso vimizim vimkunya vimovo viokace viokase viracept viramune viread viroptic visicol visine visken vistide
vistogard visudyne vitafol vite vitrakvi vivactil vivelle vivimusta vivitrol vivjoa vivlodex vivotif vizimpro vmat vocabria vogelxo vonjo vonvendi voquezna voranigo voraxaze
vosevi vospire votrient vowst voxzogo vpriv vtama vuity vyalev vyepti vyjuvek vyleesi vyloy vyndamax vyndaqel vyondys vyvgart vyxeos vyzulta wainua wakix wayrilz welchol
welireg westcort wezlana wigraine wilate winlevi winrevair winrho wixela wymox wynzora wyost wytensin xacduro xadago xalatan xalkori xaracoll xartemis xatmep xdemvy xeloda
xelpros xembify xenleta xenpozyme xeomin xepi xerava xerese xermelo xevudy xgeva xhance xiaflex xiidra ximino xipere xlear xodol xofigo xofluza xolremdi xopenex xospata xphozah
xpovio xtampza xulane xultophy xyntha xyosted xyrem xywav xyzal ycanth yesafili yescarta yesintek yeztugo yonsa yorvipath yosprala yuflyma yupelri yusimry yutiq yuvafem zaditor
zagam zaltrap zantac zarbees zarontin zarxio zavesca zavzpret zebeta zebutal zegalogue zegfrovy zelapar zelboraf zelnorm zelsuvmi zembrace zemdri zemplar zemuron zenatane
zenchent zenpep zenzedi zepatier zeposia zepzelca zerbaxa zerit zerviate zestoretic zetonna zevalin zevtera ziac ziagen ziana ziextenzo zigrastat ziihera zilbrysq zilxi zimhi
zinacef zinbryta zinecard zinplava zioptan zipsor zirabev zirgan zituvio zohydro zolgensma zolpimist zomacton zonacort zonisade zorbtive zorprin zortress zorvolex zoryve
zostavax ztalmy ztlido zubsolv zulresso zurampic zurzuvae zyban zyclara zydelig zydis zyflo zykadia zylet zymaxid zymfentra zynlonta zynrelef zynteglo zynyz zypitamag
"""

# Brands of other countries.
BRANDS_ABROAD = """
abasaglar acenocoumarol aciloc actrapid adcal admenta airomir alprax alysena amlong amlopres amoxiclav amoxil anadin aprovel arcoxia ascoril aspegic asthalin atasol atorva
augmentine autrin avamys avil avomine azee azithral beconase becosules beneldopa betadine betaloc betnovate bricanyl brufen buccastem budecort buscapina buscopan butec buttrans
calcichew calcimax calpol camcolit canesten cardicor careldopa cerazette cetraben cetzine champix cheston cifran ciplox cipralex cipramil circadin clenil clexane clopilet
clopixol coamoxiclav cocareldopa cocodamol codamol codydramol colofac combiflam concor corex cosmocol coversyl cremaffin crocin cyclizine dabur dafalgan daktacort daktarin
decapeptyl depixol deplatt dermol dermovate dexorange diamicron dianette diclofenaco digene dioralyte diprobase dipyrone disprin disprol distaclor doliprane dolmatil dolo
domstal donep doralese dosulepin doublebase droperidol dulcoflex duolin duova durogesic dydramol ecosprin edronax efexor efferalgan electral ellaone elleste elocom emeset
enantyum encorate eno epaderm epilim eptoin eumovate evion evorel evra ezetrol faverin femoston ferrograd fersamal fluoxil folvite foracort forceval fortisip forxiga fostair
fresubin frisium frumil fucibet fucidin fultium fybogel galfer galvus galvusmet gamanil gardenal gelusil gemcal glimestar gluconorm glyciphage glycomet gravol grilinctus gynest
heminevrin huminsulin hydromol hydromorph hydroxocobalamin ikorel imovane inspiolto insulatard istamet istin jalra kliofem kwells largactil laxido lenoltec levipil levolin
levonelle lexatin limcee livial livogen lixiana locorten lonazep longtec losar losec lotriderm lustral madopar magnapen marcoumar marvelon matrifen maxolon mefenamic meftal
mercilon meronem metadol metamizol metamizole metrogyl microgynon mixtard modecate molipaxin monocef monocor monomil montair montek movicol mox nabilone natrilix nebicard
neocytamen neorecormon neurobion nexito nicorandil noctamid nolotil norflox novalgin novaminsulfon novo novomix novorapid nurofen oflox oilatum okacet oleanz olmezest omez
onbrez ondem oramorph orfidal orofer otomize ovestin oxetol oxeze oxis oxynorm pabrinex pacitane panadol panderm pantocid pantoloc pantop perinorm phenprocoumon phensedyl
phyllocontin piportil pirinase piriton ponstan pramipex pregaday priadel prothiaden quadriderm qutan rablet rantac reclimet relvar repace restyl revital rexidin rivotril robax
rosuvas rozavel salamol saridon sayana septrin serenace seretide serevent seroflo seroxat sevredol shelcal shortec sinarest sintrom sizodon sofradex solian solpadeine spasmo
spasmonal stalopam stamlo statex stemetil stilnoct storvas sudocrem supeudol supradyn suscard syndopa sytron tavor taxim tazocin tecta tegrital telfast telmikind teva thyronorm
tibolone tildiem timodine torasemid trajenta tramacet trankimazin trimbow trimovate tritace tryptizol ultibro uniphyllin valoid vicks vomikind wikoryl zandu zapain zeldox
zenflox zenhale zifi zimovane zincovit zinnat zirtek zispin zomelis zomorph zoryl zoton
"""

# Generic names, parts of names of biologics, supplements, contrast agents and tracers.
GENERICS = """
abaloparatide abemaciclib abiraterone ablavar abobotulinumtoxina acidophilus aclidinium acoramidis adagrasib adapalene adenoscan aficamten aflibercept agalsidase alcaftadine
alfentanil alglucosidase aliskiren alpelisib ambrisentan ambroxol amifampridine amifostine aminolevulinic amisulpride amivantamab amyvid anagrelide andexanet angiotensin
anidulafungin antithymocyte apomorphine apraclonidine aprepitant aprocitentan arsenic artemether artesunate ashwagandha asparaginase astaxanthin atogepant atosiban atrasentan
autoleucel autotemcel avacincaptad avacopan avalglucosidase avanafil avatrombopag avibactam axicabtagene axumin azathioprine azelaic bacitracin barium bazedoxifene bedaquiline
belantamab belatacept belinostat belumosudil belzutifan bempedoic bendamustine benzoyl bepotastine berberine berdazimer berotralstat betahistine betibeglogene bexarotene
bifidobacterium biloba bimatoprost biotin bivalirudin blinatumomab bosentan boulardii bremelanotide brexanolone brexucabtagene brivaracetam bromfenac bromhexine bulevirtide
buserelin butorphanol cagrilintide calaspargase calcifediol calcipotriene calcipotriol cangrelor cannabidiol cantharidin capecitabine capivasertib carbachol carbetocin
carbocisteine carboprost carboxymaltose cardiolite carglumic carisoprodol carmustine carnitine caspofungin cedazuridine cefazedone cefiderocol ceftaroline ceftobiprole
ceftolozane cenegermin cenobamat cenobamate cerianna cerliponase cetrorelix chloramphenicol chlorzoxazone chondroitin choriogonadotropin chromium ciclesonide ciclopirox
ciloleucel ciltacabtagene cinnarizine cipaglucosidase clariscan clascoterone clobazam clocortolone clofarabine clofazimine cobicistat coenzyme cohosh colesevelam colistimethate
colistin collagen collagenase conivaptan conray copanlisib crisaborole crofelemer crotamiton culturelle curcumin cyclopentolate cycloserine cyclosilicate cystografin
dalbavancin dalfampridine danicopan dantrolene daprodustat daridorexant darifenacin dasiglucagon datopotamab datscan decitabine deferiprone deflazacort degarelix delamanid
denileukin derisomaltose deruxtecan desogestrel desonide detectnet dexmethylphenidate dexrazoxane diazoxide dienogest difelikefalin difluprednate dimercaprol dimethyl
dinoprostone diroximel dofetilide donanemab donidalorsen doravirine doripenem dotarem dotatate doxepin doxercalciferol dronabinol drospirenone droxidopa durlobactam duvelisib
ecallantide echinacea echothiophate edaravone edetate edrophonium efavirenz efbemalenograstim efgartigimod eflapegrastim elacestrant elafibranor elagolix elbasvir elderberry
elexacaftor eliglustat elinzanetant elosulfase elranatamab eltrombopag elucirem eluxadoline emtansine emtricitabine enasidenib enfuvirtide enmetazobactam ensifentrine
entacapone entonox eovist epcoritamab epinastine eplontersen epoprostenol eptifibatide erdosteine ergometrine eribulin eslicarbazepine estetrol etelcalcetide etomidate
etrasimod etravirine everolimus exagamglogene exemestane felbamate fenofibric ferric ferumoxytol fesoterodine feverfew fezolinetant finerenone fingolimod fitusiran flavoxate
flibanserin florastor florbetapir flortaucipir fluciclovine flucytosine fludarabine fludeoxyglucose flunarizine fluocinolone fluocinonide fluorescein fluorometholone
flurandrenolide follitropin fomepizole fosaprepitant foscarbidopa foscarnet fospropofol fulvestrant fumarate fusidic gadavist gadobenate gadobutrol gadolinium gadopiclenol
gadoterate gadoxetate galsulfase ganaxolone gastrografin gastroview gemcitabine gepirone gepotidacin ginkgo ginseng givinostat glasdegib glatiramer glecaprevir glofitamab
glucarpidase glycerol glycinate glycopyrronium goserelin govitecan grazoprevir griseofulvin guaiphenesin guanfacine halcinonide halobetasol hida histrelin homatropine
hydroxyprogesterone hypaque ibrexafungerp ibutilide icatibant icosapent idecabtagene idelalisib idursulfase illuccix iloprost imetelstat imiglucerase imipenem imiquimod
imlunestrant inavolisib inclisiran incobotulinumtoxina indocyanine ingenol inotersen inulin iobenguane iodixanol ioflupane iohexol iopamidol ioversol iptacopan isavuconazonium
isosulfan isovue istradefylline ivacaftor ivosidenib ixabepilone kava ketotifen kratom lactobacillus lanreotide lanthanum laronidase lasmiditan latanoprostene lecanemab
ledipasvir lefamulin lemborexant lesinurad leuprorelin levocarnitine levocloperastine levoleucovorin levorphanol levosimendan lexiscan lifileucel lifitegrast linaclotide
linvoseltamab linzagolix lisocabtagene lixisenatide locametz lofexidine lomitapide lomustine lonapegsomatropin loteprednol lotilaner lovotibeglogene lubiprostone lumacaftor
lumason lumateperone lumefantrine lurbinectedin luspatercept lusutrombopag lutein lutetium lymphazurin lymphoseek macitentan mafenide mafodotin magnevist malathion maraleucel
maralixibat maraviroc marboxil mavacamten mebrofenin mecasermin meclozine melphalan mercaptopurine methohexital methylcobalamin methylergonovine methylfolate methylnaltrexone
metyrapone mexiletine mibg midostaurin migalastat miglitol miglustat milrinone miltefosine mitapivat mitotane mitoxantrone monomethyl motixafortide moxetumomab multihance
myoview nafarelin naldemedine naloxegol nateglinide naxitamab nelarabine nepafenac nerandomilast netarsudil netspot netupitant neuraceq niacin nifurtimox nintedanib niraparib
nirmatrelvir nirogacestat nitazoxanide nitisinone norgestimate norgestrel nusinersen obecabtagene obeticholic ocriplasmin octreoscan odevixibat ofloxacin olaparib oliceridine
olipudase olopatadine olutasidenib omaveloxolone omecamtiv omidenepag omnipaque omniscan onabotulinumtoxina onasemnogene opicapone optiray optison oritavancin orphenadrine
osilodrostat ospemifene oxilan oxybate ozanimod ozenoxacin palbociclib palifermin palmetto palopegteriparatide paltusotine pancreatin panobinostat papaverine paricalcitol
pasireotide patiromer patisiran pegaptanib pegaspargase pegcetacoplan pegfilgrastim peginterferon pegloticase pegunigalsidase pegvaliase pegvisomant pemetrexed pentazocine
pentosan perampanel perfluorohexyloctane peroxide pertechnetate phenylbutyrate pholcodine physostigmine pibrentasvir picolinate pimavanserin pimecrolimus pitolisant
pivmecillinam plecanatide plerixafor podofilox podophyllin polymyxin ponesimod posluma pralidoxime pramlintide prasterone prednicarbate primaquine primovist probiotic
probiotics proguanil prohance propafenone prostascint prucalopride pylarify pyrantel pyridoxal quercetin quinacrine quinidine radium raltitrexed ramelteon rasburicase readi
regadenoson relebactam relugolix remifentanil repaglinide resmetirom resveratrol retapamulin retatrutide reteplase retigabine revefenacin revumenib rezafungin ribavirin
ribociclib rifabutin rifapentine rilonacept rilpivirine rimabotulinumtoxinb rimantadine rimegepant rimexolone riociguat risdiplam ritodrine rolapitant romidepsin romiplostim
ropeginterferon rotigotine roxadustat rucaparib saccharomyces samidorphan sapropterin sargramostim sebelipase seladelpar selexipag selinexor sepiapterin sestamibi setmelanotide
silymarin simeprevir sinecatechins siponimod sirolimus sofosbuvir sofpironium solriamfetol somapacitan somatrogon somatropin sonovue soravtansine sotalol sotatercept sotorasib
sparsentan spinosad spirulina stiripentol streptozocin succimer succinylcholine sucroferric sucrose sufentanil sugammadex sulbactam sulopenem suvorexant suxamethonium
suzetrigine tafamidis tafasitamab tafenoquine tafluprost tagraxofusp talazoparib taliglucerase talquetamab tapinarof tarlatamab tasimelteon tauvid tavaborole tazarotene
tazemetostat tbo tebentafusp technetium teclistamab tedizolid tegaserod teicoplanin telavancin telotristat temsirolimus tenapanor tenecteplase terlipressin tesamorelin tesirine
tetrofosmin tezacaftor thallium thioguanine thiopental thiopentone thistle tiagabine ticlopidine tilmanocept tipiracil tirbanibulin tirofiban tirzepatide tisagenlecleucel
tivozanib tofersen tolcapone tolvaptan topotecan toremifene tovorafenib trabectedin travoprost treprostinil trientine trifarotene trifluridine trilaciclib trioxide triptorelin
trofinetide turmeric ubiquinone ubrogepant ulipristal ultravist umbralisib uridine urokinase ursodeoxycholic vaborbactam vadadustat valerian vamorolone vanzacaftor vardenafil
vedotin velaglucerase veligrotug velpatasvir venetoclax vericiguat vernakalant verteporfin vestronidase vibegron vicleucel vigabatrin vinblastine vindesine vinorelbine
vipivotide visipaque vizamyl voclosporin vonoprazan vorapaxar vorasidenib voretigene vorinostat vosoritide voxelotor voxilaprevir vueway vutrisiran xanomeline zanidatamab
zavegepant zeaxanthin ziftomenib zileuton zilucoplan zirconium ziv zuranolone
"""

# Sutures, dressings, implants, catheters, stents, pumps, inhalers, feeds, lenses, dental materials, tests by brand.
DEVICES = """
acapella accu accucheck accuchek acculink acrysof acticoat activa acurate adapta adaptic adherus advisa aerobika aerochamber aerolizer aesculap affixus afirma afo aintree
aircast aircurve airex airmini airselect airtraq airvo alfamino algisite alimentum allevyn alloderm allosync amalgam aminosyn amplatzer amplia amt anbesol angio angiojet
angioseal apligraf aptamil aptima aquacel aquagold aquamantys arcticsun arginaid arthrex arthrosurface artic aspira astra atriclip atridox autohaler autosoft aveir avitene
axonics bactigras barostim belotero beneprotein beta biatain binax binaxnow biobrane biocare biodentine biofire biofreedom bioglue biohorizons biomet biomonitor biopap biopatch
biosyn biotrace bivad bivona blanketrol bledsoe bostonsci bovie brava breezhaler breg broviac bulkamid calogen camboot caprosyn carbomedics cardioform cardiohelp carto catgut
cefaly centrimag cepheid cerec certas chek chloraprep chromic clareon claria clinimix clinitron clinolipid clottriever cmac coaguchek coaptite coban cochlear coflex cologuard
coloplast colostoscope combitube comfeel compia compleat convatec coolgard coolsculpting corail corevalve corflo coseal coughassist covaderm crome cryoballoon cryocuff
crystalens curos cypass cytobrush cytospin dafo dakin dakins deflux denovo dermabond dermagraft dermapen dermaplane dexcom dexon dhs dignishield dilapan diskus djo donjoy
drawtex duocal duoderm duovisc duraprep duraseal durolane dycal dycem dynasplint eakin easyhaler ecmo ekos elecare ellipta emax embotrap endobridge endobutton endoform enfacare
enfamil enroute enseal ensite entralife envista epicel epifix eschmann eswl eterna ethibond ethilon euflexxa evarrest evd everflex everflo eversense evicel evolut evoque
exactech excimer exeter exfix exofin exuderm eyhance farapulse femostop ffentral fibersource fibertape fiberwire fibracol filmarray filtek fixator flexhaler flexi flexiflo
flexiseal flexpen flexpro flextouch floseal flowtriever fluoride fortijuce foundationone fraxel galleri gatorade gelfoam gellhorn gelsyn genesight genexpert gentlease genuair
glidescope globus glucerna glucometer goniotome goretex grafix greenlight groshong gutta gynecare handihaler hawkone healon heartmate heartware heelmedix helex hemicap
hemiwalker hemocue hemopatch hespan hextend hfnc hibiclens hillrom histoacryl hkafo hohn holep holmium hvad hyalgan hydrafacial hydrofera hydrosorb hysteroscope iabp icast icl
igel ihealth ilet impella inadine inari incare indermil ingenio innova inogen inpen inspiris intellis interceed interstim intertan intralipid invitae iodoflex iodosorb
iolmaster ionomer iontophoresis ipl isolyte isomil isosource istat istent jelonet jetstream juggerknot juvederm juven kabiven kafo kahook kaltostat kerecis kerlix ketocal
kliniderm kwikpen kysse laminaria lasek lasik lcp lenstar levitronix libre licox lifevest ligasure linq liquacel liquiband liss livanova loc lofric lofstrand lok lso lsos lvad
macroplastique mahurkar mammaprint manuka maternit maxon medihoney mediport medtrum mefix memokath mepilex mepitel mepore mersilene micra micropulse minimed mitraclip mobi
monocryl monogen monosof monovisc mta multipodus mynx myosure natera natura navio navitor navx neocate neohaler neosure nepro neurostimulator nevro nexgen nexthaler nightscout
nipt nmes norian normosol novalung novasure npwt nurolon nutramigen nutren nutricia nutrilon nuvasive nylon occlutech omegaven ommaya omni omnilink omnipod oncotype onetouch
onx opsite optichamber optiflow optifoam optos oragel orajel orbscan orsiro orthocord orthofix orthovisc osia osmolite ossur osteoraptor oticon oxinium oxymask oxymizer palacos
panoptix passey paykel pcnl pedialyte pediasmart pediasure pentacam peptamen perative perceval percha perclose peridex perikabiven periogard pessary pfna phaco philos phonak
phonophoresis pico plasmalyte pleur pleurevac pleurx polarcare poliglecaprone polycose polydioxanone polyglactin polypropylene polysorb ponsky ponto portacath portagen portex
powerpicc powerport prafo pregestimil pressair prevantics prevena prevident prialt primafit primapore primatrix prineo prisma prk profore progav progel proglide prolaris
prolene promogran promus prophy proseal prosigna prosobee prosol prostat protecta proteinex provisc provox pulmocare pulseselect puracol puramino purewick quadlumen quadra
quengel quickvue radiesse reacher recell relion replicare resmart respironics restor restylane revanesse rezum rhythmia rickham rollator rom rotablator rotacaps rotaflow rvad
sapien scd scds sculptra sealants sensodyne sensura senza seprafilm shockwave signatera signia silikon silvercel silverhawk silverlon similac simplythick sizewise slideboard
slt smartguard smo smoflipid solostar solyx sorbsan spacer spectralis speedicath spiromax starclose statlock stereotaxis steri steristrip steristrips stomahesive stratafix
strattice straumann supartz supera suplena suprathel surepath surgicel surgiflo surgilon surgipro suturetape swabcap swiftset swivelock symfony synchromed synthes synvisc
tachosil tacticath tandemheart taperloc techni tecnis teds tegaderm telfa tenodesis tesio tevdek tfn tfna theraputty theraskin thermachoice thermage thermocool thickenup
thickit thinprep thopaz thoraseal thoratec thrombin thulium thunderbeat thyroseq ticron tisseel tlso toric tornier trabectome tracoe travasol trband trevo trialysis triclip
trifecta trigen truclear truemetrix tslim tubigrip turbohaler turbohawk turbt turbuhaler tvt twisthaler twocal ucbl udall uldall ultherapy ultimaster ultrabraid unaboot unitron
univent urolift valleylab vapotherm vapro veracyte vercise verigene veritor viabahn vicryl visco viscoat vistaseal visx vitoss vitrebond vitreosil vividtrac vivo vivonex vloc
vns vollman voluma volumatic voluven walkaid wallstent wavewriter webril widex woundvac xact xerofoam xeroform xience xtrasorb zenus zetuvit zilretta zilver zio ziopatch
zipline zirconia zoll zweymuller
accu-chek aclasta actico actifuse actikerall actis activelife acu-loc advanta aerocort agilis airmap airo airq airseal alivecor anasept angio-seal angiosculpt ankylos
aorfix aptus aquablation arcapta arjo arthrofx asahi assurity astratech autopulse auvelity avalon avelle avenir axcer aymes babylog balneum bardport bardy benecalorie
betavert biliblanket bilisoft bio-gide bio-oss bioceramic bioraptor biotel biotronik biquelle bkemv blom-singer bonegraft brainlab braltus broda bubblecpap buccolam
bulkfill bumetanide burinex buscogast calcirol camlog cardace cardiomems cardionet cefix cepodem cerasorb cerelle cilacar cilest cipcal circaid citramag clavam
clinpro co-amoxiclav co-beneldopa co-careldopa co-codamol co-dydramol co-trimoxazole complan confianza conformis conveen coracten corpuls cosmofer covance cpcs cutimed
cyclopam dansac darco davinci daxid dbx decanav derivo dermalon dhivy dioctyl docusol draeger draegerjet drager dreamstation drotin dtm dulcoease duoresp durafiber
duragen duraphat dyna-flex dynapar dytor earthbest ecpella effentora efudix eklira ekosonic emdogain endo-catch endo-gia endo-ice endocatch endogia endologix endurant
enerzair envas epistatus epysqli equia erythroped estrogel evacal evenity evohaler excelsius excluder exkivity exoseal fairlife femodene ferinject firehawk fitmore flexhd
flumist fobumix foodlink fosavance frusol futuro gabantin gabapin gambro gates-glidden geistlich gelport genio gentlecath geomat gerber-goodstart geri-chair
glimy glycinorm golvo gore-tex granuflex grip-lok guideliner guttacore healos heartlogic hem-o-lok hepamerz herculite hiossen hycela hydrosil ibrela iheezo inegy
insufflow invita isotour itero itind ivabrad ivermectol ivoclar jaydess jevity juxtalite kapake kardia kate-farms kelhale ketac king-lt klaricid klean-prep lapra-ty
lasilactone ledermix levocet levoflox levosert lifestent lifewatch livtencity lo-loestrin lobazam logiq looz luforbec lulifin lumis lutonix lux-dx lvis macrilen macrogol
mahacef marol mastisol maxgalin mazetol mazor mct-oil mebeverine medacta medartis medbridge meftal-spas melacare mepiform metxl mirapexin momate monofer montek-lc
montelair moov motegrity moxikind multilink nasivion nebilet nellix neo-cytamen neo-mercazole neoblue neoclarityn neopuff neuroform neuropace nexpro nimesulide nise
nobelbiocare noriday normaxin novafil novasource nutrini nutrison nxstage octaray odontopaste oestrogel onabet optetrak optilume optivol oraqix orgain ortho-cyclen
ortho-novum ortho-tricyclen osstem osteocel otrivin oxra oxypro pajunk pajunk-needle palexia panavia pariet peeso pentaray peptac periochip perioguard physiocontrol
picolax piriteze plasmablade polarstem polybion polycal polyflux polymem pred-forte pregalin prismaflex prismax pro-stat proheal prontosan prosource protaper protek
provenge pulsecath puracyn qlaira qutipin rapide reciproc reclide relyx remede renasys revaclear rifagut rigevidon rigidfix rolator rolontis runthrough secuado
securon selexid sentiva sifrol sipap skinoren smarttouch solpadol somavert sompraz sonosite speedbridge spiolto sporidex stelkast steri-strip steri-strips stexerol
stimuplex stugeron subcutaneous-icd surgimend surgiseal suturebridge syndesmotic t-bact tablo talicia targinact tavanic taxim-o tegasorb tego tendyne tenovate
tetric theical theracal theranova thermafil ti-cron tigerwire tnk toggleloc tolerex tonact tr-band tri-lock tri-sprintec tri-staple trimbow tritanium trufill tubifast
tubli-seal tusq twiist tykerb tyruko udapa udiliv upwalker urgo urgok urgostart urgotul urosheath ursocol utrogestan v-loc vac-ulta variax variolink varipulse vascade
vashe velsipity velys veraflo versius vertin viatorr vienva vildamac vitremer vivadent vivistim vizigo volini vomistop voveran vumerity waterpik waveone xeroflo zafemy
zeiss-cirrus zentel zerobase zerodol ziehm zimmer-biomet zimvie zineryt zithrox zocon zoely zontivity zydol
3dmax absorb accupro adoport advagraf affera alcon amias arctic-sun atimos attune axios bair-hugger bendrofluazide brainsway broviac-line c-mac camino campath cardioband
carefusion carestream caris cephalomedullary certican chartis codman-hakim coloxyl cooltouch cuprofen cxbladder cypher decipher dentsply diamondback duodart eluvia endone
endopredict erigo etest evita exogen fastfix flaminal flowdiverter furlong gamma-nail gelofusine glidepath guardant hamilton-c5 hemolung hemosplit hickman-line hot-axios
hoyer-lift illumina internalbrace jurnista kavo lariat lodoco logynon lokomat magventure maldi-tof marevan mcgrath-mac megagen meptid miethke miseq morpheus8 motomed
multifiltrate nefopam neurostar nextseq nobelactive normacol novaseq oliclinomel olimel olympus ordine oxylog palindrome parietex percepta permacol persantin phasix
photrexa picosure picoway pinnacle planmeca protack purastat pushlock quick-clip quickclip raumedic rayner reltebon rewalk sara-stedy savina securestrap servo-u sirona
sophysa soprano sorbafix superdimension supraflex surpass symbotex synergist t-spot targin thermatrix thermogard tightrope tria-luma tuohy-borst ulthera ultrapro
ventralight viabil visia vitek vivity vypro wafarin wallflex warfarin-marevan watchman xpert yasmin zibor
betmiga austedo servo-i tri-luma plasma-lyte ponderax
"""

WORDS = BRANDS + BRANDS_ABROAD + GENERICS + DEVICES
