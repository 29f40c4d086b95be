"""The addresses of links."""

from django.urls import path

from article22.doors.web.answering import locations, views

urlpatterns = [
    path("<str:signed>/", views.answer, name="answer"),
    path("locations/<str:form>/", locations.answer_locations, name="priority_answer"),
    path("locations/<str:form>/form.csv", locations.take_csv, name="priority_answer_csv"),
    path("locations/<str:form>/form.pdf", locations.take_pdf, name="priority_answer_pdf"),
]
