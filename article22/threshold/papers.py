"""What is printed: PDF made from data alone, with our own fonts and no other, the same bytes for the same data."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import get_language_info

HERE = Path(__file__).parent
SANS = ("Article 22 Sans", "Article 22 Sans Cyrillic", "Article 22 Sans Arabic", "Article 22 Sans Chinese")
MONO = ("Article 22 Mono",)


def print_pdf(source: Path, name: str, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """A PDF by a typst source, which reads its data under a name."""
    made = typst.compile(source.read_bytes(), format="pdf", font_paths=_fonts(), sys_inputs={name: json.dumps(content, ensure_ascii=False)},
                         timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made


def set_in(language: str) -> Mapping[str, Any]:
    """How a paper is set in a language such as zh-hans: what typst calls it, which way it runs, and its faces."""
    name, _, script = language.partition("-")
    rtl = get_language_info(language)["bidi"]
    fonts = sorted(SANS, key=lambda face: rtl and not face.endswith("Arabic"))
    return {"language": name, "region": "cn" if script == "hans" else None, "rtl": rtl, "fonts": fonts}


@cache
def _fonts() -> typst.Fonts:
    """So that a paper looks alike wherever it is made."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
