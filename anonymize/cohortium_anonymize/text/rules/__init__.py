"""What clinical writing and fixed forms give away.

bank       all rules over a text     rule       one of them     prefilter  which could find something
ages calendar pairs times  identifiers  people named kin  places addresses  spanish_*: the tables
predefined presidio's own recognizers  triggers  the texts that those are asked about
"""
