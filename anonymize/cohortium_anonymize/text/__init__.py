"""Clinical text: what identifies someone found and replaced, the medicine intact.

forms        what form a text has, and the one in which identifiers are looked for
record       the patient's own identifiers, in every rendering
rules        what clinical writing and fixed forms give away, presidio's recognizers among them
words        the words of medicine and of names, and dates
model        the language model, what it is shown and what is believed
recognition  rules and model over a text          apart       the same in another process (child)
finding      from finds to spans of the text      span        one of them
dating       how a text writes its dates, and where they move
surrogates   what stands instead: tags, or what looks real (plausible)
review       the second look, and quarantine      suspicion   what only may identify
deidentifier the whole                    options    what callers choose
explaining   who took a span and why, and measures against annotated texts
streams      files of texts, by workers
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohortium_anonymize.text.deidentifier import Deidentifier, Item, Result
    from cohortium_anonymize.text.record.known import Known
    from cohortium_anonymize.text.span import Span

__all__ = ["Deidentifier", "Item", "Known", "Result", "Span"]

# Where each stands: loaded when it is first asked for, as those who only share out the work read no text.
_HOMES = {
    "Deidentifier": "deidentifier",
    "Item": "deidentifier",
    "Known": "record.known",
    "Result": "deidentifier",
    "Span": "span",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
