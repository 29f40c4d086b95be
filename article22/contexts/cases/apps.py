"""The app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "article22.contexts.cases"
    label = "cases"
