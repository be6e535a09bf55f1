"""Persons and towns that signs, scales, operations, diseases and devices are called by.

`RARE` are hardly surnames today and stand for medicine alone; `COMMON` are surnames or towns as well, and are
medicine's only beside a noun of `NOUNS`, a stage or a number. All lower case.
"""

from __future__ import annotations

# Eponyms that are usual surnames nowhere that notes in English are written.
RARE = """
aast abadie abrikossoff achilles acromioclavicular acutrak adamkiewicz agger ahlback ahlbäck aicardi akerlund alagille alajouanine albarran alcoholometer aldosteronoma aldrete
alibert allgower alpers alport alports alpsa altemeier amsel amsler amyand angelman anitschkow apert apfel apley argyll arlt arneth asberg asboe aschner aschoff asdas
asherman ashworth askin asopa assmann astler auenbrugger auerbach avellis axenfeld ayerza bacille bado baehr baerveldt bakri balint balke balo baló bandl bankart bankhart
bannayan bardet barré bartholin bartter basdai basedow basfi bassini bassler batts baumgarten bazett bazex bclc bechterew bechterews beger behmel behçet beighton bekesy
bekhterev belhassen belsey bentall bergmeister bertolotti bethlem betke beuren bezold bezolds bicket biedl bielawski bielschowsky billroth billroths binet binswanger biodex
biot birbeck bispectral bitots bjork björk blackburne blackfan blalock blaskovics blatin bleuler blynch boari bobath bochdalek bochdaleks bocs bodian boehler bohler bonnevie
borrmann bosniak bosu bougie bouin bourneville boutonniere boutonnière bowens bprs braasch bracka brackmann bragard brennemann broadbents broca brockenbrough brocq brodel
bromage brompton broselow bruch brudzinskis bruininks brunnstrom brödel brückner bucy buerger bundle bunkie burdach burkitt burkitts busacca buschke bywaters békésy böhler
cabrol cadasil cajal calmette calot calvé camey camurati capgras caput carabelli carasil carnett caroli carteaud carvallo castleman cath cattell cdai cdeis cephalohematoma
cerclage cgi chaikoff charcot charnley chediak cherney cheyne chilaiditi chopart chotzen chvosteks chédiak cimino citelli clavien cloquet clutton coblentz cockayne codivilla
cogans cognard colles coombs corlette corpak corti cotard cotrel coude coudé couinaud coumel councill councilman couvelaire coved cowdry coxsackie coxsackievirus creutzfeldt
creveld cri crigler cronkhite crosti crouzon cruveilhier cssrs cudit curschmann cyriax dalen dalonzo damoiseau damus danis danon darier darkschewitsch daroff darrach davol
debakey dega degos dejerine dejour delange delbet delee delphian demusset denonvillier denonvilliers dequervain desarda descemet devic deweerd dewinter dieterle dieulafoy
digeorge dimeglio dindo disse dlqi dobhoff doderlein dohle donath doose dor draf drash dravet drusen dubin dubousset dubowitz dubreuilh dubé duclos dudit dupuytren dupuytrens
duret durie duroziez dynadisc déjerine döderlein döhle eales ebbehoj ebstein edinger eichenholtz eichhoff ekbom elixhauser eloesser elschnig engelmann enneking enslin epds
epley epulis erb erdheim erichsen essix essure euroscore eustachian exner fabere facies fadir fahr fajersztajn fallot falope fechtner fede fegeler feldenkrais felson felty
ferriman feulgen ficat fick filatow filshie finochietto fite flegel fleischner foix folstein fontan forchheimer fordyce fothergill foville frasier fraumeni fredet fregoli
frenchay friderichsen fridericia friedenreich frohlich froin froment frykman fränkel fröhlich frölich fuch fugl furhman gaenslen gagey galant galeazzis gallwey gamna ganong
ganser garengeot garre garré gasserian gastaut gaucher gault gelle gelpi gensini gerdy gerlier gerota gerstmann ghon ghorab gianotti gierke gieson gillesby gilliard gilula
gimbernat gimbernats gissane glabellar gleichert glim glisson glogau golabi goldenhar gomori goodell goodpasture goodsall gorlin gottrons gougerot goutallier goutieres gower
gowers graafian gracey gradenigo graefe grafenberg grashey grasp grawitz grayhack gregoir grenz greulich gridiron griscelli gritti grocco grocott grunwald grynfelt gräfenberg
grünwald gubler guedel gufoni guyons haab haenszel haggits haggitt hagl haglunds haigis hallermann hallervorden hallpike hallux harlequin hartnup hasbled hashimotos hasner
hassall hasselbalch haudek hautmann heartscore heberden hebra heerfordt hegar hegars hegglin heimlich heineke heister heisters hellp hemi hemovac henle hennebert herick hertel
herxheimer herxheimers hesselbach hetzel heyde hippel hirschberg hirschhorn hollenhorst holter horners hortega hosmer hounsfield houssay huet hulka hunermann hunner hurler
hutchinsonian huët hyrtl icare icrs iif ilioischial ilizarov imdc imrie insall invisalign irecist ishak jaboulay jaccoud jacod jacquemier jacquette jadassohn jaksch janeway
jansky janz jarisch jarotzky jarvik jatene jebsen jegher jeghers jendrassik jeor jervell jeune jod joffroy joffroys judet kabat kabuki kallmann kaltenborn kanavel kapandji
kaposi kartagener kartageners kasabach kasai kdigo kegel kegels kehrs kellgren kerboul kernohan keros kielland kiellands kienbocks kienboeck kienböck kiesselbach killip
kimmelstiel kinesio kinesiotape kinyoun kjelland kleffner kleihauer kleinfelter klippel klisic klumpke klumpkes kluver klüver kniest knodell knosp kobner kocherize koeberle
koeppe koerte kohlrausch kolopp kommerell konno koos koranyi korner kornzweig korsakoff korsakov kostmann kostmanns krabbes kraepelin kraske krimsky krukenberg krukenbergs
kugelberg kuhnt kulchitsky kupffer kussmauls kuster kveim kwires kyrle kyrles köbner labbé lachmans laennec laennecs lafora landolt landouzy landouzys langenbeck langerhans
langhans lannois laron larrey lasegues lassar lasègue latarjet lauge lecompte ledderhose leede lefort leiner leishman lembert lemeshow lemli lempert lenegre lenegres lenke
lennox leopolds lepore leri leriche leriches lermoyez leser letournel letulle leydig lhermittes libman lich lieberkuhn lieberkühn lieou ligamentotaxis liley littré lobstein
lodwick loeffler loffler lofgren lorain los lovset lowenberg ludwigs luftsichel lugano lugol lundborg luschka luschkas lutembacher luxol léri löfgren løvset macewen macintosh
mackenrodt madelung madelungs madrs maffucci magec magendie magenis magerl maggic mainini maisonneuve majocchi malassez malecot malgaigne mallampatti malpighian mannerfelt
mantoux mapleson marburg marchesani marinesco marjolin markle marmar maroteaux mascc matles mauriceau maydl maylard maze mcburney mcevedy mchat mcmurrays mcrobert mcroberts
mdrd meary meckel meckels meibomian meibomius meige melas melone menetrier meniere menieres menkes merrf merritts merzbacher metzenbaum meyerding mic miescher mifflin mikulicz
mirels mitrofanoff mittendorf mobitz mobius modic moebius mohrenheim mohs molisch molteno mondor monospot monro monteggia mooren morgagni morgagnian morison moro morquio
morquios moschcowitz mosteller motzer moyamoya mrecist mrkh muehrcke mullerian multiphasic munchausen munchhausen ménière ménétrier möbius müller müllerian münchmeyer nabers
naboth nabothian nabothians naclerio naegele naegleria nagelschmidt najjar nasi nasmyth naxos ndt neer nelaton netherton niemann nikaidoh nissl noonans nothnagel nurick nustep
nutric nyhan nyhus nélaton obturator oddi ogilvie oguchi ohtahara ollendorff ollier olszewski omenn onodi opitz oppenheim oseretsky osgood osiander osterrieth oswestry
ottonello outerbridge owren pacchionian pacinian pacinis panayiotopoulos pancoast paneth paneths panner panum papile pappenheimer paprosky parinaud parinauds passavant passy
pastia patau pataus patellofemoral pautrier pawlik pecarn pelger pelizaeus pelken pendred pentad perlia perls permcath perthes pesi petersens peyer peyers peyronie pezzer peña
pfannensteil pfannenstiel pfeiffers pfirrmann phalens phemister pilates pinard pinards pipp pirogoff pirquet piver plantar plaut pnf politano politzer pompe pompes ponseti popq
poupard poupart prader prehn preiser progeria prussak psoas puestow purkinje purtscher quackels quecke queckenstedt queenan quenu queyrat quickert quincke quinsy raaymakers
racouchot radovici ramstedt randot ranvier ranviers rastan rathke rathkes raynauds recklinghausen redon refetoff refsum reimplant reinke reinkes reissner remak remplissage
rendu renne rentrop rett retzius reye riedels rigler riglers rinne ripasa risser ritgen rittler rivinus rizzuti rokitansky rolandic rolandos romanowsky romanus romhilt rosai
rosenmuller rosenmullers rosenmüller rossolimo rotch rothmund rotor rouleaux roussels roussouly roussy rumack rumpel rutgeerts ruvalcaba ryle sachse saethre salassa salvati
sampaolesi sandhoff sandifer sanfilippo santorini santorinis sappey satinsky scarff scarpa schamberg schatzker schaumann schauta scheie scheinker scheltens scheuer scheuermanns
schilder schillings schiotz schirmer schiøtz schlatter schlatters schlemm schlemms schmorl schroetter schroth schrotter schwabach schwalbe schwannoma schönlein scorad scribner
segar segond seinsheimer seitelberger seldinger sellick semelaigne semont sengstaken sengstakens senning sequard sertoli sertolis servelle sezary sgarbossa sharpey shiley
shirodkar shouldice shprintzen shwachman siegert siewert silfverskiold silfverskiöld siltzbach sinding sippy siwe sjogrens sjögren skenes skoda sledai smellie snellen
soemmering somogyi sorsby sotos sottas soulier spatz speculum spee spesi spetzler spiegler spielmeyer spigelian spigelius spitzka spodick sprengel sprengels sprinz sprotte
spurlings srk ssrs stahli stamey stansel stargardt stargardts stedy steell steinbrocker steinstrasse stellwag stellwags stener stensen stensens stenver stenvers sternbach
stieda stierlin stinchfield stoppa strasberg straussler streiff strumpell strumpells strümpell stulberg sturge sudeck surgimap susac swyer sydenham sylvest sylvian sylvius syms
sézary takayasus tardieu tarnier tarui tasc taussig taybi teichholz tenckhoff tenon terrien terson tersons thebesian thebesius thera theraband thevenin thornwaldt thygeson
thyromental tiemann tillaux tinels tinetti tirads tirone titmus todani toldt tonnis tono tonometer tonopen tornwaldt toupet touton toygar tranta trantas treacher treitz trelat
trenaunay trendelenburg trendelenburgs triad trigono trocar troisier tromner tronzo trummerfeld trélat trömner tscherne turck turcot tzanck tönnis türck ucsf uhthoffs unna
unterberger unverricht vacpack vacterl valleix valsalva vaquez vasc vater vaters ventouse vepter veress verhoeff vernix verocay vidian vieussens vineland virchow vmi vohwinkel
vojta volkmann volkmanns vonwillebrand vossius vulpius waaler waardenburg wagr waldenström waldenströms waldeyer waldeyers wardrop wartenberg wartenbergs warthin warthins
waterston weichselbaum weigert weitlaner welander wellens wenckebach werdnig wermer wertheim westermark whipples whitnall wickham widal wiedemann wilcoxon willi wilm wilms
wiltse wimberger winiwarter winquist wintersteiner wirsung wirsungs wiskott witts wolffian wolman woolner woringer wormian woronoff wrisberg wrisbergs xen yacoub yankauer ybocs
yersinias ymrs zanca zarit zaufal zavanelli zeis zellweger zenker ziemssen zieve zubrod zuckerkandl zuska åsberg
antyllus barraquer baudelocque froriep haeckel halsted holzknecht jannetta jobert kjeldahl klebs korotkoff korotkov krogh lirads meynert naegeli nanolat neisser olgim
orads pirads pravaz purkyne quinquaud souques stopbang tandler trolard troltsch vesalius vulpian werlhof
akinosi anjeso arruga asherson austedo autar azzopardi baastrup baseggio blaschko blumensaat bonwill briquet brodén
bryce-smith cauchoix charcot-wilbrand clerambault clérambault collet-sicard cortrak cosyntropin cozen creutzfeldt-jakob csendes
cyberknife dautrey descemetocele dobbhoff drager drehmann dräger ehlers-danlos epanutin
flynn-phalen fouchet frenzel gansslen ganzfeld glucksberg goligher gorham-stout graefe's gräfe guibor gustilo
haemonetics hamazaki hertoghe higoumenakis hilgenreiner histofreezer homer-wright huhner jessner juvet
kanavel's kappis karnofsky's kashin kerandel kernig's khodadoust kjelland's klisch koenen korteweg krachmer krumeich
kveim-siltzbach labat's lagleyze leksell's lewinnek lhermitte-duclos ligasure lipiflow lisch lissauer loewenberg lyell's löwenstein
maddrey's mahurkar makuuchi marshall-smith mecta metavir morquio-brailsford muckle muehrcke's narakas
nikaidoh's nikolski obwegeser orbscan pastia's pelli periotest
pipelle plessner pneumovac prausnitz-küstner prokera psammoma puusepp rabson ramfjord ranschburg reese-ellsworth
rhophylac riga ristocetin romberg's rothera rouviere rouvière sabin-feldman schuffner schwachman scorten semmelweis
shagreen silfverskjold simonart soemmering's straumann tazocin tensilon thymatron
trendelenberg vaginoscope valtrac vierordt visick vitrebond wackenheim walthard
warwick-james weil-felix wenckebach's werlhof's wernicke's woillez wyburn-mason ygtss zaidemberg zangemeister zassi zeiss ziehen ziehl
ziemsen zuckerguss zuelzer
abderhalden adamantiades astrup avonex babes baerensprung baillarger baruch bechterew's beerman beighton's benassi bennholdt
biesiadecki bonnet-dechaume bouchut bouillaud bourquin bravais breus brickner bäfverstedt calori cannizzaro
ceelen chauffard chervin chvostek's cockcroft codivilla's comolli cryptococcus czermak czerny
daboia dawbarn-fairbank debré deiters demarquay dentatorubral denucé desault descemet's desmarres dieffenbach's duchenne's dührssen ehrlichia eicken
escherichia esmarch's fasanella fiessinger flechsig flügge fouchet's fraenkel francisella froin's galeati
ganglionopathy garin gellé geniculocalcarine ghiselli giemsa gilles-de goldscheider gosselin's gradenigo's guérin
haversian hildebrandt's hodara huchard hüfner imerslund ivemark jaccoud's jadelot jolly's
kayser's klumpke's kluver's koerber koplik's kraepelin's krönlein kussmaul's lambl langhans's lasègue's legionella lichtheim
liebermeister lindau littre lorrain lostorfer mallory's marfan's maydl's meckel's meissner's merkel's meyerhof mibelli minkowski's moebius's
molluscum monakow's naboth's negri's nissl's nitabuch nocard nuel oddi's oguchi's ollier's oppenheim's ormond's ortolani's pacchioni paccini
panas's pasteurella petruschky pfannenstiel's pfaundler poiseuille politzer's polya-gastrectomy pompe's poupart's priessnitz
purkinje's quincke's quénu ranke's recklinghausen's remak's retzius's ribbing ritgen's rokitansky's rolando's rotch's roth's roux-en schaudinn schede's schlemm's
schmorl's schottmüller schultze's schwabach's schönbein schüffner sertoli's sharpey's skene's spens's stellwag's stensen's stilling strümpell's tarin
tenon's thoma's tourette's traube's trendelenburg's treponema troisier's trousseau's trélat's valsalva's vaquez's vater's vicq virchow's volkmann's waldeyer's wartenberg's
weichselbaum's whartin wirsung's wolffian's wrisberg's zenker's ziehen's zinn's
bagolini barany belghiti bárány cronbach davydov hakki halmagyi hantaan kerrison lanthony lubchenco malmstrom menzies numano oroya piskacek ponderal
puumala reis-bucklers skirrow strayer takasaki thiel-behnke tukey tübingen vecchietti wada weerda
berden gracz heermann kleinsasser messerklinger
"""

