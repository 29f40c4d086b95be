"""Addresses of the first page, and of preferences."""

from django.urls import path

from article22.doors.web.home import views

urlpatterns = [
    path("", views.show_start, name="start"),
    path("home/", views.show_home, name="home"),
    path("act-as/", views.act_as, name="act_as"),
    path("preferences/", views.set_preferences, name="preferences"),
    path("robots.txt", views.show_robots, name="robots"),
]
