"""The language of a text, as far as the de-identifier must know it: English, Spanish, or another.

By the words that every sentence of a language needs and that others have not. Clinical shorthand has
few of them in any language, so a text without evidence passes: only one that is plainly in another
language is told apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

READ = frozenset({"en", "es"})  # languages whose identifiers are looked for
_WORDS = {
    "en": "the of and to with was is for on no not are has had at by from this that or as be were she he her his"
          " patient denies reports will history pain given after without",
    "es": "el la los las de del que y en un una con por para se su al es no lo como fue sin ha paciente dolor a"
          " refiere presenta desde hace muy pero este esta",
    "fr": "de le la les des du et est une un dans pour avec sur au aux qui que pas il elle ce cette ou sans depuis"
          " patient patiente avait sont ont nous mais chez",
    "de": "der die das und ist mit von den dem ein eine einer nicht auf im zu zum zur bei nach seit wurde war sich"
          " keine kein wird als auch aus er sie des patient patientin wegen ohne",
    "pt": "de o a os as do da dos das em um uma com por para que e no na nos nas se foi sem ao mais paciente dor"
          " refere apresenta nega desde com muito",
    "it": "il lo la gli le di del della dei delle che e in un una con per non da dal al alla sono nel nella"
          " paziente dolore presenta senza anche ma",
    "nl": "de het een en van in is met op niet te voor aan bij door naar was er zijn geen heeft werd ook maar uit"
          " sinds patient klachten",
    "sv": "och att det som en ett av med inte till var han hon sedan har utan vid patienten smarta fran ar pa for",
    "da": "og at det som en et af med ikke til var han hun siden har uden ved patienten fra er pa der blev",
    "pl": "i w z na do nie jest sie od po przez dla bez oraz pacjent pacjentka byl byla jak ale przy bol bole",
    "cs": "a v na s se je do od po bez pro pri pacient pacientka byl byla jako ale ne si bolesti ktery",
    "hu": "a az es egy nem van volt hogy meg is mint beteg utan miatt nelkul fajdalom",
    "fi": "ja on ei se potilas oli joka mutta kun myos ovat kipu ilman jalkeen sekä",
    "ro": "si de la in cu pe nu este un o pentru din care prin fara pacient pacientul dupa sau a fost",
    "tr": "ve bir bu ile icin hasta olarak de da var yok daha olan sonra nedeniyle agri",
    "id": "dan yang di dengan untuk tidak pada dari pasien ini itu telah sejak nyeri dalam",
    "vi": "va cua la co khong benh nhan duoc cho voi mot cac trong",
}  # fmt: skip
_PROFILES = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SHORTEST = 60  # characters
_LEAST = 15  # words; of fewer no language can be told
_DISTINCT = 4  # different ones
_CERTAIN = 0.25
_SHARE = 0.12  # of the words must be the language's own
_TIMES = {"en": 2.0, "es": 1.4}  # as many as a language has that is read; Romance ones share words
_READ_AT_ONCE = 400  # characters from the beginning, the middle and the end
_LETTERS = re.compile(r"[^\W\d_]+")
_ABOVE = re.compile(r"[^\x00-\x7f]+")
_FOREIGN_SHARE = 0.3  # of the letters in other scripts
_FOREIGN_LEAST = 20


def foreign(text: str) -> bool:
    """Whether `text` is in a language, or script, in which identifiers are not looked for."""
    if not text.isascii() and _script(text):
        return True
    return language(text) not in ("", *READ)


def language(text: str) -> str:
    """The ISO 639-1 code of the language that `text` is plainly in; '' where there is no evidence."""
    if len(text) < _SHORTEST:
        return ""
    words = _plain_words(text)
    if len(words) < _LEAST:
        return ""
    english = _PROFILES["en"]
    if sum(word in english for word in words) > _CERTAIN * len(words):
        return "en"  # most texts: nobody writes so many of its words by chance
    each = Counter(words)
    counts = {
        code: sum(each[word] for word in own & each.keys()) for code, own in _PROFILES.items()
    }
    best = max(counts, key=lambda code: (counts[code], code in READ))
    if best in READ or not counts[best]:
        return best if counts[best] else ""
    most = max(times * counts[code] for code, times in _TIMES.items())
    distinct = len(_PROFILES[best] & each.keys())
    plainly = counts[best] >= max(most, _SHARE * len(words)) and distinct >= _DISTINCT
    return best if plainly else ""


def _plain_words(text: str) -> list[str]:
    if len(text) > 3 * _READ_AT_ONCE:
        half = len(text) // 2
        text = " ".join(
            (text[:_READ_AT_ONCE], text[half : half + _READ_AT_ONCE], text[-_READ_AT_ONCE:])
        )
    low = text.lower()
    if not low.isascii():
        low = _ABOVE.sub(_uncombined, unicodedata.normalize("NFD", low))
    return _LETTERS.findall(low)


def _script(text: str) -> bool:
    if len(text) - len(text.encode("ascii", "ignore")) < _FOREIGN_LEAST:
        return False  # most texts: a bullet, a degree sign
    above = "".join(_ABOVE.findall(text))
    others = sum(1 for c in above if c.isalpha() and ord(c) > 0x24F and not _latin(c))
    if others < _FOREIGN_LEAST:
        return False
    return others > _FOREIGN_SHARE * sum(map(str.isalpha, text))


def _uncombined(match: re.Match[str]) -> str:
    return "".join(c for c in match.group() if not unicodedata.combining(c))


def _latin(character: str) -> bool:
    return unicodedata.normalize("NFKD", character)[0] < "\u0250"
