"""Files that people bring: the words of a text, a vCard or a PDF, and the rows of a list.

It owns what may be read, and how long and how large that may get. It refuses to know what the words and the rows mean, and keeps nothing.
"""
