"""The app of the register."""

from django.apps import AppConfig


class MissionsConfig(AppConfig):
    """The register of missions."""

    name = "article22.contexts.missions"
    label = "missions"
