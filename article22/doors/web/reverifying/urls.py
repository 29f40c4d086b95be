"""The addresses of representatives' own links."""

from django.urls import path

from article22.doors.web.reverifying import changes, views

urlpatterns = [
    path("change/<str:changed>/", changes.confirm_change, name="confirm_change"),
    path("<str:asked>/", views.answer_again, name="reverification"),
]
