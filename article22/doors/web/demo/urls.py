"""Addresses that exist in a demo only: elsewhere each of them is absent."""

from django.urls import path

from article22.doors.web.demo import catching, views

urlpatterns = [
    path("", views.show_cast, name="demo"),
    path("sign-in/", views.sign_in, name="demo_sign_in"),
    path("caught/", catching.show_all_caught, name="all_caught"),
    path("caught/<uuid:caught>/", catching.show_caught, name="caught"),
    path("would-dial/", views.show_would_dial, name="would_dial"),
]