# Two and more together, of which each may be a surname.
PAIRS = """
adams-stokes aicardi-goutieres allen-stirrup argyll-robertson arnold-chiari asherman-syndrome astler-coller austin-flint axenfeld-rieger baden-walker bannayan-riley-ruvalcaba
bayley-iii beckwith-wiedemann beery-vmi bence-jones berg-balance bernard-soulier bielschowsky-parks billroth-i billroth-ii birt-hogg-dube birt-hogg-dubé bishop-koop
bismuth-corlette bjork-shiley björk-shiley blackburne-peel blalock-hanlon blalock-taussig blalock-taussig-thomas bland-altman bloom-richardson bosch-and box-jenkins
brandt-daroff braxton-hicks brief-pain bruininks-oseretsky budd-chiari buschke-ollendorff call-exner carey-coombs carpentier-edwards caton-deschamps cattell-braasch
charcot-leyden charcot-marie-tooth chediak-higashi chilaiditi-sign child-pugh child-turcotte-pugh churg-strauss chédiak-higashi ckd-epi clavien-dindo cobb-webb cockcroft-gault
cormack-lehane cornelia-de-lange cox-maze crigler-najjar crile-wood cronkhite-canada curschmann-spirals damus-kaye damus-kaye-stansel dandy-walker danis-weber de-quervain
debakey-i dejerine-klumpke denis-browne dennis-browne denver-ii denys-drash diamond-blackfan dix-hallpike donath-landsteiner dowling-degos dubin-johnson duchenne-erb
edmondson-steiner ellis-van-creveld elston-ellis emery-dreifuss epley-maneuver erb-duchenne erdheim-chester evans-fisher fanconi-anemia ferriman-gallwey fitz-hugh
fitz-hugh-curtis fleischner-society foster-kennedy frank-starling freiberg-infraction fugl-meyer gardner-diamond gianotti-crosti glasgow-blatchford goldmann-favre
gougerot-carteaud gradenigo-lannois graham-steell gray-platelet greulich-pyle grover-disease guillain-barré gustilo-anderson hailey-hailey hallermann-streiff hampton-hump
hand-schuller-christian hardy-rand hardy-rand-rittler harrington-rod harris-benedict harvey-bradshaw hasson-trocar hawkins-kennedy heller-dor henderson-hasselbalch
henoch-schonlein henoch-schönlein hill-sachs hippel-lindau hoehn-and-yahr hoehn-yahr holliday-segar holmes-adie hosmer-lemeshow house-brackmann howell-jolly hunt-hess
insall-salvati ivor-lewis jackson-pratt jackson-rees jacobsen-syndrome jarisch-herxheimer jervell-lange-nielsen jod-basedow kaplan-meier kasabach-merritt katz-index
kayser-fleischer kearns-sayre keith-wagener kellgren-lawrence kerley-b kikuchi-fujimoto kimmelstiel-wilson kirschner-wire kleihauer-betke klippel-feil klippel-trenaunay
koyanagi-harada kruskal-wallis kugelberg-welander lambert-eaton landau-kleffner landouzy-dejerine lange-nielsen lassar-paste lauge-hansen lawton-brody legg-calve-perthes
legg-calvé-perthes lennox-gastaut lesch-nyhan letterer-siwe lev-lenegre li-fraumeni lloyd-davies lockhart-mummery los-angeles lown-ganong-levine lund-browder lund-kennedy
lund-mackay mallory-denk mallory-weiss manchester-fothergill mann-whitney mantel-haenszel marcus-gunn marie-tooth marie-unna maroteaux-lamy marshall-marchetti
marshall-marchetti-krantz may-grunwald may-grünwald may-hegglin may-thurner mayer-rokitansky mayo-hegar mccune-albright mccune-reischauer mic-key mifflin-st-jeor miller-abbott
miller-fisher milligan-morgan mini-mental minnesota-tube montgomery-asberg montgomery-åsberg muir-torre mustard-senning nager-miller nelson-salassa niemann-pick norton-scale
osgood-schlatter osler-weber-rendu paget-schroetter paget-schrotter papanicolaou-smear parkes-weber parks-bielschowsky parry-romberg partington-rochelle passy-muir
paterson-kelly peabody-picture pelger-huet pelger-huët penn-state peutz-jeghers pierre-robin plummer-vinson port-a-cath posner-schlossman prader-willi puestow-gillesby
ramsay-hunt raymond-roy reed-sternberg rendu-osler-weber reverse-trendelenburg rokitansky-aschoff romano-ward romberg-parry rosai-dorfman ross-konno ross-procedure
rothmund-thomson roux-en-y rubinstein-taybi rumack-matthew rumpel-leede saethre-chotzen salter-harris savary-miller scarff-bloom-richardson schatzker-tibial
scheuermann-kyphosis schiller-duval semi-fowler semmes-weinstein sengstaken-blakemore sertoli-leydig shwachman-diamond silverman-andersen silverman-anderson
simpson-golabi-behmel sinding-larsen sinding-larsen-johansson sjogren-larsson smith-lemli-opitz smith-magenis spetzler-martin st-jude stanford-a starling-forces starr-edwards
steep-trendelenburg stein-leventhal stevens-johnson stewart-hamer stewart-treves stokes-adams sturge-weber swan-ganz tanner-whitehouse taussig-bing tay-sachs taylor-spatial
thomsen-friedenreich tinel-sign tolosa-hunt treacher-collins truelove-witts vanderbilt-adhd vogt-koyanagi-harada von-hippel-lindau von-recklinghausen warthin-starry
waterhouse-friderichsen weber-christian weber-rinne werdnig-hoffmann wernicke-korsakoff wiskott-aldrich wolf-hirschhorn wolff-chaikoff wolff-parkinson-white wong-baker
wright-giemsa yale-brown ziehl-neelsen zollinger-ellison
adams-oliver alpers-huttenlocher amsler-krumeich antley-bixler bailey-pinneau baller-gerold barber-say bardet-biedl bayley-pinneau bing-neel bio-gide bio-oss
bordet-gengou borrel-bosc brescia-cimino brodie-trendelenburg budin-chandler buerger-allen caldwell-luc caldwell-moloy calve-legg-perthes camurati-engelmann
carney-stratakis carpenter-waters charcot-wilbrand clarke-hadfield
coffin-lowry coffin-siris collet-sicard d'acosta da-costa dalen-fuchs dall-miles de-clerambault dejerine-roussy dejerine-sottas dennie-morgan
denny-brown dubreuil-chambardel eagle-barrett edinger-westphal ehlers-danlos essex-lopresti
fazio-londe finkel-stein fitz-patrick flexner-wintersteiner flynn-aird foix-alajouanine foix-chavany-marie fuchs-heterochromic
galli-galli garden-pauwels gell-coombs giedion-langer gilford-progeria goldman-fristoe gonal-f gore-tex gorham-stout gow-gates
gross-ladd guyon-fossa haber-weiss hajdu-cheney hallervorden-spatz hamazaki-wesenberg hardy-weinberg heath-edwards henderson-paterson
hepp-couinaud hermansky-pudlak hess-lancaster hoffmann-tinel holt-oram homer-wright humate-p hutchinson-gilford joel-cohen johanson-blizzard juberg-marsidi
judd-allis karnofsky-lansky kearns-shy keith-flack kelly-patterson kibrick-isojima kirby-bauer kirk-patrick klein-waardenburg
kocher-cushing kocher-debre-semelaigne kocher-langenbeck kohlmeier-degos kolmogorov-smirnov langer-giedion larsen-johansson laurence-moon
laurence-moon-biedl le-fort leriche-fontaine lewis-sumner lich-gregoir loeys-dietz lowenstein-jensen lucey-driscoll lutz-splendore löwenstein-jensen
macleod-james mallory-azan marchiafava-bignami mcalister-hull mckusick-kaufman meckel-gruber
melkersson-rosenthal melnick-needles meyer-overton miller-dieker milroy-meige monro-kellie moon-molar moore-southwick morel-lavallee morel-lavallée muckle-wells
mueller-hinton neville-barnes nieman-pick nonne-milroy norman-roberts opitz-kaveggia osler-rendu osmo-lyte panton-valentine paul-bunnell
pearson-marrow pelli-robson pena-shokeir perrin-ferraton pitt-hopkins plasma-lyte pott-puffy prausnitz-kustner puritan-bennett rabson-mendenhall
randall-selitto reese-ellsworth rhys-davies ridley-jopling riga-fede riley-day rives-stoppa robinow-sorauf roland-morris rose-waaler
roth-bernhardt roussy-levy roussy-lévy rowe-zingg rutherford-becker salmon-durie sanger-brown schmidt-lanterman schwartz-jampel
senear-usher senior-loken servo-i shah-waardenburg shy-drager silver-russell simpson-angus sjögren-larsson smith-petersen
smith-robinson spiller-weisenburg stewart-morel stilling-duane strauss-churg sudeck-leriche swyer-james t-pod taybi-linder
thayer-martin thomsen-becker thurston-holland tri-luma ullrich-turner unna-thost van-nes vaughan-jackson
vogt-spielmeyer von-gierke von-graefe walker-warburg warthin-finkeldey weaver-dunn weaver-smith weber-fergusson weill-marchesani weir-mitchell
weissenbacher-zweymuller westphal-strumpell wilkins-chalgren williams-beuren willis-ekbom wolcott-rallison woringer-kolopp young-burgess young-laplace young-simpson
zinsser-cole-engman
breslow-day brill-zinsser buschke-lowenstein gougerot-blum hering-breuer landis-koch leddy-packer newman-keuls nicoladoni-branham regan-morrey shapiro-wilk stuart-prower
anderson-hynes boyle-davis cruveilhier-baumgarten freeman-sheldon hamman-rich harms-goel levine-edwards marine-lenhart meares-stamey meyers-mckeever moncrief-popovich pasteur-rondot politano-leadbetter young-dees
"""

