"""Texts that are no plain writing, though they can be read: documents of another format.

Names stand in them in pieces, between codes, or encoded; what is found of them in the text says little
about what a program that opens the document would show.
"""

from __future__ import annotations

import re

_RTF = re.compile(r"\s{0,64}\{\\rtf")
_XML = re.compile(r"\s{0,64}<(?:\?xml\b|!DOCTYPE\b|ClinicalDocument\b|html\b)", re.IGNORECASE)
_LINE = 60  # characters of base64
_ENCODED = re.compile(rf"[A-Za-z0-9+/_-]{{{_LINE},}}={{0,2}}")
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MOST = 0.5  # share of a text that is encoded, from which it is no writing
_ATTACHED = 400  # characters of a run that can hold a document, whatever stands around it,
_DISTINCT = 20  # and different ones: a ruled line and a sequence of bases have few
_SOME = 0.02  # share of a text that is control characters, or characters that were lost


def foreign_form(text: str) -> str:
    """The reason code for which a text is not released whatever is found in it, or ''.

    `markup` for RTF, XML and HTML documents; `binary` where most is base64, or a run of it could hold a document,
    or there are many control characters; `undecodable` where many characters were lost when somebody read it in another charset.
    """
    if _RTF.match(text) or _XML.match(text):
        return "markup"
    encoded = _ENCODED.findall(text) if max(map(len, text.split()), default=0) >= _LINE else []
    if len(text) >= _LINE and sum(map(len, encoded)) > _MOST * len(text):
        return "binary"
    if any(len(run) >= _ATTACHED and len(set(run)) >= _DISTINCT for run in encoded):
        return "binary"
    if len(_CONTROLS.findall(text)) > _SOME * len(text):
        return "binary"
    return "undecodable" if text.count("\ufffd") > _SOME * len(text) else ""
