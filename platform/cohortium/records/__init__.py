"""The clinical records that hospitals send, format by format."""
