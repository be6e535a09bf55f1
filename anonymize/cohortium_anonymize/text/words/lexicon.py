"""Words of medicine that a language model takes for names, and words that are also names.

The clinical words may veto what the model alone has found, never what the patient's record, a
rule or a checksum has found. Eponyms that are also common surnames need their noun beside them.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.words import (
    eponyms,
    products,
    terminology,
    vocabulary,
    vocabulary_spanish,
)

CLINICAL = frozenset((vocabulary.CLINICAL + terminology.TERMS).split()) | vocabulary_spanish.WORDS
NAME_WORDS = frozenset(vocabulary.NAME_WORDS.split())
EPONYMS = frozenset(vocabulary.EPONYMS.split())
PRODUCTS = frozenset(products.WORDS.split())
RARE_EPONYMS = frozenset(eponyms.RARE.split())  # hardly anybody's names: words of medicine alone
PREPOSITIONS = frozenset(terminology.PREPOSITIONS.split())
FUNCTION_WORDS = frozenset(vocabulary.FUNCTION_WORDS.split())
_GRAMMAR = FUNCTION_WORDS - NAME_WORDS
_NOUNS = frozenset(vocabulary.EPONYM_NOUNS.split())  # that eponyms stand before

_DRUG_ENDING = re.compile(
    r"(?i)^[a-z]{2,}(?:pril|sartan|olol|statin|azole|cillin|mycin|micin|floxacin|cycline|prazole"
    r"|tidine|dipine|gliptin|gliflozin|glutide|zide|semide|umab|imab|tinib|zomib|parin|xaban|gatran|lukast"
    r"|setron|triptan|zepam|zolam|barbital|caine|profen|oxetine|azine|apine|idone|ovir|avir|vudine"
    r"|formin|glitazone|sone|solone|terol|phylline|tropium|dronate|mide|azepam|oxin|arone|amine"
    r"|osin|ectomy|otomy|ostomy|oscopy|plasty|ogram|graphy|itis|osis|emia|uria|algia|opathy"
    r"|pnea|plegia|paresis|megaly|rrhea|penia|cytosis|trophy|sclerosis|ology|ologist|iatry"
    r"|cardia|esthesia|edema|phagia|philia|trexate|platin|azolin|pezil|butamol|mivir|ivir|prim|flurane|curium|curonium|ptyline|traline|taxel|rubicin)s?$"
)
_STUDY = re.compile(
    r"(?i)[ -](?:[IVX\d]{1,3}[ ])?(?:trial|stud(?:y|ies)|protocol|guidelines?|registry|criteria|regimen|recommendations?)\b"
)
_STAGED = re.compile(r"[ ](?:I{2,3}|IV|VI{1,3})[A-Ca-c]?(?![\w.-])|[ ][A-E]\d[a-d]?(?![\w-])")
_NEXT = re.compile(r"(?:'s?)?[\s-]+([A-Za-z\d][\w'-]*)")
# What is measured or ruled by a town's name, a word between: "Ottawa knee rules", "Rotterdam PCOS criteria".
_RULED = re.compile(
    r"[ ](?!(?:in|at|for|to|with|and|or|on|of|from|the|has|was|is)\b)[A-Za-z]{2,14}[ ](?:rules?|scores?|scales?|criteria|classification|index|definition|consensus|staging|questionnaire)\b"
)
# Towns that scales are called by; what they are found to be, with nothing of a town around.
_SCALE_TOWN = re.compile(
    r"(?i)(?<!\bin )(?<!\bat )(?<!\bto )(?<!from )\b(?:amsterdam|atlanta|berlin|bristol|brighton|edinburgh|geneva|glasgow|lugano|milan|minnesota|ottawa|oxford|paris|richmond|rotterdam|rome|seattle|sydney|tokyo|vancouver|wisconsin)\Z"
)
_SCALED = re.compile(
    r"(?i)[ ](?:[+-]\d\b|(?:moderately |mildly )?(?:severe|mild|low|high|intermediate|o?edema|curve)\b|\d{1,3}(?:/\d{1,3})?(?=[ ]?[,;.)]|$)|[a-d]\d?(?=[ ]?[,;.)]|$)|(?-i:[A-Z]{3,5})\b)"
)
# CHOP the chemotherapy, and Parkland the formula for burns.
_CYCLES = re.compile(
    r"(?i)(?:\bR[ ]?[+/-][ ]?|\b(?:cycles?|rounds?|courses?)[ ](?:#?\d{1,2}[ ])?(?:of[ ])?|\b(?:completed|received|mini-?|dose-dense"
    r"|rituximab[ ,]{0,2}(?:and|plus|\+)?|plus|s/p|started(?:[ ]on)?|tolerated|then|chemo(?:therapy)?(?:[ ]with)?)[ ]?)\Z"
)
_FLUIDS = re.compile(
    r"(?i)Parkland[ ](?:formula|resuscitation|fluids?|calculation|protocol|rate|\d)"
)
_REACH = 32
# "Will follow", "May take", "May 5": here a word that is also a name is the word.
_WORD_USE = re.compile(
    r"(?i)^\s+(?:not|also|then|likely|need|be|have|take|use|try|start|continue|follow|return|resume|repeat|order"
    r"|consider|check|obtain|plan|discuss|refer|schedule|monitor|add|hold|give|get|increase|decrease|require"
    r"|benefit|proceed|send|see|call|of|the|a|for|to|in|\d{1,4})\b"
)
_SENTENCE_END = frozenset(".!?:;\n*-")


def bare(word: str) -> str:
    """A word without the "'s" of possession and the marks around it."""
    return word.removesuffix("'s").strip("'-")


def clinical(word: str) -> bool:
    """Whether a single word is one of medicine's, whatever its case."""
    low = word.lower().removesuffix("'s")
    return low in CLINICAL or bool(_DRUG_ENDING.match(low)) or vocabulary_spanish.word(low)


