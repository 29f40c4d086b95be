"""Lists that officers bring: what each would change, the unclear rows decided on the page, taken in, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from article22.contexts.missions.actions.drafting import decide_list, drop_list
from article22.contexts.missions.actions.import_runs import VERBS
from article22.contexts.missions.models import ListDraft
from article22.contexts.missions.queries.registers import get_draft, list_drafts
from article22.contexts.missions.rules.terms import ListKind
from article22.doors.web.forms import LineField, choices_of, status_of_form, submit
from article22.doors.web.register.missions import capital
from article22.doors.web.register.paging import AT_ONCE, Page, page_of, turned
from article22.ground.files.rules.opening import MEGABYTE, check_size
from article22.kernel.actor import Actor
from article22.kernel.refusal import Absent, Refusal
from article22.kernel.text import Text
from article22.procedures import bringing
from article22.procedures.taking_back import list_recent, undo
from article22.threshold.actors import actor_of
from article22.threshold.answers import status_of
from article22.threshold.clock import now

LARGEST = 20 * MEGABYTE  # of a request's body a little more is let in
DECIDED, RECENT = 200, 50  # rows that are decided about (Django takes a thousand fields), and imports, on a page


class BringForm(forms.Form):
    """A list, and what it does not say itself."""

    kind = forms.ChoiceField(label=_("What it lists"))
    file = forms.FileField(label=_("The list: Excel (.xlsx), CSV, GeoJSON or vCard"))
    source = LineField(label=_("Whose list it is, so that a later edition is compared with it; else its name"), required=False, max_length=80)
    on = forms.DateField(label=_("Of missions: the day on which what moved did so, if not today"), required=False,
                         widget=forms.DateInput(attrs={"type": "date"}))
    consent = LineField(label=_("Of people: how it is known that all agree to be held here, if the list does not say so of each"), required=False,
                        max_length=300)

    def __init__(self, *given: Any, kinds: list[ListKind], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(kinds)  # type: ignore[attr-defined]  # a ChoiceField


def kinds_of(actor: Actor) -> list[ListKind]:
    """What somebody may take in."""
    return [kind for kind, verb in VERBS.items() if actor.may(verb)]


@require_http_methods(["GET", "HEAD", "POST"])
def show_lists(request: HttpRequest) -> HttpResponse:
    """Bring a list; those that wait, and those that were taken in."""
    actor = actor_of(request)
    if not kinds_of(actor):
        raise Absent
    form = BringForm(request.POST, request.FILES, kinds=kinds_of(actor)) if request.method == "POST" else BringForm(kinds=kinds_of(actor))

    def bring(given: dict[str, Any]) -> HttpResponse:
        file = given["file"]
        content, name = file.read(LARGEST + 1), (file.name or "")[:120]
        check_size(content, name, LARGEST)
        id = bringing.bring(ListKind(given["kind"]), content, name=name, source=given["source"], consent=given["consent"],
                            on=given["on"], by=actor, at=now())
        return redirect("list", id)

    return (submit(request, form, bring) if form.is_bound else None) or _page(request, actor, form)


def _page(request: HttpRequest, actor: Actor, form: BringForm, **more: Any) -> HttpResponse:
    return render(request, "register/lists.html", {
        "form": form, "zone": capital(), "drafts": list_drafts(seen_by=actor),
        "imports": list_recent(RECENT, kinds_of(actor)), **more},
        status=status_of_form(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
def show_list(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What taking a list in would change. What is unclear is decided here; taken in, or dropped, it is gone from here."""
    actor = actor_of(request)
    one = get_draft(draft, seen_by=actor)
    if request.method != "POST":
        return _list_page(request, one, actor)
    try:
        match request.POST.get("act"):
            case "drop":
                drop_list(draft, by=actor, at=now())
                return redirect("lists")
            case "take":
                bringing.take_in(draft, by=actor, at=now())
                return redirect("lists")
            case "again":
                decide_list(draft, {}, by=actor, at=now())
                return redirect("list", draft)
            case "decide":
                bringing.decide(draft, **_decided(request), by=actor, at=now())
                return redirect("list", draft)
    except Absent:
        raise
    except Refusal as refusal:
        return _list_page(request, one, actor, refused=refusal)
    raise Absent


def _decided(request: HttpRequest) -> dict[str, Any]:
    """What was chosen for rows: `row-12` is new, or the same as what was proposed; `where-12` says where it is, or whose."""
    said = {name: [words.strip() for words in request.POST.getlist(name) if words.strip()] for name in request.POST}
    rows, where = ({int(name.removeprefix(start)): words[-1] for name, words in said.items()
                    if words and name.startswith(start) and name.removeprefix(start).isdecimal()} for start in ("row-", "where-"))
    return {"new": [row for row, words in rows.items() if words == "new"],
            "same": {row: words.removeprefix("same ") for row, words in rows.items() if words.startswith("same ")}, "where": where}


def _list_page(request: HttpRequest, draft: ListDraft, actor: Actor, *, refused: Refusal | None = None) -> HttpResponse:
    shown = bringing.show(draft, by=actor, at=now())
    decided = draft.decided
    kept = [(row, Text("list.decided-new", "another one")) for row in decided.get("new", ())] + [
        (row, words) for name in ("same", "where") for row, words in decided.get(name, {}).items()]
    rows: dict[str, Sequence[Any]] = {
        "maybe": shown.maybe, "left": sorted(shown.refused, key=lambda one: not one.asks_where),  # first those about which something can be decided
        "kept": kept, "notes": shown.notes, "moved": shown.moved, "new": shown.new, "changed": shown.changed, "gone": shown.gone}
    chosen = request.GET["part"] if request.GET.get("part") in rows else ""
    return render(request, "register/list.html", {
        "draft": draft, "shown": shown, "chosen": chosen, "is_of_people": draft.kind_words is ListKind.REPRESENTATIVES,
        "is_asked": any(one.asks_where for one in shown.refused), "refused": refused.text if refused else None, **{
            name: _part(name, part, chosen, request.GET.get("page")) for name, part in rows.items()}},
        status=status_of(refused) if refused else 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of rows of a list: those on this page, and the addresses of the pages before and after it."""

    rows: Sequence[Any]
    page: Page
    before: str
    after: str


def _part(name: str, rows: Sequence[Any], chosen: str, asked: str | None) -> Part:
    """A part as it is shown: its first page beside the others, the page asked for where it is chosen, and nothing where another is."""
    page, shown = page_of(rows, asked if chosen == name else None, DECIDED if name in ("maybe", "left") else AT_ONCE)
    return Part(rows=shown if chosen in ("", name) else (), page=page, **turned(QueryDict(f"part={name}"), page))


@require_POST
def undo_list(request: HttpRequest, run: UUID) -> HttpResponse:
    """Take an import back as a whole; what somebody relies on since is left, and said."""
    actor = actor_of(request)
    undone, left = undo(run, by=actor, at=now())
    return _page(request, actor, BringForm(kinds=kinds_of(actor)), undone=undone, left=left, most=DECIDED)
