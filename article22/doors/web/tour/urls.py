"""Addresses of the tour."""

from django.urls import path

from article22.doors.web.tour import views

urlpatterns = [
    path("tour", views.show_papers, name="tour"),
    path("tour/2/", views.show_asking, name="tour_asking"),
]
