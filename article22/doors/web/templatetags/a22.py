"""How templates say texts, and keep numbers in their own direction."""

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from article22.kernel.term import Term
from article22.kernel.text import Text
from article22.threshold.repeats import FIELD
from article22.threshold.speakers import in_words, on_page

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
    return in_words(text)


@register.simple_tag
def once() -> SafeString:
    """A key for this form, so that it is done once however often it is sent."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())


@register.filter
def ltr(value: object) -> SafeString:
    """A number, an address or a code: from left to right in every language, and never broken."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)
