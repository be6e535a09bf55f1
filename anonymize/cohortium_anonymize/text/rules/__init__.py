"""What clinical writing and fixed forms give away.

bank       all rules over a text     rule       one of them     prefilter  which could find something
databases  what Hyperscan compiled   widened    a pattern as Hyperscan reads it
names places numbers dates           the tables of rules, a room each
predefined presidio's own recognizers  triggers  the texts that those are asked about
"""
