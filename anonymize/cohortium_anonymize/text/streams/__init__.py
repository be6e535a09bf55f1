"""Files of texts, de-identified or measured by workers.

run      the whole: parts made, joined, counted       source   the input in shards
worker   a shard, text by text within its time        records  reading and checking one text
answers  the process that works, and can be killed    output   one shard's part, and all of them joined
folder   what is kept of a run that may go on
"""
