"""Logs of others: reading, auditing, following and copying their static trees."""
