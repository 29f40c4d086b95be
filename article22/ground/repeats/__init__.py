"""A form sent twice, a request tried again: done once, answered alike.

It owns the keys under which something was done and the answers that were given. It refuses to know what was done.
"""
