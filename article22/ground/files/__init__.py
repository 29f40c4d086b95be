"""Files that people bring: read for what they say, or kept as attachments of a record.

It owns what may be read and kept, how long and how large that may get, and the bytes, each kept once under its digest. It refuses to know what words and
rows mean, and what a record is; it never opens, runs, turns or shows an attachment: it is given back as it came, to be kept by whoever asked.
"""