# Surnames, towns and universities that name scales, classifications and instruments.
COMMON = """
abbott acland addis akin albright alcock aldrich alfieri altman amsterdam atlanta ayre babcock bachmann baden balfour bard basel baumann becker berlin berman betz bickerstaff
birt blandy blatchford blount blum blumer bohn bollinger bolton bonney bookwalter bormann bowman boyes bracht bracken brenner bricker brighton bristow broadbent brock brodie
brodsky brooker browder brunner brussels bruton buck buford bunnell burch burger cabot cambridge camper canale canavan caplan carhart carman carney carpentier castell caton
catterall chandler charleston charlson cheson chicago cincinnati clagett cleveland cobb cockett codman cogan coller collis columbia conners conradi cook copenhagen cormack
cornell corrigan costello cowden cowper crawford crile crowe crutchfield dallas dalrymple deauville deaver dent devereux devine dietl dorfman dorr dowling downe downes dreifuss
dubois duckett duffy duhamel durkan duval edinburgh edmondson elson elston engel estes ewart fairbank farber favre fazekas feil ferguson finnegan flexner fogarty fontaine
forrester fournier fowler fraser frazier friedman friedrich fuchs fuhrman fujimoto galli garrod gartland gartner gaskin geissler gerlach geschwind gigli gilford gillies graf
graston grover gruen guyon haglund haller halstead hamada hamman hampton hanlon hannover harada hardcastle hardinge hasson hauser hawley hayman heidelberg hendrich herbst
hering hibbs higashi hinchey hirayama hodges hoehn hogg holladay holliday hollister houston hoyer hruby humphrey hurley hynes jacobson jamieson jerger kahler katayama kawashima
kaye kearns kell keller kemp kennedy kerley khorana kidd kikuchi killian kirschner kleiner kleinman kock koop koyanagi krabbe kramer kreutzer kruskal kudo kyoto labbe ladd
lahey landau langer lansky lapidus leadbetter leber leeds lefevre lehane lennert lesch levene leventhal levine lichtman lille linton lockhart lockwood loder longmire longo
lopresti lothrop lowe lowenstein lund lundberg luque lyon mackay maddox maddrey magnuson maitland mallet malone maloney manchester marchetti marshall masaoka masson mattox
mayfield mcardle mcbride mccabe mccall mccune mcdonald mcgill mcindoe mcisaac mckeown mees meigs melbourne mendelson merkel merritt miami michigan milligan milroy milwaukee
moll monti montreal moore morrey mott mulder mulligan munich munson myerson nagayama nance naughton negri nesbit nixon nottingham nugent okuda ormond osaka osborn ottawa padua
palla palomo paris parry partington patte pauwels pavlik pemberton perl petersen petit pfeiffer piper pipkin pittsburgh platt pomeroy posner potts prague prentice prentiss
pringle purdue pyle quinton rancho ranke reitan renshaw retzlaff reynolds richardson richter rieger riker rochelle rochester rockall rockwood rodnan rome roos rosenbach
rosenbaum rosenberg rosenthal rotterdam rubin ruffini salzmann sarnat sauve savary sayre schatz schlossman schober schuknecht schuller schulman seattle seidel semmes senn
shenton shimada siena sipple sistrunk skene snodgrass sokolow spaeth spalding speed spitzer stahl steiner steinert steinmann stenger stenson stillman stockholm strohl stryker
sunnybrook sutton svensson swenson sydney syme thiersch thompson thomsen thurner thurston todaro tokyo tolosa toronto torre traube traverso treves tullio tuohy turin turnbull
upshaw utah vancouver vanderbilt veit verner vienna vogt volk volpe volz waddell wagener wagstaffe walch wald wallace waterhouse weinstein wender werner westley westphal
wharton whitacre whitehouse whitmore wiberg wilmington woodcock wright wrigley wurm yahr zahn zimmer zurich
allgoewer balthazar barratt barts battelle beery beevor bernese bhutani bigelow blumgart bombelli brigance briganti brodmann brostrom burstein campanacci
cantlie cespedes chassaignac chedoke chevron chrisman cierny clance constant-murley coonrad covi crede credé d'amico dieffenbach elmslie erikson
eysenck foerster gallie girdlestone glickman goseki gosnell gravindex grollman hartshill havers hayem herndon heyman highet
hitselberger hitzig howship hughston imhauser itoi jaeger jirasek joll karydakis kattan kelikian kirkaldy-willis kohlberg krackow kurtzke lamaze lancefield
leibovich leksell liebowitz likert loeser losee lotheissen lubinus ludloff lysholm macewan mahaim mallinckrodt maquet mayo-robson mcbride's mikity millon
mitchell's monakow monckeberg montevideo naffziger naunyn nirschl noyes nuss o'donoghue ober obersteiner olshausen ombredanne orgogozo orr-loygue
osserman papez partin payr piaget pirani pirogov prausnitz pravaz proetz prowazek putti rahe rashkind rehfuss reisberg ringel ripstein rivermead rives
rolfing rorschach rovighi roy-camille sabouraud schamroth schick scripps seagull seddon seeligmuller seessel selivanoff selvester shambaugh shamblin
shrapnell siegle sjoqvist slocum smillie spielberger spurway staheli steffee steindler stimson strassman stroop sugioka sulkowitch sunderland takeda tarlov tennison
thessaly throckmorton tokuhashi tolman tomita torek tuffier tweed twining tzank vannas veau vesling voorhoeve wangensteen weil wernekink whitfield wittenberg witzel
wolfring yankee yasargil yeoman zinsser zondek zsigmondy zweymueller
ellis alvarado willis
"""

