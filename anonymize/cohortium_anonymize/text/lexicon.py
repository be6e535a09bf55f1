"""Words of medicine that a language model takes for names, and words that are also names.

The clinical words may veto what the model alone has found, never what the patient's record, a
rule or a checksum has found. Eponyms that are also common surnames need their noun beside them.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text import vocabulary

CLINICAL = frozenset(vocabulary.CLINICAL.split())
NAME_WORDS = frozenset(vocabulary.NAME_WORDS.split())
EPONYMS = frozenset(vocabulary.EPONYMS.split())
_EPONYM_NOUNS = "|".join(vocabulary.EPONYM_NOUNS.split())

_DRUG_ENDING = re.compile(
    r"(?i)^[a-z]{2,}(?:pril|sartan|olol|statin|azole|cillin|mycin|micin|floxacin|cycline|prazole"
    r"|tidine|dipine|gliptin|gliflozin|glutide|zide|semide|umab|imab|tinib|zomib|parin|xaban|gatran|lukast"
    r"|setron|triptan|zepam|zolam|barbital|caine|profen|oxetine|azine|apine|idone|ovir|avir|vudine"
    r"|formin|glitazone|sone|solone|terol|phylline|tropium|dronate|mide|azepam|oxin|arone|amine"
    r"|osin|ectomy|otomy|ostomy|oscopy|plasty|ogram|graphy|itis|osis|emia|uria|algia|opathy"
    r"|pnea|plegia|paresis|megaly|rrhea|penia|cytosis|trophy|sclerosis|ology|ologist|iatry"
    r"|cardia|esthesia|edema|phagia|philia|trexate|platin|taxel|rubicin)s?$"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_AFTER_EPONYM = re.compile(rf"(?i)^(?:'s)?[\s-]+(?:[a-z-]+\s+)?(?:{_EPONYM_NOUNS})\b")
# "Will follow", "May take": at these places a word that is also a name is the word.
_VERB_USE = re.compile(
    r"(?i)^\s+(?:not\s+|also\s+|then\s+|likely\s+|need\b|be\b|have\b|take\b|use\b|try\b|start\b|"
    r"continue\b|follow\b|return\b|resume\b|repeat\b|order\b|consider\b|check\b|obtain\b|plan\b|"
    r"discuss\b|refer\b|schedule\b|monitor\b|add\b|hold\b|give\b|get\b|increase\b|decrease\b|"
    r"require\b|benefit\b|proceed\b|send\b|see\b|call\b|of\b|the\b|a\b|for\b|to\b|in\b|on\b|at\b|"
    r"with\b|and\b|or\b|is\b|was\b|as\b|\d)"
)


def clinical(word: str) -> bool:
    """Whether a single word is one of medicine's, whatever its case."""
    low = word.lower().removesuffix("'s")
    return low in CLINICAL or bool(_DRUG_ENDING.match(low))


def vetoes_model(text: str, start: int, end: int) -> bool:
    """Whether the words of text[start:end], found by the model alone, are medicine's."""
    words = _WORD.findall(text[start:end])
    if not words:
        return True
    rest = text[end : end + 40]
    if words[-1].lower().removesuffix("'s") in EPONYMS and _AFTER_EPONYM.match(rest):
        return True
    plain = [word for word in words if not clinical(word)]
    if not plain:
        return True
    return all(word.lower() in EPONYMS for word in plain) and len(plain) < len(words)


def used_as_word(text: str, start: int, end: int) -> bool:
    """Whether a name that is also a word stands here as the word (lower case, or before a verb)."""
    found = text[start:end]
    return not found[:1].isupper() or bool(_VERB_USE.match(text[end : end + 24]))
