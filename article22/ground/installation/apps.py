"""The app of the installation."""

from django.apps import AppConfig


class InstallationConfig(AppConfig):
    """What this installation is."""

    name = "article22.ground.installation"
    label = "installation"
