"""The dossier of a place: what its mission gave of it, who may ask people to leave, who consented to entry, and who read it (VCDR 22(1), 18 USC 970)."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from article22.contexts.missions.actions import dossiers as acts
from article22.contexts.missions.actions.dossiers import Consented
from article22.contexts.missions.models import Claim, Premises
from article22.contexts.missions.queries.claims import as_ruled, claims_at_odds, list_claims
from article22.contexts.missions.queries.dossiers import (
    get_police,
    list_agreements,
    list_consents,
    list_departures,
    list_details,
    list_readings,
    open_premises,
)
from article22.contexts.missions.rules.claims import recognised
from article22.contexts.missions.rules.dossiers import stand_of_consent
from article22.contexts.missions.rules.readings import is_shown
from article22.contexts.missions.rules.terms import ConsentHow, DetailKind
from article22.doors.web.forms import LineField, choices_of, id_of, status_of_form, submit
from article22.doors.web.register.missions import today
from article22.doors.web.times import WallTime
from article22.ground.accounts.queries import get_contact
from article22.ground.accounts.rules import Role
from article22.ground.files.rules.kinds import LARGEST, MEGABYTE
from article22.ground.wall.rules import Reach, reach_of
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.downloads import as_download
from article22.threshold.kept import takes_words, written

USUAL_CONSENT = timedelta(hours=2)


class WhyForm(forms.Form):
    """Why somebody reads it."""

    words = LineField(label=_("Why do you need it now? The mission sees who read it, and why"), max_length=300)

    def __init__(self, *given: Any, is_shown: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not is_shown:
            self.fields["words"].label = _("Why do you read it? It is on record, and shown to no mission")


class DetailForm(forms.Form):
    """What a mission gives in words."""

    kind = forms.ChoiceField(label=_("What"))
    words = forms.CharField(label=_("In your words"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(kind for kind in DetailKind if kind is not DetailKind.PLAN)  # type: ignore[attr-defined]  # a ChoiceField


class PlanForm(forms.Form):
    """A plan."""

    file = forms.FileField(label=_("A plan: a picture or a PDF"), allow_empty_file=True, max_length=400)


class DepartureForm(forms.Form):
    """Who may ask people to leave."""

    name = LineField(label=_("Name"), max_length=120)
    position = LineField(label=_("Position"), max_length=120, required=False)
    authorised_by = LineField(label=_("Which senior official authorised them"), max_length=160)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))


class ConsentForm(forms.Form):
    """A consent to entry, as it was given."""

    claim = forms.TypedChoiceField(label=_("Who gave it"), coerce=UUID, required=False, empty_value=None)
    giver = LineField(label=_("Who gave it, where nobody is on record"), max_length=120, required=False)
    position = LineField(label=_("As what"), max_length=120, required=False)
    given_to = LineField(label=_("To whom: name and authority"), max_length=160)
    words = LineField(label=_("In which words. They are its scope"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    how = forms.ChoiceField(label=_("How"))
    given_at = WallTime(label=_("When it was given, on the clocks of the place"))
    until = WallTime(label=_("Until when it holds"))

    def __init__(self, *given: Any, claims: list[Claim], zone: ZoneInfo, **more: Any) -> None:
        super().__init__(*given, **more)
        self.zone = zone
        self.fields["how"].choices = choices_of(ConsentHow)  # type: ignore[attr-defined]  # a ChoiceField
        if claims:
            self.fields["claim"].choices = [("", ""), *((f"{row.pk}", f"{row.name}, {row.position}") for row in claims)]  # type: ignore[attr-defined]
            del self.fields["giver"], self.fields["position"]
        else:
            del self.fields["claim"]

    def consented(self) -> Consented:
        """What was entered, its hours on the clocks of the place."""
        given: dict[str, Any] = {"claim": None, "giver": "", "position": "", **self.cleaned_data, "how": ConsentHow(self.cleaned_data["how"])}
        return Consented(**given | {name: given[name].replace(tzinfo=self.zone) for name in ("given_at", "until")})


@takes_words
def show_dossier(request: HttpRequest, premises: UUID) -> HttpResponse:
    """The dossier of a place, and what may be added to it. What the mission gave is shown to who protects once they say why; to police all of it."""
    actor, at = actor_of(request), now()
    row = open_premises(premises, seen_by=actor)
    zone = ZoneInfo(row.zone or "UTC")
    sent = written(request)
    what = sent.get("form", "") if sent else ""
    claims = [one for one in list_claims(row.mission, seen_by=actor) if as_ruled(one).stands(today()) or as_ruled(one).is_accredited(today())]
    speaks = recognised([as_ruled(one) for one in claims], today())
    local = at.astimezone(zone).replace(tzinfo=None)
    filled = {
        "read": WhyForm(sent if what == "read" else None, prefix="read", initial={"words": request.GET.get("case", "")[:20]}, is_shown=is_shown(actor.role)),
        "detail": DetailForm(sent if what == "detail" else None, prefix="detail"),
        "plan": PlanForm(sent if what == "plan" else None, request.FILES or None, prefix="plan"),
        "departure": DepartureForm(sent if what == "departure" else None, prefix="departure", initial={"starts_on": today()}),
        "consent": ConsentForm(sent if what == "consent" else None, prefix="consent", claims=claims, zone=zone, initial={
            "claim": speaks.id if speaks else None, "given_at": local, "until": local + USUAL_CONSENT}),
    }

    def do(given: dict[str, Any]) -> HttpResponse:
        name = name_of(actor)
        match what:
            case "read":
                acts.read_dossier(row, given["words"], name=name, by=actor, at=at)
                return _page(request, row, filled | {"read": WhyForm(prefix="read", is_shown=is_shown(actor.role))}, why=given["words"])
            case "detail":
                acts.give_detail(row, DetailKind(given["kind"]), given["words"], name=name, by=actor, at=at, on=today())
            case "plan":
                file: UploadedFile[bytes] = given["file"]
                acts.give_plan(row, file.read(LARGEST + 1), given_name=file.name or "", name=name, by=actor, at=at, on=today())
            case "departure":
                acts.name_for_departure(row, **given, by=actor, at=at, on=today())
            case _:
                acts.note_consent(row, filled["consent"].consented(), name=name, by=actor, at=at)  # type: ignore[attr-defined]  # a ConsentForm
        return redirect("dossier", row.pk)

    if what and what not in filled:
        raise Absent
    return (submit(request, filled[what], do) if what else None) or _page(request, row, filled, refused=what)


def name_of(actor: Actor) -> str:
    """The name of whoever asks."""
    person = get_contact(seen_by=actor)
    return person.name if person else ""


def _page(request: HttpRequest, premises: Premises, filled: dict[str, Any], *, why: str = "", refused: str = "") -> HttpResponse:
    actor, at, zone = actor_of(request), now(), ZoneInfo(premises.zone or "UTC")
    is_own = actor.organisation is not None and actor.organisation == premises.mission.organisation_id
    is_police = reach_of(actor) is Reach.PARTNER
    is_open = is_own or bool(why)
    is_silent = is_own and bool(claims_at_odds(premises.mission, today(), seen_by=actor))
    may_add = (not premises.ends_on and not is_silent) or refused not in ("", "read")  # what was refused keeps its words
    consents = [{"row": row, "given_at": row.given_at.astimezone(zone), "until": row.until.astimezone(zone),
                 "withdrawn_at": row.withdrawn_at.astimezone(zone) if row.withdrawn_at else None, "stand": stand_of_consent(
                     until=row.until, withdrawn_at=row.withdrawn_at, giver=as_ruled(row.claim) if row.claim else None, at=at, on=at.astimezone(zone).date()),
                 } for row in list_consents(premises, seen_by=actor)]
    return render(request, "register/dossier.html", {
        "premises": premises, "zone": zone, "mission": premises.mission, "is_own": is_own, "is_open": is_open, "why": why,
        "shows_all": is_open or not is_police,
        "details": list_details(premises, seen_by=actor), "departures": list_departures(premises, seen_by=actor, on=today()), "consents": consents,
        "readings": [{"at": one.at.astimezone(zone), "role": Role(one.role), "is_broken": one.is_broken, **said}
                     for one, said in list_readings(premises, seen_by=actor)] if is_own else [],
        "forms": filled, **_police(premises, actor, zone, is_own=is_own, is_police=is_police),
        "is_silent": is_silent, "may_withdraw": is_own and actor.may("detail.give"), "may_give": is_own and actor.may("detail.give") and may_add,
        "may_name": actor.may("departure.name") and may_add, "may_note": actor.may("consent.note") and may_add, "most_megabytes": LARGEST // MEGABYTE,
    }, status=status_of_form(request, filled.get(refused)))


def _police(premises: Premises, actor: Actor, zone: ZoneInfo, *, is_own: bool, is_police: bool) -> dict[str, Any]:
    """The police of a place, and which of them its mission lets read the dossier; police are told nothing of others."""
    if is_police:
        return {"sees_police": False}
    police, agreed = get_police(premises), list_agreements(premises, seen_by=actor)
    return {
        "sees_police": is_own or bool(agreed), "police": police, "agreements": [{
            "row": row, "given_at": row.given_at.astimezone(zone), "holds": bool(police and police.organisation == row.organisation)} for row in agreed],
        "may_agree": is_own and actor.may("detail.give") and bool(police and police.organisation) and not any(
            police and row.organisation == police.organisation for row in agreed)}


@require_POST
def act_on_dossier(request: HttpRequest, premises: UUID, act: str) -> HttpResponse:
    """Take something back, end an authority, let police read it or no more, or take a plan."""
    actor, at = actor_of(request), now()
    row = open_premises(premises, seen_by=actor)
    if act == "agree":
        acts.agree(row, name=name_of(actor), by=actor, at=at, on=today())
        return redirect("dossier", row.pk)
    which = id_of(request.POST.get("which"))
    match act:
        case "disagree":
            acts.withdraw_agreement(row, which, by=actor, at=at)
        case "withdraw":
            acts.withdraw_detail(row, which, by=actor, at=at)
        case "end":
            acts.end_departure(row, which, by=actor, at=at, on=today())
        case "revoke":
            acts.withdraw_consent(row, which, by=actor, at=at)
        case "fetch":
            name, content = acts.fetch_plan(row, which, request.POST.get("why", "")[:300], name=name_of(actor), by=actor, at=at)
            return as_download(content, name)
        case _:
            raise Absent
    return redirect("dossier", row.pk)
