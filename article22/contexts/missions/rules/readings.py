"""Whose readings of its people's contact data, and of its dossiers, a mission is shown: of liaison and protection, never of a threat, an investigation or an
inspection (domain.md 5.6)."""

from article22.ground.accounts.rules import Role

SHOWN = frozenset({Role.WATCH_OFFICER, Role.LIAISON_OFFICER, Role.SUPERVISOR, Role.OFM_OFFICER})


def is_shown(role: str) -> bool:
    """Whether a mission is shown that somebody in a role read what is held of it. Whatever is not in the list is not shown."""
    return role in SHOWN
