"""The log of one installation: stores, sequencer, signed and published heads, the static tree."""
