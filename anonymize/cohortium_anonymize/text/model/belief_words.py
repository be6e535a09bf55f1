"""Single words of English that the language model takes for somebody or some place.

A word that the dictionary has is hardly ever a place or an organization unless a word for one stands beside it; and
a person not where a sentence, a line or an item begins with it, or a product is called by it ("Mepilex
Border"), and nothing is said that only people do. Words that are names too are left to the model.
"""

from __future__ import annotations

import re
from typing import Final

from cohortium_anonymize.text.words.dictionary import english
from cohortium_anonymize.text.words.english import ordinary
from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import EPONYMS, NAME_WORDS, PRODUCTS, clinical
from cohortium_anonymize.text.words.surnames import SURNAMES
from cohortium_anonymize.text.words.verbs import AFTER_NAMES

_CAPITALISED: Final = re.compile(r"[A-Z][a-z]{2,}")
_PRODUCT: Final = re.compile(r"(?<![\w-])([A-Z][\w-]{1,24})[ ]\Z")
_ITEM: Final = re.compile(r"([A-Za-z-]{2,24}),[ ]\Z")  # of a list, which goes on
_NEXT: Final = re.compile(r"[ ]([A-Za-z]+)")
_BEGINS: Final = frozenset(".!?:;\n*-|/(>\u2022\u2013\u2014")
_LEAST_WORD: Final = 6  # letters
_REACH: Final = 26  # characters of a product's name
# Words of `NAME_WORDS` that are hardly anybody's name.
_HARDLY_LISTED = """
case cases mass oral bowel brain block shock test pain best early dry heat hot large single open whole low major minor general good cold high labor labour
person story chance reason power cough head foot hand shoulder chest tongue lung bone chin back sides marrow colon milk egg wheat water fish rush large
cast cord pack pen reader driver nut
"""
_HARDLY: Final = frozenset(_HARDLY_LISTED.split())
# Names that the dictionary has as words and the lists of names lack.
_NAMES_LISTED = """
aline arthurs balthasar barth berg bennet bent birmingham blanch bourgeois bowler brit britt brittany brookes bull butcher butte cairns canning caspar
clear coy collet cotter court cousins couturier craven creed cruise dane dash davids deacon denning dickie dobbins downing downs duff dunning
durante eden ekman emmet english ester evert fanning farina fay fee ferry flood florentine frey gaines galvani ganesh garnier gauri gay gee gentry georges girard
golden golding griffiths guyot hare hawthorn heron herring holder hollywood honor houghton iago inger isolde ivory jena jespersen junior kale kelvin key keyes
kimberley kingston kota lally lawless leach lean leech lees liana lilo liston lombard looney lore lotte lyons mace mahdi mallon manning mari marino
mcintosh mcpherson meadows meg melia merchant merle merry michelangelo milo mitra moa mollie monaco monk monks monte moon morel morley morrow moynihan
nestor oak orozco pace pal parent parkes patty peer peri petter petty pier pitts plover ponce proctor queen quill radhakrishnan raleigh rama raven reeves
rebekah reuben richmond rico riddle ring roach robles rock roe rosales rosita rosaria ruddy rust sanchez sears serge sexton shari shay shepherd sherlock
shields shona sian sigurd silk singleton slater smart sparks spears speer stack stark steed steen stephens storey stout summers swords tailor talbot
tarantino tia toner tori tory townsend tully underwood valdez valencia veda visconti volta walters ware warrior weir welch weller wieland winters york zacharias
goldberg savage crook steward cannon bullock cotton craft crouch dyke farr flint frost gander goss gunn hatch hobbs horn joiner kerr ladd laird lusk maddox
abrahams agnis albino alcides alexia aliyah angelic attilio astride bailee barbu bayard birdie blossom brassard breton candela caprice carrizo
castilla celesta cherish cicero colbert collard colter concepcion concha constantina cordoba corrales cristal cyprian darling dantes deckers deforest
dekker demeter destiny domingos dominick dozier emerald ethelbert fabiana falkner fiedler fleet florin gabriels garnet garret gillie gracie gregorian
grimes gurney gustavus hacker hadji hakeem hammer handler haring harmony heaven hickey hobart hollander holler hortensia iglesias ignatius ishmael
jarred japheth jewel joffrey josephus josue julienne keeling kendal kinsey kirsch kuiper lander laguna lavender liberty lockman loyola luster magdalen
marlin marquis marquise marshal marten martens martini maverick merino messina miracle missy montes montserrat moreen neumann nazareth oakley olivine
orchard orleans oviedo paisley palomino parley paschal patsy philippine philips pottier prosper provost prudence racine ransom redden renders richer
ridge riojas roswell rolfs rollinger romaine romani romanov rosette rotter salvo samara savanna scottie scullion sevilla seyhan shasta shawnee
sherwood shiloh sienna silvan smolders soares soler springer squire stetson stocker stonewall sunshine sylvan sylvanus tanguy tilden thales torrent
torrents trenton trinity uriah vaquero velvet venice vernal verona virgin vitus warwick wayland welter wester willard wilton windy winfred witting
wolfram zaragoza zechariah kleist
"""
# Countries and states, which the model may well mean.
_LANDS_LISTED = """
afghanistan alabama alaska alberta albania algeria angola argentina arizona arkansas armenia australia austria azerbaijan bahamas bahrain bangladesh barbados belarus
belgium belize benin bermuda bhutan bolivia bosnia botswana brazil britain bulgaria burma burundi california cambodia cameroon canada chile china colombia colorado
connecticut croatia cuba cyprus delaware denmark djibouti dominica ecuador egypt england eritrea estonia ethiopia fiji finland florida france gabon gambia germany ghana
greece greenland grenada guam guatemala guinea guyana haiti hawaii honduras hungary iceland idaho illinois indiana indonesia iowa iran iraq ireland italy jamaica japan
kansas kazakhstan kentucky kenya korea kosovo kuwait laos latvia lebanon lesotho liberia libya liechtenstein lithuania louisiana luxembourg macedonia madagascar maine malawi
malaysia maldives mali malta manitoba maryland massachusetts mauritania mauritius mexico michigan minnesota mississippi missouri moldova mongolia montana montenegro morocco
mozambique myanmar namibia nebraska nepal netherlands nevada nicaragua niger nigeria norway ohio oklahoma oman ontario oregon pakistan palau palestine panama paraguay
pennsylvania peru philippines poland portugal qatar quebec romania russia rwanda samoa saskatchewan scotland senegal serbia seychelles singapore slovakia slovenia
somalia spain sudan suriname swaziland sweden switzerland syria taiwan tajikistan tanzania tennessee texas thailand tibet togo tonga tunisia turkey uganda ukraine
uruguay utah uzbekistan venezuela vermont vietnam wales wisconsin wyoming yemen zambia zimbabwe
"""
_NAMES: Final = (GIVEN | CITIES | SURNAMES | EPONYMS | (NAME_WORDS - _HARDLY)) | frozenset(
    (_NAMES_LISTED + _LANDS_LISTED).split()
)


