"""A point from words, offline: cities and ZIP codes of the receiving State, each with how far off it may be.

It owns the gazetteer of a pack and how a person's words are read. It refuses to know missions, premises and whom to call.
"""
