"""People and their roles. A new administrator takes two."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from article22.doors.web.account.links import password_path
from article22.doors.web.forms import LineField, choices_of, id_of, show_form, submit
from article22.ground.accounts import queries
from article22.ground.accounts.actions import people as actions
from article22.ground.accounts.rules import OrganisationKind, Role
from article22.kernel.refusal import Absent
from article22.procedures import resetting
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written


class LostForm(forms.Form):
    """Why somebody's second factor must go."""

    reason = LineField(label=_("What was lost, and how you know that it is they who ask"), max_length=300)


class RoleForm(forms.Form):
    """A role in an organisation; a new organisation is entered by its name."""

    role = forms.ChoiceField(label=_("Role"))
    organisation = LineField(label=_("Organisation"), max_length=160)
    kind = forms.ChoiceField(label=_("If the organisation is new, it is"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["role"].choices = choices_of(Role)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].choices = choices_of(OrganisationKind)  # type: ignore[attr-defined]
        self.fields["organisation"].widget.attrs["list"] = "organisations"


class PersonForm(RoleForm):
    """Somebody new."""

    name = LineField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address, with which they sign in"))
    field_order = ["name", "email", "role", "organisation", "kind"]


@takes_words
def show_people(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles; enter somebody."""
    actor = actor_of(request)
    actor.check_may("person.list")
    form = PersonForm(written(request) or None)

    def enter(given: dict[str, Any]) -> HttpResponse:
        person = actions.add_person(given["name"], given["email"], by=actor, at=now())
        _give(request, person.pk, given)
        return redirect("password_link", person.pk)

    if form.is_bound:
        actor.check_may("person.write")
        if done := submit(request, form, enter):
            return done
    grants = queries.list_grants(seen_by=actor) if actor.may("administrator.grant") else ()
    resets = queries.list_resets(seen_by=actor) if actor.may("factor.reset") else ()
    return show_form(request, "administration/people.html", form, people=queries.list_people(seen_by=actor), grants=grants, resets=resets,
                     organisations=queries.list_organisations(seen_by=actor), may_write=actor.may("person.write"), may_review=actor.may("access.review"))


@takes_words
def add_role(request: HttpRequest, person: UUID) -> HttpResponse:
    """Give somebody a role."""
    actor = actor_of(request)
    actor.check_may("person.write")
    form = RoleForm(written(request) or None)

    def give(given: dict[str, Any]) -> HttpResponse:
        _give(request, person, given)
        return redirect("people")

    return (submit(request, form, give) if form.is_bound else None) or show_form(
        request, "administration/role.html", form, person=queries.get_person(person, seen_by=actor),
        organisations=queries.list_organisations(seen_by=actor))


def _give(request: HttpRequest, person_id: UUID, given: dict[str, Any]) -> None:
    """A role at once; an administrator is proposed, and waits for the second of two."""
    actor, role = actor_of(request), Role(given["role"])
    name = " ".join(given["organisation"].split())
    organisation = queries.find_organisation(name) or actions.add_organisation(name, OrganisationKind(given["kind"]), by=actor, at=now())
    if role is Role.ADMINISTRATOR:
        actions.propose_administrator(person_id, organisation, by=actor, at=now())
    else:
        actions.add_membership(queries.get_person(person_id, seen_by=actor), organisation, role, by=actor, at=now())


@require_POST
def end_role(request: HttpRequest) -> HttpResponse:
    """End a role."""
    actions.end_membership(id_of(request.POST.get("membership")), by=actor_of(request), at=now())
    return redirect("people")


@require_POST
def decide_grant(request: HttpRequest) -> HttpResponse:
    """Grant or refuse a proposed administrator."""
    if request.POST.get("decide") not in ("grant", "refuse"):
        raise Absent
    actions.decide_administrator(id_of(request.POST.get("grant")), is_granted=request.POST["decide"] == "grant", by=actor_of(request), at=now())
    return redirect("people")


@takes_words
def propose_reset(request: HttpRequest, person: UUID) -> HttpResponse:
    """Propose that somebody's lost second factor be taken away; a second administrator decides."""
    actor = actor_of(request)
    actor.check_may("factor.reset")
    found = queries.get_person(person, seen_by=actor)
    form = LostForm(written(request) or None)

    def propose(given: dict[str, Any]) -> HttpResponse:
        resetting.propose_reset(found, given["reason"], by=actor, at=now())
        return redirect("people")

    return (submit(request, form, propose) if form.is_bound else None) or show_form(request, "administration/lost.html", form, person=found)


@require_POST
def decide_reset(request: HttpRequest) -> HttpResponse:
    """Take a lost second factor away, or let it stand."""
    if request.POST.get("decide") not in ("grant", "refuse"):
        raise Absent
    resetting.decide_reset(id_of(request.POST.get("reset")), is_granted=request.POST["decide"] == "grant", by=actor_of(request), at=now())
    return redirect("people")


@require_http_methods(["GET", "POST"])
def show_link(request: HttpRequest, person: UUID) -> HttpResponse:
    """A link by which somebody sets their password, to be handed over; it works once, for three days. A new one each time it is asked for."""
    actor = actor_of(request)
    actor.check_may("person.write")
    found = queries.get_person(person, seen_by=actor)
    link = None
    if request.method == "POST":
        resetting.note_link(found, by=actor, at=now())
        link = f"{settings.ENVIRONMENT.public_url}{password_path(found)}"
    return render(request, "administration/link.html", {"person": found, "link": link})
