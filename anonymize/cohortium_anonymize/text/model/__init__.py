"""The language model.

names      what it finds     belief belief_spanish: what of that stands     gate  what it need not read
"""
