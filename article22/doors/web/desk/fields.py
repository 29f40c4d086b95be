"""The form of each act, with the choices that the case leaves."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.rules.terms import NEED_OF, CaseKind
from article22.doors.web.desk import forms as entered
from article22.doors.web.desk.acts import BESIDE, allowed_kinds, allowed_moves
from article22.doors.web.desk.asking import directory_now, zone_of
from article22.doors.web.desk.dossier import Dossier
from article22.doors.web.forms import choices_of
from article22.threshold.speakers import in_words

Posted = Any


def form_for(do: str, posted: Posted, request: HttpRequest, dossier: Dossier) -> forms.Form | None:
    """The form of an act; None where the act has none, or is not to be done now."""
    make = FORMS.get(do)
    if make is None or (posted is None and do not in BESIDE and do not in {act.name for act in dossier.acts}):
        return None
    return make(posted, dossier, request.GET)


def _zone(dossier: Dossier) -> ZoneInfo:
    return zone_of(dossier.case, directory_now())


def _call(posted: Posted, dossier: Dossier, asked: Mapping[str, str]) -> forms.Form:
    open_ = [(f"{one.row.pk}", in_words(one.who)) for one in dossier.recipients if one.row.dropped_at is None and one.row.acknowledged_at is None]
    return entered.CallForm(posted, zone=_zone(dossier), recipients=open_, initial={"recipient": asked.get("recipient")})


def _sort(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    case = dossier.case
    return entered.SortForm(posted, initial={**case.matter, "version": case.version, "priority": case.priority})


def _ask(posted: Posted, _dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.WordsForm(posted, label=_("What the mission is asked; what hangs on its answer stands still meanwhile"))


def _note(posted: Posted, _dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.WordsForm(posted, label=_("For those who protect; the mission does not read it"))


def _add(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.StoryForm(posted, zone=_zone(dossier))


def _decide(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.DecideForm(posted, zone=_zone(dossier))


def _move(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    moves = choices_of(allowed_moves(dossier.case))
    return entered.MoveForm(posted, moves=moves, initial={"to": moves[0][0] if moves else None})


def _promote(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    kinds = choices_of(allowed_kinds(dossier.case))
    return entered.PromoteForm(posted, zone=_zone(dossier), kinds=kinds, initial={"to": kinds[0][0] if kinds else None})


def _whose(posted: Posted, _dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.WhoseForm(posted)


def _merge(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    proposed = [(one.case.number, f"{one.case.number}, {in_words(one.case.whose)}: {one.case.summary} ({in_words(one.likeness.because)})")
                for one in dossier.alike]
    first = next((one.case.number for one in dossier.alike if one.likeness.is_duplicate), None)
    return entered.MergeForm(posted, proposed=proposed, initial={"into": first})


def _route(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    told = [(f"{one.row.pk}", in_words(one.who)) for one in dossier.recipients if one.row.dropped_at is None]
    return entered.RouteForm(posted, recipients=told, initial={"need": NEED_OF[CaseKind(dossier.case.kind)][0]})


def _tick(posted: Posted, _dossier: Dossier, asked: Mapping[str, str]) -> forms.Form:
    return entered.TickForm(posted, label=_("What was done, and who was told"), initial={"clock": asked.get("clock")})


def _strike(posted: Posted, _dossier: Dossier, asked: Mapping[str, str]) -> forms.Form:
    return entered.StrikeForm(posted, initial={"passage": asked.get("passage")})


def _purge(posted: Posted, _dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.PurgeForm(posted)


def _hold(posted: Posted, dossier: Dossier, _asked: Mapping[str, str]) -> forms.Form:
    return entered.HoldForm(posted, zone=_zone(dossier))


FORMS: Mapping[str, Callable[[Posted, Dossier, Mapping[str, str]], forms.Form]] = {
    "call": _call, "sort": _sort, "ask": _ask, "note": _note, "add": _add, "decide": _decide, "move": _move, "promote": _promote, "merge": _merge,
    "route": _route, "tick": _tick, "strike": _strike, "hold": _hold, "purge": _purge, "whose": _whose,
}
