"""The app of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal."""

    name = "article22.ground.journal"
    label = "journal"
