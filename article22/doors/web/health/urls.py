"""Addresses for whoever watches the system."""

from django.urls import path

from article22.doors.web.health import views

urlpatterns = [
    path("healthz", views.show_alive, name="healthz"),
    path("readyz", views.show_ready, name="readyz"),
    path("metrics", views.show_metrics, name="metrics"),
]
