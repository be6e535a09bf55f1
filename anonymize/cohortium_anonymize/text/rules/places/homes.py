"""Rules for facilities and agencies in small letters, by names of everyday words.

"good samaritan", "hope hospice", "sunny acres nursing home": a kind of facility after words for going there or
living there, and before it words that facilities are named by; or a name that many hospitals bear, without its kind.
"""

from __future__ import annotations

import re

from cohortium_anonymize.text.rules.places.practices import PLACES
from cohortium_anonymize.text.rules.rule import Rule, compiled
from cohortium_anonymize.text.words.lexicon import clinical, grammatical

_MOVED = (
    r"(?:transfer(?:red|s|ring)?|txfr'?d?|xfer(?:red)?|admit(?:ted|s)?|admission|sent|seen|referred|presented|hospitali[sz](?:ed|ation)|care|brought|arriv(?:ed|es|ing)|discharged?|dc'?d|d/c'?d?|records|stay|born|delivered|treated"
    r"|surgery|operated|evaluated|workup|followed|goes|went|going|placed|placement|accepted|lives|living|resides|residing|resident)"
)
_CUE = rf"(?i:\b(?:(?:{_MOVED}[ ](?:[\w/'-]{{1,12}}[ ]){{0,3}})?(?:from|to|at|by|of|with|via|through|in)|attends|attending|attended|goes[ ]to|enrolled[ ](?:in|at|with)))"
_CALLED = rf"{_CUE}[ ](?:the[ ]|a[ ]|her[ ]|his[ ]|their[ ])?(?P<place>(?:[a-z][a-z'-]{{1,16}}[ ]){{1,3}})\Z"
_FARTHEST = 120  # characters before its kind that a name and what is said before it take
_KIND = (
    r"(?:nursing[ ]home|nursing(?:[ ]and[ ]rehab)?|hospice|rehab(?:ilitation)?(?:[ ]cent(?:er|re))?|snf|alf|assisted[ ]living|senior[ ]living|retirement[ ](?:home|community)|memory[ ]care|group[ ]home|care[ ](?:home|cent(?:er|re))|health[ ]?care"
    r"|day ?care|preschool|pre-k|nursery|child[ ]?care|learning[ ]cent(?:er|re)|academy|shelter|sober[ ](?:living|house|home)|halfway[ ]house|recovery(?:[ ]cent(?:er|re))?|treatment[ ]cent(?:er|re)|home[ ](?:health|care)|homecare|hospital|clinic|medical[ ]cent(?:er|re)|pharmacy|dialysis|manor|elementary(?:[ ]school)?|church)"
)
# Words that homes, hospices, nurseries and schools are named by, besides those of the land.
_NAMED_LISTED = """
acres hope grace harmony haven serenity samaritan shepherd angel angels sprouts scholars explorers rascals munchkins faith liberty unity trinity providence mercy bethany eden
emmanuel magnolia cypress elm pine rose lily lotus ivy holly laurel juniper hickory walnut chestnut cherry apple orchard garden gardens terrace harbor harbour villa estates pointe
lighthouse beacon rainbow blossom blossoms friendship fellowship legacy heritage horizon horizons cornerstone stepping stones pathways beginnings journey promise sunshine
brook brookside woods woodland wood meadow lakeview riverview hillcrest fairview parkview seaview bayview oceanview mountainview valleyview
paradise noah ark lamb lambs lambkins dove eagle eagles cardinal robin bluebird hummingbird phoenix stars starlight moonlight sundance genesis covenant redeemer
ebenezer zion calvary bethel bethesda canterbury windsor lincoln washington jefferson franklin madison kiddie kinder tots
"""
# Words that begin such a name and alone are none.
_FIRST = frozenset(
    ("golden", "happy", "sunny", "pleasant", "peaceful", "tranquil", "serene", "tender", "loving", "magic", "tiny", "twilight", "little", "busy")
)  # fmt: skip
NAMED = PLACES | frozenset(_NAMED_LISTED.split())
# Words that stand beside any kind of facility.
_ANY_LISTED = """
local nearby new old same other another different outside inpatient outpatient community private public state county city family hometown previous prior current long term short acute subacute skilled
adult senior pediatric methadone pain free weekend summer winter night day house home homes care mission coast northern southern eastern western north south east west bright
"""
_ANY = frozenset(_ANY_LISTED.split())
_OTHER = frozenset(("care", "new", "based", "facility", "local"))
_KNOWN = (
    r"(?:good[ ](?:samaritan|shepherd)|sacred[ ]heart|holy[ ](?:cross|name|spirit|family|redeemer|rosary)|our[ ]lady(?:[ ]of(?:[ ]the)?[ ][a-z]{3,14})?|mercy|deaconess|bon[ ]secours|mount[ ]sinai|mt\.?[ ]sinai|golden[ ]living|sunrise(?=[ ]?[.,;)\n]|$)"
    r"|(?:st|saint)\.?[ ](?!elev|dep|seg|chang)[a-z]{4,14}(?:'s)?)"
)
_WORDS = re.compile(r"[a-z][a-z'-]*")


def _named(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A name and its kind, from the name's first word, where one of its words is such as facilities are named by."""
    words = list(_WORDS.finditer(text, start, end))
    while words and grammatical(words[0].group()):
        words.pop(0)
    names = [match.group().removesuffix("'s") for match in words]
    if not names or any(grammatical(name) for name in names):
        return None
    told = any(name in NAMED and name not in _ANY for name in names)
    told |= len(names) > 1 and names[0] in _FIRST
    other = any((clinical(name) and name not in NAMED) or name in _OTHER for name in names)
    return (words[0].start(), words[-1].end()) if told and not other else None


def _before_kind(text: str, start: int, _: int) -> tuple[int, int] | None:
    """The name before a kind of facility, right after what says that someone goes there."""
    begin = max(0, start - _FARTHEST)
    called = compiled(_CALLED).search(text, begin, start)
    return _named(text, *called.span("place")) if called else None


RULES = (
    Rule("site_lower", "FACILITY", rf"[ ](?<=[a-z'-] )(?P<kind>{_KIND})\b", "kind", _before_kind, rf"[ ]{_KIND}"),
    Rule("site_known_lower", "FACILITY", rf"\b{_MOVED}[ ](?:[\w/'-]{{1,12}}[ ]){{0,3}}(?:from|to|at|by|via)[ ](?:the[ ])?(?P<place>{_KNOWN})(?![\w'-]|[ ](?:killing|segment|changes))", "place"),
)  # fmt: skip
