"""Names that stand alone, often one word, where clinical writing has a person and hardly anything else.

For lines in small letters or capitals, abbreviations or not (`bank.finds_uncased`), where names are not told by a capital: "left a
voicemail for green", "COVERING FOR VU TONIGHT", "hgb 6.9 on pan, transfuse". What stands there may be a word of English too, so the form
is narrow on both sides. Places where drugs, wards and trades stand as well take a word that is a name in other places or
that no dictionary has.
"""

from __future__ import annotations

from typing import Final

from cohortium_anonymize.text.rules.names.whoever import (
    anybody,
    nth,
    owner,
    particled,
    rare_alone,
    rarely,
    sayer,
    second,
    somebody,
    speaker,
    strictly,
    subject,
    with_apostrophe,
)
from cohortium_anonymize.text.rules.rule import LETTER, Check, Rule
from cohortium_anonymize.text.words.verbs import OF_PEOPLE

_W: Final = rf"[{LETTER}][{LETTER}'-]{{1,30}}"
_NEXT: Final = rf"[ ](?:'[tns][ ])?{_W}"
_NAME: Final = rf"(?P<name>{_W}(?:{_NEXT}){{0,3}}?)"
_BOTH: Final = rf"(?P<name>{_W}(?:{_NEXT}){{1,3}}?)"
_STOP: Final = r"[ ]?(?:$|[\n,;:)(/]|\.(?:\s|$))"
_GOES_ON: Final = (
    r"[ ](?:at|on|in|about|re|regarding|to|who|and|today|tonight|tomorrow|yesterday|overnight|this|next|again|before|after|for|by|with|without|under|using|as|then|while|until|via"
    r"|over|that|is|was|will|has|rn|np|md|lpn)\b"
)
_ENDS: Final = rf"(?={_STOP}|{_GOES_ON}|[ ]-{{1,2}}[ ])"
_KIN: Final = (
    r"(?:(?:grand|step)?(?:daughter|son|mother|father|mom|mum|dad|sister|brother)|wife|husband|spouse|partner|aunt|uncle|niece|nephew|cousin"
    r"|grandma|grandpa|girlfriend|boyfriend|friend|neighbou?r|roommate|caregiver|guardian)"
)
_STAYS: Final = (
    r"(?:resting|sleeping|asleep|ambulating|sitting|eating|tolerating|voiding|crying|calm|cooperative|tearful|awake|alert|drowsy|comfortable"
    r"|pleasant|walking|talking|refusing|requesting|asking|watching|appears|looks|seems)"
)
_THREE: Final = rf"(?P<name>{_W}(?:[ ]{_W})?,[ ]{_W}(?:[ ]{_W})?,?[ ](?:and|&)[ ]{_W}(?:[ ]{_W})??)(?={_STOP}|{_GOES_ON})"
_LAB: Final = r"(?:hgb|hb|h&h|hct|plts?|platelets|wbc|k|potassium|na|sodium|bun|cr|creat|creatinine|lactate|trops?|troponin|ph|crit|ca|calcium|mg|bili|lipase|ck|bnp)"
_AGED: Final = r"(?:,|[ ]-)?[ ]\(?\d{1,3}[ ]?-?(?:y/?o?|yrs?|years?|m|f)\b"
_ROLE: Final = (
    r"(?:patient|pt|(?:pt|patient|full|legal|last|first|sur)[ ]?name|name|provider|(?:attending|referring|ordering|primary(?:[ ]care)?|treating|requesting|consulting|authori[sz]ing|collecting|supervising|responsible|family|covering|on[ -]call|admitting|discharging)(?:[ ](?:provider|physician|doctor|md|surgeon|nurse|clinician))?"
    r"|physician|doctor|md|nurse|rn|cna|crna|surgeon|assistants?|anesthesia|an(?:a)?esthesiologist|anesthetist|resident|intern|fellow|student|consultant|pcp|gp|author|informant|historian|interpreter|caregiver|carer|guardian|contact(?:[ ]person)?|next[ ]of[ ]kin|nok"
    r"|proxy|hcp|poa|witness(?:ed)?|operator|technician|tech|therapist|pharmacist|midwife|dentist|case[ ]manager|social[ ]worker|sitter|clinician|reporter|caller|scribe|reader|sonographer|performed|signed|cc|from|to|attn|re)"
)
_DONE: Final = (
    r"(?:submitted|referred|reported|read[ ]back|readback|dispensed|assessed|cleared|transported|(?:co-?|counter)?signed|escorted|interviewed|covered|sent|typed|verified|given|placed|ordered|requested|drawn|taken|performed|reviewed"
    r"|changed|removed|inserted|seen|examined|evaluated|intubated|extubated|dictated|transcribed|entered|documented|written|prepared|completed|witnessed|administered|collected|prescribed|approved|interpreted|supervised|treated|closed|started|assumed|relieved|led|covered|run|held|called|received|resulted|notified|informed|told|cared[ ]for|staffed|done)"
)
_SAYS: Final = "|".join(sorted(OF_PEOPLE))
_OPENS: Final = r"(?:^|\n|[.;:!?,-][ ]|\b(?:yesterday|today|overnight|tonight|tomorrow|morning|afternoon|evening|night|currently|that|because|but|if|when|while|since)[ ])[ \t]{0,3}"


