"""The words of medicine and of names, and dates as they are written.

vocabulary terminology english given_names vocabulary_spanish: the lists
lexicon    what a word may be         casing     texts all in one case
moments    dates, read and moved      moments_spanish    months  those without a day
usage      what a text's dates say of one another
numerals   numbers in words
"""
