"""Everything personal, encrypted at rest: hospitals, patients, records, openings of events."""

from cohortium.adapters.vault.fingerprints import Match
from cohortium.adapters.vault.hospitals import Hospital
from cohortium.adapters.vault.vault import Batch, Vault
from cohortium.adapters.vault.writer import BatchWriter, Outcome

__all__ = ["Batch", "BatchWriter", "Hospital", "Match", "Outcome", "Vault"]
