"""People at their browsers, in stories too."""

from tests.pages.conftest import visit

__all__ = ["visit"]
