"""The Merkle tree (RFC 6962): hashing, proofs. Pure."""
