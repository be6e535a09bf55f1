"""The words in a FHIR Attachment: base64 plain text, HTML and XHTML. Other formats are not read."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

PLAIN = ("text/plain",)
MARKUP = ("text/html", "application/xhtml+xml")
_BREAKS = frozenset(
    {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul"}
)


class _Words(HTMLParser):
    """Collects character data; scripts and styles are no words, blocks end lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - attributes hold no words
        self.hidden += tag in ("script", "style")
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def strip_markup(text: str) -> str:
    """The words of an HTML or XHTML text, one line a block."""
    parser = _Words()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


def decode(attachment: Mapping[str, Any]) -> str | None:
    """The words of `attachment`; None when it holds none that we read (another format, a link)."""
    kind, _, parameters = str(attachment.get("contentType", "")).partition(";")
    kind = kind.strip().lower()
    data = attachment.get("data")
    if kind not in PLAIN + MARKUP or not isinstance(data, str):
        return None
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
        text = raw.decode(_charset(parameters))
    except (binascii.Error, UnicodeDecodeError, LookupError):
        return None
    return strip_markup(text) if kind in MARKUP else text


def readable(attachment: Mapping[str, Any]) -> bool:
    """False when an attachment of a format we read cannot be decoded."""
    kind = str(attachment.get("contentType", "")).partition(";")[0].strip().lower()
    inline = kind in PLAIN + MARKUP and attachment.get("data") is not None
    return not inline or decode(attachment) is not None


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or "utf-8"
    return "utf-8"
