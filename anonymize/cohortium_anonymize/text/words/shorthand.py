"""Shorthand of notes in small letters, and abbreviations that are written in capitals: more words of `lexicon`.

All lower case, three letters and more: two may be somebody's initials. No usual given name or surname.
"""

from __future__ import annotations

# Words cut short, as notes typed in haste have them.
SHORTENED = """
abd abdo abdp abnl abx abxs acdf acei aclr acp acr acyclo adat adm admin admins afeb alb alif alkphos amb ambs ambul ambulat amlo amox anaes anesth aox approx appt appts appy
arf arip arni ascvd aspir assoc avf avg avr avsd azithro babs basos bcx bcxs benzo benzos bgm bgs biba bibems bil bilat bili bilirub bilis biologics bivent blurr bpap brbpr
breastfd bso btl bumet bupro bxs cac cacs capd carb carba cardio cardiol caregiv caths cbcd cbk ccbs ccpd cdi ced cef ceftri cess chem chol chole cig cigs cimt cital clinda
clopi clr cncl cnii coa coag coags colo colono colos compl conf confd cong constip cont contd crit crm crpp crrt cryo cryod cscope csec csi cspine cspy csxn ctrl ctx cvvh cvvhd
cxs cyc dbili dbps dcln dcm ddd ddx debrid declin decr decrd dep depak dequerv diarr diff dilaud discd disp dispo dist dizz djd dka dmi dmii dnka dns dorv downgoing dpn dpoa
drsg drsgs dsg dsgs dtap dulox dysmen dysp dyspar dysur ecchy educ elev elq endosc enox ent epo eryth erythem escit etoh eval evals exc excis excl ext extn extub fai fbg fbs
ferr ffup fhx fio flexsig fluc fluox flushot fmhx fnf fol formulafd frax freq fsbg ftn fup furos gastro gastropar gcct ggtp glip gly goc gocs gyne hcm hcp hcpoa hcq hemat
hematem hematoch hemeonc hemop hepa hepb hepc hfmref hfpef hfref hha hhc hhns hhpt hib hlhs hocm hosp hospi htg hts hydro hylan hyperchol hyperg hypertg hyst ibu icm ihd imm
imms immz imn incis incl incr incrd indep inf inj inpt instr instrs insul int intub irf irrig irrigd ivda ivdu ivhd ivmp jard jaund kypho laao lact lae lami lamis lamot lbp lcl
leep levoth lhc lipo liq liqs lisin lith llif lmom lmtcb losart lscs lspine ltach ltc lvedp lvedv lvidd lvids lvm lwbs lwith lwot lyr lytes mag mammos mbb melen menacwy menorr
mero metf metop mgt microalb microdisc mmf mmrv molst mpfl mpoa mtx mult mvr mwf mychart mycharted needd neg negs neph nicm nml nmsc noct nonadh noncompl nonprod noshow nrb nsg
nsgy nste nstemi nsvt ntg nvd obgyn oint olanz oligomen opiods opth optho orif osteo outpt oxy ozem packg paeds palli paresth pasp pcl ped pfo phen phos phosp pkyr plav plc
plif pls plts pmd pmhx pmr pnd polst ppis ppsv prava prealb presync prev previ primips prns pron prp pshx psx ptot pulm pvr pwv qdaily qday qhr qhrs qmo qmonth qty quant
quantgold quet qwk qwks raa rcr rcvd recd recvd refil refus reg req reqd reqs requ resched resp resps retic retics rfas rhc rhin rhomberg risp rosuva rtc rto rtsa rtw rtx rvot
rxn rxns savr sbps sbt scheds scx segs sensn sert shamp shx sig sij simva sks smbg smk smkr snris soc sochx soln solumed sorethroat spiro spo sput ssz stap stemi streng strgth
supps surg susc susp sut syncopal synth tac tachy tah tahbso tapvr tbili tcas tcurr tdc teer telc tendr tfr tft tfts tga thru thyrox tica tinn tka tkr tlif tmax tmrw tmvr tob
tol toler topir torse tox tpi tpis tprot transf traz trop trops tsat tscore tsf tspine tte twi twis tyl uacr ucg ucx udr uds unch unchgd uncontr uncontrl understd understndg
undstnd unilat upcr upgoing upreg upt urgen urol usg utd utox vacc vaccs vag valacyclo vanco vaxx vaxxed vbacs vents vertebro vfib vit vitd vits vsd vtach walkin warf wds wdwn
whz wic wnd wnls wnwd workup wts xfer xferred xlif zscore
lol lmao thx thanx pls plz idk btw omg tbh imo tysm smh hmm umm doc docs gonna wanna gotta dunno kinda sorta yall nope yup pgy
accom accomp addl afos amnt arthro ascit assessm atyp ausc autop bact biol bkfst brkfst bronch calc cauc circum clav clin clnd cntrl comf comm compr conc
conj consol const contr convo coord cosm crackl creat cultr cysto debr delt diag diaph diffic dimin dirs disch disord distr docu dosg dr'd drng drnk
duod dvpt dx'd effus elim emerg emot empir epig equiv etio exac expl explo exter fluct fluoro foll follo func funct fx'd gastr gluc grav hist hrly hx'd iatro immob
impr improv inad incont indiv infil infilt infus init insp insuf interm interp interv intol intox irreg isch junc kyph ligs lvls malig marg meas mech memb
modif mths musc mvmt necess nontend notif obst occas oper oppt opthal orig ovar palp palps panc parox partic pelv periph pharm phys physio plac pneu
poly poss pptn prec precip predn preg presc prescr prevs probs proc procs prog progr prolif proph prosth prot prov pulms punct px'd ques radiol rec'd recc recip
recom recomm recon refd refl refr regs repl resc resol resus revw roent rpts rslt rslts rupt rx'd schiz scler shld shldr sigm skel smok solns spont squam strs
subj subl submand subst suct suff sugg superf suppl supr sust sx'd symm symp sympt synd syst tchr tele thoro thromb tiss tol'd tranq trans trans'd transp transv traum
tx'd typc uncomp undx unkn unremark unresp unsp unspec unst uppr ureth urin us'd uter ventric vesic visc w/in whch wkly wkup wnds wrse xfers xfus xplant xr'd xrays yest
yrly ystrdy
"""

