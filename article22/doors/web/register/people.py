"""A mission's representatives: who they are, how each stands, and what an officer or the mission does about it (R-046 to R-050, domain.md 5.6)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.numbers import email_of, number_of, region_of_calling_code
from article22.contexts.missions.actions import representing
from article22.contexts.missions.actions.representing import Given, Nomination
from article22.contexts.missions.models import Claim, Mission, Representative, Way, WayChange
from article22.contexts.missions.queries.changes import list_changes
from article22.contexts.missions.queries.claims import claims_at_odds
from article22.contexts.missions.queries.lists_of_people import list_gone
from article22.contexts.missions.queries.missions import get_mission, list_premises
from article22.contexts.missions.queries.representatives import (
    as_ruled,
    get_representative,
    list_readings,
    list_representatives,
    way_as_ruled,
    zone_of,
)
from article22.contexts.missions.queries.tasks import as_heir
from article22.contexts.missions.rules import representatives as rules
from article22.contexts.missions.rules.terms import AskedWhy, Nominated, PremisesKind, Stand, WayKind
from article22.doors.web.forms import LineField, choices_of, show_form, status_of_form, submit
from article22.doors.web.register.marks import MARKS, STANDS
from article22.doors.web.register.missions import today
from article22.doors.web.register.readings import note_reading
from article22.ground.accounts.queries import get_contact
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.procedures import changing, reverifying
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


def read_way(kind: WayKind, raw: str, region: str, *, is_out_of_hours: bool = False) -> Given:
    """A way as it was given, read as a mail address or a number. Raises NotUnderstood."""
    address = email_of(raw).casefold() if kind is WayKind.MAIL else number_of(raw, region)
    return Given(kind=kind, raw=raw, address=address, is_out_of_hours=is_out_of_hours)


class WayForm(forms.Form):
    """One way to reach somebody."""

    kind = forms.ChoiceField(label=_("By what"))
    address = LineField(label=_("Mail address or telephone number"), max_length=200)
    is_out_of_hours = forms.BooleanField(label=_("Also out of hours"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(WayKind)  # type: ignore[attr-defined]  # a ChoiceField

    def given(self, region: str) -> Given:
        """The way. Raises NotUnderstood."""
        return read_way(WayKind(self.cleaned_data["kind"]), self.cleaned_data["address"], region, is_out_of_hours=self.cleaned_data["is_out_of_hours"])


class PutForm(WayForm):
    """Another way, or one in the place of one that is held."""

    instead_of = forms.TypedChoiceField(label=_("In the place of"), coerce=UUID, required=False, empty_value=None, widget=forms.RadioSelect)
    field_order = ("instead_of",)

    def offer(self, ways: list[tuple[str, str]]) -> None:
        """The ways that it may replace."""
        self.fields["instead_of"].choices = [("", _("none: beside the others")), *ways]  # type: ignore[attr-defined]  # a ChoiceField


class NominationForm(WayForm):
    """Whom a mission names, with the first way to reach them."""

    name = LineField(label=_("Name"), max_length=120)
    position = LineField(label=_("Position"), max_length=120, required=False)
    is_first = forms.BooleanField(label=_("The first to be called"), required=False)
    languages = LineField(label=_("Languages, as en, fr"), max_length=80, required=False)
    arrives_on = forms.DateField(label=_("Comes on, if not here yet"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    departs_on = forms.DateField(label=_("Leaves on, if known"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    came_from = forms.EmailField(label=_("Mail address from which the note came, if it came by mail"), required=False)
    claim = forms.TypedChoiceField(label=_("On whose word? More than one claims to speak for the mission"), coerce=UUID, required=False, empty_value=None)
    consents = forms.BooleanField(label=_("They agree that this is held here"), required=False)
    field_order = ("name", "position", "is_first", "kind", "address", "is_out_of_hours", "languages", "arrives_on", "departs_on", "came_from", "claim",
                   "consents")

    def __init__(self, *given: Any, claims: Sequence[Claim], **more: Any) -> None:
        super().__init__(*given, **more)
        if claims:
            self.fields["claim"].choices = [("", ""), *((f"{claim.pk}", f"{claim.name}, {claim.position}") for claim in claims)]  # type: ignore[attr-defined]
        else:
            del self.fields["claim"]


class WordsForm(forms.Form):
    """A word on why, or whom."""

    words = LineField(label=_("In a few words"), max_length=300, required=False)


class CalledForm(forms.Form):
    """At which number somebody was called back."""

    words = LineField(label=_("The number at which you called"), max_length=300, required=False)


class DayForm(forms.Form):
    """A last day; none: they stay."""

    departs_on = forms.DateField(label=_("Last day. Empty: they stay"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class ChoiceForm(forms.Form):
    """One of the ways that are held."""

    way = forms.TypedChoiceField(label=_("By which"), coerce=UUID, widget=forms.RadioSelect)

    def offer(self, ways: list[tuple[str, str]]) -> None:
        """The ways to choose from."""
        self.fields["way"].choices = ways  # type: ignore[attr-defined]  # a ChoiceField


class LanguageForm(forms.Form):
    """One of the languages that are spoken here."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Mail, SMS and calls to them are in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something done about a representative: its words, its form, who may, in which stands, and the call."""

    words: Any
    hint: Any
    form: type[forms.Form]
    may: str
    stands: frozenset[Stand]
    do: Callable[[Representative, forms.Form, Actor, datetime], object]
    done: Any = ""


