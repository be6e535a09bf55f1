"""Changes to one column that need no search."""
