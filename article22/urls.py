"""Every address, by its door."""

from django.urls import include, path

from article22.doors.api.endpoints import list_addresses

handler400 = "article22.threshold.answers.unreadable"
handler404 = "article22.threshold.answers.not_found"
handler500 = "article22.threshold.answers.failed"

urlpatterns = [
    path("", include("article22.doors.web.health.urls")),
    path("", include("article22.doors.web.home.urls")),
    path("api/v1/", list_addresses()),
    path("scim/v2/", include("article22.doors.api.directories")),
    path("card/", include("article22.doors.web.card.urls")),
    path("wall/", include("article22.doors.web.walls.urls")),
    path("wallet/", include("article22.doors.web.wallet.urls")),
    path("", include("article22.doors.web.reports.urls")),
    path("answer/", include("article22.doors.web.answering.urls")),
    path("still-here/", include("article22.doors.web.reverifying.urls")),
    path("", include("article22.doors.web.attachments.urls")),
    path("exports/", include("article22.doors.web.exporting.urls")),
    path("register/", include("article22.doors.web.register.urls")),
    path("drill/", include("article22.doors.web.drills.urls")),
    path("portal/", include("article22.doors.web.portal.urls")),
    path("desk/", include("article22.doors.web.desk.urls")),
    path("inspector/", include("article22.doors.web.inspector.urls")),
    path("administration/", include("article22.doors.web.administration.urls")),
    path("account/", include("article22.doors.web.account.urls")),
    path("", include("article22.doors.web.tour.urls")),
    path("demo/", include("article22.doors.web.demo.urls")),
]
