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
deidentifier the whole
explaining   who took a span and why, and measures against annotated texts
streams      files of texts, by workers
"""

from __future__ import annotations

from cohortium_anonymize.text.deidentifier import Deidentifier, Item, Result
from cohortium_anonymize.text.record.known import Known
from cohortium_anonymize.text.span import Span

__all__ = ["Deidentifier", "Item", "Known", "Result", "Span"]
