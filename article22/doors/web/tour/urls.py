"""Addresses of the tour."""

from django.urls import path

from article22.doors.web.tour import acts, views

urlpatterns = [
    path("tour", views.show_papers, name="tour"),
    path("tour/2/", views.show_asking, name="tour_asking"),
    path("tour/3/", acts.report, name="tour_report"),
    path("tour/3/<str:number>/", acts.show_filed, name="tour_filed"),
    path("tour/4/<str:number>/", acts.show_silence, name="tour_silence"),
    path("tour/5/<str:number>/", acts.show_proof, name="tour_proof"),
]
