"""The tour's pages. Nothing on them is written down here: each number and quotation is asked of the directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from article22.contexts.directory.queries.directories import get_directory
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.routes import Route
from article22.contexts.directory.rules.terms import Need
from article22.doors.web.card.cards import Card, Value, card_of
from article22.doors.web.demo.views import in_demo_only
from article22.procedures import asking
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.speakers import printed_in_words

WASHINGTON = "Washington, DC"
BROCHURE_IN_FORCE = date(2019, 5, 1)  # a day on which the Brochure alone spoke
SHOWN = (("VAL-1", Need.DEMONSTRATION), ("MRS-2", Need.DEMONSTRATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A source's words, cut where a number stands in them."""

    before: str
    number: str
    after: str


@in_demo_only
@require_safe
def show_papers(request: HttpRequest) -> HttpResponse:
    """Two papers, one number: what each prints, and what is true now."""
    directory = get_directory(at=now())
    danger, worry = _ask(request, directory, WASHINGTON, Need.EMERGENCY), _ask(request, directory, WASHINGTON, Need.CONCERN)
    past = _answer(request, directory, WASHINGTON, Need.EMERGENCY, as_of=BROCHURE_IN_FORCE)
    today = _answer(request, directory, WASHINGTON, Need.CONCERN)
    number = next(step for step in today.steps if step.e164)
    assert number.source
    ended = directory.former_of(number.value)[0].valid.until
    return render(request, "tour/papers.html", {
        "then": [_cut(step.rule.quote.removeprefix("- "), step.raw if step.value == number.value else None) for step in past.steps],
        "then_printed": printed_in_words(past.steps[0].rule.document.printed), "now_quote": _cut(number.source.quote, number.raw),
        "now_printed": printed_in_words(number.source.document.printed), "ended": ended,
        "danger": _numbers(danger), "worry": _numbers(worry)})


@in_demo_only
@require_safe
def show_asking(request: HttpRequest) -> HttpResponse:
    """The same words from two missions: other people, and why."""
    directory = get_directory(at=now())
    return render(request, "tour/asking.html", {"cards": [_ask(request, directory, mission, need) for mission, need in SHOWN],
                                                "asked": [{"place": mission, "need": need.value} for mission, need in SHOWN]})


def _answer(request: HttpRequest, directory: Directory, words: str, need: Need, as_of: date | None = None) -> Route:
    where = asking.find_places(words, on=directory.today)[0]
    return asking.whom_to_call(directory, where, need, at=None, as_of=as_of, present=now(), seen_by=actor_of(request))


def _ask(request: HttpRequest, directory: Directory, words: str, need: Need) -> Card:
    return card_of(_answer(request, directory, words, need), directory, would_dial=True)


def _numbers(card: Card) -> Sequence[Value]:
    return [value for section in card.sections[:1] for line in section.lines for value in line.values if value.is_number]


def _cut(quote: str, number: str | None) -> Quote:
    before, found, after = quote.partition(number) if number else (quote, "", "")
    return Quote(before=before, number=found, after=after)
