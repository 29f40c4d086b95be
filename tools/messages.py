"""Gather every word that a page says, merge it into the translation files, and compile them: make messages.

No GNU gettext is needed. Templates give {% translate %} and {% blocktranslate %}; the program gives gettext(…), Text(code, template, …) and
the labels of terms; the pack gives its guidance and its reasons.
"""

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polib
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent / "article22"
SAID = {"gettext", "gettext_lazy", "_"}
QUOTED = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEXTS = re.compile(rf"\b(?:gettext|_)\({QUOTED}\)|\bngettext\({QUOTED}, *{QUOTED}")
PLURAL_FORMS = {
    "ar": (6, "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"),
    "es": (2, "nplurals=2; plural=n != 1;"),
    "fr": (2, "nplurals=2; plural=n > 1;"),
    "ru": (3, "nplurals=3; plural=n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2;"),
    "zh-hans": (1, "nplurals=1; plural=0;"),
}
LANGUAGES = tuple(PLURAL_FORMS)


def messages() -> dict[str, set[str]]:
    """Each message with the files that say it."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix == ".html":
            said = list(in_template(path.read_text("utf-8")))
        elif path.suffix == ".py" and "migrations" not in path.parts:
            said = list(in_program(path.read_text("utf-8")))
        elif path.name in ("contacts.toml", "rulebooks.toml", "offices.toml", "pack.toml"):
            said = list(in_pack(tomllib.loads(path.read_text("utf-8"))))
        else:
            continue
        for message in said:
            found.setdefault(message, set()).add(f"{path.relative_to(ROOT.parent)}")
    return found


def in_template(text: str) -> Iterator[str]:
    """What a template translates, as Django itself reads it."""
    for alone, one, _ in TEXTS.findall(templatize(text)):
        message = ast.literal_eval(alone or one)
        if message:
            yield message


def plurals() -> dict[str, str]:
    """The plural of each message that counts something."""
    found = (TEXTS.findall(templatize(path.read_text("utf-8"))) for path in ROOT.rglob("*.html"))
    return {ast.literal_eval(one): ast.literal_eval(many) for each in found for _, one, many in each if one}


def in_program(text: str) -> Iterator[str]:
    """What a module says: strings handed to gettext, to Text as its template, and to a Term as its label."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in SAID and node.args:
                yield from _strings(node.args[0])
            elif node.func.id == "Text" and len(node.args) > 1:
                yield from _strings(node.args[1])
        elif isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == "Term" for base in node.bases):
            for statement in node.body:
                if isinstance(statement, ast.Assign):
                    given = list(_strings(statement.value))
                    yield from given[-1:]


def in_pack(table: Mapping[str, Any]) -> Iterator[str]:
    """What a pack says in our own words: who answers, why, and what to do."""
    for name, value in table.items():
        if name in ("who", "because", "desk", "short", "capital") and isinstance(value, str):
            yield value
        elif name == "region":
            yield value["name"]
        elif name == "authority" and isinstance(value, list):
            yield from (row["name"] for row in value)
        elif name == "guidance":
            yield from in_guidance(value)
        else:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    yield from in_pack(each)


def in_guidance(value: Any) -> Iterator[str]:
    """All words of the guidance, by need and regime."""
    if isinstance(value, str):
        yield value
    else:
        for each in value.values():
            yield from in_guidance(each)


def _strings(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
            yield part.value


def folder(language: str) -> Path:
    """Where the files of a language stand."""
    return ROOT / "locale" / to_locale(language) / "LC_MESSAGES"


def merge(language: str, found: dict[str, set[str]]) -> polib.POFile:
    """The language's file with every message in it; what nobody says any more is dropped."""
    path = folder(language) / "django.po"
    before = {entry.msgid: entry for entry in polib.pofile(f"{path}")} if path.exists() else {}
    forms, rule = PLURAL_FORMS[language]
    many = plurals()
    catalogue = polib.POFile()
    catalogue.metadata = {"Language": language, "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit", "Plural-Forms": rule}
    for message in sorted(found):
        entry = polib.POEntry(msgid=message, occurrences=[(file, "") for file in sorted(found[message])])
        was = before.get(message, entry)
        if message in many:
            entry.msgid_plural, entry.msgstr_plural = many[message], {form: was.msgstr_plural.get(form, "") for form in range(forms)}
        else:
            entry.msgstr = was.msgstr
        catalogue.append(entry)
    return catalogue


def main() -> None:
    """Write and compile."""
    from django.conf import settings

    settings.configure(USE_I18N=True)
    found = messages()
    for language in LANGUAGES:
        catalogue = merge(language, found)
        text, compiled = folder(language) / "django.po", folder(language) / "django.mo"
        text.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(f"{text}")
        catalogue.save_as_mofile(f"{compiled}")
        mark = hashlib.sha256(compiled.read_bytes()).hexdigest()[:12]
        print(f"{language}: {len(catalogue.translated_entries())} of {len(catalogue)} messages are translated. For locale/reviews.toml: of = \"{mark}\"")


if __name__ == "__main__":
    main()
