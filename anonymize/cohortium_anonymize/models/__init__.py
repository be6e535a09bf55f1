"""Privacy models: what equivalence classes must satisfy."""
