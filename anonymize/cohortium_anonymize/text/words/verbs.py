"""Verbs that are said of people alone, in the forms that stand after a name. Lower case."""

from __future__ import annotations

_LISTED = """
is was has had will reports reported denies denied states stated says said vomited lives lived agrees agreed called calls requests requested
requesting refused refuses complains complained endorses endorsed presents presented presenting walked ambulated slept voided ate tolerated
remained remains verbalized understands asks asked wants declined declines admits admitted feels felt needs wishes prefers returned returns
arrived underwent works worked smokes drinks signed wrote spoke explained seen came comes continues reviewed recommends
"""
AFTER_NAMES = frozenset(_LISTED.split())
OF_PEOPLE = AFTER_NAMES - frozenset(
    ("is", "was", "has", "had", "will", "seen", "continues", "remains")
)