def word_of_english(text: str, start: int, end: int, *, person: bool) -> bool:
    """Whether text[start:end], taken for a person or for a place or organization, is only a word.

    Words in front of which a place is told ("in", "near") are the caller's to keep.
    """
    found = text[start:end]
    if not _CAPITALISED.fullmatch(found) or found.lower() in _NAMES:
        return False
    if after_product(text, start):
        return True
    if not english(found) or _of_people(text, end):
        return False
    return not person or (_begins(text, start) and _surely(found))


def dictionary_word(word: str) -> bool:
    """Whether the dictionary has a word, and no list of names or places has it."""
    return word.lower() not in _NAMES and english(word)


def after_product(text: str, start: int) -> bool:
    """Whether the name of a drug or device stands right before: "Mepilex Border"."""
    before = _PRODUCT.search(text[max(0, start - _REACH) : start])
    return bool(before and before[1].lower() in PRODUCTS)


def _surely(word: str) -> bool:
    """Whether a word of the dictionary, which has short given names too, is not one of those."""
    return len(word) >= _LEAST_WORD or ordinary(word) or word.lower() in _HARDLY


def _begins(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \t")
    if before.endswith(","):
        word = _ITEM.search(text[max(0, start - _REACH) : start])
        return bool(word and clinical(word[1]))
    return (not before and start <= 4) or before[-1:] in _BEGINS


def _of_people(text: str, end: int) -> bool:
    """Whether what stands after a word is said of people, or is theirs."""
    following = _NEXT.match(text, end)
    return text.startswith("'s", end) or bool(following and following[1].lower() in AFTER_NAMES)
