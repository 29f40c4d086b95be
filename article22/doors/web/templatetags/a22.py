"""How templates say texts, and keep numbers in their own direction."""

from uuid import uuid4

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from article22.contexts.directory.rules.terms import first_day_of
from article22.kernel.term import Term
from article22.kernel.text import Text
from article22.threshold.actors import OPENED_FOR, WRITER
from article22.threshold.repeats import FIELD
from article22.threshold.speakers import as_drawn, name_on_page, on_page

register = template.Library()
MONTH_ONLY = 7  # "2012-07"


@register.filter
def say(text: Text | Term | str) -> SafeString | str:
    """A text or a term in the reader's language."""
    if isinstance(text, Text):
        return on_page(text)
    return gettext(text.label if isinstance(text, Term) else text)


@register.filter
def plain(text: Text) -> str:
    """A text in the reader's language without markup, as a drawing or an attribute needs it."""
    return as_drawn(text)


@register.filter
def name(words: str) -> SafeString:
    """A name from outside, in its own direction."""
    return name_on_page(words)


@register.filter
def printed(day: str) -> str:
    """A document's date as precisely as it prints it: July 2012, 16 April 2024."""
    return date_format(first_day_of(day), "F Y" if len(day) == MONTH_ONLY else "j F Y")


@register.filter
def bare(field: BoundField) -> SafeString:
    """A field without an example in it: its label says what it is for."""
    return field.as_widget(attrs={"placeholder": False})


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """A key for this form, so that it is done once however often it is sent; who opened it, and for whom."""
    return format_html('<input type="hidden" name="{}" value="{}">{}', FIELD, uuid4(), opened_for(context))


@register.simple_tag(takes_context=True)
def opened_for(context: Context) -> SafeString:
    """Who opened this form, and for whom, so that it comes back to nobody else and is sent for nobody else.

    Alone where the answer holds a secret, which no key may keep.
    """
    hidden = {WRITER: context["actor"].person, OPENED_FOR: context["actor"].membership}
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', ((name, value) for name, value in hidden.items() if value))


@register.filter
def ltr(value: object) -> SafeString:
    """A number, an address or a code: from left to right in every language, and never broken."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)
