"""Clinical text: what identifies someone found and replaced, the medicine intact.

normal      the form in which identifiers are looked for, with offsets back
known       the patient's own identifiers, in every rendering
rules       what clinical writing marks as identifying (rules_*: the tables)
predefined  presidio's own recognizers  triggers      the texts that those are asked about
names       the language model          belief        what of its finds stands, and the texts it reads
recognition  all of these over a text
surrogates  what stands instead         review        the second look, and quarantine
deidentifier  the whole
"""

from __future__ import annotations

from cohortium_anonymize.text.deidentifier import Deidentifier, Item, Result
from cohortium_anonymize.text.known import Known
from cohortium_anonymize.text.span import Span

__all__ = ["Deidentifier", "Item", "Known", "Result", "Span"]
