"""The register written out for a spreadsheet or a telephone."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.queries.missions import get_mission
from article22.contexts.missions.rules.exports import ExportKind
from article22.doors.web.forms import LineField, choices_of, show_form, submit
from article22.ground.accounts.queries import get_contact
from article22.kernel.actor import Actor
from article22.procedures.writing_out import write_out
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.downloads import as_download
from article22.threshold.kept import takes_words, written

NAMES = {ExportKind.PREMISES: "premises.csv", ExportKind.PEOPLE: "representatives.csv", ExportKind.CARDS: "representatives.vcf"}


class ExportForm(forms.Form):
    """What, of whom, and why."""

    kind = forms.ChoiceField(label=_("What"))
    mission = LineField(label=_("Of one mission alone, by its number"), required=False, max_length=40)
    why = LineField(label=_("Why you need how people are reached, and where residences are. Without it that is masked; each mission sees who read it, and why"),
                    required=False, max_length=300)

    def __init__(self, *given: Any, kinds: list[ExportKind], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(kinds)  # type: ignore[attr-defined]  # a ChoiceField


def kinds_of(actor: Actor) -> list[ExportKind]:
    """What somebody may have written out."""
    return [kind for kind in ExportKind if kind is ExportKind.PREMISES or actor.may("representative.see")]


@takes_words
def show_exports(request: HttpRequest) -> HttpResponse:
    """Choose a file of the register, and get it; that it was given, and to whom, is on record."""
    actor = actor_of(request)
    if not actor.may("mission.list"):
        actor.check_may("mission.see")
    form = ExportForm(written(request) or None, kinds=kinds_of(actor))

    def write(given: dict[str, Any]) -> HttpResponse:
        kind, person = ExportKind(given["kind"]), get_contact(seen_by=actor)
        mission = get_mission(given["mission"], opened_by=actor) if given["mission"] else None
        content = write_out(kind, mission, given["why"], name=person.name if person else "", by=actor, at=now())
        return as_download(content.encode(), NAMES[kind])

    return (submit(request, form, write) if form.is_bound else None) or show_form(request, "register/exports.html", form)
