"""Dates, times and ages in every clinical form."""
