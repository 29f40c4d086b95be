"""A mission's cases: all of them, one of them, and one as a mail."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from article22.contexts.cases.actions.story import note_reading
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries import cases
from article22.contexts.cases.rules.pages import page_of
from article22.contexts.missions.queries.recalls import find_recall
from article22.contexts.missions.queries.tasks import list_tasks
from article22.contexts.missions.rules.terms import Holder
from article22.doors.web.attachments.views import files_of
from article22.doors.web.portal import dossier
from article22.doors.web.portal.forms import PassageForm, ReplyForm
from article22.doors.web.portal.mails import Mail, mail_of
from article22.doors.web.portal.mission import for_representatives, own_of, person_of
from article22.doors.web.portal.reports import TELLINGS, words_of
from article22.ground.journal.queries import list_entries
from article22.kernel.actor import Actor
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.page import is_demo

AT_ONCE = 20
LONGEST_LINK = 1500  # what every mail program takes


@for_representatives
@require_safe
def show_cases(request: HttpRequest) -> HttpResponse:
    """The portal: four ways of telling, what the mission itself must see to, and its cases, the newest first."""
    actor, own, words = actor_of(request), own_of(request), request.GET.get("words", "")[:200]
    found, following = cases.list_cases(cases.Asked(words=words), seen_by=actor, page=replace(page_of(request.GET.get("after")), size=AT_ONCE))
    cases.gather_parts(found, seen_by=actor)
    rows = [dossier.row_of(case, dossier.time_of(case, now(), own.directory.capital)) for case in found]
    older = urlencode({"words": words, "after": following.key}) if following else ""
    due = [task for task in list_tasks(seen_by=actor, mission=own.mission) if task.holder_words is Holder.MISSION]
    return render(request, "portal/portal.html", {"rows": rows, "words": words, "older": older, "is_first": "after" not in request.GET, "due": due,
                                                  "recall": find_recall(own.mission, seen_by=actor), "tellings": TELLINGS.values(), **own.page(request)})


@for_representatives
@require_safe
def show_case(request: HttpRequest, number: str) -> HttpResponse:
    """A case: that it was opened here is put on record."""
    actor = actor_of(request)
    case = cases.get_case(number, seen_by=actor)
    note_reading(case, name=person_of(request).name, by=actor, at=now())
    return render(request, "portal/case.html", {**case_page(request, case), "done": request.GET.get("done", "")})


def case_page(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the page of a case shows, with the forms that it holds."""
    own = own_of(request)
    time = dossier.time_of(case, now(), own.directory.capital)
    one = dossier.arrange(parts_of(case, actor_of(request)), time)
    return {"one": one, "zone": gettext(case.city or own.directory.capital_name), "reply_form": ReplyForm(auto_id="reply_%s") if one.allowed.reply else None,
            "form": PassageForm(zone=time.zone, present=now()), **files_of(case, actor_of(request)), **own.page(request)}


def parts_of(case: Case, actor: Actor) -> dossier.Parts:
    """Everything that belongs to a case, as far as its mission may see it."""
    told, passages = cases.list_asked(case, seen_by=actor), cases.list_passages(case, seen_by=actor)
    entries = list_entries(case.pk, *(row.pk for row in told), *(row.pk for row in passages), seen_by=actor)
    return dossier.Parts(case=case, kind=words_of(case.kind), recipients=told, clocks=cases.list_clocks(case, seen_by=actor),
                         decisions=cases.list_decisions(case, seen_by=actor), passages=passages, readings=cases.list_readings(case, seen_by=actor),
                         entries=entries)


@for_representatives
@require_safe
def show_mail(request: HttpRequest, number: str) -> HttpResponse:
    """The same facts as a mail with the right addresses, for whoever must send one."""
    case, own = cases.get_case(number, seen_by=actor_of(request)), own_of(request)
    mail = mail_of(parts_of(case, actor_of(request)), dossier.time_of(case, now(), own.directory.capital))
    return render(request, "portal/mail.html", {"case": case, "mail": mail, "href": _href(mail), "is_cut": len(mail.body) > LONGEST_LINK,
                                                **own.page(request)})


def _href(mail: Mail) -> str:
    """What opens a mail program; in a demo the page that says what it would have opened."""
    to = ",".join(mail.addresses)
    if is_demo():
        return f"{reverse('would_dial')}?{urlencode({'line': to[:80], 'kind': 'email'})}"
    return f"mailto:{quote(to, safe='@,')}?subject={quote(mail.subject)}&body={quote(mail.body[:LONGEST_LINK])}"
