"""People who sign in, the organisation each acts for, and the verbs that a role allows.

It owns persons, organisations, memberships, roles, tokens and the grant of new administrators. It refuses to know missions and
offices: they point down here.
"""
