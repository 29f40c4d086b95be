"""Addresses of the register."""

from django.urls import path

from article22.doors.web.register import browse, changes, corrections, exports, flags, liaisons, lists, missions, people, police, recalls, schedules, tasks

urlpatterns = [
    path("", browse.show_missions, name="missions"),
    path("new/", missions.register_mission, name="register_mission"),
    path("schedules/", schedules.show_schedules, name="schedules"),
    path("schedules/<uuid:schedule>/end/", schedules.end_schedule, name="end_schedule"),
    path("tasks/", tasks.show_tasks, name="tasks"),
    path("exports/", exports.show_exports, name="exports"),
    path("lists/", lists.show_lists, name="lists"),
    path("lists/<uuid:draft>/", lists.show_list, name="list"),
    path("lists/taken/<uuid:run>/undo/", lists.undo_list, name="undo_list"),
    path("officers/", liaisons.show_officers, name="officers"),
    path("officers/absences/cancel/", liaisons.cancel_absence, name="cancel_absence"),
    path("police/", police.show_agencies, name="agencies"),
    path("police/<uuid:agency>/confirm/", police.confirm_agency, name="confirm_agency"),
    path("corrections/", corrections.show_corrections, name="corrections"),
    path("recalls/", recalls.show_recalls, name="recalls"),
    path("recalls/<uuid:recall>/", recalls.show_recall, name="recall"),
    path("priority/", flags.show_locations, name="priority"),
    path("priority/send/", flags.send, name="priority_send"),
    path("priority/desks/", flags.show_desks, name="police_desks"),
    path("priority/desks/<uuid:desk>/form.csv", flags.take_csv, name="priority_csv"),
    path("priority/desks/<uuid:desk>/form.pdf", flags.take_pdf, name="priority_pdf"),
    path("priority/desk/<str:region>/<path:city>/", flags.name_desk, name="police_desk"),
    path("priority/<uuid:premises>/", flags.show_location, name="priority_place"),
    path("premises/<uuid:premises>/verify/", missions.verify_premises, name="verify_premises"),
    path("premises/<uuid:premises>/end/", missions.end_premises, name="end_premises"),
    path("changes/", changes.show_changes, name="way_changes"),
    path("changes/<uuid:way_change>/<str:step>/", changes.act_on_change, name="act_on_way_change"),
    path("people/<uuid:representative>/<str:act>/", people.act_on, name="representative_act"),
    path("<str:number>/people/", people.show_people, name="representatives"),
    path("<str:number>/", missions.show_mission, name="mission"),
    path("<str:number>/change/", missions.change_mission, name="change_mission"),
    path("<str:number>/premises/", missions.add_premises, name="add_premises"),
    path("<str:number>/liaison/", liaisons.assign_liaison, name="assign_liaison"),
    path("<str:number>/liaison/end/", liaisons.end_assignment, name="end_assignment"),
    path("<str:number>/end/", missions.end_mission, name="end_mission"),
]
