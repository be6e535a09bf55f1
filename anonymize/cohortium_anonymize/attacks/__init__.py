"""Attacks on a release by those who make it: singling out, linkability, inference, with a control group."""
