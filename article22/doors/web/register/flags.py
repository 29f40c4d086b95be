"""The register of locations for priority response: what is owed, to which police, by whom; and one location."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from article22.contexts.directory.queries.agencies import list_agencies
from article22.contexts.directory.rules.keeping import AgencyKind
from article22.contexts.directory.rules.numbers import email_of, number_of
from article22.contexts.directory.rules.police import LOCAL
from article22.contexts.missions.actions import flagging
from article22.contexts.missions.actions.flagging import GivenDesk
from article22.contexts.missions.queries.flags import (
    EVERY,
    Location,
    Wanted,
    find_desk,
    get_desk,
    get_location,
    list_desks,
    list_locations,
    list_registrations,
    list_untold,
)
from article22.contexts.missions.rules.flags import entry_rule
from article22.contexts.missions.rules.terms import AgencyWord, Flag, PremisesKind
from article22.doors.web.forms import AskedForm, LineField, ListSelect, choices_of, id_of, show_form, submit
from article22.doors.web.register.marks import FLAGS, mark_of
from article22.doors.web.register.paging import page_of, turned
from article22.doors.web.register.papers import as_csv, as_pdf
from article22.doors.web.register.people import region as dialling_region
from article22.doors.web.times import WallTime
from article22.ground.accounts.queries import list_organisations
from article22.ground.accounts.rules import OrganisationKind
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.kernel.text import Text
from article22.procedures.flagging import send_locations
from article22.threshold.actors import actor_of
from article22.threshold.answers import status_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written
from article22.threshold.speakers import in_words

Choices = list[tuple[str, Any]]


class WantedForm(AskedForm):
    """Which locations. An owner, agency or State that has none any more is asked for all the same, as a link in a letter does, and found nowhere."""

    flag = forms.ChoiceField(label=_("How it stands"), required=False)
    due = forms.ChoiceField(label=_("Due"), required=False, choices=[("", _("any")), ("now", _("now"))])
    owner = forms.ChoiceField(label=_("Owner"), required=False, widget=ListSelect)
    desk = forms.ChoiceField(label=_("Agency"), required=False, widget=ListSelect)
    region = forms.ChoiceField(label=_("State of the place"), required=False, widget=ListSelect)
    state = forms.ChoiceField(label=_("Sending State"), required=False, widget=ListSelect)

    def __init__(self, given: QueryDict, every: Sequence[Location]) -> None:
        super().__init__(given)
        owners = {one.owner.id: one.owner.name for one in every}
        desks = {f"{one.desk.pk}": one.desk.name for one in every if one.desk}
        self._offer("flag", choices_of(flag for flag in Flag if flag is not Flag.WITHDRAWN))
        self._offer("owner", self._with_gone("owner", {id: in_words(name) for id, name in owners.items()}))
        self._offer("desk", [("none", gettext("none known")), *self._with_gone("desk", desks, "none")])
        self._offer("region", self._with_gone("region", {one.region: one.region for one in every}))
        self._offer("state", self._with_gone("state", {one.state: one.state_name for one in every}))

    def _offer(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = [("", gettext("any")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def _with_gone(self, name: str, named: dict[str, str], *known: str) -> Choices:
        asked = self.data.get(name, "")
        is_gone = asked and asked not in named and asked not in known
        return [*sorted(named.items(), key=lambda item: item[1].casefold()), *([(asked, gettext("none any more"))] if is_gone else [])]

    def wanted(self) -> Wanted:
        """What a form that is valid asks for."""
        given = self.cleaned_data
        return Wanted(flag=Flag(given["flag"]) if given["flag"] else None, region=given["region"], desk=given["desk"], owner=given["owner"],
                      state=given["state"], is_owed=given["due"] == "now")


@require_safe
def show_locations(request: HttpRequest) -> HttpResponse:
    """Every official location, or those that the filters ask for: what is owed longest first."""
    return _page(request, request.GET)


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """The ticked locations, or all of the list whose turn it is, go to their police. What cannot be sent is said; nothing that was ticked is lost.

    Of a list that cannot be read nothing is sent.
    """
    actor, asked = actor_of(request), QueryDict(request.POST.get("asked", ""))
    actor.check_may("priority.keep")
    chosen = [id_of(one) for one in request.POST.getlist("place")] if request.POST.get("what") == "ticked" else None
    form = WantedForm(asked, list_locations(seen_by=actor, at=now()))
    if not form.is_valid():
        return _page(request, asked)
    try:
        sent = send_locations(form.wanted(), chosen=chosen, by=actor, at=now())
    except Absent:
        raise
    except Refusal as refusal:
        return _page(request, asked, refused=refusal, ticked=frozenset(request.POST.getlist("place")))
    messages.success(request, ngettext("%(count)s location is on its way to its police.", "%(count)s locations are on their way, to %(desks)s police desks.",
                                       sent.count) % {"count": sent.count, "desks": sent.desks})
    if sent.left:
        cities = gettext(", ").join(sorted({f"{one.city}, {one.region}" for one in sent.left}))
        messages.warning(request, gettext("Not sent, because no police desk with a mail address is known, or no address of the place: %(cities)s.") % {
            "cities": cities})
    return redirect(f"{reverse('priority')}?{asked.urlencode()}")


def _page(request: HttpRequest, asked: QueryDict, *, refused: Refusal | None = None, ticked: frozenset[str] = frozenset()) -> HttpResponse:
    actor, at = actor_of(request), now()
    every = list_locations(seen_by=actor, at=at)
    form = WantedForm(asked, every)
    is_read = form.is_valid()
    wanted = form.wanted() if is_read else EVERY
    found = [one for one in every if wanted.has(one, at)] if is_read else []
    page, shown = page_of(found, asked.get("page"))
    mine = next((one.owner.id for one in every if one.owner.officer and one.owner.person == actor.person), "")
    return render(request, "register/priority.html", {
        "form": form, "rows": [_row(one, at=at) | {"is_ticked": f"{one.premises}" in ticked} for one in shown], "page": page,
        **turned(asked, page), "owed": sum(one.standing.is_owed(at) for one in every), "all": len(every), "mine": mine,
        "confirmed": sum(one.standing.confirmed_at is not None for one in every), "to_send": sum(one.standing.wants_sending(at) for one in found),
        "told": messages.get_messages(request), "untold": _untold(actor), "asked": asked.urlencode(), "may_keep": actor.may("priority.keep"),
        "refused": refused.text if refused else None},
        status=status_of(refused) if refused else 200 if is_read else 422)


def _untold(actor: Actor) -> list[dict[str, Any]]:
    """What closed without its police knowing, a form each."""
    found = dict[UUID, dict[str, Any]]()
    for row in list_untold(seen_by=actor):
        if row.form:
            one = found.setdefault(row.form.pk, {"form": row.form.pk, "desk": row.desk, "places": []})
            one["places"].append({"told": row.told, "is_residence": row.told["kind"] == PremisesKind.RESIDENCE, "premises": row.premises_id})
    return list(found.values())


class ToldForm(forms.Form):
    """Who was told by telephone."""

    who = LineField(label=_("Whom you told: name, and badge or desk"), max_length=120)


@takes_words
def tell_taken_out(request: HttpRequest, out: UUID) -> HttpResponse:
    """Put on record that a desk, which no letter reached, was told by telephone what to take out of its dispatch."""
    actor = actor_of(request)
    actor.check_may("priority.keep")
    one = next((one for one in _untold(actor) if one["form"] == out), None)
    if one is None:
        raise Absent
    telling = ToldForm(written(request))

    def tell(given: dict[str, Any]) -> HttpResponse:
        flagging.note_told_by_call(out, given["who"], by=actor, at=now())
        return redirect("priority")

    return (submit(request, telling, tell) if telling.is_bound else None) or show_form(request, "register/taken_out.html", telling, one=one)


def _row(one: Location, *, at: datetime) -> dict[str, Any]:
    due = one.standing.due_at
    return {"one": one, "mark": mark_of(one.standing, at), "due": Text("day", "{day}", day=due.date()) if due else None}


def instant_of(at: datetime, zone: ZoneInfo) -> Text:
    """An instant, on the clocks of a place."""
    return Text("instant", "{at} {zone}", at=at.astimezone(zone), zone=f"{at.astimezone(zone):%Z}")


class SendForm(forms.Form):
    """To which desk one location goes."""

    desk = forms.TypedChoiceField(label=_("To"), coerce=UUID)

    def __init__(self, *given: Any, desks: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["desk"].choices = desks  # type: ignore[attr-defined]  # a ChoiceField


class CalledForm(SendForm):
    """What somebody of a desk said by telephone."""

    who = LineField(label=_("Who said that it is flagged: name, and badge or desk"), max_length=120)
    called_at = WallTime(label=_("When, if not just now, on the clocks of the place"), required=False)
    field_order = ("who", "desk", "called_at")


def _desks(request: HttpRequest) -> Choices:
    return [(f"{desk.pk}", desk.name) for desk in list_desks(seen_by=actor_of(request))]


@takes_words
def show_location(request: HttpRequest, premises: UUID) -> HttpResponse:
    """One location: how it stands and why, what was done about it; send it, or put a call on record."""
    actor, at = actor_of(request), now()
    place = get_location(premises, seen_by=actor, at=at)
    sent = written(request)
    if sent:
        actor.check_may("priority.keep")
    is_call = bool(sent) and sent.get("form") == "call"
    desks, initial = _desks(request), {"desk": place.goes_to.pk if place.goes_to else None}
    sending = SendForm(None if is_call else sent, prefix="send", desks=desks, initial=initial)
    calling = CalledForm(sent if is_call else None, prefix="call", desks=desks, initial=initial)
    zone = ZoneInfo(place.zone or "UTC")

    def go(given: dict[str, Any]) -> HttpResponse:
        send_locations(EVERY, chosen=[premises], to=get_desk(given["desk"], seen_by=actor), by=actor, at=at)
        return redirect("priority_place", premises)

    def note(given: dict[str, Any]) -> HttpResponse:
        called = given["called_at"].replace(tzinfo=zone).astimezone(UTC) if given["called_at"] else at
        flagging.confirm_by_call(place, get_desk(given["desk"], seen_by=actor), given["who"], called, by=actor, at=at)
        return redirect("priority_place", premises)

    done = (submit(request, calling, note) if is_call else submit(request, sending, go)) if sent else None
    if done:
        return done
    held = [{"row": row, "flag": Flag(row.flag), "mark": FLAGS[Flag(row.flag)], "word": AgencyWord(row.word) if row.word else None,
             **{name: instant_of(value, zone) for name in ("sent_at", "answered_at", "confirmed_at", "withdrawn_at") if (value := getattr(row, name))}}
            for row in list_registrations(premises, seen_by=actor)]
    refused = calling if is_call else sending
    return show_form(request, "register/priority_place.html", refused, **_row(place, at=at), sending=sending, calling=calling, held=held,
                     is_residence=place.kind is PremisesKind.RESIDENCE, goes_elsewhere=place.goes_to != place.desk, has_desks=bool(desks),
                     entry=entry_rule(place.mission_kind, place.kind), may_keep=actor.may("priority.keep"))


class DeskForm(forms.Form):
    """Whom the locations of a city go to."""

    agency = forms.ChoiceField(label=_("Agency of the imported list"), required=False)
    name = LineField(label=_("Its name, if it is not in the list"), max_length=200, required=False)
    email = forms.EmailField(label=_("Mail address of the desk that keeps its dispatch"), required=False)
    raw = LineField(label=_("Telephone of that desk"), max_length=40, required=False)
    organisation = forms.ChoiceField(label=_("Its people here, who read dossiers where a mission lets them"), required=False)


@require_safe
def show_desks(request: HttpRequest) -> HttpResponse:
    """The police desks that take in locations, with what they hold; and the cities of which none is known."""
    actor, at = actor_of(request), now()
    every = list_locations(seen_by=actor, at=at)
    rows, held = [], dict[UUID, list[Location]]()
    for one in every:
        if one.desk:
            held.setdefault(one.desk.pk, []).append(one)
    for desk in list_desks(seen_by=actor):
        own = held.get(desk.pk, [])
        rows.append({"desk": desk, "areas": sorted(desk.areas.all(), key=lambda area: area.city), "count": len(own),
                     "confirmed": sum(one.standing.confirmed_at is not None for one in own), "owed": sum(one.standing.is_owed(at) for one in own)})
    cities = sorted({(one.region, one.city) for one in every if one.desk is None})
    return render(request, "register/police_desks.html", {"rows": rows, "cities": cities, "may_keep": actor.may("priority.keep")})


@takes_words
def name_desk(request: HttpRequest, region: str, city: str) -> HttpResponse:
    """Say which police desk the locations of a city go to, and how it is reached."""
    actor = actor_of(request)
    actor.check_may("priority.keep")
    agencies = {f"{row.pk}": row for row in list_agencies(city, region, seen_by=actor) if AgencyKind(row.kind) in LOCAL}
    held = find_desk(city, region, seen_by=actor)
    here = {f"{row.pk}": row.name for row in list_organisations(seen_by=actor) if row.kind == OrganisationKind.AGENCY}
    initial = {"agency": held.agency_id or "", "name": "" if held.agency_id else held.name, "email": held.email, "raw": held.raw,
               "organisation": held.organisation_id or ""} if held else {"agency": next((id for id, row in agencies.items() if row.confirmed_at), "")}
    form = DeskForm(written(request), initial=initial)
    form.fields["agency"].choices = [("", gettext("none of these")), *((id, row.name) for id, row in agencies.items())]  # type: ignore[attr-defined]
    form.fields["organisation"].choices = [("", gettext("nobody of them signs in here")), *here.items()]  # type: ignore[attr-defined]

    def keep(given: dict[str, Any]) -> HttpResponse:
        agency = agencies.get(given["agency"])
        flagging.name_desk(city, region, GivenDesk(
            name=agency.name if agency else given["name"], agency=agency.pk if agency else None, email=email_of(given["email"]) if given["email"] else "",
            organisation=id_of(given["organisation"]) if given["organisation"] else None,
            raw=given["raw"], e164=number_of(given["raw"], dialling_region()) if given["raw"] else ""), by=actor, at=now())
        return redirect("police_desks")

    return (submit(request, form, keep) if form.is_bound else None) or show_form(request, "register/police_desk.html", form, city=city, region=region)


@require_safe
def take_csv(request: HttpRequest, desk: UUID) -> HttpResponse:
    """A desk's form as a spreadsheet takes it."""
    return _taken(request, desk, "csv")


@require_safe
def take_pdf(request: HttpRequest, desk: UUID) -> HttpResponse:
    """A desk's form on paper."""
    return _taken(request, desk, "pdf")


def _taken(request: HttpRequest, id: UUID, kind: str) -> HttpResponse:
    actor, at = actor_of(request), now()
    desk = get_desk(id, seen_by=actor)
    rows = [(one.told, one.standing.flag) for one in list_locations(Wanted(desk=f"{desk.pk}"), seen_by=actor, at=at)]
    flagging.note_export(desk, kind, len(rows), by=actor, at=at)
    return as_csv(rows) if kind == "csv" else as_pdf(desk.name, rows, at=at)
