"""The words of medicine and of names, and dates as they are written.

vocabulary terminology english given_names vocabulary_spanish: the lists
lexicon    what a word may be         casing     texts all in one case
moments    dates, read and moved      moments_spanish
numerals   numbers in words
"""
