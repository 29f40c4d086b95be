"""Addresses of reports and receipts."""

from django.urls import path

from article22.doors.web.reports import views

urlpatterns = [
    path("report/", views.report_number, name="report_number"),
    path("receipts/<uuid:entry>/", views.show_receipt, name="receipt"),
    path("receipts/<uuid:entry>.json", views.download_receipt, name="receipt_file"),
]
