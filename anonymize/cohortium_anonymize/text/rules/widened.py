"""A pattern of `re` as Hyperscan reads it in its prefilter mode: it matches wherever the pattern does, and seldom elsewhere.

Hyperscan leaves out what a pattern looks for beside it, and what it asks for a second time: where that can be
said otherwise, it is. Bounds of long repeats go, as their states would take long to lay out.
"""

from __future__ import annotations

import re

SIGN = "\x7f"  # in a text, a sign above ASCII: no letter, no space; and in a pattern, any character above
_ABOVE_ASCII = re.compile(r"\\u[0-9a-fA-F]{4}")
_REPEAT = re.compile(r"\{(\d+),(\d+)\}")
_FEW = 2  # repeats up to which a bound costs nothing to compile
# An escape, a set or a character.
_PIECE = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|.", re.DOTALL)
_FLAGS = re.compile(r"\(\?[a-z]+[:)]")
# "[A-Z](?<![A-Za-z].)" is "(?<![A-Za-z])[A-Z]", as `re` finds it sooner; not where the first may be a new line,
# which "." is not.
_FIRST_OF = re.compile(
    r"(?P<first>\[(?:[^\]\\^\n]|\\[^nsWD])+\]|\\d)\(\?<!(?:\[(?P<set>(?:[^\]\\^]|\\.)+)\]|(?P<word>\\w))\.\)"
)
_NAMED = re.compile(r"\(\?P=(?P<name>\w+)\)")
_BEHIND_NOT = re.compile(r"\(\?<!(?:\[(?P<set>(?:[^\]\\^]|\\.)+)\]|(?P<word>\\w))\)")
_ONE_BEHIND = r"\(\?<=(?:[^()\[]|\[\^?(?:[^\]\\]|\\.)+\]){1,20}\)"
_BEHIND = re.compile(rf"(?:\(\?:\^\|)?{_ONE_BEHIND}(?:\|{_ONE_BEHIND})*(?!\(\?<=)")


def widened(pattern: str) -> str:
    """The pattern as Hyperscan reads it, wider where that is cheaper."""
    source = _ABOVE_ASCII.sub(r"\\x7f", pattern)
    source = _NAMED.sub(lambda match: _group(source, match["name"]), source)
    source = _looked_behind(_looked_ahead(source))
    return _REPEAT.sub(_unbounded, source)


def _looked_ahead(source: str) -> str:
    """The pattern with what it looks ahead for at its very end read: Hyperscan leaves out looking."""
    opened: list[int] = []
    last = len(source.rstrip(")"))  # after it groups end, and nothing else stands
    for match in _PIECE.finditer(source):
        if match.group() == "(":
            opened.append(match.start())
        elif match.group() == ")":
            start = opened.pop()
            if match.end() > last and source.startswith("(?=", start):
                source = f"{source[:start]}(?:{source[start + 3 :]}"
    return source


def _looked_behind(source: str) -> str:
    """The same of what it looks behind for at its beginning, where that is one character or the other."""
    flags = _FLAGS.match(source)
    at = flags.end() if flags else 0
    if "|" in _outside(source[at:]):
        return source
    if match := _FIRST_OF.match(source, at) or _BEHIND_NOT.match(source, at):
        characters = match["set"] or match["word"]
        if r"\x7f" in characters:  # stands for letters here, for signs in the text
            return source
        first = match.groupdict().get("first", "")
        return f"{source[:at]}(?:^|[^{characters}]){first}{source[match.end() :]}"
    if match := _BEHIND.match(source, at):
        return source[:at] + match.group().replace("(?<=", "(?:") + source[match.end() :]
    return source


def _group(source: str, name: str) -> str:
    """What a group matches that is asked for again: Hyperscan cannot ask for the same once more.

    In either case, as flags of what it stands in hold there alone.
    """
    begin = source.index(f"(?P<{name}>") + len(f"(?P<{name}>")
    depth = 1
    for match in _PIECE.finditer(source, begin):
        depth += (match.group() == "(") - (match.group() == ")")
        if not depth:
            return f"(?i:{source[begin : match.start()]})"
    raise ValueError("a group that does not end")


def _outside(source: str) -> str:
    """What of a pattern stands in no group and no set; of the rest of a group, up to its end."""
    depth, out = 0, []
    for match in _PIECE.finditer(source):
        depth += (match.group() == "(") - (match.group() == ")")
        if depth < 0:
            break
        out.append(match.group() if not depth and len(match.group()) == 1 else "")
    return "".join(out)


def _unbounded(match: re.Match[str]) -> str:
    """A repeat without its upper bound, whose states would take long to lay out."""
    least, most = int(match[1]), int(match[2])
    return match[0] if most <= _FEW else f"{{{least},}}"