# What they name; no word that is said of a patient: "Hunt denies pain".
NOUNS = """
0-i 0-iia 0-iib 0-iic 0-iii 0-ip 0-is adl agar agglutination agitation airway algorithm angle angles anomalies anomaly antibodies antigens applanation arteritis arthrodesis
association axis balloon balloons band basket battery bellows blade blades boot bowel brace broth bursa calculators canal cannula cap categories category central cerclage chart
charts checklist chorea circuit clamps class classes click clip collar coma complex conduit conduits consensus contractures convention corpuscle corpuscles crest crypt crypts
crystals curette definition deformities dip ducts dystrophy effect elevator epulis equations equivalent exanthem exostosis faces fasciculus fibers folds fork forks fractures
frame framework fundoplication fundoplications ganglia gangrene graded grading granule granules grid guidewire halo hammer haptic harness hess hump humps hypothesis iadl
incisors inclusion inclusions introducer inventory islets knock knots lamp laryngoscope lateralising lateralized lateralizes lateralizing layer lens ligaments line-b
malformation matrices medium methods midline molars morphology murmurs muscles naevus naming neer neuralgia nevus nodosities nomogram occluder opacity orthosis osteochondritis
osteochondrosis osteotomies osteotomy papillae pentad percentile percentiles perimetry periodicity pessary phrenic plane plates plexus postnatal pouch prep principle prism
projection projections pupils quadrangle quadrilateral questionnaire quotient ratio reagent recess reservoir respiration respirations reticulum retractors rim ring rings
rosette rosettes rub scissors sequence shadow sheath shunt shunts sinus sling smear snap snare spectrum speculum spike spindle spindles staging stained stirrups stitch stitches
striae struma subtest subtype subtypes techniques teeth tenodesis tetrad tetralogy theorem thrill tonometer tonometry tracts transposition trap trilogy trocar tubercle
tubercles tuberosity tunnel valves vaporizer variant wire wrap
anatomy assays bend bladed drawer fragment furcation hemostat intermediate mobility moderate naming partial pendulum pendulums probe reamer rhinoplasty robot robots sulcus
trajectory tuning zone zones
appliance arc bridge buffer cables cards clips coefficient cyclitis cyst electric encephalitis erythema
exponent fixator fly glomerulonephritis holder kinetics lenses molar nephritis nodes osteotomes palate phantom
pictures plaques polyposis pseudoparalysis pupil purpura reaction retainer rods rules spacer spine stem sump unit visual
bed-frame centile centiles cocktail drape drapes dressing dressings dynamometer goniometer jig lid manometer mattress monofilament procedure-like reticulin spline stapler
staplers trichiasis trichrome
beats bottles bruit caloric column cylinder drift glasses lengthening metroplasty murmur pins screen serology theory waves
crackles evacuator gag hitch neobladder piston urethrotome wiring
"""

