"""The documents are true."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from article22.kernel.term import Term

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "article22").rglob("*.py"))
CODE = re.compile(r"^\| `([a-z0-9.-]+)` \|", re.MULTILINE)


def catalogued() -> set[str]:
    return set(CODE.findall((ROOT / "docs/errors.md").read_text("utf-8")))


def subclasses(of: type) -> Iterator[type]:
    for child in of.__subclasses__():
        yield child
        yield from subclasses(child)


def refusal_names() -> set[str]:
    """The names of the classes of the family, by reading them: nothing need be imported."""
    bases = {node.name: {ast.unparse(base) for base in node.bases} for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.ClassDef)}
    family = {"Refusal"}
    while more := {name for name, of in bases.items() if of & family} - family:
        family |= more
    return family


def raised_codes() -> Iterator[tuple[str, str]]:
    """Every code that a refusal is made with, and where."""
    family = refusal_names()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in family or not node.args:
                continue
            if isinstance(text := node.args[0], ast.Call) and isinstance(code := text.args[0], ast.Constant):
                yield str(code.value), path.name


def test_every_code_of_a_refusal_is_catalogued() -> None:
    raised = dict(raised_codes())
    assert len(raised) > 15
    assert raised.keys() - catalogued() == set()


def test_every_catalogued_code_is_used() -> None:
    literals = {node.value for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert catalogued() - literals == set()


def test_the_catalogue_is_in_order() -> None:
    codes = CODE.findall((ROOT / "docs/errors.md").read_text("utf-8"))
    assert codes == sorted(codes)


def test_every_term_is_in_the_glossary() -> None:
    import article22.contexts.cases.actions.watching  # noqa: F401  so that their vocabularies exist
    import article22.contexts.directory.queries  # noqa: F401

    glossary = (ROOT / "docs/glossary.md").read_text("utf-8").casefold()
    terms = [term for vocabulary in subclasses(Term) if vocabulary.__module__.startswith("article22") for term in vocabulary]  # type: ignore[attr-defined]
    assert len(terms) > 20
    assert [term for term in terms if term.value not in glossary and term.label.casefold() not in glossary] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_is_numbered_dated_by_git_and_names_what_was_refused(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert "**Refused.**" in text
    assert len(text.splitlines()) <= 60


def test_no_room_is_past_400_lines() -> None:
    assert [path.name for path in SOURCES if "migrations" not in path.parts and len(path.read_text("utf-8").splitlines()) > 400] == []


def test_no_lock_file_names_a_host() -> None:
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text("utf-8"), path.name
