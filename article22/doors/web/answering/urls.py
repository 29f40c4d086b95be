"""The address of links."""

from django.urls import path

from article22.doors.web.answering import views

urlpatterns = [path("<str:signed>/", views.answer, name="answer")]