def is_drug(word: str) -> bool:
    """Whether a word ends as drugs, operations and findings are called: "apixaban"."""
    return bool(_DRUG_ENDING.match(word))


def grammatical(word: str) -> bool:
    """Whether a single word, as it is written, is one of grammar's and no name."""
    return word.lower() in _GRAMMAR or word in PREPOSITIONS


def noun_of_eponyms(word: str) -> bool:
    """Whether signs, diseases, devices or tests are called so after a surname: "procedure"."""
    low = word.lower()
    return low in _NOUNS or low.removesuffix("'s") in _NOUNS or low.partition("-")[0] in _NOUNS


def before_its_noun(text: str, end: int) -> bool:
    """Whether what ends here names a sign, disease, device or test: "Ross procedure"."""
    following = _NEXT.match(text, end)
    if _STAGED.match(text, end) or _RULED.match(text, end):
        return True
    if _SCALED.match(text, end) and _SCALE_TOWN.search(text[max(0, end - _REACH) : end]):
        return True
    return bool(following and noun_of_eponyms(following[1]))


def of_a_study(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] is a word in capitals that a study or guideline is called by."""
    return text[start:end].isupper() and bool(_STUDY.match(text, end))


def of_a_treatment(text: str, start: int) -> bool:
    """Whether a hospital's name at `start` is here a regimen or a formula: "cycle 3 of CHOP"."""
    if text.startswith("CHOP", start):
        return bool(_CYCLES.search(text[max(0, start - _REACH) : start]))
    return bool(_FLUIDS.match(text, start))


def used_as_word(text: str, start: int, end: int) -> bool:
    """Whether a name that is also a word stands here as the word.

    Lower case is the word; a capital inside a sentence is the name; where every word would be
    written so (a sentence's first, or among capitals), what follows decides.
    """
    found = text[start:end]
    if not found[:1].isupper():
        return True
    before, after = text[:start].rstrip(" \t"), text[end : end + 24]
    first = not before or before[-1] in _SENTENCE_END
    among_capitals = found.isupper() and after.lstrip(" ")[:2].isupper()
    return (first or among_capitals) and word_follows(text, end)


def word_follows(text: str, end: int) -> bool:
    """Whether what stands after a name that is also a word makes it the word: "will follow"."""
    return bool(_WORD_USE.match(text[end : end + 24]))
