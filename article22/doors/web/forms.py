"""What the forms of the pages share: a refusal of the rules stands where the form is, and nothing that was typed is lost."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from article22.kernel.refusal import Absent, Refusal
from article22.kernel.term import Term
from article22.kernel.text import in_one_line
from article22.threshold.answers import status_of
from article22.threshold.speakers import in_words


class LineField(forms.CharField):
    """One line of words: a name, a summary, a reason."""

    def to_python(self, value: Any) -> str:
        """The line, kept from turning what stands around it."""
        words = in_one_line(super().to_python(value) or "")
        return words.strip() if self.strip else words

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Words run in their own direction while they are written, too."""
        return {"dir": "auto", **super().widget_attrs(widget)}


class AskedForm(forms.Form):
    """What the address of a list asks for by name, beside the page and the language; every filter may be left out."""

    also_read = frozenset({"page", "lang"})

    def clean(self) -> dict[str, Any]:
        """A name that nothing reads would show another list than was asked for."""
        if unknown := sorted(self.data.keys() - self.fields.keys() - self.also_read):
            self.add_error(None, forms.ValidationError(gettext("“%(unknown)s” is no filter of this list. Use %(known)s."), params={
                "unknown": unknown[0][:40], "known": ", ".join(self.fields)}))
        return self.cleaned_data


class ListSelect(forms.Select):
    """A choice among hundreds: its options are written out at once, where Django reads a template for each."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002  as Django calls it
        """The choice, as Django draws it."""
        chosen = set(self.format_value(value))
        options = format_html_join("\n", '<option value="{}"{}>{}</option>', (
            (given, SELECTED if f"{given}" in chosen else "", label) for given, label in self.choices))
        return format_html("<select{}>\n{}\n</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options)


SELECTED = mark_safe(" selected")


def choices_of(terms: Iterable[Term]) -> list[tuple[str, Any]]:
    """A vocabulary as the choices of a field, said in the reader's language."""
    return [(term.value, gettext(term.label)) for term in terms]


def id_of(text: str | None) -> UUID:
    """The id that a button sent. Absent where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        raise Absent from None


def submit(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], HttpResponse]) -> HttpResponse | None:
    """Do what a form that was sent asks for; None where it cannot be read or the rules refuse, which the form then says.

    What comes back after signing in was not sent, and is never done by itself.
    """
    if request.method != "POST":
        form.add_error(None, gettext("Your session had ended, and nothing was done. What you wrote stands here again: read it, and send it."))
        return None
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Absent:
        raise
    except Refusal as refusal:
        form.add_error(None, in_words(refusal.text))
        form.refused = status_of(refusal)  # type: ignore[attr-defined]  # read by show_form
        if refusal.recorded:
            request.refused = refusal  # type: ignore[attr-defined]  # journalled once everything else was rolled back
        return None


def show_form(request: HttpRequest, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with a form: 200 when it is opened, 422 or what the rules said when it was refused."""
    return render(request, template, {"form": form, **context}, status=status_of_form(request, form))


def status_of_form(request: HttpRequest, form: forms.Form | None) -> int:
    """The HTTP status of a page with a form."""
    return getattr(form, "refused", 422) if form is not None and form.is_bound and request.method == "POST" else 200
