"""Addresses of attachments."""

from django.urls import path

from article22.doors.web.attachments import views

urlpatterns = [
    path("cases/<str:number>/attachments/", views.add_file, name="attach"),
    path("attachments/<uuid:attachment>/", views.download, name="attachment"),
]
