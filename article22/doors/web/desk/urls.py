"""Addresses of the desk."""

from django.urls import path

from article22.doors.web.desk import answering, calls, keeping, moving, retention, views

urlpatterns = [
    path("", views.show_desk, name="desk"),
    path("log/", calls.log, name="desk_log"),
    path("sheet.pdf", views.show_sheet, name="desk_sheet"),
    path("ticket/", views.show_ticket, name="desk_ticket"),
    path("retention/", retention.show_past, name="desk_retention"),
    path("reading/", calls.read_line, name="desk_reading"),
    path("<str:number>/", views.show_case, name="desk_case"),
    path("<str:number>/acknowledge/", answering.acknowledge, name="desk_acknowledge"),
    path("<str:number>/call/", answering.record_call, name="desk_call"),
    path("<str:number>/ask/", answering.ask_mission, name="desk_ask"),
    path("<str:number>/decide/", answering.decide, name="desk_decide"),
    path("<str:number>/move/", moving.move, name="desk_move"),
    path("<str:number>/promote/", moving.promote, name="desk_promote"),
    path("<str:number>/emergency/", moving.make_emergency, name="desk_emergency"),
    path("<str:number>/whose/", moving.give, name="desk_whose"),
    path("<str:number>/merge/", moving.merge, name="desk_merge"),
    path("<str:number>/route/", moving.reroute, name="desk_route"),
    path("<str:number>/sort/", keeping.sort, name="desk_sort"),
    path("<str:number>/add/", keeping.add, name="desk_add"),
    path("<str:number>/note/", keeping.note, name="desk_note"),
    path("<str:number>/strike/", keeping.strike, name="desk_strike"),
    path("<str:number>/tick/", keeping.tick, name="desk_tick"),
    path("<str:number>/purge/", keeping.purge, name="desk_purge"),
    path("<str:number>/hold/", keeping.hold, name="desk_hold"),
    path("<str:number>/lift/", keeping.lift, name="desk_lift"),
    path("<str:number>/take/", keeping.take_over, name="desk_take"),
]
