"""No words stand outside the translation files: neither in a template, nor in what the public's pages say from the program."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.pages.test_translations import WHOLE
from tools import messages

READ_OUT = {"aria-label", "title", "placeholder", "alt"}
ENDS = {"blocktranslate": "endblocktranslate", "comment": "endcomment", "block density": "endblock", "block shape": "endblock", "block target": "endblock",
        "block layout": "endblock"}  # what is translated, what is not said, and blocks that give an attribute of the page
WORD = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"UTC", "km", "Ctrl", "Esc"}  # the same in every language
QUOTED = {"In case of emergency:", "to take all appropriate steps", "Authorization: Bearer …", '"recipients":'}  # a source's or a machine's own words
SENTENCE = re.compile(r"[A-Z][a-z]+,?(?: [a-z]+,?){2,}")


class Page(HTMLParser):
    """Gathers what of a page somebody reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if value and name in READ_OUT]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def bare_words(template: str) -> list[str]:
    """What a template says that no translation knows."""
    said, until = "", ""
    for token in Lexer(template).tokenize():
        is_tag = token.token_type is TokenType.BLOCK
        if until:
            until = "" if is_tag and token.contents.split()[0] == until else until
            continue
        if is_tag:
            until = next((end for start, end in ENDS.items() if f"{token.contents} ".startswith(f"{start} ")), "")
        said += token.contents if token.token_type is TokenType.TEXT else "x" if said.endswith(("<", "</")) else " "
    page = Page()
    page.feed(re.sub(r"<(script|style)\b.*?</\1>", " ", said, flags=re.DOTALL))
    return [words.strip() for words in page.said if words.strip() not in QUOTED and set(WORD.findall(words)) - KNOWN]


def bare_sentences(program: str) -> Iterator[str]:
    """The sentences of a module that are neither docstrings nor handed to a translation."""
    tree = ast.parse(program)
    known = {*messages.in_program(program), *(ast.literal_eval(node.value) for node in ast.walk(tree)
                                              if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in known and SENTENCE.match(node.value):
            yield node.value


TEMPLATES = sorted(messages.ROOT.rglob("*.html"))
MODULES = [path for path in sorted(messages.ROOT.rglob("*.py")) if f"{path.relative_to(messages.ROOT.parent)}".startswith(WHOLE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_says_nothing_that_is_not_translated(path: Path) -> None:
    assert bare_words(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_what_the_public_reads_from_the_program_goes_through_a_translation(path: Path) -> None:
    assert list(bare_sentences(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if f"{path.relative_to(messages.ROOT.parent)}".startswith(WHOLE)], ids=lambda path: path.stem)
def test_a_day_is_said_in_the_order_of_the_language(path: Path) -> None:
    assert re.findall(r'\|date:"(?!c")[^"]*"', path.read_text("utf-8")) == [], "use |day or |moment"


def test_words_outside_are_found() -> None:
    assert bare_words('{% load i18n %}<p title="Read this">Hello <b>{{ name }}</b>{% translate "known" %}</p>{% blocktranslate %}known{% endblocktranslate %}'
                      "{% comment %}not said{% endcomment %}<li{% if x %} class='big'{% endif %}>there</li>") == ["Read this", "Hello", "there"]
    assert list(bare_sentences('"""A docstring of the module."""\nraise Refused("This was said outside.")\ngettext("This one is known.")')) == [
        "This was said outside."]
