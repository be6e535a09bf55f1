"""The second look, at the output: what must not be there any more.

Independent of the first pass: known identifiers are written out in their plain renderings and
looked for as they stand, and shapes that identify are looked for anywhere but where the first pass
put something: what only looks like a tag is read like any other text. What is certain quarantines the
note at once, what is only suspicious (`suspicion`) where its probabilities together reach a threshold. The reason is a code, never the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from typing import NamedTuple

from cohortium_anonymize.text.forms.languages import foreign
from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.record.renderings import is_word, name_parts
from cohortium_anonymize.text.rules.numbers.identifiers import bare_number
from cohortium_anonymize.text.suspicion import other_scripts, suspicions

THRESHOLD = 0.5  # of `residual_score`, from which a text is not released
MAX_CHARACTERS = 1_000_000  # longer is no note, and would hold up all others
_NUMBER = re.compile(r"\d(?<!\d\d)(?<!\d\.\d)\d{5,}(?!\d)")
_EMAIL = re.compile(r"[^\s@\[\]]{1,64}@[^\s@\[\]]{1,64}\.[A-Za-z]{2,}")
_TOKEN = re.compile(r"[^\W_]+")
_TELLING = 6  # letters of a name that no other word has inside but by chance
_BIRTH_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%d/%m/%Y",
    "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%y", "%m-%d-%y", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%d %B %Y",
    "%d %b %Y", "%d-%b-%Y", "%d%b%Y", "%m%d%Y",
)  # fmt: skip


def unreadable(text: str) -> str:
    """The reason code for which a text is not even read, or ''."""
    if len(text) > MAX_CHARACTERS:
        return "too-long"
    if "\x00" in text or _has_surrogate(text):
        return "undecodable"
    return "language" if foreign(text) else ""


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class Residue(NamedTuple):
    """What the second look found: code points [start, end) of the output, and the reason code."""

    start: int
    end: int
    reason: str


def residual_score(weights: Iterable[float]) -> float:
    """The probability, in [0, 1], that something of the patient is left, if each find of a weight
    (the probability that it identifies) were independent of the others."""
    return 1.0 - prod(1.0 - weight for weight in weights)


def residues(
    output: str, known: Known, ours: Sequence[tuple[int, int]], threshold: float = THRESHOLD
) -> Iterator[Residue]:
    """What `output` must not leave with; its first tells why. `ours`: where surrogates stand.

    Nothing, where the score of all that was found stays below `threshold`, in (0, 1].
    """
    rest, at = [], 0
    for start, end in ours:
        rest += [output[at:start], "\x1f" * (end - start)]
        at = end
    raw = "".join(rest) + output[at:]
    normal = normalize(raw)
    found = [(reason, 1.0, *normal.original(*at)) for reason, *at in _found(normal.text, known)]
    found += ((reason, w, *normal.original(*at)) for reason, w, *at in suspicions(normal.text))
    found += other_scripts(raw)
    if residual_score(weight for _, weight, _, _ in found) >= threshold:
        for reason, _, start, end in found:
            yield Residue(start, end, reason)


def _found(text: str, known: Known) -> Iterator[tuple[str, int, int]]:
    """Reason, start and end of each find in a normal form that is certain."""
    for match in _EMAIL.finditer(text) if "@" in text else ():
        yield "residual-email", *match.span()
    for match in _NUMBER.finditer(text):
        if bare_number(text, *match.span()):
            yield "residual-number", *match.span()
    layers = [by_token for layer in known.layers if len(by_token := _by_first_token(layer)) > 1]
    lowered = text.lower() if layers else ""
    tokens = frozenset(_TOKEN.findall(lowered))
    for by_token in layers:
        for token in by_token.keys() & tokens:
            for plain in by_token[token]:
                for start in _standing(lowered, plain):
                    yield "residual-known", start, start + len(plain)
    for part in _telling(known):
        for match in re.finditer(re.escape(part), lowered):
            yield "residual-known", *match.span()


def _telling(known: Known) -> set[str]:
    """The parts of the patient's own names that are no words and long enough to be known for them
    also inside others: "xokafor", "okaforwas"."""
    return {
        word
        for name in known.content.get("names", ())
        for part in name_parts(name)
        for word in part
        if len(word) >= _TELLING and not is_word(word)
    }


def _by_first_token(known: Known) -> Mapping[str, tuple[str, ...]]:
    """The plain renderings of one layer, by their first word: made once, asked of every text."""
    if not known.plain:
        found: dict[str, tuple[str, ...]] = {"": ()}
        for plain in dict.fromkeys(plain_renderings(known)):
            if first := _TOKEN.search(plain):
                found[first.group()] = (*found.get(first.group(), ()), plain)
        known.plain.update(found)
    return known.plain


def plain_renderings(known: Known) -> list[str]:
    """The identifiers of one layer as people write them most often, in lower case."""
    content = known.content
    found: list[str] = []
    for role in ("names", "relatives", "providers"):
        for name in content.get(role, ()):
            found += _names(name)
    for identifier in content.get("ids", ()):
        if len(identifier) > 3 and any(c.isdigit() for c in identifier):
            found += [identifier, re.sub(r"[\W_]", "", identifier)]
    for phone in content.get("phones", ()):
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= 7:
            found += [phone, digits, digits[-10:]]
    found += content.get("emails", ())
    day = known.birth_date()
    if day is not None and day.year >= 1900:
        found += [day.strftime(form) for form in _BIRTH_FORMATS]
    return [normalize(plain).text.lower().strip() for plain in found]


def _names(name: str) -> list[str]:
    parts = [" ".join(part) for part in name_parts(name)]
    if len(parts) < 2:
        return [part for part in parts if not is_word(part)]
    first, last = parts[0], parts[-1]
    return [
        " ".join(parts),
        f"{first} {last}",
        f"{last}, {first}",
        f"{last} {first}",
        f"{last}^{first}",
    ]


def _standing(text: str, plain: str) -> Iterator[int]:
    """Where `plain` stands in `text` as words of its own."""
    if len(plain) < 3:
        return
    at = text.find(plain)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(plain) : at + len(plain) + 1]
        if not before.isalnum() and not after.isalnum():
            yield at
        at = text.find(plain, at + 1)
