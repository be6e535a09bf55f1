"""What form a text has.

normal     the form in which identifiers are looked for, with offsets back
characters escapes: what stands for what     form      texts that are no plain writing
languages  which language it is in
"""
