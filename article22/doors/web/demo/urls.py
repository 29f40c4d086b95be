"""Addresses that exist in a demo only: elsewhere each of them is absent."""

from django.urls import path

from article22.doors.web.demo import views

urlpatterns = [
    path("", views.show_cast, name="demo"),
    path("sign-in/", views.sign_in, name="demo_sign_in"),
    path("would-dial/", views.show_would_dial, name="would_dial"),
]