# Surnames that name signs and instruments more seldom: medicine's only where the words around them tell so.
SELDOM = """
abitbol worth geri ely mullen raney sarmiento leyton gillet moberg mader knoll shaffer moynihan gorham posey aitken cranley dahlin fritsch pohl laurin gosselin bazin hawley
herbst neville sharp woods achenbach adler alpert amico andersen andreasen ansell antoni arkless arrington baddeley bahnson baksi barnett barron barsky basmajian bauer bayer
beall beattie
becher belcher bellevue bem bender benson benton bergstrom bertelli blackburn blackett blair boehm bogorad bohannon boley bonnaire borchardt bowditch bozzini brandenburg
braun breisky bremner briggs bromley brooke brophy buerki bunyan burge bussey buxton caldwell calgary capps carrel carrion chapple chatelain chevrel chiene clarkson
collin comby connors convery cooperman coopernail coplin corwin cotrell cotte cottle counsell crampton criggler cubbin cushieri cuthbertson dandy danforth darwin dawbarn
dejong delafield delmege demons dewar dodd doyen dunphy durkheim durrant duthie earle ebbinghaus eccles eckert edlich ehrlich einhorn embden emery englert erichson escat
esmarch fairley farabeuf farre faulkner fergusson fisch fishman flint forbes fraley franceschetti freer freiberger freud friedlander froehlich fruin furnas gaines
gallavardin gant gardiner gasser geiger gell gerber gerbode gersuny gesell giannuzzi gibbon gillette gillingham gilmer gilmore giuffrida glasser goel goethe goetz
goldenberg golding goldthwait goltz goodenough gradle greer griggs grimelius groves guilford gunning guttman guttmann haldane halsey hampson hannington harington harms
hartel hasford hawkinson heaf heaney hebb hefke hegemann heim helms hensen herring hertig herz hey hilton hinman hirsch hodge hoehne hoffer hoke holden holmgren holt
homeyer hoover horsley hotchkiss hoyt huckman hueter humby hutch huxley illingworth ingram irving jabre jacksonian jacoby jaffe jansen jarcho jefferson jewett
joslin judd juhl karp kass kast keats keener kelman kenny kenyon kergaradec kessler keynes kidner kimball kimmel kingsley kirkaldy kirkland kleiger koenig koepp kohs
kopans kraus kretschmer kreutz kropp kwon labat laing landsteiner lange langoria larmon lawford leavitt lecky leeuwenhoek leiter lempel lepage lepehne lewin leyla libby
lichtenberg lieben linder linville lipschutz lister livadas locke loewi lombard longfellow lorenz lortat lowry lucey lumley lyell macdonald mackler macleod
macmillan maffei mahler maier malis mansfield mansson marcy marriott marsh martius maslow massey matson maudsley mauriac maxwell mazza mcclure mccormack mccort
mcelroy mcferran mcgoon mcgregor mckenzie mckittrick mcpherson meares medin meissner mendel michaelis michels middeldorpf millard mille millin mingazzini minkowski
mirault mitsuda moe moeller mohr monod monson montessori morel morestin morita morley morrissey mosler motricity musset myer negro newcomer nicoladoni northwick nott
novak nunn oberst obrien oddie oden ohara oldfield olshevsky opie oram ortolan palfyn panas parkes parkland parrot parsonage paschen paterson patton paulus pavlov peabody
peet pende penfield perey petrie pfeffer pfluger philly pierson pinel pirie pischel pitres playfair poland ponten porges porro potain poth pratt preyer pribram
profichet proust pudenz purmann pusey quain quick quine raimiste raimondi ramstead ranawat rapaport raven redlich regan reichert remsen rey reynold ribbert ribes richet
ricketts ridley rieux risdon rokeach rollet romana roosevelt rosen rosenmueller rosenstein rosner rotter rousseau rowntree rubens rumel russo ryerson sabin sager samii
sampson sandow sandwith sanger schaefer schaeffer schede scheibe schein schiff schiller schlosser schoemaker schofield scholz schonberg schultze schwartze scoville seitz
selye semb senear sensenig shine shone silvester simmonds skoog sluder smedley smithwick sofield soule southern southwick souttar spallanzani spens spiegelberg
spiller spira spivack squire stacke stainton stamm starck starling steenbock steinach stiles stobie stoerk stokvis stookey strachan strauss strudwick struve sturm sutter
swick szabo tabatznik teale teevan tessier thackray thal thane thayer theis theobald thielmann thoma thomson thorn tibone tichy tietze tinnel tomes torkildsen tossy toti
towne toynbee trager trillat trunecek tubbs tupper turlington turney tyndall ueberreiter ullmann unger urbach urist verity verneuil vignal villaret vladimiroff voit
vrolik waldron wallis walsham walther wardill waring warner warwick wasserman wassermann watzke waugh wechsel wegner weill weissenbach weissman welcker welker wellcome
wenger werlhof westergren wetzel wheatstone wheelock whitehead whiteside whitman whittaker wigand wildermuth wilkie willan willard willett willms wilmer wiltberger
winchester winkelman winterbottom wintrich wolfler wollaston woodbridge wyburn yersin yorke zaglas zinn zocher zoellner zollner zuckerman zwischen
ahmed almquist amplatz arden arndt arruda ballantyne barnes batson beaver belin bing blake bohr bonfils borden borg borrel bosworth bovie bowers bradbury brantigan broviac
bryant buckley bullard cairns campbell chalmers churchill clarke coats cole converse cope costen coventry craig crooke crosby danielson darling davies davis delorme denker
dodge dohlman donders dorello dunlop dunn dwyer eagle eden elliot elliott erasmus essex ewald farnsworth fenton fernandez ferrier fielding finney forestier foster fox frey
fukuda fukuyama furlow gellhorn genant gibson gomez gore graner griffiths guy hackett hadlock hagedorn hakim hale hansen hardy hare harrington harrison harvey hawkes heath
heidenhain henderson hendren henry herder hickman hillis hofmeister hohn holdaway holzer hopkins horton howard huber hudson hughes hume hutchinson jenkins johansson joseph
joubert kanner kaufman kay kellie kelvin kendall kendrick kerr kirby klein knapp kobayashi koch konig krause lafontaine lancaster laurence lenz lesser linehan little lloyd
lukens lutheran lutz mackenzie madura maki mathieu mcconnell mcgrath mckusick mclean mcmaster melker melnick mercier mikic milch minor moon morris moynahan muir murray myers
neumann newman noguchi norton ochsner ommaya osborne palmer parker pearson perkin perkins perry peters potter price puddu pulvertaft puritan ramirez rasmussen read reese
riddoch riley robin rogers ross rouse rowe rowland russell sanders sartorius saunders scarf schenck schmidt schneider schnyder schwartz scott shafer shagreen shea sheldon
sherman sherrington silk sillence silver simpson snyder solomon spence spitz steward stewart stock strata stretta swanson taleisnik tapia taylor temple terry tikhoff torg
trotter trousdale usher vaughan viegas wagner waller walton warren waterlow waters watkins watson webster wiener wilkins williams winkler winnie winograd winter winters wolfe
wood wylie yates youngs zadik zeiss
cardiff eaton lambert richmond
almgren ascher bazy binz boas bordet brachet brescia bruno burstone castellani castellvi cestan chiba chiray cloward corvisart delitala dollinger dubini duhring eckardt
engstrom faget falret faught feagin federici finsen forel galassi giannini gilles gluge gonin grancher grasset gärtner hasenclever heubner hildebrandt hirschfelder hofbauer
hohmann horgan hueston huguier isshiki jacquet jolles judkins juster kaes kandinsky kehrer klatskin kligman kohler kugel laband lallemand laugier lavallee lavallée lenhartz
lindegaard looser luys magrath marchand marchi menghini mondonesi mouchet nageotte nagler pachon paltauf partsch pavy pfuhl plehn poncet quintero ravitch replogle rivero
robertshaw roser sahli santulli schnitzler schüller semon spigelman sugiura truelove tsuge villalta winberg
allman bascom boyd burton carey castaneda chang collins cotton fletcher hageman hay hutton knowles landis lavin lees leigh
limberg littler littman packer roger ronald sprague still watson-jones wits
anderson-hynes boyle brooks cohen indiana mccarty otis ravich rich steinberg studer travis turco whitaker yamaguchi
"""
