"""Countersigning: the witness, and the publication of checkpoints that a quorum has cosigned."""
