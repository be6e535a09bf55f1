"""Every safety number of the gate, each with its reason. Nothing else stands here."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

# -- the question ---------------------------------------------------------------------------------
MAX_TEXT_BYTES: Final = 10_240
"""A longer text is refused unparsed: half a megabyte of ORs costs the parser a second of CPU."""
MAX_DEPTH: Final = 6
"""Nesting of AND, OR, NOT and BETWEEN: enough for people, and it bounds every recursion of ours."""
MAX_IN: Final = 50
"""Values of one IN: a code list fits; a list of a cohort's members does not."""
MAX_GROUP_COLUMNS: Final = 3
"""More columns cut a hospital's patients into groups too small to be published."""
MAX_AGGREGATES: Final = 10
"""Figures in one answer: each tells something more about the same people."""
MAX_STRING: Final = 200
"""Code points of a text literal: the longest display of a LOINC or SNOMED code fits."""
MAX_NUMBER: Final = 10**15
"""Size of a number literal: below 2^53, so it is exact as a double."""
YEARS: Final = (1800, 2200)
"""Years of a date literal, first and last: no clinical date lies outside."""
MAX_LIMIT: Final = 100_000
"""Largest LIMIT that is understood."""

# -- the answer -----------------------------------------------------------------------------------
MIN_SUBJECTS: Final = 10
"""A figure over fewer subjects is left out: the threshold output checkers use for clinical data."""
ROUND_TO: Final = 5
"""Counts are published to the nearest multiple: one patient more or less seldom shows."""
SIGNIFICANT_DIGITS: Final = 3
"""Of averages and sums: what a table in a paper prints, and little of a single contribution."""
MAX_SHARE: Final = Fraction(1, 3)
"""Share of a figure's rows or values that one subject may have given; above it the figure is null.
In a group of ten an even share is a tenth: an average of which one person gave most is that
person's average, and a count of rows of which one person has most is that person's count."""
MAX_GROUPS: Final = 50_000
"""Groups in one answer, after small ones are left out; past it the worker gives up."""

# -- the budget -----------------------------------------------------------------------------------
QUESTIONS_PER_DAY: Final = 200
"""Questions a grant may ask in a day: room for a day's analysis. It prevents no attack: a few
dozen suffice to learn that single people have rare diagnoses, by padding each with a group of known
size up to the threshold. The cap bounds what a day can tell, and the ledger's
record of every question makes an attack visible to whoever reads it."""

# -- the worker -----------------------------------------------------------------------------------
WALL_SECONDS: Final = 20.0
"""A question that runs longer is killed."""
CPU_SECONDS: Final = 40
"""CPU of one worker over all its threads; the kernel kills it even when we cannot."""
ENGINE_MEMORY_MB: Final = 1024
"""DuckDB's buffer manager. Strings and lists escape it, hence the next one."""
ADDRESS_SPACE_MB: Final = 3072
"""Address space of one worker: what DuckDB's own limit does not stop fails here."""
OPEN_FILES: Final = 64
"""Files and pipes a worker may hold open."""
ENGINE_THREADS: Final = 2
"""Threads of one worker."""
CONCURRENT_WORKERS: Final = 4
"""Questions running at once; the others wait their turn."""
QUEUE_SECONDS: Final = 30.0
"""How long a question waits its turn before it is told to come back."""