THERE = frozenset(Stand) - {Stand.ENDED}
FOUND = frozenset(Stand) - {Stand.ENDED, Stand.NOMINATED, Stand.SUSPENDED}
ACTS: Mapping[str, Act] = {
    "verify": Act(words=_("I called back and found them"), hint=_("At which number that the mission is known by? Never one from the nomination."),
                  form=CalledForm, may="representative.verify", stands=THERE,
                  do=lambda row, form, by, at: representing.verify(row.pk, form.cleaned_data["words"], by=by, at=at)),
    "prove": Act(words=_("An answer came"), hint=_("By which of these did they answer you just now?"), form=ChoiceForm, may="representative.verify",
                 stands=THERE, do=lambda _row, form, by, at: representing.prove_way(form.cleaned_data["way"], by=by, at=at)),
    "missed": Act(words=_("No answer came"), hint=_("By which of these were they not reached?"), form=ChoiceForm, may="representative.verify", stands=THERE,
                  do=lambda _row, form, by, at: representing.fail_way(form.cleaned_data["way"], "no-answer", by=by, at=at)),
    "release": Act(words=_("Release the nomination"), hint=_("Whom at the mission did you ask, and at which number?"), form=WordsForm,
                   may="representative.verify", stands=frozenset({Stand.NOMINATED}),
                   do=lambda row, form, by, at: representing.release_nomination(row.pk, form.cleaned_data["words"], by=by, at=at)),
    "reject": Act(words=_("Reject the nomination"), hint=_("It is not the mission's, and is kept on record as a suspicious act. Whom did you ask?"),
                  form=WordsForm, may="representative.verify", stands=frozenset({Stand.NOMINATED}),
                  do=lambda row, form, by, at: representing.reject_nomination(row.pk, form.cleaned_data["words"], by=by, at=at)),
    "way": Act(words=_("Another way to reach them"), hint=_("What a mission changes waits until the old way, or an officer who calls, has confirmed it."),
               form=PutForm, may="representative.nominate", stands=THERE,
               do=lambda row, form, by, at: changing.put_way(row, form.given(region()), form.cleaned_data["instead_of"], name=_name_of(by), by=by, at=at)),  # type: ignore[attr-defined]
    "drop": Act(words=_("A way is theirs no more"), hint=_("Which of these? Nothing comes in its place. What works is dropped by an officer alone."),
                form=ChoiceForm, may="representative.nominate", stands=THERE,
                do=lambda row, form, by, at: representing.drop_way(row.pk, form.cleaned_data["way"], by=by, at=at)),
    "ask": Act(words=_("Ask them again by link"), hint=_("They get a link: still you, number right, and a code to each way."), form=forms.Form,
               may="representative.nominate", stands=THERE - {Stand.DEPARTED, Stand.SUSPENDED},
               do=lambda row, _form, by, at: reverifying.ask(row.pk, AskedWhy.ASKED, by=by, at=at),
               done=_("A link is on its way to %(name)s.")),
    "leaves": Act(words=_("They leave on a day"), hint=_("A successor is asked for thirty days before."), form=DayForm, may="representative.nominate",
                  stands=THERE, do=lambda row, form, by, at: representing.set_departure(row.pk, form.cleaned_data["departs_on"], by=by, at=at)),
    "language": Act(words=_("The language of what is sent to them"), hint=_("They can choose it themselves, too, whenever they are asked whether they are "
                                                                           "still there."),
                    form=LanguageForm, may="representative.nominate", stands=THERE,
                    do=lambda row, form, by, at: representing.set_language(row.pk, form.cleaned_data["language"], by=by, at=at)),
    "suspend": Act(words=_("Suspend them"), hint=_("They count no more until they are called back anew."), form=WordsForm, may="representative.verify",
                   stands=FOUND, do=lambda row, form, by, at: representing.suspend(row.pk, form.cleaned_data["words"], by=by, at=at)),
    "end": Act(words=_("They are representative no more"), hint=_("If fewer than two are left who can be reached, say why there is no successor yet."),
               form=WordsForm, may="representative.nominate", stands=THERE,
               do=lambda row, form, by, at: representing.end(row.pk, form.cleaned_data["words"], by=by, at=at)),
}


