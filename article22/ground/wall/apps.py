"""The app that brings the wall's functions into the database; it goes before every table."""

from django.apps import AppConfig


class WallConfig(AppConfig):
    """The wall."""

    name = "article22.ground.wall"
    label = "wall"
