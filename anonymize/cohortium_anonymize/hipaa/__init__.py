"""The HIPAA Privacy Rule, 45 CFR 164.514(b): Safe Harbor's rules as transforms."""

from cohortium_anonymize.hipaa.safe_harbor import (
    CENSUS_2000,
    SmallAreas,
    birth_year_90,
    zip3,
)

__all__ = ["CENSUS_2000", "SmallAreas", "birth_year_90", "zip3"]