def region() -> str:
    """The region in which a number without a country's code is read."""
    return region_of_calling_code(get_directory(at=now()).calling_code)


@takes_words
def show_people(request: HttpRequest, number: str) -> HttpResponse:
    """Whether a mission can be reached and by whom; name another. What reaches them is masked to an officer until they say why they read it."""
    mission = get_mission(number, opened_by=actor_of(request))
    actor = as_heir(actor_of(request), mission.pk, on=today())
    actor.check_may("representative.see")
    sent = written(request)
    is_reading = bool(sent) and sent.get("form") == "read"
    claims = () if _is_own(mission, actor) else claims_at_odds(mission, today(), seen_by=actor)  # an officer alone says on whose word it is
    form = NominationForm(None if is_reading else sent, claims=claims)
    reading = WordsForm(sent if is_reading else None, prefix="read")

    def name(given: dict[str, Any]) -> HttpResponse:
        languages = tuple(part for part in given["languages"].replace(",", " ").split() if part)
        row = representing.nominate(mission, Nomination(
            name=given["name"], position=given["position"], ways=[form.given(region())], languages=languages, is_first=given["is_first"],
            arrives_on=given["arrives_on"], departs_on=given["departs_on"],
            how=Nominated.PORTAL if _is_own(mission, actor) else Nominated.NOTE if given["came_from"] else Nominated.LIAISON,
            came_from=given["came_from"] or (_address_of(actor) if _is_own(mission, actor) else ""),
            consents=given["consents"], claim=given.get("claim")), by=actor, at=now())
        said = (gettext("%(name)s is named, and held: the note came from an address that anybody can open. An officer asks the mission first.") if row.held_why
                else gettext("%(name)s is named. They count once an officer has called back and they have answered by a way of theirs."))
        messages.success(request, said % {"name": given["name"]})
        return redirect("representatives", mission.number)

    def read(given: dict[str, Any]) -> HttpResponse:
        representing.read_contacts(mission, given["words"], name=_name_of(actor), by=actor, at=now())
        return _page(request, mission, actor, form=NominationForm(claims=claims), reading=WordsForm(prefix="read"), is_open=True)

    done = (submit(request, reading, read) if is_reading else submit(request, form, name)) if sent else None
    return done or _page(request, mission, actor, form=form, reading=reading, is_open=_reads_own(request, mission, actor))


def _name_of(actor: Actor) -> str:
    person = get_contact(seen_by=actor)
    return person.name if person else ""


def _address_of(actor: Actor) -> str:
    """The address from which whoever names somebody in the portal signs in: it counts as that from which the nomination came."""
    person = get_contact(seen_by=actor)
    return person.email if person else ""


def _is_own(mission: Mission, actor: Actor) -> bool:
    return actor.organisation is not None and actor.organisation == mission.organisation_id


def _reads_own(request: HttpRequest, mission: Mission, actor: Actor) -> bool:
    """Whether somebody sees in the open how a mission's people are reached without saying why: one of its own, and it is on record all the same."""
    return _is_own(mission, actor) and note_reading(request, mission, gettext("Their own mission"), actor, now())


