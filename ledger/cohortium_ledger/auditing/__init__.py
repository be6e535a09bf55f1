"""What the entries of a log must be and say, derived again from the entries alone."""
