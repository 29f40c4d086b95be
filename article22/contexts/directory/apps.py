"""The app of the directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The directory."""

    name = "article22.contexts.directory"
    label = "directory"
