"""What the log is written in: entries, notes, checkpoints, proofs, policies, tiles. Pure: bytes in, bytes out."""