def _page(request: HttpRequest, mission: Mission, actor: Actor, *, form: forms.Form, reading: forms.Form, is_open: bool) -> HttpResponse:
    at, zone = now(), zone_of(mission)
    is_own = _is_own(mission, actor)
    rows, waiting = list_representatives(mission, seen_by=actor), list_changes(mission, seen_by=actor)
    ruled = [as_ruled(row, zone) for row in rows]
    found = rules.reached(ruled, at)
    readings = [{"at": one.at.astimezone(zone), "is_broken": one.is_broken, **said} for one, said in list_readings(mission, seen_by=actor)]
    gone = list_gone(mission, seen_by=actor)
    people = []
    for row, one in zip(rows, ruled, strict=True):
        stand = rules.stand_of(one, at)
        people.append({"row": row, "stand": stand, "mark": STANDS[stand], "ways": [_shown(way, is_open=is_open) for way in row.ways.all()],
                       "gone": gone.get(row.pk), "acts": _acts(row, stand, actor), "is_own": is_own,
                       "changes": [_waiting(one, is_open=is_open) for one in waiting if one.representative_id == row.pk]})
    return render(request, "register/people.html", {
        "mission": mission, "health": found.health, "mark": MARKS[found.health], "why": found.why, "people": people, "form": form, "reading": reading,
        "is_open": is_open, "zone": zone, "readings": readings, "may_name": actor.may("representative.nominate"),
        "messages": messages.get_messages(request)},
        status=status_of_form(request, reading if reading.is_bound else form))


def _waiting(change: WayChange, *, is_open: bool) -> dict[str, Any]:
    """A change that is held, as it is shown beside the person."""
    kind = WayKind(change.kind)
    return {"change": change, "kind": kind, "asks": WayKind(change.asks.kind) if change.asks else None,
            "address": change.raw if is_open else rules.masked(rules.Way(kind=kind, address=change.address))}


def _shown(way: Way, *, is_open: bool) -> dict[str, Any]:
    ruled = way_as_ruled(way)
    mark = "done" if ruled.reaches else "late" if way.failed_at else "unverified"
    return {"kind": ruled.kind, "address": way.raw if is_open else rules.masked(ruled), "mark": mark, "reaches": ruled.reaches,
            "failed": way.failed_at is not None, "is_out_of_hours": way.is_out_of_hours}


def _acts(row: Representative, stand: Stand, actor: Actor) -> list[tuple[str, Any]]:
    return [(name, act.words) for name, act in ACTS.items() if _may(name, row, stand, actor)]


def _may(name: str, row: Representative, stand: Stand, actor: Actor) -> bool:
    act = ACTS[name]
    fits = {"ask": not row.held_why, "release": bool(row.held_why), "reject": bool(row.held_why), "verify": not row.held_why}.get(name, True)
    return fits and stand in act.stands and actor.may(act.may)


def _known(mission: Mission, actor: Actor) -> list[str]:
    """The numbers that a mission is known by, at which its people are called back."""
    places = list_premises(mission, seen_by=actor, on=today())
    return list(dict.fromkeys(place.phone for place in places if place.phone and place.kind != PremisesKind.RESIDENCE))


@takes_words
def act_on(request: HttpRequest, representative: UUID, act: str) -> HttpResponse:
    """One thing done about a representative, on a page of its own."""
    at, row = now(), get_representative(representative, seen_by=actor_of(request))
    actor = as_heir(actor_of(request), row.mission_id, on=today())
    stand = rules.stand_of(as_ruled(row, zone_of(row.mission)), at)
    if act not in ACTS or not _may(act, row, stand, actor):
        raise Absent
    doing = ACTS[act]
    form = doing.form(written(request))
    if isinstance(form, LanguageForm):
        form.initial = {"language": row.language or settings.LANGUAGE_CODE}
    if isinstance(form, (ChoiceForm, PutForm)):
        is_open = _reads_own(request, row.mission, actor)
        form.offer([(f"{way.pk}", f"{_shown(way, is_open=is_open)['address']}") for way in row.ways.filter(ended_at__isnull=True)])

    def do(_given: dict[str, Any]) -> HttpResponse:
        doing.do(row, form, actor, at)
        if doing.done:
            messages.success(request, doing.done % {"name": row.name})
        return redirect("representatives", row.mission.number)

    return (submit(request, form, do) if form.is_bound else None) or show_form(
        request, "register/act_on.html", form, row=row, mission=row.mission, act=doing, known=_known(row.mission, actor) if act == "verify" else None)
