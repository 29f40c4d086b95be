"""Who claims to speak for a mission, whom the accredited list names, and what is recorded about it (domain.md 3.7 no. 4, S8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.actions import claiming
from article22.contexts.missions.actions.claiming import Claimed
from article22.contexts.missions.models import Claim, Mission
from article22.contexts.missions.queries.claims import as_ruled, get_claim, list_claims
from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules import claims as rules
from article22.doors.web.forms import LineField, show_form, status_of_form, submit
from article22.doors.web.register.missions import today
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class ClaimForm(forms.Form):
    """A claim to speak for a mission, and where it stands."""

    name = LineField(label=_("Name"), max_length=120)
    position = LineField(label=_("As what: ambassador, chargé d'affaires a.i., consul general"), max_length=120)
    government = LineField(label=_("For which government, where that is disputed"), max_length=160, required=False)
    source = LineField(label=_("Where that is said: the note, its number and day"), max_length=200)
    starts_on = _day(_("Since"))


class SourceForm(forms.Form):
    """From which day, and by which source."""

    on = _day(_("From which day"))
    source = LineField(label=_("By which source: the list or the note, its number and day"), max_length=200)


class WithdrawalForm(SourceForm):
    """The list names somebody no more, who may claim to speak for the mission all the same."""

    stands_still = forms.BooleanField(label=_("They claim all the same to speak for the mission"), required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something recorded about a claim: its words, its form, who may, and the call."""

    words: Any
    hint: Any
    form: type[SourceForm]
    may: str
    do: Callable[[Claim, dict[str, Any], Actor, datetime], object]


ACTS: Mapping[str, Act] = {
    "accredit": Act(words=_("The accredited list names them"), hint=_("From then on they alone speak for the mission."),
                    form=SourceForm, may="claim.accredit",
                    do=lambda row, given, by, at: claiming.accredit(row.pk, given["source"], on=given["on"], by=by, at=at)),
    "withdraw": Act(words=_("The list names them no more"), hint=_("Their claim stays on record."), form=WithdrawalForm, may="claim.accredit",
                    do=lambda row, given, by, at: claiming.withdraw_accreditation(
                        row.pk, given["source"], stands_still=given["stands_still"], on=given["on"], by=by, at=at)),
    "end": Act(words=_("They claim it no more"), hint=_("What was recorded stays."), form=SourceForm, may="claim.record",
               do=lambda row, given, by, at: claiming.end_claim(row.pk, given["source"], on=given["on"], by=by, at=at)),
}


@takes_words
def show_authority(request: HttpRequest, number: str) -> HttpResponse:
    """Who speaks for a mission, and who claims to; record another claim."""
    actor = actor_of(request)
    mission = get_mission(number, opened_by=actor)
    actor.check_may("claim.see")
    sent = written(request)
    form = ClaimForm(sent)

    def record(given: dict[str, Any]) -> HttpResponse:
        claiming.record_claim(mission, Claimed(**given), by=actor, at=now())
        return redirect("authority", mission.number)

    if sent:
        actor.check_may("claim.record")
        if done := submit(request, form, record):
            return done
    return render(request, "register/authority.html", {
        "mission": mission, "form": form, "may_record": actor.may("claim.record") and not mission.ended_on, **authority_of(mission, actor, today())},
        status=status_of_form(request, form))


def authority_of(mission: Mission, actor: Actor, on: date) -> dict[str, Any]:
    """Who speaks for a mission on a day, whether that is contested, and every claim with what may be recorded about it."""
    rows = list_claims(mission, seen_by=actor)
    ruled = [as_ruled(row) for row in rows]
    speaks = rules.recognised(ruled, on)
    return {"speaks": next((row for row in rows if speaks and row.pk == speaks.id), None), "is_contested": rules.is_contested(ruled, on),
            "claims": [{"row": row, "speaks": one.is_accredited(on), "stands": one.stands(on), "acts": _acts(row, one, actor, on)}
                       for row, one in zip(rows, ruled, strict=True)]}


def _acts(row: Claim, one: rules.Claim, actor: Actor, on: date) -> list[tuple[str, Any]]:
    fits = {"accredit": row.accredited_on is None and one.stands(on), "withdraw": row.accredited_on is not None and row.accredited_until is None,
            "end": row.ends_on is None and not one.is_accredited(on)}
    return [(name, act.words) for name, act in ACTS.items() if fits[name] and actor.may(act.may)]


@takes_words
def act_on_claim(request: HttpRequest, claim: UUID, act: str) -> HttpResponse:
    """One thing recorded about a claim, on a page of its own."""
    actor = actor_of(request)
    row = get_claim(claim, seen_by=actor)
    if act not in dict(_acts(row, as_ruled(row), actor, today())):
        raise Absent
    doing = ACTS[act]
    form = doing.form(written(request), initial={"on": today()})

    def do(given: dict[str, Any]) -> HttpResponse:
        doing.do(row, given, actor, now())
        return redirect("authority", row.mission.number)

    return (submit(request, form, do) if form.is_bound else None) or show_form(
        request, "register/act_on_claim.html", form, row=row, mission=row.mission, act=doing)
