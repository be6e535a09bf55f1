"""Reports of a release: JSON for machines, and from it a page for people. No figure is made here."""
