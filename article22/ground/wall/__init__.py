"""The second wall: roles of the database, row-level security, and the list of every table with its kind.

It owns who may see which row when a query forgot to ask. It refuses to know what any row means.
"""
