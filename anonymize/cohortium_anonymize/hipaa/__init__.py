"""The HIPAA Privacy Rule, 45 CFR 164.514(b): Safe Harbor's rules as transforms."""

from cohortium_anonymize.hipaa.areas import CENSUS_2000, SmallAreas, read_small_areas, zip3
from cohortium_anonymize.hipaa.dates import birth_year_90
from cohortium_anonymize.hipaa.identifiers import KINDS
from cohortium_anonymize.hipaa.safe_harbor import METHOD, SafeHarbor

__all__ = [
    "CENSUS_2000",
    "KINDS",
    "METHOD",
    "SafeHarbor",
    "SmallAreas",
    "birth_year_90",
    "read_small_areas",
    "zip3",
]
