"""Addresses of exports."""

from django.urls import path

from article22.doors.web.exporting import views

urlpatterns = [path("<str:number>.zip", views.download_case, name="export_case")]
