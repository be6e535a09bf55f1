"""Secret keys: of logs and of cosigners, their files at rest, and the receipts they sign."""
