"""Addresses of the card."""

from django.urls import path

from article22.doors.web.card import views

urlpatterns = [
    path("", views.show_card, name="card"),
]