def _rule(name: str, pattern: str, check: Check = somebody) -> Rule:
    return Rule(name, "NAME", rf"(?i){pattern}", "name", check)


RULES = (
    _rule("message_for", rf"\b(?:voice[ ]?mail|vm|messages?|msg|text|note|letter|call|callback|e?mail|fax|word|phone[ ]call|sign-?out|handoff)[ ](?:for|with|to|from)[ ]{_NAME}{_ENDS}"),
    _rule("voicemail_for", rf"\b(?:voice[ ]?mail|vm|behalf)[ ](?:for|with|of)[ ]{_NAME}{_ENDS}", rarely),
    _rule("obtained_from", rf"\b(?:consent|history|hx|information|info|collateral|permission|report)[ ](?:was[ ])?(?:obtained|received|provided|taken|given|gathered)?[ ]?(?:from|by)[ ]{_BOTH}{_ENDS}"),
    _rule("signed_with_degree", rf"(?:^|\n)[ \t]{{0,3}}{_BOTH}(?=,[ ]?(?:md|do|np|rn|pa|pa-c|phd|lpn|dnp|aprn|crnp|fnp|pharmd|msw|lcsw|pt|ot|rd)[ ]?(?:$|\n|,))", anybody),
    _rule("covering_for", rf"\b(?:covering|cover|coverage|cross-?covering|filling[ ]in|subbing|relieving)(?:[ ]for)?[ ]{_NAME}(?=[ ](?:tonight|today|overnight|tomorrow|this|until|till|while|from|on)\b)", rarely),
    _rule("follow_with", rf"\b(?:f/?u|follow(?:ed|s|ing)?[ -]?up|appt|appointment|visit|rov|rtc|consult|consultation|scheduled|booked|see|seeing|check-?in)(?:[ ]with)?[ ]{_NAME}(?=[ ]in[ ](?:\d|a[ ]|one|two|three|four|six)|[ ](?:on|next|this)[ ](?:\d|mon|tue|wed|thu|fri|sat|sun|week|month)|[ ]tomorrow)", rarely),
    _rule("result_on", rf"\b{_LAB}[ ](?:of[ ]|is[ ]|was[ ])?[<>]?\d{{1,3}}(?:\.\d{{1,2}})?[ ](?:on|for)[ ]{_NAME}(?=[ ]?(?:$|[\n,;]|\.(?:\s|$)|[ ]-)|[ ](?:and|please|pls|needs|transfuse|in[ ]room|bed)\b)"),
    _rule("come_with", rf"\b(?:accompanied|brought(?:[ ]in)?|escorted|joined|driven|visited|cared[ ]for)[ ]by[ ]{_NAME}(?=,?[ ](?:and|&)[ ]|,[ ](?:his|her|their|the|a)[ ]|[ ]\()"),
    _rule("come_with_second", rf"\b(?:by|with|are|sons|daughters|kids|children|parents|brothers|sisters)[ ]{_W}(?:[ ]{_W})?,?[ ](?:and|&)[ ]{_NAME}(?=,?[ ](?:\(|(?:his|her|their|the|both)[ ])(?:{_KIN}s?|children|kids|parents|wives|friends|boys|girls|grandchildren)\b|,?[ ]\({_KIN})"),
    _rule("dear_anybody", rf"\bdear[ ]{_NAME}(?=[ ]?(?:[,:!]|$|\n|[ ]-|[ ]and[ ]))", anybody),
    _rule("as_told_by", rf"\b(?:per|according[ ]to|as[ ]per)[ ]{_NAME}(?=,[ ](?:the|she|he|they|pt|patient|his|her|no|there|this|it|we|has|was|symptoms|pain|last|who)\b)", rarely),
    _rule("told_to_anyhow", rf"\b(?:spoke|spoken|speak|speaking|talked|talking|chatted|met|d/w|dw|s/o|signed[ ]out|behalf|case|touched[ ]base|conferred|discussed|reviewed|shared)[ ](?:to|with)[ ]{_NAME}(?=[ ](?:about|regarding|re|on|over|who|at|by|via|today|yesterday|this|again|for|in|and)\b|{_STOP})", rarely),
    _rule("seen_with", rf"\b(?:seen|examined|evaluated|rounded|staffed|precepted|discussed|reviewed|care|case|plan)[ ]with[ ]{_BOTH}(?=[ ]?(?:$|[\n,;(]|\.(?:\s|$))|[ ]and[ ])", anybody),
    _rule("called_somebody", rf"\b(?:(?:called|given|relayed|reported|faxed|sent|paged|endorsed|handed[ ]off|signed[ ]out)[ ]to|called|calling|paged|phoned|texted|emailed|notified|informed|updated|contacted|asked|reached|will[ ](?:ask|call|page|tell|notify|remind|update|contact|email))[ ]{_NAME}{_ENDS}", rare_alone),
    _rule("attending_list", rf"\b(?:present|attendees|attendance|participants|family[ ]meeting|attending[ ]meeting|team|in[ ]the[ ]room|at[ ]bedside)[ ]?:[ ]{_BOTH}(?=[ ]?[,;(\n])", rarely),
    _rule("attending_list_next", rf"\b(?:present|attendees|attendance|participants|family[ ]meeting|team|in[ ]the[ ]room|at[ ]bedside)[ ]?:[ ]{_W}(?:[ ]{_W}){{1,3}},[ ]{_BOTH}(?=[ ]?[,;(\n.])"),
    _rule("aged_at_start", rf"(?:^|\n)[ \t]{{0,3}}{_BOTH}(?={_AGED})"),
    _rule("result_of", rf"(?:^|\n)[ \t]{{0,3}}(?P<name>{_W}(?:,[ ]|[ ]?/[ ]?){_W}(?:[ ]{_W})?)(?=[ ]?(?::|-{{1,2}})[ ])"),
    _rule("kin_at_bedside", rf"\b{_KIN}[ ]{_NAME}(?=[ ](?:at[ ](?:the[ ])?bedside|in[ ]room|in[ ]the[ ]room|is|was|has|will|called|calls|reports?|reported|states?|stated|says|said|present|notified|updated|aware|agrees|asks|asked|who|drove|brought)\b)"),
    _rule("stays", rf"(?:^|\n|[,;:.-][ ]){_NAME}(?=[ ](?:is[ ]|was[ ])?{_STAYS}\b)", rarely),
    _rule("handed_off", rf"\b(?:hand-?off|sign-?out|sign[ ]out|report|transfer|admit|consult|new[ ]pt|next[ ]pt)[ ]?:[ ]{_BOTH}(?=[ ]?[,(-])"),
    _rule("by_word", rf"\b{_DONE}[ ]by[ ]?:?[ ](?P<name>{_W}(?:,?[ ]{_W}){{0,3}}?){_ENDS}"),
    _rule("role_of_line", rf"(?:^|\n|[ ]{{2}}|[.;,][ ]|[(])[ \t]{{0,3}}(?:{_ROLE}|{_KIN})[ ]?:[ ]{{1,3}}(?P<name>{_W}(?:,?[ ]{_W}){{0,3}}?)(?=[ ]?(?:$|\n|[(;)]|[ ]{{2}}|,[ ]|[ ]-[ ]|\.(?:\s|$)))", rarely),
    _rule("thanks_line", rf"\b(?:thanks|thank[ ]you|regards|sincerely|cheers|respectfully|signed|love|best|yours)[ ]?[,!.]?(?:[ ]|[ \t]{{0,3}}\n[ \t]{{0,3}}){_NAME}(?=[ ]?[.!]?[ ]?(?:$|\n))", rarely),
    _rule("thanks_line_both", rf"\b(?:regards|sincerely|cheers|respectfully|truly|wishes|faithfully)[ ]?[,!.]?[ \t]{{0,3}}\n[ \t]{{0,3}}{_BOTH}(?=[ ]?(?:$|\n|,))", anybody),
    _rule("person_says", rf"{_OPENS}{_NAME}(?=[ ](?:{_SAYS})\b)", speaker),
    _rule("person_to", rf"(?:^|\n|[.;:!?][ ])[ \t]{{0,3}}{_NAME}(?=[ ]to[ ](?:go|return|follow|see|call|stay|come|bring)\b)", speaker),
    _rule("person_is", rf"(?:^|\n|[.;:!?][ ])[ \t]{{0,3}}{_NAME}(?=[ ](?:is|was|has|had|will|remains|continues|to[ ]go|did|does|can|cannot|may|should|would|could|and[ ]i)\b)", subject),
    _rule("person_aged", rf"(?:^|\n|[.;:!?][ ])[ \t]{{0,3}}{_NAME}(?=[ ]is[ ](?:an?[ ])?\d{{1,3}}[ -](?:weeks?|years?|months?|days?|y)\b|,[ ]\d{{1,2}},[ ](?:has|had|is|was|who|with)\b)", rare_alone),
    _rule("have_somebody", rf"\b(?:(?:please|pls|plz|kindly|will)[ ](?:have|let|ask|call|tell|see|page|text|update|contact|remind|notify)|call|contact|page|text|update|notify|remind|inform|have|let|await|awaiting|waiting[ ](?:on|for)|need|needs|want|wants|told|ask|asked|advised|encouraged|reassured|instructed|counsel{{1,2}}ed|thanked|met|helped|assisted)[ ]{_NAME}(?=[ ](?:to|that|about|with|for|regarding|sign|know|call|come|take|bring|at|by|in|re)\b|['][s]\b)", rare_alone),
    _rule("see_somebody", rf"\b(?:saw|to[ ]see|seeing|see|visited|visiting|examined|treating|treated|admitted|intubated|extubated|referring|refer)[ ]{_NAME}(?=[ ](?:for|in|today|yesterday|re|regarding|at|on|this|with|to)\b)", rarely),
    _rule("moved_somebody", rf"\b(?:discharge[ds]?|dc|d/c|send|sent|transfer(?:red)?|took|brought|moved|wheeled|admit(?:ted)?)[ ]{_NAME}(?=[ ](?:home|to|back|upstairs|from|for)\b)", rarely),
    _rule("in_bed", rf"\b(?:bed|room|rm|bay|pod)[ ]?\d{{1,4}}[a-d]?[ ]?[:,-]?[ ]{_NAME}(?=[ ]?[,;:(]|[ ](?:needs|has|is|was|wants|reports|denies|\d{{1,3}}[ ]?-?[myf]|-)|[ ]?(?:$|\n))", rarely),
    _rule("baby_of", rf"\b(?:baby(?:[ ](?:boy|girl))?|newborn|infant|mr|mrs|ms|miss|twin[ ](?:a|b))[ ]{_NAME}(?=[ ](?:born|was|is|has|had|says|said|to|needs|weighs|reports|denies|feeding)\b|[ ]?(?:$|[,\n(]))", rarely),
    _rule("kin_in_brackets", rf"\b{_KIN}[ ]?\([ ]?{_NAME}(?=[ ]?[,)])"),
    _rule("lives_with", rf"\b(?:lives|living|resides|staying|stays|here|came|comes|arrived)[ ](?:in[ ])?with[ ]{_NAME}(?=,?[ ](?:his|her|their|a|the|who|and)[ ]|[ ]?(?:$|\n|\.(?:\s|$)|[(;]))", rarely),
    _rule("of_somebody", rf"\b(?:approved|refill|authori[sz]ation|order|orders|script|rx|prescription|results?|appointment|form|case|care|note|consent|meds|labs|mri|ct|cbc|bmp|cmp|ekg|ecg|x-?ray|film|echo|chart|specimen|sample|visit)[ ](?:is[ ]|was[ ]|sent[ ])?(?:for|of|on|to)[ ]{_BOTH}(?=[ ]?(?:$|[:;,(\n]|\.(?:\s|$)|[ ]-[ ])|[ ](?:reviewed|for|is|was|shows|showed|sent)\b)"),
    _rule("with_assisting", rf"\b(?:with|and)[ ]{_NAME}(?=[ ](?:assisting|assisted|present|scrubbed|observing|interpreting|translating|at[ ](?:the[ ])?bedside|in[ ]attendance|on[ ]the[ ]phone|by[ ]phone)\b)", rare_alone),
    _rule("both_with", rf"\b(?:with|to|updated|called|told|saw|met|from|for|by)[ ](?P<name>{_W}(?:[ ]{_W})?,?[ ](?:and|&)[ ]{_W}(?:[ ]{_W})?)(?=[ ](?:at|in|on|about|regarding|today|who|by|to|re|for|over)\b|[ ]?(?:$|[\n,;]|\.(?:\s|$)))", second),
    _rule("both_came", rf"(?:^|\n|[.;:][ ])[ \t]{{0,3}}(?P<name>{_W}(?:[ ]{_W})?,?[ ](?:and|&)[ ]{_W}(?:[ ]{_W})?)(?=[ ](?:came|are|were|have|will|agree|both|arrived|called|asked|understand|live|report|deny|state)\b)", second),
    _rule("both_came_first", rf"(?:^|\n|[.;:][ ])[ \t]{{0,3}}{_NAME}(?=,?[ ](?:and|&)[ ]{_W}(?:[ ]{_W})?[ ](?:came|are|were|have|will|agree|both|arrived|called|asked|understand|live|report|deny|state)\b)", subject),
    _rule("copied_to", rf"(?:^|\n)[ \t]{{0,3}}(?:cc|to|from|copies?|attn|team|present|attendees|providers|participants)[ ]?:[ ][^\n:]{{2,60}}?(?:,|;|[ ]and|[ ]&)[ ]{_NAME}(?=[ ]?\.?[ ]?(?:$|\n))"),
    _rule("list_with", rf"\b(?:with|conference|meeting|present)[ ](?:with[ ])?{_NAME}(?=,[ ]{_W}(?:[ ]{_W})?,?[ ](?:and|&)[ ])", rare_alone),
    _rule("hello_anybody", rf"(?:^|\n|[.!][ ]|:[ ])(?:hi|hello|hey|good[ ]morning|good[ ]afternoon)[ ]{_NAME}(?=[ ]?(?:[,:!]|$|\n|[ ]-))", rarely),
    *(_rule(name, rf"\b(?:by|with|to|between|present|team|from|for)[ ]?:?[ ]{_THREE}", nth(place)) for place, name in enumerate(("list_first", "list_second", "list_third"))),
    _rule("who_does", rf"\b(?:with|to|by|from|and|saw|met)[ ]{_NAME}(?=,[ ]who\b)", subject),
    _rule("done_with", rf"\b(?:done|teaching|education|taught|teach-?back|instructions?|session|interview|exam|visit|discussion|conversation|reviewed|performed|completed|provided|given|started|counsel{{1,2}}ing|demonstrated|practi[cs]ed|shared|along|together|call|held|reconciled|went[ ]over)[ ](?:with|to|by|from|for)[ ]{_NAME}(?=,[ ](?:who|she|he|they|and|verbali[sz])\b|[ ]?(?:$|\n|;|\.(?:\s|$)))", rarely),
    _rule("with_particle", rf"\b(?P<name>(?:van|von|vom|zum|ten|ter|dos|della|le|da)[ ](?:(?:de|der|den|het|'t|la)[ ])?{_W})\b", particled),
    _rule("apostrophe", r"\b(?P<name>[a-z]{1,4}'(?!s\b|t\b|ll\b|re\b|ve\b|em\b)[a-z]{3,20})\b", with_apostrophe),
    _rule("person_only_does", rf"{_OPENS}{_NAME}(?=[ ](?:denies|denied|reports|reported|states|stated|says|said|agrees|agreed|vomited|refuses|refused|declines|declined|verbalized|asks|asked|wants|smokes|drinks|slept|ate|ambulated|walked|feels|felt|admits|endorses|lives|lived|arrived|called|underwent|wishes|prefers|voided|requests|requested)\b)", sayer),
    _rule("between_dashes", rf"[ ]-{{1,2}}[ ]{_BOTH}(?=[ ]-{{1,2}}[ ]|[ ]?(?:$|\n))", strictly),
    _rule("aged_after_label", rf"\b(?:pt|patient|client|name|re|consult|admit|admission|new)[ ]?:?[ ]{_NAME}(?={_AGED})"),
    _rule("born_numbered", rf"(?:^|\n|[:,.-][ ]){_NAME}(?=,?[ ]\(?(?:dob|mrn|d\.o\.b)\b)"),
    _rule("role_does", rf"\b(?:interpreter|chaplain|nurse|rn|lpn|cna|resident|surgeon|attending|intern|fellow|hospitalist|intensivist|pharmacist|dietitian|therapist|social[ ]worker|case[ ]manager|coordinator|midwife|aide|tech|technician|student|sitter|paramedic|cardiologist|neurologist|oncologist|nephrologist|urologist|radiologist|anesthesiologist|pediatrician|psychiatrist|dentist|provider|physician|officer|pastor|teacher|counselor|client|mr\.?|mrs\.?|ms\.?|miss|dr\.?)[ ]{_NAME}(?=[ ](?:is|was|has|had|will|at|in|on|by|to|and|used|present|notified|aware|called|calls|paged|updated|contacted|reports?|reported|states?|stated|says|said|recommends?|recommended|came|here|saw|agrees|from|for|with)\b|[ ]?(?:$|[\n,;()]|\.(?:\s|$)))"),
    _rule("person_is_so", rf"(?:^|\n|[.;:!?][ ])[ \t]{{0,3}}{_NAME}(?=[ ](?:(?:is|was|has[ ]been|will[ ]be|can[ ]be|to[ ]be|remains)[ ](?:now[ ]|still[ ]|currently[ ]|also[ ])?(?:doing|feeling|given|discharged|admitted|transferred|seen[ ]by|counsel{{1,2}}ed|educated|consented|awake|alert|oriented|asleep|afebrile|febrile|ambulating|tolerating|pregnant|npo|intubated|extubated|able[ ]to|unable[ ]to|tearful|hypotensive|interviewed|reassured|here|in[ ]bed|in[ ]no[ ]|on[ ]room[ ]air|on[ ]\d)|has[ ]no[ ]complaints?|on[ ]room[ ]air|on[ ]\d{{1,2}}[ ]?l|npo)\b)", sayer),
    _rule("whose", rf"\b{_NAME}(?='s[ ](?:(?:left|right|blood|home|new|old|last|chest|hospital|recent)[ ])?(?:pain|pressure|bp|sugars?|glucose|mood|pulse|labs?|chest|films?|x-?rays?|ct|mri|scan|wounds?|incision|dressing|family|home|room|bed|chart|meds?|medications?|diet|weight|fever|cough|breathing|rash|legs?|arms?|knee|hip|foot|feet|hand|head|back|skin|vitals|potassium|hgb|platelets|creatinine|symptoms|condition|care|surgery|discharge|insurance|appointment|questions|concerns|appetite|sleep|heart|rate|temp|wishes|request|behalf|{_KIN})\b)", owner),
    _rule("d_w", rf"\b(?:d/w|s/o[ ]to|discussed[ ](?:the[ ]|this[ ]|his[ ]|her[ ])?(?:case|plan|results?|care|patient|pt)[ ]with|goals[ ]of[ ]care[ ]with)[ ]{_NAME}{_ENDS}", rarely),
    _rule("from_somebody", rf"\b(?:consult|request|report|referral|handoff|sign-?out|care|received|transferred|transfer|call|order|orders|note|notes)[ ](?:from|to)[ ]{_NAME}(?=[ ](?:for|at|re|regarding|about)\b|[ ]?(?:$|[\n;]|\.(?:\s|$)))"),
    _rule("told_now", rf"(?:^|\n|[.;,][ ]|\b(?:md|dr|rn|np|pa|provider|attending|resident|physician|nurse|family)[ ]){_NAME}(?=[ ](?:notified|aware|paged|updated|informed)(?:[ ]?(?:$|[.,;\n])|[ ](?:of|and|via|by|at)\b))", sayer),
    _rule("nurse_after", rf"\b{_NAME}(?=[ ](?:rn|lpn|cna|crna|np|md)[ ](?:assumed|took|gave|at|in|to|for|notified|aware|will|is|was|called|paged|present)\b)", sayer),
    _rule("ok_per", rf"\b(?:ok|okay|cleared|done|given|held|stopped|started|dc|discharge|home|continue|as)[ ]per[ ]{_NAME}(?={_STOP})"),
    _rule("begins_item", rf"(?:^|\n)[ \t]{{0,3}}{_NAME}(?=[ ]-{{1,2}}[ ])", strictly),
    _rule("one_between_dashes", rf"\b(?:note|summary|report|visit|consult|list|chart)[ ]-{{1,2}}[ ]{_NAME}(?=[ ]-{{1,2}}[ ]|[ ]?(?:$|\n))", strictly),
)  # fmt: skip
