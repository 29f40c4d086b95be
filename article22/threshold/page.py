"""What every page knows: its language and light, whose it is, and whether it is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi, get_language_info

from article22.ground.installation.rules import DEMO_BEGINS
from article22.kernel.actor import PUBLIC
from article22.kernel.text import Text
from article22.threshold.clock import demo_clock, machine_now

THEME = "a22-theme"


def page_context(request: HttpRequest) -> dict[str, Any]:
    """For every template."""
    clock = demo_clock()
    theme = request.COOKIES.get(THEME, "")
    return {
        "language": get_language(), "direction": "rtl" if get_language_bidi() else "ltr", "theme": theme if theme in ("day", "night") else "",
        "languages": [get_language_info(code) for code, _ in settings.LANGUAGES], "actor": getattr(request, "actor", PUBLIC),
        "demo": Text("demo.clock", "Its clock shows {at} in Washington.", at=clock.now(machine_now()).astimezone(DEMO_BEGINS.tzinfo)) if clock else None,
    }


def is_demo() -> bool:
    """Whether this installation was born a demo: only then has it a clock of its own."""
    return demo_clock() is not None
