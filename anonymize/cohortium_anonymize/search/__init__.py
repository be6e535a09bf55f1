"""Counting, and the search for the best node of the lattice."""
