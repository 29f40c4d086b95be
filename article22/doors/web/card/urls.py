"""Addresses of the card."""

from django.urls import path

from article22.doors.web.card import views

urlpatterns = [
    path("", views.show_card, name="card"),
    path("sw.js", views.show_keeper, name="card_keeper"),
    path("offline/", views.show_offline, name="card_offline"),
]
