"""How the values of a column generalize: hierarchies from files, and built ones."""
