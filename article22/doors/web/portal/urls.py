"""Addresses of the portal."""

from django.urls import path

from article22.doors.web.portal import acts, cases, ours, reports

urlpatterns = [
    path("", cases.show_cases, name="portal"),
    path("tell/<str:kind>/", reports.report, name="portal_report"),
    path("mission/", ours.show_mission, name="portal_mission"),
    path("mission/card/", ours.confirm_card, name="portal_confirm_card"),
    path("mission/places/missing/", ours.correct_place, name="portal_missing"),
    path("mission/places/<uuid:premises>/wrong/", ours.correct_place, name="portal_wrong"),
    path("<str:number>/", cases.show_case, name="portal_case"),
    path("<str:number>/add/", acts.add, name="portal_add"),
    path("<str:number>/reply/", acts.reply, name="portal_reply"),
    path("<str:number>/withdraw/", acts.withdraw, name="portal_withdraw"),
    path("<str:number>/danger/", acts.make_emergency, name="portal_danger"),
    path("<str:number>/mail/", cases.show_mail, name="portal_mail"),
]
