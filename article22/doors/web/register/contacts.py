"""Visits, calls and letters of a mission and its liaison: what there was, and when the next is due (R-051, R-084)."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.actions.contacting import note_contact
from article22.contexts.missions.queries.contacts import list_contacts
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.contacts import USUAL, next_due
from article22.contexts.missions.rules.terms import ContactKind
from article22.doors.web.forms import LineField, choices_of, show_form, submit
from article22.doors.web.register.missions import today
from article22.ground.accounts.queries import get_contact
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written

AT_ONCE = 100


class ContactForm(forms.Form):
    """What there was, and when the next is due."""

    kind = forms.ChoiceField(label=_("What"))
    happened_on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    officer = LineField(label=_("Who of the liaison"), max_length=120)
    met = LineField(label=_("With whom at the mission"), max_length=160, required=False)
    about = LineField(label=_("What it was about. The mission reads it"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = forms.DateField(label=_("The next one is due on. Empty: after ninety days"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(ContactKind)  # type: ignore[attr-defined]  # a ChoiceField


@takes_words
def show_contacts(request: HttpRequest, number: str) -> HttpResponse:
    """The visits and contacts of a mission; note another."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    actor.check_may("liaison.see")
    person, sent = get_contact(seen_by=actor), written(request)
    form = ContactForm(sent, initial={"happened_on": today(), "officer": person.name if person else ""})

    def note(given: dict[str, Any]) -> HttpResponse:
        note_contact(mission, **given | {"kind": ContactKind(given["kind"])}, by=actor, at=now(), today=today())
        return redirect("contacts", mission.number)

    if sent:
        actor.check_may("contact.note")
        if done := submit(request, form, note):
            return done
    rows = list_contacts(mission, seen_by=actor, most=AT_ONCE)
    due_on = next_due(rows[0].happened_on, rows[0].next_on) if rows else None
    return show_form(request, "register/contacts.html", form, mission=mission, contacts=rows, due_on=due_on, is_late=due_on is not None and due_on < today(),
                     may_note=actor.may("contact.note"), usual=USUAL.days)
