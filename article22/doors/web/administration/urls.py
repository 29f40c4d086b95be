"""Addresses of administration."""

from django.urls import path

from article22.doors.web.administration import access, delivery, directory, glass, people, purges, waiting

urlpatterns = [
    path("", waiting.show_waiting, name="administration"),
    path("lines/", directory.show_lines, name="lines"),
    path("lines/<path:slot>/", directory.show_line, name="line"),
    path("changes/<uuid:change>/", waiting.decide_change, name="decide_change"),
    path("packs/<uuid:edition>/", waiting.decide_edition, name="decide_edition"),
    path("findings/", directory.show_findings, name="findings"),
    path("reports/", waiting.show_reports, name="reports"),
    path("delivery/", delivery.show_delivery, name="delivery"),
    path("delivery/<uuid:address>/", delivery.decide_address, name="decide_address"),
    path("purges/", purges.show_purges, name="purges"),
    path("purges/<uuid:purge>/", purges.decide, name="decide_purge"),
    path("purges/corrections/<uuid:purge>/", purges.decide_correction, name="decide_correction_purge"),
    path("holds/<uuid:hold>/", purges.decide_hold, name="decide_hold"),
    path("people/", people.show_people, name="people"),
    path("people/<uuid:person>/role/", people.add_role, name="add_role"),
    path("people/<uuid:person>/link/", people.show_link, name="password_link"),
    path("people/<uuid:person>/lost/", people.propose_reset, name="propose_reset"),
    path("people/<uuid:person>/suspend/", access.suspend_person, name="suspend_person"),
    path("people/<uuid:person>/restore/", access.restore_person, name="restore_person"),
    path("access/", access.show_access, name="access"),
    path("access/<uuid:review>/", access.keep_access, name="keep_access"),
    path("glass/", glass.show_glasses, name="glasses"),
    path("glass/<uuid:glass>/", glass.show_glass, name="glass"),
    path("glass/<uuid:glass>/end/", glass.end_glass, name="end_glass"),
    path("people/roles/end/", people.end_role, name="end_role"),
    path("people/grants/", people.decide_grant, name="decide_grant"),
    path("people/resets/", people.decide_reset, name="decide_reset"),
]
