"""Race and ethnicity, as categories alone: a record may say anything there, and those words are released.

A value passes when it is a CDC Race and Ethnicity code (as US Core has them), or made of nothing but
the words that public categories are made of: OMB's standards of 1997 and 2024 with their detailed
groups, the 2021 census of England and Wales, HL7's null flavours. Anything else is as if not recorded.
Pure.
"""

from __future__ import annotations

import re

_CDC = re.compile(r"\d{4}-\d", re.ASCII)
_LONGEST = 100  # characters; the longest public category has fewer
_WORD = re.compile(r"[^\W\d_]+")
_REST = re.compile(r"[\s,;:/()&'.-]*")  # what may stand between words
WORDS = frozenset(
    """
    a african alaska alaskan albanian american and answer any arab argentinean armenian asian asked asku
    background bangladeshi barbadian belizean black bolivian brazilian british burmese but cambodian
    canadian caribbean caucasian central chamorro chicano chilean chinese colombian costa cuban
    declined dominican dont dutch east eastern ecuadorian egyptian english ethiopian ethnic
    ethnicity european fijian filipino french german ghanaian group guamanian guatemalan gypsy
    haitian hawaiian hispanic hmong honduran indian indigenous indonesian iranian iraqi irish
    islander israeli italian jamaican japanese kenyan know korean kurdish laotian latin latina
    latino latinx lebanese liberian malaysian marshallese mexican micronesian middle mixed
    mongolian more moroccan multiple native nepalese nepali new nicaraguan nigerian no non north
    northern not of okinawan omb one or origin other pacific pakistani palestinian panamanian
    paraguayan patient people peruvian polish polynesian portuguese prefer provided puerto race
    races rican recorded refused reported rico roma romani russian salvadoran samoan say scottish
    singaporean some somali south southeast southern spaniard spanish specified stated sri lankan
    sudanese syrian taiwanese thai tibetan to tobagonian tongan traveller trinidadian tunisian
    turkish two ukrainian unavailable unk unknown unspecified uruguayan venezuelan vietnamese
    welsh west western white with yemeni
    """.split()  # noqa: SIM905 - words read better so
)


def category(value: str | None) -> str | None:
    """`value` when it is a public category of race or ethnicity, else None."""
    if value is None or len(value) > _LONGEST:
        return None
    words = _WORD.findall(value)
    named = bool(words) and all(word.casefold() in WORDS for word in words)
    if named and _REST.fullmatch(_WORD.sub("", value)):
        return value
    return value if _CDC.fullmatch(value) else None
