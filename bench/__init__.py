"""Benchmarks: our speed as ratios to peers, measured in the same run. See docs/benchmarks.md."""
