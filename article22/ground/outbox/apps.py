"""The app of the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The outbox."""

    name = "article22.ground.outbox"
    label = "outbox"
