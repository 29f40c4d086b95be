"""Addresses to which a live installation delivers: proposed by one administrator, armed by another. A demo has no such page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from article22.contexts.cases.rules.spans import span_of
from article22.doors.web.forms import LineField, choices_of, show_form, submit
from article22.ground.accounts.queries import list_names, list_organisations
from article22.ground.outbox import queries
from article22.ground.outbox.actions import addresses
from article22.ground.outbox.rules.addresses import LONGEST
from article22.ground.outbox.rules.messages import Channel
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.kept import takes_words, written
from article22.threshold.page import is_demo


class AddressForm(forms.Form):
    """A channel and an address of it; of a webhook, whose desk's it is."""

    channel = forms.ChoiceField(label=_("Channel"))
    address = LineField(label=_("Address"), max_length=LONGEST)
    desk = forms.TypedChoiceField(label=_("Of a webhook: the desk whose notices it gets too"), coerce=UUID, required=False, empty_value=None)

    def __init__(self, *given: Any, desks: Mapping[UUID, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["desk"].choices = [("", _("none")), *((f"{id}", name) for id, name in desks.items())]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["channel"].choices = choices_of(Channel)  # type: ignore[attr-defined]  # a ChoiceField


@takes_words
def show_delivery(request: HttpRequest) -> HttpResponse:
    """Every address with who proposed, armed and ended it, and how much is held; propose one."""
    actor = _armourer(request)
    desks = {row.pk: row.name for row in list_organisations(seen_by=actor) if row.authority}
    form = AddressForm(written(request) or None, desks=desks)

    def propose(given: dict[str, Any]) -> HttpResponse:
        addresses.propose_address(Channel(given["channel"]), given["address"], organisation=given["desk"], by=actor, at=now())
        return redirect("delivery")

    figures = queries.get_figures()
    return (submit(request, form, propose) if form.is_bound else None) or show_form(
        request, "administration/delivery.html", form, rows=_rows(actor, desks), figures=figures,
        oldest=span_of(timedelta(seconds=figures.oldest)))


@require_POST
def decide_address(request: HttpRequest, address: UUID) -> HttpResponse:
    """Arm or end an address."""
    actor = _armourer(request)
    match request.POST.get("decide"):
        case "arm":
            addresses.arm_address(address, by=actor, at=now())
        case "end":
            addresses.end_address(address, by=actor, at=now())
        case _:
            raise Absent
    return redirect("delivery")


def _armourer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    actor.check_may("delivery.arm")
    if is_demo():
        raise Absent
    return actor


def _rows(actor: Actor, desks: Mapping[UUID, str]) -> list[dict[str, Any]]:
    names = list_names()
    return [{"row": row, "channel": Channel(row.channel), "proposed_by": names.get(row.proposed_by, ""), "armed_by": names.get(row.armed_by, ""),
             "ended_by": names.get(row.ended_by, ""), "is_own": row.proposed_by == actor.person,
             "desk": desks.get(row.organisation, "") if row.organisation else ""} for row in queries.list_addresses(seen_by=actor)]
