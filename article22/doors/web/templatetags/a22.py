"""How templates say texts, and keep numbers in their own direction."""

from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from article22.env import Agency
from article22.ground.languages.queries import standing_of
from article22.kernel.term import Term
from article22.kernel.text import Text
from article22.threshold.actors import OPENED_FOR, WRITER
from article22.threshold.repeats import FIELD
from article22.threshold.speakers import as_drawn, day_in_words, name_on_page, on_page, printed_in_words

register = template.Library()


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
    return printed_in_words(day)


@register.filter
def day(day: date) -> str:
    """A day without its weekday: 9 June 2026."""
    return day_in_words(day)


@register.filter
def on(at: datetime, zone: ZoneInfo) -> datetime:
    """An instant on the clocks of a zone, to be said as a day or a moment there. Django's own filter says it in UTC, whatever it was."""
    return at.astimezone(zone)


@register.filter
def moment(at: datetime) -> str:
    """An instant in its own zone, without its weekday: 9 June 2026, 14:20."""
    return date_format(at, gettext("j F Y, H:i"))


@register.simple_tag
def translation() -> Text | None:
    """What there is to say of the translation that is read: who reviewed it, or that nobody did."""
    return standing_of(get_language() or settings.LANGUAGE_CODE)


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


@register.simple_tag
def agencies() -> tuple[Agency, ...]:
    """The agencies at whose own sign-in people can sign in here."""
    found: tuple[Agency, ...] = settings.ENVIRONMENT.agencies
    return found
