"""The address of the check."""

from django.urls import path

from article22.doors.web.walls import views

urlpatterns = [
    path("", views.check_wall, name="wall"),
]
