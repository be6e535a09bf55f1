"""The patient's own identifiers, in every rendering.

known      the whole    persons nicknames numbers places renderings: what each may look like
tokens     words of a text with their places
lookup broken misspelling: found exactly, with letters apart, with letters wrong
"""
