"""Everyday English words, which are no one's name unless `vocabulary.NAME_WORDS` or `given_names` has them too.

For stretches that only their form makes look like a name or a place: a line of two capitalised
words, a sentence's first word, a text written in one case throughout. All lower case; regular
plurals and the endings of verbs, adverbs and abstract nouns are told by form (`everyday`).
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.words.given_names import GIVEN
from cohortium_anonymize.text.words.lexicon import NAME_WORDS, clinical, grammatical

_WORDS = """
comma semicolon colon hyphen apostrophe bracket copay entitic nadir prescribe diminish diminished exclude quadrant migraine migraines dizzy titer adjuvant aspect evaluate
new approximate significant relief golf refrigerator flat sore golfing understands agrees however resolve noted breath shortness
able accept access accident according account across act action active activity actual actually add address adult adventure advice
afraid afternoon agency agree agreement ahead air airport allow almost alone along already although amount amazing ancient
angry animal announce annual answer anybody anyone anything anyway apart apartment appeal appear apple application apply appointment
area argue argument arm army around arrange arrive article artist ask asleep assume attack attempt attend attention author authority
automatic autumn avenue average avoid awake award aware away awful baby background bad bag bake balance band bank bar bare
base basic basis basket bath bathroom battle beach bear beat beautiful became become bedroom beer began begin behind belief believe belong below
bend beside bet better beyond bicycle big billing birthday bit bless blind blow board boat book boot border born borrow boss bottle bottom
bought bowl box boyfriend brave bread break breakfast breath breathe bridge brief bright bring broad broke broken brother brought budget build building built
bus business busy button buy cabin cake calendar call called calm came camera camp campus can cannot capital captain car card care career careful carpet carry
cases cash casual catch caught cause cautionary ceiling celebrate cell central century certain chain chair chairman challenge chance change chapter character charge chart cheap
check cheese chicken chief childhood children chocolate choice choose chosen cinema circle citizen city claim class clean clearly clerk client climb clinical clock closed
cloth clothes cloud club coach coast coat code coffee coin cold collar collect collection college color colour column combine come comedy comfort command
comment commercial committee common community companies compare compete complaint complete computer concern concert condition conference confirm connect consider contact contain
contest continue contract control conversation convince cooking cool copy corner correct corporate cost cottage could council count counter country county couple courage court
cover cowboy crash crazy cream create credit crew crime crisis crop crowd cry culture cup cupboard cure curious current curtain customer cut cycle
dad damage dance danger dangerous dare dark data date daughter dead deal dear debate debt decade decide decision deep defend define degree deliver demand department
depend describe desert deserve design desire desk despite destroy detail details determine develop device dial did died difference different difficult dinner direct
direction directly director dirty disagree disappear discover discuss discussion dish distance district divide doctors document dog door double doubt down downtown drama draw drawer
dream dress drink drive driver dropped drove dry dull during duty each eager early earn earth easily east eastern easy eat economy edge edit edition editor education
effort eight either elder elect electric element eleven else employ employee employer empty encourage end enemy energy engine engineer engineers enjoy enormous enough
enter entire entrance envelope environment equal equipment error escape especially establish estate etc even evening event eventually ever every everybody everyone everything
everywhere evidence evil exact exactly exam example excellent except exchange excite excited excuse exist expect expensive experience expert explain explore express extra extreme
fact factory fail faint faithful fall false familiar families family famous fancy fantasy far farm farmer fashion fast fat fate favor favorite favourite fear feature feed feel feet fell
fellow felt fence fetch few fiction fifteen fifth fifty fight figure file fill film final finally finance find fine finger finish fire firm first fit five fix flag flat flight floor
flow flower fly focus fold follow food fool force foreign forget forgot forgive formal former forth fortune forward found four fourth free freedom freeze frequent fresh
friendly friends fruit full fun fund funds funny furniture further future gain game gap garage garden gas gate gather gave gender gentle gently get getting ghost giant gift girl girls give given glad glass
global go goal goals god goes going gone goodbye goods got govern government grab graduate grand grandfather grandmother grass grateful great greet ground group grow grown grew
guarantee guard guess guest guide guilty guitar gun guy guys habit hair half handle hang happen happened happy harbor hardly hat hate have head headache hear heard heavy held
height hello help helpful hence hero hi hide highly highway hire historic hobby holder hole holiday hollow honest honor hope horror horse host hot hotel hour household housing how however
huge human hundred hung hungry hurry hurt husband ice idea ideal identify ignore ill image imagine immediately impact important impossible impress improve inch include income increase
indeed independent indicate indoor industry inform information inside instead institution instruction insurance intend interest interested interesting international internet interview introduce invent
invest investment invite invoice iron island issue item items itself jacket jail job jobs join joint joke journal journey judge juice jump jury just justice keep kept key keynote kick kid kids kill
killed kind kinds king kiss kitchen knee knew knife knock know known label lack lady land landlord language large last late lately later latest laugh launch lawyer lay lazy lead leader leaf league
learn least leather leave lecture left legal lend length less lesson let letter letters library license lie life lift light like likely limit line link lion list listen literature little live lives load
loan local locate located location lock logic lonely look loose lost lot loud lovely lower luck lucky lunch machine mad made magazine magic mail main maintain majority make maker male manage
manager manner many map march margin market marriage married marry match mate material matter maximum maybe mayor meal mean meaning meant measure meat media meet meeting member members memory mention
menu merely message met metal method metro middle might mild military milk million mind mine minister minor minute mirror miss mission mistake mix model modern moment money monitor month mood moon
moral more moreover mostly mother motion motor mountain mouse mouth move moved movement movie much museum music musical must mystery myself name narrow nation national native natural nature near
nearby nearly neat necessary neck need neighbor neighbour neither nephew nervous nest net network never nevertheless news newspaper nice night nine nobody noise none nonsense nor northern note nothing notice notify novel
now nowhere number object obtain obvious occasion occur ocean odd offer office officer official often oil old once onion online only open opera operate opinion opportunity opposite option orange
order ordinary organization organize original other others otherwise ought ours outdoor outside oven overall overnight owe own owner pack package paid paint painting pair palace pan panel paper
paragraph parcel pardon parent parents park parking part partly partner party pass passage passenger passport past path patience pattern pause pay payment peace pen pencil people per percent perfect perform
perhaps period permission permit person personal pet phase phone photo phrase piano pick picture piece pilot pink pipe place plain plan plane planet plant plastic plate platform play player please
pleased pleasure plenty plus pocket poem poet point police policy polite political pool poor pop popular population position possess possible possibly post poster pot pound pour poverty practical
practice praise pray prayer precision prefer prepare present president press pretend pretty prevent price priest prime principal print prison privacy private prize probably problem produce product production profession
professional professor profile profit program programme progress project promise promote proof proper properly property propose protect proud prove provide public publish publisher pull pump punish pupil purchase
pure purple purpose push put puzzle quality quantity quarter queen question questions quick quickly quiet quit quite quote race radio rail railway raise ran range rapid rare rate rather reach react read reader ready
real reality realize really rear receive received recent recipe recognize recommend record recover red reduce refer refuse regard regards regular relate relation relative release reliable religion rely remain remark remember
remind remote remove rent repair repeat replace reply report represent request require rescue research reserve resource respect respond response rest restaurant result retire retired return reveal review reward
rich ride right ring rise risk road rock role roll roof room root rope rose rough round route row royal rule run rush sad safe safety said sail salary sale sales salt same sand sandwich sat satisfy sauce save
saw say says scene schedule school science score screen sea search season seat second secret section security see seed seek seem seen select self sell send senior sense sent sentence separate series serious
serve service set settle seven several sex shade shadow shake shape share she sheet shelf shell shift shine ship shirt shock shoe shoot shop shopping short should shoulder shout show shower shut shy
sick side sight sign signal silence silent silly similar simple simply since sing singer single sink sir sister sit site situation six size skill skin sky sleep slept slide slight slip slow slowly smart smell smile smoke
smooth snake so soap social society sock soft soil soldier solid solve some somebody somehow someone something sometimes somewhere son song songs soon sorry sort soul sound soup source south southern space spare speak
speaker special specific speech speed spell spend spent spirit spite split spoke sport spot spread spring square staff stage stair stamp stand standard star stare start started state statement station status stay steady
steal steel step stick still stir stock stomach stone stood stop store storm story straight strange stranger stream street strength stress stretch strict strike string strip stripe stripes strong structure student study stuff stupid
style subject succeed success such sudden suddenly suffer sugar suggest suit suite summary sun supper supply support suppose sure surface surprise surround survey survive suspect suspense sweet swim swing switch symbol sympathy system
table tail take tale tales talent talk tall tank tape task taste taught tax taxi tea teach teacher team tear technical technology teenager telephone television tell ten tend tennis tent term terms terrible test text thank
thanks theater theatre theme themselves then theory there therefore these they thick thief thin thing things think third thirty those though thought thousand thread three threw through throughout throw thumb
thus ticket tidy tie tight till time times tiny tip tired title today together told tomorrow tone tonight too took tool top topic total touch tough tour tourist toward towards tower town toy track
trade tradition traffic train training transfer translate transport travel treat treaty tree trial trick tried trip trouble truck true truly trust truth try turn turned twelve twenty twice twin two type typical ugly uncle
understand understood unfortunately union unique unit university unless unlike until unusual up update updated upon upper upset upstairs urban us use used useful user usual usually vacation valid valley value van variety various vary vast
vegetable vehicle verses version very victim victory video view village violence visit visitor voice volume volunteer vote wage wait wake walk wall want war warm warn was wash waste watch water wave way weak wealth
weapon wear weather web website wedding weekday weekend weigh welcome well went were west western wet what whatever wheel whenever where whereas wherever whether while whisper whole whom whose why wide wife wild willing
win wind window wine wing winner wire wish within without woman won wonder wonderful wooden word wore work worker works world worried worry worse worst worth would wound wrap write writer written wrong wrote yard yeah yellow yes
yet yield yourself youth zero zone advance advocate aging ambulatory approach background baseline behavior benefits bilingual capacity caregiver checklist choices collaboration coordination counseling coverage crisis
decision-making directive directives discharge-planning documentation duration eligibility engagement ethics evaluation expectations factors feedback functional fundraising goal hotline housing independence informed insight intake intent interdisciplinary
interpersonal interval issues judgement judgment legend leisure literacy living logistics maintenance mechanism mobility narrative nutritional objectives onset outcome outcomes overview participation performance perception placement planning precaution preference
preferences preparation prevention priority prognosis protocols quality readiness reason rehabilitation reminder reminders resources respite responsible roles safe scope setting severity shared signature skills spiritual stability strategies strengths
supervisor supportive supports symptom targets task teams technique telehealth timeline tolerance transition transportation update visits volunteer wellbeing wellness
dear hello hi hey thanks regards sincerely yours cheers greetings okay ok dont wont cant im ive ill youre thats whats isnt doesnt didnt wasnt couldnt wouldnt shouldnt
a about above after again against all also am an and any are as at be because been before being between both but by could did do does doing down during each few for from further had has have having he her here
hers herself him himself his how i if in into is it its itself let me more most my no nor not of off on once only or other our out over own same she so some such than that the their them then there these they this those through to
too under until up very was we were what when where which while who whom why with would you your yours
english french german spanish italian dutch danish swedish norwegian finnish russian polish czech greek turkish chinese japanese korean indian arabic hebrew portuguese european american british canadian australian african asian mexican
"""
_ENDINGS = re.compile(
    r"^[a-z]{3,}(?:ing|ings|ed|ly|tion|tions|sion|sions|ness|ments?|ity|ities|able|ible|ous|ful|less|ism|ists?|ship|ships|ance|ences?|ability|ization|ised|ized|ical|ology|ward|wards)$"
)
# Endings that many surnames have too ("Kelly", "Reed", "Manning"): only after a word of English or
# of medicine.
_SURNAME_ENDINGS = re.compile(r"^([a-z]{2,}?)(?:ings?|ed|ly|wards?|less|ship|ists?|ances?|ences?)$")
# Surnames and given names that look like other abstract nouns.
_NO_NOUNS_LISTED = """
verity charity trinity felicity clement clements harkness guinness holness garrity geraghty moriarty flaherty
lafferty mccarty gable constable venable coble noble sable
"""
_NO_NOUNS = frozenset(_NO_NOUNS_LISTED.split())
_COMMON = frozenset(_WORDS.split())


def everyday(word: str) -> bool:
    """Whether a word is one of everyday English, in whatever case, and no usual name as well."""
    low = word.lower()
    if low in NAME_WORDS or low in GIVEN or low in _NO_NOUNS:
        return False
    if low in _COMMON or low.rstrip("s") in _COMMON:
        return True
    if ending := _SURNAME_ENDINGS.match(low):
        return _known_stem(ending.group(1))
    return bool(_ENDINGS.match(low))


def ordinary(word: str) -> bool:
    """Whether a word is one of medicine, grammar or everyday English."""
    return clinical(word) or grammatical(word) or everyday(word)


def _known_stem(stem: str) -> bool:
    """Whether a word of English or medicine is left without the ending: "mak(ing)", "stopp(ed)"."""
    forms = (stem, stem + "e", stem + "y", stem + "l", stem[:-1], stem[:-1] + "y")
    return any(form in _COMMON or clinical(form) for form in forms)
