"""Addresses of drills."""

from django.urls import path

from article22.doors.web.drills import answering, views

urlpatterns = [
    path("", views.show_drills, name="drills"),
    path("answer/<str:signed>/", answering.answer, name="drill_answer"),
    path("<uuid:drill>/", views.show_drill, name="drill"),
    path("<uuid:drill>/<str:act>/", views.act_on, name="drill_act"),
]
