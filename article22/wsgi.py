"""What the page server runs, in each of its workers."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "article22.settings")

from django.core.wsgi import get_wsgi_application

from article22.doors.console.running.children import leave_with_parent

leave_with_parent()
application = get_wsgi_application()
