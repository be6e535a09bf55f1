"""Releases made of shards, by processes here or on a cluster: the same bytes whoever does the work."""
