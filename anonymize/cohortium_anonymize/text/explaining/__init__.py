"""Who took a span and why, and how well.

explanation  of one text     reasons reasons_forms reasons_spanish: one line for each rule
evaluation   measures against annotated texts
"""
