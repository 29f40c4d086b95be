"""The app of repeats."""

from django.apps import AppConfig


class RepeatsConfig(AppConfig):
    """What was done under a key."""

    name = "article22.ground.repeats"
    label = "repeats"
