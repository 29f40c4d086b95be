"""Every address, by its door."""

from django.urls import include, path

urlpatterns = [
    path("", include("article22.doors.web.health.urls")),
    path("", include("article22.doors.web.home.urls")),
    path("card/", include("article22.doors.web.card.urls")),
    path("account/", include("article22.doors.web.account.urls")),
    path("demo/", include("article22.doors.web.demo.urls")),
]
