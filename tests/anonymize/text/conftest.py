"""One loaded de-identifier for all tests here."""

from __future__ import annotations

import pytest

from cohortium_anonymize.text import Deidentifier


@pytest.fixture(scope="session")
def deidentifier() -> Deidentifier:
    return Deidentifier()
