"""What devices, brands and methods are called by: their makers, the nouns after a name, how brands are made."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cohortium_anonymize.text.words.given_names import CITIES, GIVEN
from cohortium_anonymize.text.words.lexicon import noun_of_eponyms
from cohortium_anonymize.text.words.surnames import SURNAMES

_MAKERS_ALONE_LISTED = """
stryker zimmer medtronic biotronik siemens depuy synthes abbott boston baxter dexcom resmed omnipod arthrex smith-nephew covidien olympus terumo
edwards philips mindray draeger storz fresenius
"""
# Before other words with capitals, these make products of them; the others are surnames and towns as well.
MAKERS_ALONE: Final = frozenset(_MAKERS_ALONE_LISTED.split())
_MAKERS_LISTED = """
bard becton biomet codman cook cordis dale drager gore hakim hamilton hill-rom hollister howmedica integra karl kendall leica linvatec maquet masimo
nellcor nikon olson puritan puritan-bennett richards smiths sorin teleflex topcon vygon welch wright zeiss roche beckman ortho bausch alcon cochlear
coloplast
"""
MAKERS: Final = MAKERS_ALONE | frozenset(_MAKERS_LISTED.split())
# How brands are made: of what they are for, and what they do. No part that surnames have too.
_MORPHS: Final = re.compile(
    r"(?:hydro|accu|cardio|neuro|ultra|aqua|thermo|endo|osteo|vaso|pneumo|oxy|gluco|flexi|gastro|cryo|electro|litho|nutri|omni|granu|lympho|haemo|hemo|ortho|immuno|micro|macro"
    r"|multi|video|laryng|broncho|rhino|criti|cyto|muco|opti(?=[cflpv])|bio(?=[bdfgmpv])|tubi(?=[fgls])|steri(?=[flps])|medi(?=[fhlpst]))[a-z]{3,10}"
    r"|[a-z]{3,10}(?:sorb|clast|plex|flex|derm|scope|flow|guard|seal|foam|soft|form|press|fast|stat|zyme|ject|strip|clip|plast|lyte|tape|tube|graft|cath|vue|trol)"
)
_KEPT: Final = 10_000  # words of which it is remembered what they are
# What is called by a name and stands right after it: in a sentence of things alone, as a patient has many of them too.
_NOUNS_LISTED = """
arm limb mask box ring boot entry class chart wire sheath coil balloon screw plate stem cup cone cage dressing pad mattress wrap gel drop cream pump pen inhaler spacer
tube tubing set kit handle blade scope tray frame pin hook spoon needle probe cannula cuff port filter circuit tip lens implant crown clasp matrix file band bracket
wax paste cement film swab broth agar zone stain tile panel analyser analyzer cartridge strip reagent assay platform mode view projection position angle index ratio
area cut window method technique manoeuvre maneuver approach exposure repair release transfer fixation fusion suture stitch knot closure flap graft excision operation
reduction rotation extraction test sign score scale inventory valve shunt drain stent tunnel hammer orthosis brace splint collar cast sling bandage
knife laser drill core interval punch curette saw mallet rasp reamer guide jig trial trocar stapler clip mesher dermatome tourniquet catheter bougie blocker
hosiery stander aid nail reconstruction pattern attempt mesh outcome restriction staple stocking boots tenotomy osteotomy pulpotomy
layer space fascia ligament triangle fold spot spots body cells granules rescue taper system device monitor meter
"""
_NOUNS: Final = frozenset(form for noun in _NOUNS_LISTED.split() for form in (noun, f"{noun}s"))
_FOUND_LISTED = """
none nil negative positive absent present normal equivocal intact done omitted kept ready placed inserted deployed inflated deflated flushed torqued applied fired primed
tapered swapped cemented packed instilled dispensed awaited pending implanted loaded rescue stopped
"""
_FOUND_TO_BE: Final = frozenset(_FOUND_LISTED.split())
_CLOSES: Final = re.compile(r"[ ]?(?:[.,;/)\n]|\Z)|[ ](?:at|to|and|then|by|in|after|before|with)\b")
_BESIDE: Final = re.compile(r"[ -]([a-z]{3,14})(?![\w'-])")


@lru_cache(_KEPT)
def branded(low: str) -> bool:
    """Whether a word, in small letters, is made as brands are and is nobody's name: "tubifast"."""
    return (
        bool(_MORPHS.fullmatch(low))
        and low not in SURNAMES
        and low not in GIVEN
        and low not in CITIES
    )


def called_after(text: str, end: int) -> bool:
    """Whether a noun that things are called by, or what they are found to be, stands right after."""
    beside = _BESIDE.match(text, end)
    if beside is None:
        return False
    if beside[1] in _FOUND_TO_BE:
        return bool(_CLOSES.match(text, beside.end()))
    return beside[1] in _NOUNS or noun_of_eponyms(beside[1])
