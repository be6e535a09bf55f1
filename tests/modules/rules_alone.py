"""What the clinical rule bank takes of a text by itself: no language model, no record."""

from __future__ import annotations

from cohortium_anonymize.text.forms.normal import normalize
from cohortium_anonymize.text.rules.bank import finds


def taken(text: str) -> list[str]:
    """Each stretch that a rule takes, as it stands in the text's normal form."""
    normal = normalize(text).text
    return [normal[span.start : span.end] for span in finds([normal])[0]]
