"""The app of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files."""

    name = "article22.ground.files"
    label = "files"
