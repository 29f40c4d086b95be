"""Words that run from right to left, and characters that would turn what stands around them."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django import forms
from django.test import Client

import article22.doors.web
from article22.contexts.cases.actions import answering, holding, moving, story
from article22.contexts.cases.models import Passage, Recipient
from article22.contexts.cases.rules.decisions import read_decision
from article22.contexts.directory.actions.reports import file_report
from article22.doors.api import shapes
from article22.doors.web.forms import LineField
from article22.ground.wall.session import set_actor
from article22.procedures.attaching import attach_file
from article22.procedures.links import Opens, make_link
from tests.cases.opening import SATURDAY, as_one, demonstration, file
from tests.cast import SYSTEM, TUESDAY, minutes, stop_clock

Visit = Callable[..., Client]
TURNING = "".join(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F))
HEBREW = "אדם מצלם"
VOID = ("br", "img", "input", "meta", "link", "hr", "wbr", "use", "path", "rect", "circle", "line")


def every_form() -> Iterator[type[forms.Form]]:
    for module in pkgutil.walk_packages(article22.doors.web.__path__, "article22.doors.web."):
        importlib.import_module(module.name)
    waiting = [forms.Form]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("article22."):
                yield each


LINES = [(form, name) for form in every_form() for name, field in form.base_fields.items()
         if type(field) in (forms.CharField, LineField) and not isinstance(field.widget, forms.Textarea) and form.__name__ != "WallForm"]


@pytest.mark.parametrize(("form", "name"), LINES, ids=lambda part: getattr(part, "__name__", part))
def test_no_line_of_a_form_turns_what_stands_around_it(form: type[forms.Form], name: str) -> None:
    assert form.base_fields[name].to_python(f"Sgt {TURNING}evil") == "Sgt evil"


def test_all_lines_are_looked_at() -> None:
    names = {f"{form.__name__}.{name}" for form, name in LINES}
    assert {"ConcernForm.summary", "ConcernForm.place", "AnswerForm.name", "CallLogForm.words", "PersonForm.name", "MissionForm.name"} <= names


def test_a_line_of_nothing_else_is_none_at_all() -> None:
    with pytest.raises(forms.ValidationError):
        LineField().clean(TURNING)


@pytest.mark.parametrize(("shape", "name"), [(shape, name) for shape in shapes.Strict.__subclasses__() for name, field in shape.model_fields.items()
                                             if str in (field.annotation, *getattr(field.annotation, "__args__", ()))
                                             and name not in ("description", "words", "quote")], ids=lambda part: getattr(part, "__name__", part))
def test_no_line_of_the_api_turns_what_stands_around_it(shape: Any, name: str) -> None:
    assert getattr(shape.__pydantic_validator__.validate_assignment(shape.model_construct(), name, f"Sgt {TURNING}evil"), name) == "Sgt evil"


class Reader(HTMLParser):
    """Finds words in Hebrew that stand in the direction of the page, with the element that holds them."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.found = 0
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.stack.append((tag, tag == "bdi" or dict(attrs).get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "א" in data and not any(tag in ("title", "option", "textarea") for tag, _ in self.stack):
            self.found += 1
            if not any(is_apart for _, is_apart in self.stack):
                self.wrong.append(f"<{'> <'.join(tag for tag, _ in self.stack[-4:])}> {data.strip()}")


@pytest.fixture
def hebrew(db: None) -> str:
    """A case in which everybody writes Hebrew."""
    stop_clock(TUESDAY + timedelta(days=3))
    words = {"summary": f"{HEBREW} 1", "description": f"{HEBREW}\n2", "reporter": {"name": f"{HEBREW} 3", "phone": "202-555-0188"},
             "details": {name: f"{HEBREW} {name}" for name in ("how_known", "route", "past_conduct", "own_measures", "lead_agency")}}
    case = file(demonstration(**words))
    lee, name = as_one("watch-officer"), f"{HEBREW} officer"
    set_actor(SYSTEM)
    dss = Recipient.objects.get(case=case.id, authority="dss")
    answering.acknowledge(dss.pk, name=name, by=as_one("liaison-officer"), at=TUESDAY + minutes(1))
    attach_file(case.id, b"A flyer", given_name=f"{HEBREW}.txt", name=name, by=as_one("representative"), at=TUESDAY + minutes(2))
    story.add_passage(case.number, f"{HEBREW} inside", is_internal=True, name=name, by=lee, at=TUESDAY + minutes(3))
    story.add_passage(case.number, f"{HEBREW} struck", name=name, by=lee, at=TUESDAY + minutes(4))
    story.strike_passage(Passage.objects.get(words=f"{HEBREW} struck").pk, f"{HEBREW} why", name=name, by=lee, at=TUESDAY + minutes(5))
    moving.ask_mission(case.number, f"{HEBREW}?", name=name, by=lee, at=TUESDAY + minutes(6))
    moving.reply(case.number, f"{HEBREW}!", name=name, by=as_one("representative"), at=TUESDAY + minutes(7))
    decision = read_decision("modified", ["SZ-2"], measures=f"{HEBREW} measures", offered=f"{HEBREW} offered", ends_at=SATURDAY + timedelta(hours=5))
    answering.decide_case(case.number, decision, name=name, authority="Secret Service", by=as_one("supervisor"), at=TUESDAY + timedelta(days=2))
    holding.place_hold(case.number, f"{HEBREW} held", name=name, by=as_one("liaison-officer"), at=TUESDAY + timedelta(days=2, minutes=1))
    file_report(line=f"{HEBREW} line", slot="", place=f"{HEBREW} place", words=f"{HEBREW} said", by=as_one("representative"), at=TUESDAY)
    return case.number


PAGES = [("watch-officer", path) for path in ("/desk/", "/desk/?case={}", "/desk/{}/", "/desk/{}/strike/")] + [
    ("inspector", path) for path in ("/inspector/", "/inspector/{}/", "/inspector/{}/duty/")] + [
    ("representative", path) for path in ("/portal/", "/portal/{}/")] + [
    ("administrator", path) for path in ("/administration/reports/", "/administration/purges/")] + [
    ("watch-officer", "/desk/retention/"), ("watch-officer", "answer")]


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_words_that_people_wrote_run_in_their_own_direction(role: str, path: str, visit: Visit, hebrew: str) -> None:
    set_actor(SYSTEM)
    dss = Recipient.objects.select_related("case").get(case__number=hebrew, authority="dss")
    if path == "answer":
        path = urlsplit(make_link(Opens(case=dss.case_id, recipient=dss.pk), until=TUESDAY + timedelta(days=9))).path
    answer = visit(role).get(path.format(hebrew))
    assert answer.status_code == 200
    reader = Reader()
    reader.feed(answer.content.decode())
    assert reader.found
    assert reader.wrong == []


def test_words_and_a_name_in_one_link_keep_the_space_between_them() -> None:
    """Links of a row are boxes of their own, in which the space at the end of a stretch of words is lost."""
    for path in Path(article22.doors.web.__path__[0]).rglob("*.html"):
        for row in re.findall(r'<p class="[^"]*\blinks\b[^"]*">(.*?)</p>', path.read_text("utf-8"), re.DOTALL):
            for link in re.findall(r"<a [^>]*>(.*?)</a>", row, re.DOTALL):
                seen = re.sub(r'<span class="vh">.*?</span>', "", link)
                is_mixed = re.search(r"\|(name|ltr|say)\b|<bdi", seen) and re.sub(r"\{\{.*?\}\}", "", seen).strip()
                assert not is_mixed or seen.startswith("<span>"), (path, link)
