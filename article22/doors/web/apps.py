"""The app of the pages: their templates, static files and tags."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages."""

    name = "article22.doors.web"
    label = "web"