# Diagnoses, procedures, scales and places by their letters.
ABBREVIATIONS = """
aag aal aaos aaox aap abcd abcde abn abpa abpm aceis acls acog acos acv adhf adpkd aed aeds aeiou ahi aih aiha ait alsob amc amsa amts amu anc aom aov apgn apgo apls apm arvc
asis asrm atn aub avm avn avnrt awv axox bav bbb bdi bep bicu blls bls bmd bmt bppv bpsd bpv brue bsa bser bsps bvt caa cah camicu cauti cbd cbg cbi cce cci ccog ccta cdad cdrs
cdu ceeg cfqr cgm chadsvasc chadvasc chb chd cibic cidp cipn civ cla clabsi cmas cme cmml cmn cmr cmt cnm coe cosa cpep cpet cpm cpp cppd cprn crafft crbsi crf crtd crtp cscr
csdh ctap ctca ctd cteph cticu ctpa ctq ctsi ctuicu cuditr cvad cvc cvd cvicu cvid cvl cvvhdf cyp dapt dasiddh dcr ddh dfu dhf diep dihs dipj dlco doac doacs dpld dpyd drg dsap
dsd ebas ebl ebrt ecas ecv edh edou efast efw egpa eia eml enb eod ervs escr esld estim eua evlt exlap fap fecg feno fev ffp fgs fhh fihs fld flk fmd fmf fnac fobt fosq fpg
fsgs ftt fuo gbm gcos gdmt ggo ghd gld glp gmfcs gmfm gnr gnrs gose gpc gpcs gtc gtcs gts gtube gupi gvhd gxt hape hbig hbot hcap hdrs hdu hffd hfmd hfno hmd hnpcc hoos hscrp
hsp hst hvpg iaap ibd ibsc ibsd ieeg iief iih iiv ikdc ilr imc imcu immunocap imrt ino ipaa ipf iph ipmn ippv ipss irb irbbb ispi isr ist itb itu iud iufd iui ivcd ivf ivfs
ivpb jna jpt kccq lbo ldrp lefs lgib lkw lmn lmwh lnd lpr lrti lrtl ltot ltr lvo lvrs macce mca mcad mcas mci mdas mdt melda mgd mgn mip mlf mmm mmmp mmrc mna mnd moc modq moh
mpgn mrc mrg mrm msa msafp msd msi mslt mssi msu msud mtp mtpj mua mvc mwt nafld nai ncv ndi nefa nhl nlb nmba nmo noac nph npi nsicu nsip ntd nttd nudt num oab oae obsu ocp
ocps odi ome omm onh opa opc opcab opll osdi padss pah papat papvr pbc pcd pcn pcos pcu pcwp pdd pediqol pelod pem perrlaa pfa pfps pft pfts phn phpt picu pipj pisq pjp pjs
plic pmb pmdd pml pmt pna pnet pnh pnmt poc ponv posas pph ppv pres promis psc psg psp psqi pssd pssp psvt ptbd ptca ptfe ptld ptx pufi puva pvod pvs pyo qol qolie qsart
quickdash raeb rcri rct rcvs rda rdi rdws rln rls rmdq rnst rosc rotem rpgn rpls rrms rsbi rsi rtp rvr rvt rvu saah saau sabs sah saph sbfti sbo sbrt scca scfe sciwora scm sdh
sdq sgot sgpt shbg siadh sibo siru sirva sjs slco slnb sma smas smd smfa snhl soe sopa spadi splen spmsq sps sqcc ssep ssi ssti sti stopbang svc syn taar tace tavi tbil tbsa
tcd tcom tde tdp tegner tem tgn tids tif tigr tle tlics tlr tmd tmj tmt toa togu tpmt trali tret triss tsicu tts tvh tvus twstrs ucl ucls ues ufe ugi ugib ugt uip ulnt umn
updrs upj upjo uridylate ursi urti usp utis uvj vad vae vap vcd vcss vegf vep ves vgkc vhi vkh vkorc vlbw vma voc vod vor vrs vss vtbi vwd wbi wcc wdwnf wdwnm wexner wfl wob
womac wpai wpw wtd wwp xgp xlh xrt yag ycc yld zbi zes
abpi adcc agma aidp aitl aorif apeced apml asdh ashd atls atra baers bashh bims cakut ccrt cied clif cmri cpak csii csom ctev ctlso dfsp dmek dnacpr druj dsaek
dsek ebus ecce ecls ecrb edas ehec elbw emtala endo eortc epap esin etec evar facs fatcat ffdm fodmap foosh fpies ftsg hhnk icdsc iciq icsi invos iort jorrp
lgsil litt lletz locm masld mavd mccd meps midcab misc mpnst muac nibp nmosd noms nppv olif opat osahs osce ossn otif pash pavm pfapa pgad phace
pirads pnes pocus ppci psarp ptns pvns reboa saag sbar sbft serm sfemg sich sils stsg tiva trus ttts vasp verp wemino
"""

WORDS = SHORTENED + ABBREVIATIONS
