"""Addresses of the inspector's door."""

from django.urls import path

from article22.doors.web.inspector import views

urlpatterns = [
    path("", views.show_list, name="inspector"),
    path("report/", views.show_report, name="inspector_report"),
    path("report.csv", views.download_report, name="inspector_report_file"),
    path("<str:number>/", views.show_case, name="inspector_case"),
    path("<str:number>/duty/", views.show_duty, name="inspector_duty"),
]
